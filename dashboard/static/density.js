// How dense the shown events lie: a smooth surface over a grid of pixels, in one hue, with a legend in events by area.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const CELL_PX = 4;
  const BOX = 4; // cells to each side in one of three averages, which together come close to a bell of 18 pixels
  const PASSES = 3;
  const FAINTEST = 0.03; // of the strongest: below that the land stays bare
  const PEAKS = 12;
  const AREAS_KM2 = [1, 10, 100, 1000, 10000, 100000];
  const EARTH_KM = 40075.016686;

  class Density {
    constructor() { this.width = this.height = 0; this.top = 0; }

    paint(context, view, events, layer) {
      this.size(view);
      this.bin(view, events);
      for (let pass = 0; pass < PASSES; pass++) this.average();
      const square = (EARTH_KM * Math.cos((layer.map.getCenter().lat * Math.PI) / 180) * CELL_PX) / view.size;
      this.cellKm2 = square * square;
      this.scale(layer.isPlaying);
      this.colour(context, view, layer.look.theme);
      this.marks = layer.isPlaying ? [] : this.peaks(view, layer);
      return this.marks;
    }

    size(view) {
      const width = Math.ceil(view.width / CELL_PX), height = Math.ceil(view.height / CELL_PX);
      if (width === this.width && height === this.height) return;
      [this.width, this.height] = [width, height];
      this.grid = new Float32Array(width * height);
      this.spare = new Float32Array(width * height);
      this.sheet = document.createElement("canvas");
      [this.sheet.width, this.sheet.height] = [width, height];
      this.pixels = new ImageData(width, height);
      this.ink = new Uint32Array(this.pixels.data.buffer);
    }

    bin(view, events) {
      const { grid, width, height } = this;
      const { x, y } = events.columns;
      const { shown } = events;
      const scale = view.size / 4294967296 / CELL_PX, left = view.left / CELL_PX, top = view.top / CELL_PX;
      grid.fill(0);
      this.count = 0;
      for (let k = 0; k < shown.length; k++) {
        const i = shown[k];
        const column = Math.floor(x[i] * scale - left), row = Math.floor(y[i] * scale - top);
        if (column < 0 || row < 0 || column >= width || row >= height) continue;
        grid[row * width + column]++;
        this.count++;
      }
    }

    // Each cell becomes the mean of those around it, along rows and then columns.
    average() {
      const { grid, spare, width, height } = this;
      averageLines(grid, spare, height, width, width, 1);
      averageLines(spare, grid, width, height, 1, width);
    }

    // The strongest value's round number is the legend's top; while it plays, it only grows, so that nothing flickers.
    scale(isPlaying) {
      let most = 0;
      for (const value of this.grid) if (value > most) most = value;
      const perKm2 = most / this.cellKm2;
      if (!isPlaying || !this.area) this.area = AREAS_KM2.find((km2) => perKm2 * km2 >= 2) || AREAS_KM2[AREAS_KM2.length - 1];
      const top = most > 0 ? dawriya.roundUp(perKm2 * this.area) : 1;
      this.top = isPlaying ? Math.max(this.top, top) : top;
      this.most = most;
    }

    // The value of a cell in the legend's unit.
    told(cell) { return (this.grid[cell] / this.cellKm2) * this.area; }

    colour(context, view, theme) {
      const { grid, ink } = this;
      const table = inks(theme);
      const factor = this.area / this.cellKm2 / this.top;
      for (let cell = 0; cell < grid.length; cell++) {
        const share = grid[cell] * factor;
        ink[cell] = table[Math.min(255, Math.round(Math.sqrt(share) * 255))];
      }
      this.sheet.getContext("2d").putImageData(this.pixels, 0, 0);
      context.save();
      context.imageSmoothingEnabled = true;
      context.imageSmoothingQuality = "high";
      context.drawImage(this.sheet, 0, 0, this.width * CELL_PX, this.height * CELL_PX);
      context.restore();
    }

    // The tops of the surface in view: what the keyboard and a screen reader get at. They take no room on the map.
    peaks(view, layer) {
      const { grid, width, height } = this;
      const port = [0, 1, 2, 3].map((side) => view.inner[side] * view.size - (side % 2 ? view.top : view.left));
      const found = [];
      for (let row = 2; row < height - 2; row++) {
        for (let column = 2; column < width - 2; column++) {
          const cell = row * width + column, value = grid[cell];
          if (value < this.most * 0.08 || !isPeak(grid, cell, width)) continue;
          const atX = (column + 0.5) * CELL_PX, atY = (row + 0.5) * CELL_PX;
          if (atX < port[0] || atY < port[1] || atX > port[2] || atY > port[3]) continue;
          found.push({ cell, atX, atY, value });
        }
      }
      found.sort((a, b) => b.value - a.value);
      return apart(found, 40).slice(0, PEAKS).map((peak) => this.mark(peak, view, layer));
    }

    mark({ cell, atX, atY }, view, layer) {
      return {
        ...dawriya.countMark(0, atX, atY), key: `density.${Math.round(atX)}.${Math.round(atY)}`, isUnseen: true,
        lines: (look) => this.lines(cell, atX, atY, view, layer, look),
        open: () => layer.map.flyTo(layer.map.unproject([atX + view.left, atY + view.top], view.zoom), Math.min(view.zoom + 1.5, 12), { duration: 0.45, animate: !dawriya.isCalm() }),
      };
    }

    lines(cell, atX, atY, view, layer, look) {
      const value = dawriya.figure(this.told(cell));
      const town = nearestTown(layer.base, view, atX, atY, look);
      return [
        { text: look.words.density_at.replace("{n}", value).replace("{area}", dawriya.figure(this.area)) },
        ...(town ? [{ text: look.words.density_near.replace("{place}", town) }] : []),
      ];
    }

    at(x, y, layer) {
      const column = Math.floor(x / CELL_PX), row = Math.floor(y / CELL_PX);
      if (!this.grid || column < 0 || row < 0 || column >= this.width || row >= this.height) return null;
      const cell = row * this.width + column;
      if (!(this.grid[cell] > this.most * FAINTEST)) return null;
      return this.mark({ cell, atX: x, atY: y }, layer.view(), layer);
    }

    legend(look) {
      const head = document.createElement("div");
      head.className = "dw-legend-head";
      head.textContent = look.words.density_unit.replace("{area}", dawriya.figure(this.area || 100));
      const bar = document.createElement("div");
      bar.className = "dw-ramp";
      bar.dir = "ltr";
      const stops = [0, 0.25, 0.5, 0.75, 1].map((share) => `rgb(${dawriya.rampColour(look.theme, share).join(" ")}) ${share * 100}%`);
      const strip = document.createElement("i");
      strip.style.background = `linear-gradient(to right, ${stops.join(", ")})`;
      const figures = document.createElement("span");
      // The surface is drawn by the square root, so half way along the bar is a quarter of its top.
      for (const share of [0, 0.5, 1]) {
        const figure = document.createElement("b");
        figure.textContent = dawriya.figure((this.top || 0) * share * share);
        figures.append(figure);
      }
      bar.append(strip, figures);
      return [head, bar];
    }

    state() { return { density: { count: this.count || 0, top: this.top, area: this.area, peaks: (this.marks || []).length } }; }
  }

  // Running means of `lines` lines of `length` cells, `step` apart, a line beginning every `stride`.
  function averageLines(from, to, lines, length, stride, step) {
    const share = 1 / (2 * BOX + 1);
    for (let line = 0; line < lines; line++) {
      const start = line * stride;
      let sum = 0;
      for (let i = 0; i <= BOX && i < length; i++) sum += from[start + i * step];
      for (let i = 0; i < length; i++) {
        to[start + i * step] = sum * share;
        if (i + BOX + 1 < length) sum += from[start + (i + BOX + 1) * step];
        if (i >= BOX) sum -= from[start + (i - BOX) * step];
      }
    }
  }

  const tables = {};

  // 256 inks as the canvas keeps them (alpha, blue, green, red), the faintest of them clear.
  function inks(theme) {
    if (!tables[theme]) {
      tables[theme] = Uint32Array.from({ length: 256 }, (_, step) => {
        const share = step / 255;
        const [r, g, b] = dawriya.rampColour(theme, share);
        const shown = Math.min(1, Math.max(0, (share - Math.sqrt(FAINTEST)) / 0.2));
        return ((Math.round(shown * (0.62 + 0.3 * share) * 255) << 24) | (b << 16) | (g << 8) | r) >>> 0;
      });
    }
    return tables[theme];
  }

  function isPeak(grid, cell, width) {
    const value = grid[cell];
    for (let dy = -2; dy <= 2; dy++) {
      for (let dx = -2; dx <= 2; dx++) {
        const other = grid[cell + dy * width + dx];
        if (other > value || (other === value && (dy < 0 || (dy === 0 && dx < 0)))) return false;
      }
    }
    return true;
  }

  function apart(found, least) {
    const kept = [];
    for (const one of found) if (kept.every((other) => Math.hypot(other.atX - one.atX, other.atY - one.atY) >= least)) kept.push(one);
    return kept;
  }

  function nearestTown(base, view, atX, atY, look) {
    if (!base) return "";
    const { x, y, zoom } = base.towns;
    const names = look.names ? look.names(base.towns) : look.rtl ? base.towns.ar : base.towns.en;
    let best = -1, nearest = 90;
    for (let i = 0; i < x.length; i++) {
      if (zoom[i] > view.zoom + 1) continue;
      const distance = Math.hypot(x[i] * view.size - view.left - atX, y[i] * view.size - view.top - atY);
      if (distance < nearest) { nearest = distance; best = i; }
    }
    return best < 0 ? "" : names[best] || base.towns.en[best];
  }

  // A mark that stands for a number of events at a point of the sheets; map.js asks no more of it than this.
  dawriya.countMark = (count, atX, atY, first = 0) => ({
    count, atX, atY, first, layer: 0, shape: 0, radius: 6, cells: [], members: [], left: 0, right: 0, top: 0, bottom: 0,
  });

  dawriya.views = dawriya.views || {};
  dawriya.views.density = new Density();
})();
