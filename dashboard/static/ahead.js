// A tick in the page's list of filters is followed at once, before the server has answered with the page's counts.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const BOX = /st-key-rail_([a-z]+)_([\w-]+)/;

  class Ahead {
    constructor(layer) {
      this.layer = layer;
      this.waiting = []; // filters that were ticked here and not answered yet, as JSON
      const page = window.parent.document;
      const follow = (event) => {
        if (window.frameElement && window.frameElement.isConnected) this.tick(event.target);
        else page.removeEventListener("change", follow, true);
      };
      page.addEventListener("change", follow, true);
    }

    // `params.boxes` is what the boxes mean (rail.py). An answer to an older tick must not undo a newer one.
    take(params) {
      this.boxes = params.compare || params.multiples ? null : params.boxes;
      this.waiting = this.waiting.slice(this.waiting.lastIndexOf(JSON.stringify(params.filter)) + 1 || this.waiting.length);
      if (this.waiting.length) params.filter = JSON.parse(this.waiting[this.waiting.length - 1]);
    }

    tick(input) {
      const [, name] = BOX.exec(input.closest?.('[class*="st-key-rail_"]')?.className) || [];
      const { layer } = this;
      const group = this.boxes && this.boxes[name];
      if (!group || !layer.isReady) return;
      const now = layer.params.filter[group.filter];
      const filter = { ...layer.params.filter, [group.filter]: numbersOf(group, boxesOf(name), now) };
      layer.params.filter = filter;
      this.waiting.push(JSON.stringify(filter));
      layer.events.filter(filter);
      layer.fan = null;
      layer.paintEvents();
    }
  }

  // The boxes of a name that are on the page: {id: whether it is ticked}.
  function boxesOf(name) {
    const inputs = [...window.parent.document.querySelectorAll(`[class*="st-key-rail_${name}_"] input`)];
    const idOf = (box) => BOX.exec(box.closest(`[class*="st-key-rail_${name}_"]`).className)[2];
    return Object.fromEntries(inputs.map((box) => [idOf(box), box.checked]));
  }

  // What they let through, as the server says it: all of them mean any, and so do none. Of a box that is not drawn yet
  // it is said by the filter `now`.
  function numbersOf({ of, others, is_whole: isWhole }, boxes, now) {
    const isTicked = (id) => boxes[id] ?? (!now || of[id].every((number) => now.includes(number)));
    const all = Object.keys(of);
    const ids = all.filter(isTicked);
    const numbers = new Set(ids.flatMap((id) => of[id]).concat(others));
    if (!numbers.size || (isWhole && ids.length === all.length)) return null;
    return [...numbers].sort((a, b) => a - b);
  }

  (dawriya.parts = dawriya.parts || []).push((layer) => new Ahead(layer));
})();
