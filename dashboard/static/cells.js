// How many of the shown events lie in each cell of the screen, kept up as events come and go, and the marks made of it.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const WORLD = 4294967296;
  const CELL_PX = 26; // two symbols of 15 to 18 px that far apart can still be told from each other
  const MERGE_PX = 22;
  const MERGE_GRID_PX = 40;
  const MOST_MEMBERS = 200;
  // A cell's sums, all whole numbers below 2**53, so that adding and taking away leaves no rounding behind.
  const COUNT = 0, SUM_X = 1, SUM_Y = 2, SUM_INDEX = 3, SUM_SHAPE = 4, SUM_SQUARES = 5, SUMS = 6;
  const WHOLE = 6; // an event of one, two or three forces counts 6, 3 or 2 for each

  class Cells {
    constructor(columns, meta, count) {
      Object.assign(this, { columns, count });
      this.setForces(meta.sets);
      this.size = 0;
    }

    // The forces of each set, one after the other, and what an event of the set counts for each. Only forces that are
    // drawn at all have a counter, `drawnForces`: they are few, while the tables name hundreds.
    setForces(sets) {
      this.drawnForces = [...new Set(sets.flatMap(({ drawn }) => drawn))].sort((a, b) => a - b);
      this.forceCount = this.drawnForces.length;
      const numbers = new Map(this.drawnForces.map((force, number) => [force, number]));
      this.setFrom = new Uint32Array(sets.length + 1);
      this.setForce = Uint16Array.from(sets.flatMap(({ drawn }) => drawn.map((force) => numbers.get(force))));
      this.setWeight = Uint8Array.from(sets, ({ drawn }) => WHOLE / drawn.length);
      sets.forEach(({ drawn }, at) => { this.setFrom[at + 1] = this.setFrom[at] + drawn.length; });
    }

    // Whether the grid is of this zoom and reaches around the box (world pixels at `size`).
    covers(box, size) {
      return this.size === size && box.left >= this.box.left && box.top >= this.box.top &&
        box.right <= this.box.right && box.bottom <= this.box.bottom;
    }

    // Lays the grid around the box, with room to pan, and finds each event's cell, -1 for those outside.
    lay(box, size) {
      const roomX = (box.right - box.left) / 2, roomY = (box.bottom - box.top) / 2;
      this.size = size;
      this.left = Math.floor((box.left - roomX) / CELL_PX);
      this.top = Math.floor((box.top - roomY) / CELL_PX);
      const across = (this.across = Math.ceil((box.right + roomX) / CELL_PX) - this.left);
      const down = (this.down = Math.ceil((box.bottom + roomY) / CELL_PX) - this.top);
      this.box = {
        left: this.left * CELL_PX, top: this.top * CELL_PX,
        right: (this.left + across) * CELL_PX, bottom: (this.top + down) * CELL_PX,
      };
      const { x, y, flags } = this.columns;
      const cellOf = (this.cellOf = this.cellOf || new Int32Array(this.count));
      const perUnit = size / WORLD / CELL_PX, left = this.left, top = this.top;
      for (let i = 0, n = this.count; i < n; i++) {
        const cx = x[i] * perUnit - left, cy = y[i] * perUnit - top;
        cellOf[i] = cx >= 0 && cx < across && cy >= 0 && cy < down
          ? ((((cy | 0) * across + (cx | 0)) << 1) | ((flags[i] >> 6) & 1)) : -1;
      }
      const cells = across * down * 2;
      if (!this.sums || this.sums.length < cells * SUMS) {
        this.sums = new Float64Array(cells * SUMS);
        this.forces = new Int32Array(cells * this.forceCount);
      }
    }

    // Counts all events anew: those whose flag is 1. As `add` for each, written out: this is most of a zoom's work.
    recount(isShown) {
      const { sums, forces, cellOf, forceCount, setFrom, setForce, setWeight } = this;
      const { x, y, shape, set } = this.columns;
      sums.fill(0);
      forces.fill(0);
      for (let i = 0, n = this.count; i < n; i++) {
        const cell = cellOf[i];
        if (cell < 0 || isShown[i] === 0) continue;
        const at = cell * SUMS, number = shape[i], one = set[i];
        sums[at] += 1;
        sums[at + SUM_X] += x[i];
        sums[at + SUM_Y] += y[i];
        sums[at + SUM_INDEX] += i;
        if (number) {
          sums[at + SUM_SHAPE] += number;
          sums[at + SUM_SQUARES] = (sums[at + SUM_SQUARES] + Math.imul(number, number)) | 0;
        }
        const from = cell * forceCount, weight = setWeight[one];
        for (let k = setFrom[one], end = setFrom[one + 1]; k < end; k++) forces[from + setForce[k]] += weight;
      }
    }

    // Counts an event in (sign 1) or out (-1).
    add(index, sign) {
      const cell = this.cellOf[index];
      if (cell < 0) return;
      const { sums, forces, columns, setFrom, setForce } = this;
      const at = cell * SUMS, shape = columns.shape[index], set = columns.set[index];
      sums[at] += sign;
      sums[at + SUM_X] += sign * columns.x[index];
      sums[at + SUM_Y] += sign * columns.y[index];
      sums[at + SUM_INDEX] += sign * index;
      if (shape) {
        sums[at + SUM_SHAPE] += sign * shape;
        // Of the square only what fits 32 bits: enough to tell whether all shapes are the same.
        sums[at + SUM_SQUARES] = (sums[at + SUM_SQUARES] + sign * Math.imul(shape, shape)) | 0;
      }
      const from = cell * this.forceCount, weight = sign * this.setWeight[set];
      for (let k = setFrom[set]; k < setFrom[set + 1]; k++) forces[from + setForce[k]] += weight;
    }

    // The marks of a box that the grid covers: each cell of each layer, neighbours that are too close in one.
    marks(box) {
      const first = Math.max(0, Math.floor(box.left / CELL_PX) - this.left);
      const last = Math.min(this.across - 1, Math.floor(box.right / CELL_PX) - this.left);
      const top = Math.max(0, Math.floor(box.top / CELL_PX) - this.top);
      const bottom = Math.min(this.down - 1, Math.floor(box.bottom / CELL_PX) - this.top);
      const layers = [[], []];
      for (let cy = top; cy <= bottom; cy++) {
        for (let cell = (cy * this.across + first) * 2, end = (cy * this.across + last) * 2 + 1; cell <= end; cell++) {
          if (this.sums[cell * SUMS + COUNT]) layers[cell & 1].push(this.mark(cell));
        }
      }
      return [...merged(layers[0], box), ...merged(layers[1], box)];
    }

    mark(cell) {
      const { sums } = this, at = cell * SUMS;
      return new Mark(this, cell & 1, [cell], sums[at], sums[at + SUM_X], sums[at + SUM_Y], sums[at + SUM_INDEX],
        sums[at + SUM_SHAPE], sums[at + SUM_SQUARES]);
    }

    // A mark of one event, wherever it is drawn.
    single(index) {
      const { x, y, shape, flags } = this.columns;
      const square = Math.imul(shape[index], shape[index]);
      return new Mark(this, (flags[index] >> 6) & 1, [], 1, x[index], y[index], index, shape[index], square);
    }

    // How many sixths each of the drawn forces has in a mark.
    sixths(mark) {
      const totals = new Array(this.forceCount).fill(0);
      const { setFrom, setForce, setWeight } = this;
      if (mark.count === 1) {
        const set = this.columns.set[mark.first];
        for (let k = setFrom[set]; k < setFrom[set + 1]; k++) totals[setForce[k]] += setWeight[set];
        return totals;
      }
      for (const cell of mark.cells) {
        for (let force = 0, at = cell * this.forceCount; force < this.forceCount; force++) totals[force] += this.forces[at + force];
      }
      return totals;
    }

    // What only few ask for: which events are in the marks, and how far they reach. One pass finds it for all marks.
    fill(marks, isShown, apart) {
      const { cellOf, columns: { x, y } } = this;
      const scale = this.size / WORLD;
      const byCell = new Map();
      for (const mark of marks) {
        mark.found = { members: [], left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
        if (mark.count === 1) include(mark.found, mark.first, x[mark.first] * scale, y[mark.first] * scale);
        else for (const cell of mark.cells) byCell.set(cell, mark.found);
      }
      for (let i = 0; i < this.count; i++) {
        if (!isShown[i] || cellOf[i] < 0 || i === apart) continue;
        const found = byCell.get(cellOf[i]);
        if (found) include(found, i, x[i] * scale, y[i] * scale);
      }
    }
  }

  function include(found, index, px, py) {
    if (found.members.length < MOST_MEMBERS) found.members.push(index);
    found.left = Math.min(found.left, px); found.right = Math.max(found.right, px);
    found.top = Math.min(found.top, py); found.bottom = Math.max(found.bottom, py);
  }

  // One or more events drawn as one. `x`, `y` are world pixels; `members` (200 at most), `left` to `bottom` and the
  // `first` event of several are only looked up when asked for.
  class Mark {
    constructor(grid, layer, cells, count, sumX, sumY, sumIndex, sumShape, sumSquares) {
      this.grid = grid;
      this.layer = layer;
      this.cells = cells;
      this.count = count;
      this.sumX = sumX; this.sumY = sumY; this.sumIndex = sumIndex;
      this.sumShape = sumShape; this.sumSquares = sumSquares;
      this.x = 0; this.y = 0; this.atX = 0; this.atY = 0;
      this.found = null;
      this.centre();
    }

    centre() {
      const scale = this.grid.size / WORLD / this.count;
      this.x = this.sumX * scale; this.y = this.sumY * scale;
    }

    // The uncertainty shape that all its events have in common, 0 for none.
    get shape() {
      const shape = this.sumShape / this.count;
      return Number.isInteger(shape) && Math.imul(this.count, Math.imul(shape, shape)) === (this.sumSquares | 0) ? shape : 0;
    }

    // The same as long as it stands for the same place and as many events.
    get key() { return `${this.layer}.${this.count === 1 ? `e${this.sumIndex}` : this.cells[0]}.${this.count}`; }

    get first() { return this.count === 1 ? this.sumIndex : this.members[0]; }
    get members() { return this.count === 1 ? [this.sumIndex] : this.look().members; }
    get left() { return this.look().left; }
    get right() { return this.look().right; }
    get top() { return this.look().top; }
    get bottom() { return this.look().bottom; }

    look() {
      if (!this.found) this.grid.lookUp(this);
      return this.found;
    }

    absorb(other) {
      this.count += other.count;
      this.sumX += other.sumX; this.sumY += other.sumY; this.sumIndex += other.sumIndex;
      this.sumShape += other.sumShape;
      this.sumSquares = (this.sumSquares + other.sumSquares) | 0;
      this.cells.push(...other.cells);
      // The mark stays where most of its events are: moving it would call for another round of merging.
      if (this.count < 6) this.centre();
    }
  }

  // Neighbouring cells whose middles are too close become one mark, the larger one taking in the smaller.
  function merged(marks, box) {
    marks.sort((a, b) => b.count - a.count || a.cells[0] - b.cells[0]);
    const grid = new Buckets(box, MERGE_GRID_PX);
    return marks.filter((mark) => {
      let host = null, nearest = Infinity;
      const own = radiusOf(mark) - 1;
      grid.around(mark.x, mark.y, (other) => {
        const reach = Math.max(MERGE_PX, radiusOf(other) + own);
        const dx = other.x - mark.x, dy = other.y - mark.y, distance = dx * dx + dy * dy;
        if (distance < reach * reach && distance < nearest) { host = other; nearest = distance; }
      });
      if (host) host.absorb(mark);
      else grid.add(mark.x, mark.y, mark);
      return !host;
    });
  }

  // Things by where they are in a box, in squares of a side in pixels; what lies outside counts to the edge.
  class Buckets {
    constructor(box, side) {
      Object.assign(this, { left: box.left, top: box.top, side });
      this.across = Math.max(1, Math.ceil((box.right - box.left) / side));
      this.down = Math.max(1, Math.ceil((box.bottom - box.top) / side));
      this.squares = new Array(this.across * this.down);
    }

    column(x) { return Math.min(this.across - 1, Math.max(0, Math.floor((x - this.left) / this.side))); }
    row(y) { return Math.min(this.down - 1, Math.max(0, Math.floor((y - this.top) / this.side))); }

    add(x, y, thing) {
      const at = this.row(y) * this.across + this.column(x);
      if (this.squares[at]) this.squares[at].push(thing);
      else this.squares[at] = [thing];
    }

    // Calls `visit` with what is in the square of a position and the eight around it.
    around(x, y, visit) {
      const column = this.column(x), row = this.row(y);
      for (let r = Math.max(0, row - 1); r <= Math.min(this.down - 1, row + 1); r++) {
        for (let c = Math.max(0, column - 1); c <= Math.min(this.across - 1, column + 1); c++) {
          const square = this.squares[r * this.across + c];
          if (square) for (const thing of square) visit(thing);
        }
      }
    }
  }

  // Half the width of a mark in pixels: symbols 15 (disc) and 18 (diamond) wide, clusters 23, 27, 31.
  function radiusOf(mark) {
    if (mark.radius) return mark.radius;
    if (mark.count === 1) return mark.layer ? 9 : 7.5;
    return (mark.count < 10 ? 23 : mark.count < 25 ? 27 : 31) / 2;
  }

  // Pushes marks that overlap apart, at most `limit` pixels from where they belong; one event is never hidden by another.
  function spread(marks, limit) {
    if (!marks.length) return;
    const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    marks.forEach((mark, order) => {
      mark.atX = mark.x; mark.atY = mark.y; mark.order = order;
      box.left = Math.min(box.left, mark.x); box.right = Math.max(box.right, mark.x);
      box.top = Math.min(box.top, mark.y); box.bottom = Math.max(box.bottom, mark.y);
    });
    for (let round = 0; round < 8; round++) {
      let moved = false;
      const grid = new Buckets(box, 44);
      for (const mark of marks) grid.add(mark.atX, mark.atY, mark);
      for (const mark of marks) {
        grid.around(mark.atX, mark.atY, (other) => {
          if (mark.order < other.order) moved = pushApart(mark, other, limit) || moved;
        });
      }
      if (!moved) break;
    }
  }

  function pushApart(a, b, limit) {
    const room = radiusOf(a) + radiusOf(b) + 3;
    let dx = b.atX - a.atX, dy = b.atY - a.atY;
    if (dx >= room || dx <= -room || dy >= room || dy <= -room) return false;
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

  Object.assign(dawriya, { Cells, radiusOf, spread });
})();
