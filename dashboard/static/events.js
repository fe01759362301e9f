// The events in the browser: typed columns fetched once, filters over them, and their grouping into marks.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const UNKNOWN_DAY = 0;
  const CELL_PX = 26; // two symbols of 15 to 18 px that far apart can still be told from each other
  const MERGE_PX = 22;

  const TYPES = { u4: Uint32Array, u2: Uint16Array, u1: Uint8Array };

  class Events {
    constructor() {
      this.meta = { count: 0, kinds: [], forces: [], sets: [], statuses: [], epoch: 0 };
      this.count = 0;
      this.columns = {};
      this.shapes = [];
      this.details = null;
      this.pool = new Uint32Array(0);
      this.shown = new Uint32Array(0);
    }

    // Reads the files that `urls` names: {meta, columns, shapes, details}; details only when first asked.
    async load(urls) {
      this.urls = urls;
      const [meta, buffer, shapes] = await Promise.all([
        getJson(urls.meta), getBuffer(urls.columns), getJson(urls.shapes),
      ]);
      this.meta = meta;
      this.count = meta.count;
      for (const { name, type, offset } of meta.columns) {
        this.columns[name] = new TYPES[type](buffer, offset, meta.count);
      }
      this.shapes = shapes.map(readShape);
      this.setOf = meta.sets;
      return this;
    }

    loadDetails() {
      this.detailsWanted = this.detailsWanted || getJson(this.urls.details).then((details) => {
        this.details = details;
        this.indexOf = new Map(details.ids.map((id, index) => [id, index]));
        return details;
      });
      return this.detailsWanted;
    }

    // Everything but the window of days: keeps the numbers of the events that pass in `pool`.
    filter(filter) {
      const { kind, set, flags } = this.columns;
      const kinds = table(this.meta.kinds.length, filter.kinds);
      const statuses = table(8, filter.statuses);
      const sets = this.meta.sets.map((one) =>
        !filter.forces || one.all.some((force) => filter.forces.includes(force)) ? 1 : 0);
      const layers = table(2, filter.layers);
      const coarsest = filter.precision || 0;
      const bits = filter.bits ? decodeBits(filter.bits) : null;
      const pool = new Uint32Array(this.count);
      let n = 0;
      for (let i = 0; i < this.count; i++) {
        const flag = flags[i];
        if (!statuses[flag & 7] || !kinds[kind[i]] || !sets[set[i]] || !layers[(flag >> 6) & 1]) continue;
        const precision = (flag >> 3) & 3;
        if (coarsest && (precision < 1 || precision > coarsest)) continue;
        if (bits && !(bits[i >> 3] & (1 << (i & 7)))) continue;
        pool[n++] = i;
      }
      this.pool = pool.subarray(0, n);
    }

    // The events of the pool whose days meet the window [from, to] (days since 1970, null for open).
    window(from, to) {
      if (from == null && to == null) {
        this.shown = this.pool;
        return;
      }
      const { start, end } = this.columns;
      const first = from == null ? -Infinity : from - this.meta.epoch;
      const last = to == null ? Infinity : to - this.meta.epoch;
      const shown = this.buffer && this.buffer.length >= this.pool.length
        ? this.buffer : (this.buffer = new Uint32Array(this.pool.length));
      let n = 0;
      for (let k = 0; k < this.pool.length; k++) {
        const i = this.pool[k];
        if (start[i] !== UNKNOWN_DAY && end[i] >= first && start[i] <= last) shown[n++] = i;
      }
      this.shown = shown.subarray(0, n);
    }

    days(index) {
      const { start, end } = this.columns;
      return start[index] === UNKNOWN_DAY ? null : [start[index] + this.meta.epoch, end[index] + this.meta.epoch];
    }

    layer(index) { return (this.columns.flags[index] >> 6) & 1; }
    isHollow(index) { return (this.columns.flags[index] & 32) !== 0; }
    kind(index) { return this.meta.kinds[this.columns.kind[index]]; }
    forces(index) { return this.meta.sets[this.columns.set[index]].drawn.map((force) => this.meta.forces[force]); }
    shape(index) { const number = this.columns.shape[index]; return number ? this.shapes[number - 1] : null; }
    point(index) { return [this.columns.x[index] / 4294967296, this.columns.y[index] / 4294967296]; }

    // Marks for a view: {left, top, right, bottom} in world pixels at `size` = 256 * 2 ** zoom; `alone` is drawn by itself.
    marks(view, size, alone) {
      const { x, y, set } = this.columns;
      const scale = size / 4294967296;
      const cells = [new Map(), new Map()];
      const marks = [];
      for (let k = 0; k < this.shown.length; k++) {
        const i = this.shown[k];
        const px = x[i] * scale, py = y[i] * scale;
        if (px < view.left || px > view.right || py < view.top || py > view.bottom) continue;
        const layer = this.layer(i);
        if (i === alone) {
          marks.push(this.mark(layer, i, px, py));
          continue;
        }
        const key = Math.floor(px / CELL_PX) * 16777216 + Math.floor(py / CELL_PX);
        const cell = cells[layer].get(key);
        if (cell) this.addTo(cell, i, px, py, set[i]);
        else cells[layer].set(key, this.mark(layer, i, px, py));
      }
      for (const grid of cells) marks.push(...merged([...grid.values()]));
      return marks;
    }

    mark(layer, index, px, py) {
      const set = this.columns.set[index];
      return {
        layer, count: 1, first: index, sumX: px, sumY: py, x: px, y: py, shape: this.columns.shape[index],
        left: px, right: px, top: py, bottom: py, sets: new Map([[set, 1]]), members: [index],
      };
    }

    addTo(cell, index, px, py, set) {
      cell.count++;
      cell.sumX += px; cell.sumY += py;
      cell.x = cell.sumX / cell.count; cell.y = cell.sumY / cell.count;
      cell.left = Math.min(cell.left, px); cell.right = Math.max(cell.right, px);
      cell.top = Math.min(cell.top, py); cell.bottom = Math.max(cell.bottom, py);
      cell.sets.set(set, (cell.sets.get(set) || 0) + 1);
      if (cell.shape !== this.columns.shape[index]) cell.shape = 0;
      if (cell.members.length < 200) cell.members.push(index);
    }

    // How many of a mark's events each force has, most first; an event of two forces counts half for each.
    shares(mark) {
      const totals = new Map();
      for (const [set, count] of mark.sets) {
        const drawn = this.meta.sets[set].drawn;
        for (const force of drawn) totals.set(force, (totals.get(force) || 0) + count / drawn.length);
      }
      return [...totals].sort((a, b) => b[1] - a[1] || a[0] - b[0])
        .map(([force, count]) => ({ force: this.meta.forces[force], share: count / mark.count }));
    }
  }

  // Neighbouring cells whose middles are too close become one mark, the larger one taking in the smaller.
  function merged(cells) {
    cells.sort((a, b) => b.count - a.count || a.first - b.first);
    const kept = [];
    const grid = new Map();
    const size = 40;
    for (const cell of cells) {
      const gx = Math.floor(cell.x / size), gy = Math.floor(cell.y / size);
      let host = null, nearest = Infinity;
      for (let dx = -1; dx <= 1; dx++) {
        for (let dy = -1; dy <= 1; dy++) {
          for (const other of grid.get((gx + dx) * 16777216 + gy + dy) || []) {
            const reach = Math.max(MERGE_PX, radiusOf(other) + radiusOf(cell) - 1);
            const distance = Math.hypot(other.x - cell.x, other.y - cell.y);
            if (distance < reach && distance < nearest) { host = other; nearest = distance; }
          }
        }
      }
      if (host) absorb(host, cell);
      else {
        kept.push(cell);
        const key = gx * 16777216 + gy;
        if (grid.has(key)) grid.get(key).push(cell);
        else grid.set(key, [cell]);
      }
    }
    return kept;
  }

  function absorb(host, cell) {
    host.count += cell.count;
    host.sumX += cell.sumX; host.sumY += cell.sumY;
    host.left = Math.min(host.left, cell.left); host.right = Math.max(host.right, cell.right);
    host.top = Math.min(host.top, cell.top); host.bottom = Math.max(host.bottom, cell.bottom);
    if (host.shape !== cell.shape) host.shape = 0;
    for (const [set, count] of cell.sets) host.sets.set(set, (host.sets.get(set) || 0) + count);
    for (const index of cell.members) if (host.members.length < 200) host.members.push(index);
    // The mark stays where most of its events are: moving it would call for another round of merging.
    if (host.count < 6) { host.x = host.sumX / host.count; host.y = host.sumY / host.count; }
  }

  // Half the width of a mark in pixels: symbols 15 (disc) and 18 (diamond) wide, clusters 23, 27, 31.
  function radiusOf(mark) {
    if (mark.count === 1) return mark.layer ? 9 : 7.5;
    return (mark.count < 10 ? 23 : mark.count < 25 ? 27 : 31) / 2;
  }

  // Pushes marks that overlap apart, at most `limit` pixels from where they belong; one event is never hidden by another.
  function spread(marks, limit) {
    for (const mark of marks) { mark.atX = mark.x; mark.atY = mark.y; }
    for (let round = 0; round < 8; round++) {
      let moved = false;
      const grid = new Map();
      marks.forEach((mark) => {
        const key = Math.floor(mark.atX / 44) * 16777216 + Math.floor(mark.atY / 44);
        if (grid.has(key)) grid.get(key).push(mark);
        else grid.set(key, [mark]);
      });
      for (const mark of marks) {
        const gx = Math.floor(mark.atX / 44), gy = Math.floor(mark.atY / 44);
        for (let dx = -1; dx <= 1; dx++) {
          for (let dy = -1; dy <= 1; dy++) {
            for (const other of grid.get((gx + dx) * 16777216 + gy + dy) || []) {
              if (other !== mark && (mark.first < other.first || mark.layer < other.layer)) {
                moved = pushApart(mark, other, limit) || moved;
              }
            }
          }
        }
      }
      if (!moved) break;
    }
  }

  function pushApart(a, b, limit) {
    const room = radiusOf(a) + radiusOf(b) + 3;
    let dx = b.atX - a.atX, dy = b.atY - a.atY;
    let distance = Math.hypot(dx, dy);
    if (distance >= room) return false;
    if (distance < 0.5) { dx = a.layer <= b.layer ? 1 : -1; dy = 0.2; distance = Math.hypot(dx, dy); }
    const step = (room - distance) / 2;
    shift(a, (-dx / distance) * step, (-dy / distance) * step, limit);
    shift(b, (dx / distance) * step, (dy / distance) * step, limit);
    return true;
  }

  function shift(mark, dx, dy, limit) {
    const x = mark.atX + dx - mark.x, y = mark.atY + dy - mark.y;
    const far = Math.max(1, Math.hypot(x, y) / limit);
    mark.atX = mark.x + x / far;
    mark.atY = mark.y + y / far;
  }

  function table(length, allowed) {
    const result = new Uint8Array(length).fill(allowed ? 0 : 1);
    for (const index of allowed || []) result[index] = 1;
    return result;
  }

  function decodeBits(text) {
    const bytes = atob(text);
    return Uint8Array.from(bytes, (letter) => letter.charCodeAt(0));
  }

  // A shape as the file has it, [style, ring…], with each ring of steps turned into world positions and a box around all.
  function readShape([style, ...rings]) {
    const box = [1, 1, 0, 0];
    const paths = rings.map((steps) => dawriya.readPath(steps, box));
    return { style, paths, box };
  }

  async function getJson(url) { return (await get(url)).json(); }
  async function getBuffer(url) { return (await get(url)).arrayBuffer(); }
  async function get(url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer;
  }

  dawriya.Events = Events;
  dawriya.getJson = getJson;
  dawriya.radiusOf = radiusOf;
  dawriya.spread = spread;
})();
