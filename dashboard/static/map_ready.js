// Tells the server, once, that the map shows its events: the rest of the page waits for that (views/map_canvas.py).
const LOOK_MS = 25;

export default function ({ setTriggerValue }) {
  const looking = setInterval(() => {
    const map = window.dawriyaMap;
    if (!map || !map.isReady || !map.isReady()) return;
    clearInterval(looking);
    setTriggerValue("ready", true);
  }, LOOK_MS);
  return () => clearInterval(looking);
}
