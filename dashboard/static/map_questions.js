// Carries what is typed into the map's search box to the server, and its answer back into the map's frame.
export default function (component) {
  const { data, setStateValue } = component;
  const shared = (window.dawriyaMap = window.dawriyaMap || {});
  shared.ask = (question) => setStateValue("asked", question);
  if (data.answer && shared.answer) shared.answer(data.answer);
}
