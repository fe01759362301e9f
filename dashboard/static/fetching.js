// The built files, as whole as the server has them.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});

  async function getJson(url) { return JSON.parse(new TextDecoder().decode(await getBuffer(url))); }

  // All of a file as a part of it: whole ones the server would compress anew for each reader, seconds for a million.
  // Of a part that a page left while it came, the browser may keep a piece and give that: then it is asked for anew.
  async function getBuffer(url) {
    const answer = await fetched(url, { headers: { Range: "bytes=0-" } });
    const buffer = await answer.arrayBuffer();
    const length = Number((answer.headers.get("Content-Range") || "").split("/")[1]);
    if (!length || buffer.byteLength === length) return buffer;
    return (await fetched(url, { cache: "reload" })).arrayBuffer();
  }

  async function fetched(url, options) {
    const answer = await fetch(url, options);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer;
  }

  Object.assign(dawriya, { getJson, getBuffer });
})();
