// The timeline: bars over time with a brush. It drives the map's canvas directly, and tells Streamlit once, on release.
const MONDAY = 3;
const WHOLE_RUN_MS = 20000;

export default function (component) {
  const { parentElement, data } = component;
  const root = parentElement.querySelector(".dw-timeline");
  if (!root) return undefined;
  root.timeline = root.timeline || new Timeline(root);
  root.timeline.update(data, component);
  return () => root.timeline.leave();
}

const iso = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);

const startOf = {
  day: (day) => day,
  week: (day) => Math.floor((day + MONDAY) / 7) * 7 - MONDAY,
  month: (day) => { const at = new Date(day * DAY_MS); return Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1) / DAY_MS; },
};
const nextOf = {
  day: (day) => day + 1,
  week: (day) => day + 7,
  month: (day) => { const at = new Date(day * DAY_MS); return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1) / DAY_MS; },
};

class Timeline {
  constructor(root) {
    this.root = root;
    this.range = null; // first and last bar in the brush, or null for all
    this.speed = 0;
    this.build();
    this.onSelect = (id) => this.component.setTriggerValue("selected", id);
    this.watch = new ResizeObserver(() => this.paint());
    this.watch.observe(this.chart);
    this.reduced = matchMedia("(prefers-reduced-motion: reduce)");
  }

  // ---- the parts ------------------------------------------------------------------------------------------------

  build() {
    const button = (className, act) => {
      const element = make("button", className);
      element.type = "button";
      element.addEventListener("click", act);
      return element;
    };
    this.back = button("dw-step", () => this.step(-1));
    this.play = button("dw-play", () => (this.playing ? this.pause() : this.start()));
    this.forward = button("dw-step", () => this.step(1));
    this.pace = button("dw-pace", () => { this.speed = (this.speed + 1) % SPEEDS.length; this.paint(); });
    this.title = make("div", "dw-title");
    this.note = make("div", "dw-note");
    const line = make("div", "dw-line");
    line.append(this.note, this.pace);
    const about = make("div", "dw-about");
    about.append(this.title, line);
    const controls = make("div", "dw-controls");
    controls.append(this.back, this.play, this.forward);
    this.names = make("div", "dw-names");
    this.chart = make("div", "dw-chart");
    this.svg = draw("svg", {});
    this.chart.append(this.svg);
    this.undated = button("dw-undated", () => this.component.setTriggerValue("undated", true));
    this.units = make("div", "dw-units");
    this.stacks = make("div", "dw-units");
    const side = make("div", "dw-side");
    side.append(this.undated, this.units, this.stacks);
    this.root.replaceChildren(controls, about, this.names, this.chart, side);
    this.buildHandles();
    this.chart.addEventListener("pointerdown", (event) => this.press(event));
    this.chart.addEventListener("dblclick", () => this.setRange(null, true));
  }

  // Three things the keyboard can move: the first day, the last day, and both at once.
  buildHandles() {
    this.handles = {};
    for (const name of ["window", "start", "end"]) {
      const handle = make("div", `dw-handle dw-handle-${name}`);
      handle.tabIndex = 0;
      handle.setAttribute("role", "slider");
      handle.dataset.part = name;
      handle.addEventListener("keydown", (event) => this.key(event, name));
      this.handles[name] = handle;
      this.chart.append(handle);
    }
  }

  // ---- data -----------------------------------------------------------------------------------------------------

  update(data, component) {
    this.component = component;
    this.data = data;
    const shared = (window.dawriyaMap = window.dawriyaMap || {});
    shared.onSelect = this.onSelect;
    this.rtl = data.rtl;
    this.dates = window.dawriya.calendar(data.calendar);
    this.root.dir = this.rtl ? "rtl" : "ltr";
    this.root.lang = data.lang;
    for (const [name, colour] of Object.entries(data.tokens)) this.root.style.setProperty(`--${name}`, colour);
    this.root.style.colorScheme = data.theme;
    const key = JSON.stringify([data.span, data.base]);
    if (key !== this.spanKey) {
      this.spanKey = key;
      if (!this.unit || !this.unitsOf().includes(this.unit)) this.unit = this.bestUnit();
    }
    this.cut();
    if (!this.playing && !this.dragging) {
      this.range = this.barsOf(data.brush);
      this.exact = this.range && data.brush;
    }
    this.paint();
  }

