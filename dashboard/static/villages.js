// Towns and villages beyond those of the base map, fetched cell by cell from the server's own files (place_cells.py).
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const LEVELS = [{ level: 3, fromZoom: 5.5 }, { level: 6, fromZoom: 8 }];
  const MOST_KEPT = 60;
  const UNIT = 2 ** 24;

  class Villages {
    constructor(layer) {
      this.layer = layer;
      this.cells = new Map(); // "level-x-y" to the towns there, or null while they are on their way
      layer.map.on("moveend", () => this.look());
    }

    take(params) {
      const url = params.urls.places;
      if (!url || url === this.url) return;
      this.url = url;
      this.cells.clear();
      this.index = null;
      dawriya.getJson(`${url}/index.json`).then((index) => {
        if (this.url !== url) return;
        this.index = Object.fromEntries(Object.entries(index).map(([level, names]) => [level, new Set(names)]));
        this.look();
      }, () => {}); // without them the base map's own towns are there
    }

    // Asks for the cells in view that have not been asked for, and names what is there of them.
    look() {
      if (!this.index || !this.layer.sheets._bounds) return;
      const view = this.layer.view();
      const wanted = LEVELS.filter(({ fromZoom }) => view.zoom >= fromZoom).flatMap(({ level }) => this.cellsIn(view, level));
      for (const key of wanted) {
        if (!this.cells.has(key)) this.fetch(key);
      }
      const there = wanted.map((key) => this.cells.get(key)).filter(Boolean);
      const isSame = there.length === (this.shown || []).length && there.every((cell, at) => cell === this.shown[at]);
      this.shown = there;
      this.layer.moreTowns = there;
      if (!isSame) this.layer.paintNames();
    }

    cellsIn(view, level) {
      const count = 2 ** level, known = this.index[level] || new Set();
      const [left, top, right, bottom] = view.inner.map((side) => Math.floor(side * count));
      const found = [];
      for (let x = left; x <= right; x++) {
        for (let y = top; y <= bottom; y++) if (known.has(`${x}-${y}`)) found.push(`${level}-${x}-${y}`);
      }
      return found;
    }

    fetch(key) {
      const { url } = this;
      this.cells.set(key, null);
      if (this.cells.size > MOST_KEPT) this.cells.delete(this.cells.keys().next().value);
      dawriya.getJson(`${url}/${key}.json`).then((cell) => {
        if (this.url !== url) return;
        this.cells.set(key, { ...cell, x: cell.x.map((v) => v / UNIT), y: cell.y.map((v) => v / UNIT) });
        this.look();
      }, () => this.cells.delete(key));
    }
  }

  dawriya.parts = dawriya.parts || [];
  dawriya.parts.push((layer) => {
    const villages = new Villages(layer);
    return { take: (params) => villages.take(params) };
  });
})();
