// Zooming the timeline: by wheel, by a drag along the dates, by two fingers, by + - 0, and by the overview under them.
const OVERVIEW_PX = 14;
const CLOSEST_DAYS = 7;
const EDGE_PX = 8;

const zooming = {
  // The days in view, [first, end): all, or what is zoomed to.
  domain() { return this.zoom || [this.firsts[0], this.firsts[this.count]]; },

  // Shows days [from, to) of time; null for all.
  setZoom(days, isQuiet) {
    if (!this.count) return;
    const [start, end] = [this.firsts[0], this.firsts[this.count]];
    let zoom = days;
    if (zoom) {
      const wide = clamp(zoom[1] - zoom[0], Math.min(CLOSEST_DAYS, end - start), end - start);
      const middle = (zoom[0] + zoom[1]) / 2;
      const from = clamp(middle - wide / 2, start, end - wide);
      zoom = wide >= end - start - 0.01 ? null : [from, from + wide];
    }
    this.zoom = zoom;
    const unit = this.pickUnit();
    if (unit !== this.unit) this.recut();
    this.paintSoon();
    if (!isQuiet) this.tellViewSoon();
  },

  // One painting a frame, however many wheel events there are.
  paintSoon() {
    if (this.painting) return;
    this.painting = requestAnimationFrame(() => {
      this.painting = 0;
      this.paintChoices();
      this.paintChart();
    });
  },

  zoomBy(factor, day) {
    const [from, to] = this.domain();
    const about = clamp(day, from, to);
    this.setZoom([about - (about - from) * factor, about + (to - about) * factor]);
  },

  // Around the brush where it is in view, else around the middle.
  zoomStep(factor) {
    const [from, to] = this.domain();
    const [first, last] = this.daysShown();
    const middle = (first + last + 1) / 2;
    this.zoomBy(factor, this.range && middle > from && middle < to ? middle : (from + to) / 2);
  },

  pan(days) {
    if (!this.zoom) return;
    const [from, to] = this.zoom;
    const step = clamp(days, this.firsts[0] - from, this.firsts[this.count] - to);
    this.setZoom([from + step, to + step]);
  },

  // Turns the page where a day is out of view.
  reveal(day) {
    if (!this.zoom) return;
    const [from, to] = this.zoom;
    const wide = to - from;
    if (day < from) this.setZoom([day - wide * 0.3, day + wide * 0.7], this.playing);
    else if (day + 1 > to) this.setZoom([day - wide * (this.playing ? 0.2 : 0.7), day + wide * (this.playing ? 0.8 : 0.3)], this.playing);
  },

  // ---- wheel, axis, fingers, keys -----------------------------------------------------------------------------------

  wheel(event) {
    if (!this.count) return;
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.shiftKey ? event.deltaY : 0;
    if (!this.zoom && (sideways || event.deltaY > 0)) return; // all is in view: the page may scroll
    event.preventDefault();
    const [from, to] = this.domain();
    const lines = event.deltaMode === 1 ? 16 : 1;
    if (sideways) this.pan(((this.rtl ? -1 : 1) * sideways * lines * (to - from)) / this.width);
    else this.zoomBy(Math.exp(clamp(event.deltaY * lines, -200, 200) * 0.0025), this.dayAtX(event.clientX));
  },

  // A drag along the dates zooms to what it covers.
  dragOnAxis(event) {
    const start = this.dayAtX(event.clientX);
    const box = this.chart.getBoundingClientRect();
    const mark = make("div", "dw-zoom-mark");
    this.chart.append(mark);
    this.follow(event, (next) => {
      const edges = [event.clientX, next.clientX].map((x) => clamp(x - box.left, 0, this.width)).sort((a, b) => a - b);
      mark.style.left = `${edges[0]}px`;
      mark.style.width = `${edges[1] - edges[0]}px`;
    }, (moved, next) => {
      mark.remove();
      const days = [start, this.dayAtX(next.clientX)].sort((a, b) => a - b);
      if (moved && next.type === "pointerup") this.setZoom(days);
    });
  },

  // Two fingers keep the days under them under them.
  beginPinch() {
    if (this.stopDrag) this.stopDrag();
    this.setRange(this.beforePinch || null, false);
    this.hover(null);
    this.pinch = [...this.fingers].map(([finger, x]) => [finger, this.dayAtX(x)]);
  },

  movePinch() {
    const box = this.chart.getBoundingClientRect();
    const [one, other] = this.pinch.map(([finger, day]) => {
      const x = this.fingers.get(finger);
      return { day, along: this.rtl ? box.right - x : x - box.left };
    });
    const apart = other.along - one.along;
    if (Math.abs(apart) < 12) return;
    const wide = clamp(((other.day - one.day) / apart) * box.width, CLOSEST_DAYS, this.firsts[this.count] - this.firsts[0]);
    const middle = (one.day + other.day) / 2 - (((one.along + other.along) / 2) / box.width) * wide;
    this.setZoom([middle, middle + wide]);
  },

  lift(event) {
    this.fingers.delete(event.pointerId);
    if (this.fingers.size < 2) this.pinch = null;
  },

  zoomKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.tagName === "SELECT") return;
    const act = { "+": () => this.zoomStep(0.5), "=": () => this.zoomStep(0.5), "-": () => this.zoomStep(2), 0: () => this.setZoom(null) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  },

  // ---- the overview: all of the time, and a frame around what is in view -----------------------------------------------

  buildOverview() {
    this.overview = make("div", "dw-overview");
    this.overview.tabIndex = 0;
    this.overview.setAttribute("role", "slider");
    this.whole = draw("svg", { preserveAspectRatio: "none" });
    this.frame = make("div", "dw-overview-frame");
    this.overview.append(this.whole, this.frame);
    this.chart.append(this.overview);
    this.overview.addEventListener("pointerdown", (event) => this.pressOverview(event));
    this.overview.addEventListener("keydown", (event) => this.overviewKey(event));
  },

  paintOverview() {
    this.overview.hidden = !this.zoom;
    if (!this.zoom) return;
    const [from, to] = this.zoom;
    const [start, end] = [this.firsts[0], this.firsts[this.count]];
    const share = (day) => (day - start) / (end - start);
    const left = this.rtl ? 1 - share(to) : share(from);
    this.frame.style.left = `${left * 100}%`;
    this.frame.style.width = `${Math.max(0.5, share(to - from + start) * 100)}%`;
    const key = `${this.spanKey}${this.unit}${this.rtl}${this.width}`;
    if (key !== this.overviewKeyed) this.paintWhole(share);
    this.overviewKeyed = key;
    const values = { label: this.data.words.in_view, valuemin: 0, valuemax: 100, valuenow: Math.round(share(from) * 100), valuetext: this.dates.formatRange(at(from), at(to - 1)) };
    for (const [name, value] of Object.entries(values)) this.overview.setAttribute(`aria-${name}`, value);
  },

  // The outline of all bars, as tall as the strip: at most one step a pixel.
  paintWhole(share) {
    const steps = Math.max(1, Math.round(this.width));
    const tops = new Float64Array(steps);
    for (let bar = 0; bar < this.count; bar++) {
      const place = clamp(Math.floor(share(this.firsts[bar]) * steps), 0, steps - 1);
      const end = clamp(Math.ceil(share(this.firsts[bar + 1]) * steps), place + 1, steps);
      for (let step = place; step < end; step++) tops[step] = Math.max(tops[step], this.totals[0][bar] + this.totals[1][bar]);
    }
    if (this.rtl) tops.reverse();
    const most = Math.max(...tops) || 1;
    let path = `M0 ${OVERVIEW_PX}`;
    tops.forEach((top, step) => { path += `L${step} ${(OVERVIEW_PX - (top / most) * (OVERVIEW_PX - 2)).toFixed(1)}`; });
    this.whole.setAttribute("viewBox", `0 0 ${steps} ${OVERVIEW_PX}`);
    this.whole.replaceChildren(draw("path", { d: `${path}L${steps} ${OVERVIEW_PX}z`, fill: this.data.tokens["ink-3"], opacity: 0.45 }));
  },

  pressOverview(event) {
    event.stopPropagation();
    if (!this.zoom || event.button) return;
    const box = this.overview.getBoundingClientRect();
    const [start, end] = [this.firsts[0], this.firsts[this.count]];
    const dayAt = (x) => start + ((this.rtl ? box.right - x : x - box.left) / box.width) * (end - start);
    const frame = this.frame.getBoundingClientRect();
    const near = (edge) => Math.abs(event.clientX - edge) <= EDGE_PX && frame.width > 3 * EDGE_PX;
    const edge = near(frame.left) ? (this.rtl ? 1 : 0) : near(frame.right) ? (this.rtl ? 0 : 1) : -1;
    const [from, to] = this.zoom;
    const wide = to - from;
    const isInside = event.clientX >= frame.left && event.clientX <= frame.right;
    const offset = isInside ? dayAt(event.clientX) - from : wide / 2;
    const go = (x) => {
      if (edge === 0) this.setZoom([Math.min(dayAt(x), to - CLOSEST_DAYS), to]);
      else if (edge === 1) this.setZoom([from, Math.max(dayAt(x), from + CLOSEST_DAYS)]);
      else this.pan(dayAt(x) - offset - this.zoom[0]);
    };
    if (!isInside) go(event.clientX);
    this.overview.setPointerCapture(event.pointerId);
    this.overview.onpointermove = (next) => go(next.clientX);
    this.overview.onpointerup = this.overview.onpointercancel = () => { this.overview.onpointermove = null; };
  },

  overviewKey(event) {
    if (!this.zoom) return;
    const tenth = (this.zoom[1] - this.zoom[0]) / 10;
    const all = this.firsts[this.count] - this.firsts[0];
    const forward = this.rtl ? -tenth : tenth;
    const by = { ArrowRight: forward, ArrowLeft: -forward, ArrowUp: tenth, ArrowDown: -tenth, PageUp: tenth * 10, PageDown: -tenth * 10, Home: -all, End: all }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    this.pan(by);
  },
};