  unitsOf() {
    const { span, base } = this.data;
    if (!span) return [base];
    const days = span[1] - span[0] + 1;
    const units = base === "day" ? ["day", "week"] : ["week"];
    return days > 120 ? [...units, "month"] : units;
  }

  bestUnit() {
    const { span, base } = this.data;
    const days = span ? span[1] - span[0] + 1 : 1;
    if (days <= 200 && base === "day") return "day";
    return days <= 1400 ? "week" : "month";
  }

  // The bars of the unit: first and last day, and how many each series has.
  cut() {
    this.bars = [];
    const { span, series } = this.data;
    if (!span) return;
    const [start, next] = [startOf[this.unit], nextOf[this.unit]];
    const numbers = new Map();
    // At least a few bars, so that one busy day is not a wall as wide as the chart.
    for (let day = start(span[0]); day <= span[1] || this.bars.length < 7; day = next(day)) {
      numbers.set(day, this.bars.length);
      this.bars.push({ first: day, last: next(day) - 1, counts: new Array(series.length).fill(0), up: 0, down: 0 });
    }
    series.forEach((one, at) => {
      for (const [day, count] of one.counts) {
        const bar = this.bars[numbers.get(start(day))];
        bar.counts[at] += count;
        bar[one.layer ? "down" : "up"] += count;
      }
    });
  }

  // The bars that days [from, to] touch; null where that is all of them.
  barsOf(days) {
    if (!days || !this.bars.length) return null;
    const [from, to] = days;
    const first = from == null ? 0 : this.bars.findIndex((bar) => bar.last >= from);
    let last = this.bars.length - 1;
    while (to != null && last > 0 && this.bars[last].first > to) last--;
    if (first < 0) return [this.bars.length - 1, this.bars.length - 1];
    return this.isAll([first, last]) ? null : [first, Math.max(first, last)];
  }

  isAll([first, last]) { return first <= 0 && last >= this.bars.length - 1; }
  shown() { return this.range || [0, this.bars.length - 1]; }

  // First and last day shown: a filter from elsewhere may begin in the middle of a bar.
  daysShown() {
    const [first, last] = this.shown();
    const [from, to] = this.exact || [null, null];
    return [from ?? this.bars[first].first, to ?? this.bars[last].last];
  }

  // ---- the brush ------------------------------------------------------------------------------------------------

  setRange(range, isDone) {
    this.range = range && this.isAll(range) ? null : range;
    this.exact = null;
    const days = this.range && this.daysShown();
    const map = window.dawriyaMap;
    if (map && map.setWindow) map.setWindow(days ? days[0] : null, days ? days[1] : null);
    this.paintBrush();
    if (isDone) this.tell();
  }

  // One word to Streamlit for all that was dragged, stepped or played since the last one.
  tell() {
    const brush = this.range ? { from: iso(this.daysShown()[0]), to: iso(this.daysShown()[1]) } : null;
    const key = JSON.stringify(brush);
    const now = this.data.brush ? JSON.stringify({ from: iso(this.data.brush[0] ?? 0), to: iso(this.data.brush[1] ?? 0) }) : "null";
    if (key === this.told && key === now) return;
    this.told = key;
    this.component.setStateValue("brush", brush);
  }

