// In a page that stands alone: the files that a server would send are in the page itself, deflated, as base64.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});

  // Where the browser is too old to inflate them, the page stays what it is without a script.
  dawriya.canStandAlone = () => "DecompressionStream" in window;

  async function getBuffer(name) {
    const letters = atob(document.getElementById(name).textContent);
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
  }

  async function getJson(name) { return JSON.parse(new TextDecoder().decode(await getBuffer(name))); }

  // Two halves are not compared here (swipe.js): all that is painted is seen.
  Object.assign(dawriya, { getBuffer, getJson, isSeen: () => true });
})();
