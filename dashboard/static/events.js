// The events in the browser: typed columns fetched once, and which of them a filter and a window of days show.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const UNKNOWN_DAY = 0, LAST_DAY = 65535;

  class Events {
    constructor() {
      this.meta = { count: 0, kinds: [], forces: [], sets: [], statuses: [], epoch: 0 };
      this.columns = {};
      this.shapes = new dawriya.Shapes();
      this.details = null;
      this.begin(0);
    }

    // What tells the events of one set of files from those of another.
    static nameOf({ meta, columns, delta }) { return [meta, columns, delta].join(); }

    // The same events with a filter and a window of their own, for a second map of them.
    twin() {
      const twin = Object.assign(new Events(), {
        urls: this.urls, meta: this.meta, columns: this.columns, shapes: this.shapes, source: this,
      });
      twin.begin(this.count);
      return twin.follow();
    }

    // A twin lets through what its source's filter does, once that has changed.
    follow() {
      if (this.followed === this.source.filters) return this;
      this.followed = this.source.filters;
      this.isPassed.set(this.source.isPassed);
      this.isFiltered = true;
      return this;
    }

    begin(count) {
      this.count = count;
      this.isPassed = new Uint8Array(count); // by the filter
      this.isShown = new Uint8Array(count); // by the filter and in the window of days
      this.asked = null; // the last filter, as JSON
      this.filters = 0; // how many there were: whether a twin is to follow
      this.shownCount = 0;
      this.span = null;
      this.isStale = true; // the cells count something else than is shown
      this.apart = -1;
      this.drawn = [];
      this.cells = new dawriya.Cells(this.columns, this.meta, count);
      this.cells.lookUp = (mark) => this.lookUp(mark);
    }

    // Reads the files that `urls` names: {meta, columns, shapes, details, delta?}; of these only what `earlier` events
    // have not read. It waits neither for the shapes, at whose arrival `whenShaped` is called, nor for the details.
    async load(urls, whenShaped, earlier) {
      this.urls = urls;
      const isSameBase = earlier && earlier.base && earlier.urls.meta === urls.meta && earlier.urls.columns === urls.columns;
      const [base, delta] = await Promise.all([
        isSameBase ? earlier.base : new dawriya.EventsBase().load(urls, whenShaped || (() => {})),
        urls.delta ? dawriya.getJson(urls.delta) : null,
      ]);
      this.base = base;
      Object.assign(this, delta ? base.with(delta) : { meta: base.meta, columns: base.columns, shapes: base.shapes });
      this.delta = delta;
      this.begin(this.meta.count);
      return this;
    }

    loadDetails() {
      const wanted = () => (this.source ? this.source.loadDetails() : this.base.loadDetails(this.delta));
      this.detailsWanted = this.detailsWanted || wanted().then((details) => {
        this.details = details;
        this.indexOf = this.source ? this.source.indexOf : new Map(details.ids.map((id, index) => [id, index]));
        return details;
      });
      return this.detailsWanted;
    }

    // Everything but the window of days. What is shown changes with the next call of `window`.
    filter(filter) {
      const asked = JSON.stringify(filter);
      if (asked === this.asked) return;
      this.asked = asked;
      const { kind, set, flags } = this.columns;
      const kinds = table(this.meta.kinds.length, filter.kinds);
      const sets = Uint8Array.from(this.meta.sets, (one) =>
        !filter.forces || one.all.some((force) => filter.forces.includes(force)) ? 1 : 0);
      const passes = flagTable(filter);
      const bits = filter.bits ? decodeBytes(filter.bits) : null;
      const { isPassed } = this;
      for (let i = 0, n = this.count; i < n; i++) isPassed[i] = passes[flags[i]] & kinds[kind[i]] & sets[set[i]];
      if (bits) for (let i = 0, n = this.count; i < n; i++) isPassed[i] &= (bits[i >> 3] >> (i & 7)) & 1;
      this.isFiltered = true;
      this.filters++;
    }

    // Shows the events that the filter passes and whose days meet the window [from, to] (days since 1970, null for open).
    window(from, to) {
      const span = from == null && to == null ? null : [
        from == null ? UNKNOWN_DAY + 1 : clamp(from - this.meta.epoch, UNKNOWN_DAY + 1, LAST_DAY + 1),
        to == null ? LAST_DAY : clamp(to - this.meta.epoch, UNKNOWN_DAY, LAST_DAY),
      ];
      const old = this.span;
      this.span = span;
      if (!this.isFiltered && String(old) === String(span)) return;
      this.drawn = [];
      this.listed = null;
      if (this.isFiltered || !old || !span || !this.slide(old, span)) this.showAll(span);
      this.isFiltered = false;
    }

    showAll(span) {
      const { start, end } = this.columns;
      const { isPassed, isShown } = this;
      let shown = 0;
      if (span) {
        const [first, last] = span;
        for (let i = 0, n = this.count; i < n; i++) {
          const day = start[i];
          shown += isShown[i] = day !== UNKNOWN_DAY && day <= last && end[i] >= first ? isPassed[i] : 0;
        }
      } else {
        isShown.set(isPassed);
        for (let i = 0, n = this.count; i < n; i++) shown += isPassed[i];
      }
      this.shownCount = shown;
      this.isStale = true;
    }

    // From one window to the next by the events that come in and go out; false where that is as much work as all anew.
    slide([oldFirst, oldLast], [first, last]) {
      const { start, end } = this.columns;
      this.byStart = this.byStart || sortByDay(start);
      this.byEnd = this.byEnd || sortByDay(end);
      const began = between(this.byStart, Math.min(oldLast, last) + 1, Math.max(oldLast, last));
      const ended = between(this.byEnd, Math.min(oldFirst, first), Math.max(oldFirst, first) - 1);
      if (began.length + ended.length > this.count / 5) return false;
      const { isPassed, isShown } = this;
      const cells = this.isStale ? null : this.cells;
      for (const candidates of [began, ended]) {
        for (let k = 0; k < candidates.length; k++) {
          const i = candidates[k], day = start[i];
          const is = day !== UNKNOWN_DAY && day <= last && end[i] >= first ? isPassed[i] : 0;
          if (is === isShown[i]) continue;
          isShown[i] = is;
          this.shownCount += is ? 1 : -1;
          if (i === this.apart) this.apart = -1;
          else if (cells) cells.add(i, is ? 1 : -1);
        }
      }
      return true;
    }

    // The numbers of the shown events, in order; made when asked for (2 ms a million), then kept until they change.
    get shown() { return (this.listed = this.listed || numbersOf(this.isShown, this.shownCount)); }

    days(index) {
      const { start, end } = this.columns;
      return start[index] === UNKNOWN_DAY ? null : [start[index] + this.meta.epoch, end[index] + this.meta.epoch];
    }

    layer(index) { return (this.columns.flags[index] >> 6) & 1; }
    isHollow(index) { return (this.columns.flags[index] & 32) !== 0; }
    kind(index) { return this.meta.kinds[this.columns.kind[index]]; }
    forces(index) { return this.meta.sets[this.columns.set[index]].drawn.map((force) => this.meta.forces[force]); }
    shape(index) { return this.shapes.at(this.columns.shape[index]); }
    point(index) { return [this.columns.x[index] / 4294967296, this.columns.y[index] / 4294967296]; }

    // Marks for a view: {left, top, right, bottom} in world pixels at `size` = 256 * 2 ** zoom; `alone` is drawn by itself.
    marks(view, size, alone) {
      if (!this.count) return [];
      const { cells } = this;
      if (!cells.covers(view, size)) {
        cells.lay(view, size);
        this.isStale = true;
      }
      if (this.isStale) {
        cells.recount(this.isShown);
        this.isStale = false;
        this.apart = -1;
      }
      this.setApart(alone != null && this.isShown[alone] ? alone : -1);
      this.drawn = cells.marks(view);
      if (this.apart >= 0) this.drawn.push(cells.single(this.apart));
      return [...this.drawn];
    }

    // The event that is drawn by itself is not in its cell's counts.
    setApart(index) {
      if (this.apart === index) return;
      if (this.apart >= 0) this.cells.add(this.apart, 1);
      if (index >= 0) this.cells.add(index, -1);
      this.apart = index;
    }

    mark(index, px, py) { return Object.assign(this.cells.single(index), { x: px, y: py }); }

    lookUp(mark) { this.cells.fill(this.drawn.includes(mark) ? this.drawn : [mark], this.isShown, this.apart); }

    // How many of a mark's events each force has, most first; an event of two forces counts half for each.
    shares(mark) {
      const sixths = this.cells.sixths(mark);
      const shares = [];
      let whole = 0;
      for (let at = 0; at < sixths.length; at++) {
        whole += sixths[at];
        if (sixths[at]) shares.push({ force: this.meta.forces[this.cells.drawnForces[at]], share: sixths[at] });
      }
      for (const one of shares) one.share /= whole;
      return shares.sort((a, b) => b.share - a.share);
    }
  }

  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

  // Events in the order of a column of days, and where in that order each day begins.
  function sortByDay(days) {
    const begins = new Uint32Array(LAST_DAY + 3);
    for (let i = 0; i < days.length; i++) begins[days[i] + 1]++;
    for (let day = 1; day < begins.length; day++) begins[day] += begins[day - 1];
    const next = begins.slice();
    const order = new Uint32Array(days.length);
    for (let i = 0; i < days.length; i++) order[next[days[i]]++] = i;
    return { order, begins };
  }

  // The events of the days from first to last.
  function between({ order, begins }, first, last) { return order.subarray(begins[first], begins[Math.max(first, last + 1)]); }

  function numbersOf(flags, count) {
    const numbers = new Uint32Array(count);
    for (let i = 0, n = 0; n < count; i++) if (flags[i]) numbers[n++] = i;
    return numbers;
  }

  // Which of the 256 values of an event's flags a filter lets through.
  function flagTable(filter) {
    const statuses = table(8, filter.statuses), layers = table(2, filter.layers);
    const coarsest = filter.precision || 0;
    return Uint8Array.from({ length: 256 }, (_, flag) => {
      const precision = (flag >> 3) & 3;
      const isFine = !coarsest || (precision >= 1 && precision <= coarsest);
      return statuses[flag & 7] && layers[(flag >> 6) & 1] && isFine ? 1 : 0;
    });
  }

  function table(length, allowed) {
    const result = new Uint8Array(length).fill(allowed ? 0 : 1);
    for (const index of allowed || []) result[index] = 1;
    return result;
  }

  function decodeBytes(text) {
    const bytes = atob(text);
    return Uint8Array.from(bytes, (letter) => letter.charCodeAt(0));
  }

  dawriya.Events = Events;
  dawriya.decodeBytes = decodeBytes;
})();