  tellSoon() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.tell(), 400);
  }

  barAt(clientX) {
    const box = this.chart.getBoundingClientRect();
    const along = this.rtl ? box.right - clientX : clientX - box.left;
    const day = this.bars[0].first + (along / box.width) * this.days();
    const at = this.bars.findIndex((bar) => bar.last + 1 > day);
    return at < 0 ? this.bars.length - 1 : at;
  }

  days() { return this.bars[this.bars.length - 1].last + 1 - this.bars[0].first; }

  press(event) {
    if (!this.bars.length || event.button) return;
    this.pause(true);
    const at = this.barAt(event.clientX);
    const [first, last] = this.shown();
    let part = event.target.dataset ? event.target.dataset.part : "";
    if (part === "window" && !this.range) part = ""; // nothing to move yet: draw a new brush
    const was = { at, first, last };
    this.dragging = true;
    this.chart.setPointerCapture(event.pointerId);
    let moved = false;
    const move = (next) => {
      const to = this.barAt(next.clientX);
      moved = moved || to !== at;
      if (moved) this.setRange(this.dragged(part, was, to), false);
    };
    const done = () => {
      this.dragging = false;
      this.chart.removeEventListener("pointermove", move);
      for (const name of ["pointerup", "pointercancel"]) this.chart.removeEventListener(name, done);
      if (moved) this.tell();
    };
    this.chart.addEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) this.chart.addEventListener(name, done);
  }

  dragged(part, was, to) {
    if (part === "start") return [Math.min(to, was.last), was.last];
    if (part === "end") return [was.first, Math.max(to, was.first)];
    if (part === "window") return this.moved(was.first, was.last, to - was.at);
    return [Math.min(was.at, to), Math.max(was.at, to)];
  }

  moved(first, last, by) {
    const step = clamp(by, -first, this.bars.length - 1 - last);
    return [first + step, last + step];
  }

  key(event, part) {
    const [first, last] = this.shown();
    const forward = this.rtl ? "ArrowLeft" : "ArrowRight", back = this.rtl ? "ArrowRight" : "ArrowLeft";
    const size = event.shiftKey ? 7 : 1;
    const ends = { Home: -this.bars.length, End: this.bars.length };
    const by = { [forward]: size, [back]: -size, ArrowUp: size, ArrowDown: -size, PageUp: 7, PageDown: -7, ...ends }[event.key];
    if (event.key === "Escape") this.setRange(null, true);
    if (by === undefined || !this.bars.length) return;
    event.preventDefault();
    this.pause(true);
    const most = this.bars.length - 1;
    if (part === "start") this.setRange([clamp(first + by, 0, last), last], false);
    else if (part === "end") this.setRange([first, clamp(last + by, first, most)], false);
    else this.setRange(this.moved(first, last, by), false);
    this.tellSoon();
  }

  // ---- playing --------------------------------------------------------------------------------------------------

  step(by) {
    if (!this.bars.length) return;
    this.pause(true);
    if (!this.range) this.setRange(this.firstWindow(by < 0), false);
    else this.setRange(this.moved(...this.range, by), false);
    this.tellSoon();
  }

  // Where nothing is brushed yet, a tenth of the time, at the beginning or at the end.
  firstWindow(atEnd) {
    const width = Math.max(1, Math.round(this.bars.length / 10));
    return atEnd ? [this.bars.length - width, this.bars.length - 1] : [0, width - 1];
  }

  start() {
    if (!this.bars.length) return;
    let range = this.range || this.firstWindow(false);
    if (range[1] >= this.bars.length - 1) range = [0, range[1] - range[0]];
    this.playing = true;
    this.setMapPlaying(true);
    this.setRange(range, false);
    this.paint();
    let last = performance.now(), owed = 0;
    const tick = (now) => {
      if (!this.playing) return;
      const pause = this.reduced.matches ? 700 : clamp(WHOLE_RUN_MS / this.bars.length, 30, 450);
      owed += ((now - last) / pause) * SPEEDS[this.speed];
      last = now;
      const steps = Math.floor(owed);
      owed -= steps;
      if (steps) this.setRange(this.moved(...this.shown(), steps), false);
      if (this.shown()[1] >= this.bars.length - 1) { this.pause(); return; }
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  pause(isQuiet) {
    if (!this.playing) return;
    this.playing = false;
    this.setMapPlaying(false);
    this.paint();
    if (!isQuiet) this.tell();
  }

  setMapPlaying(isPlaying) {
    const map = window.dawriyaMap;
    if (map && map.setPlaying) map.setPlaying(isPlaying);
  }

  leave() {
    this.playing = false;
    clearTimeout(this.telling);
    this.watch.disconnect();
    if (window.dawriyaMap && window.dawriyaMap.onSelect === this.onSelect) window.dawriyaMap.onSelect = null;
  }
}

Object.assign(Timeline.prototype, chart);
