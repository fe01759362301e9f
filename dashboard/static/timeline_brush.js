// The brush: the period that the map shows, drawn, moved and stretched by mouse, finger and keyboard.
const HANDLE_PX = 22;
const PARTS = ["window", "start", "end", "bar"]; // what the keyboard can move: the period, its two ends, and a look at one bar

const brush = {
  buildHandles() {
    this.handles = {};
    for (const name of PARTS) {
      const handle = make("div", `dw-handle dw-handle-${name}`);
      handle.tabIndex = 0;
      handle.setAttribute("role", "slider");
      handle.dataset.part = name;
      handle.addEventListener("keydown", (event) => this.key(event, name));
      handle.addEventListener("focus", () => this.bringIntoView(name));
      handle.addEventListener("blur", () => name === "bar" && this.hover(null));
      this.handles[name] = handle;
      this.chart.append(handle);
    }
  },

  // The bars that days [from, to] touch; null where that is all of them.
  barsOf(days) {
    if (!days || !this.count) return null;
    const [from, to] = days;
    const first = from == null ? 0 : this.barOf(from), last = to == null ? this.count - 1 : this.barOf(to);
    if (from != null && from >= this.firsts[this.count]) return [this.count - 1, this.count - 1];
    return this.isAll([first, last]) ? null : [first, Math.max(first, last)];
  },

  isAll([first, last]) { return first <= 0 && last >= this.count - 1; },
  shown() { return this.range || [0, this.count - 1]; },

  // First and last day shown: a filter from elsewhere may begin in the middle of a bar.
  daysShown() {
    const [first, last] = this.shown();
    const [from, to] = this.exact || [null, null];
    return [from ?? this.firsts[first], to ?? this.firsts[last + 1] - 1];
  },

  setRange(range, isDone) {
    this.range = range && this.isAll(range) ? null : range;
    this.exact = null;
    this.tellMap();
    this.paintBrush();
    if (isDone) this.tell();
  },

  tellMap() {
    const days = this.range && this.daysShown();
    const map = window.dawriyaMap;
    if (map && map.setWindow) map.setWindow(days ? days[0] : null, days ? days[1] : null);
  },

  // One word to Streamlit for all that was dragged, stepped or played since the last one.
  tell() {
    const days = this.range && this.daysShown();
    if (!this.brushTold.says(JSON.stringify(days || null))) return;
    this.component.setStateValue("brush", days ? { from: iso(days[0]), to: iso(days[1]) } : null);
  },

  tellSoon() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.tell(), 400);
  },

  // ---- by mouse and finger ----------------------------------------------------------------------------------------

  press(event) {
    if (!this.count || event.button) return;
    this.pause(true);
    this.fingers.set(event.pointerId, event.clientX);
    this.chart.setPointerCapture(event.pointerId);
    if (this.fingers.size === 2) this.beginPinch();
    if (this.fingers.size > 1) return;
    const box = this.chart.getBoundingClientRect();
    if (event.clientY - box.top > this.bottom) this.dragOnAxis(event);
    else this.dragBrush(event);
  },

  // Calls `move` with each position of the pressed pointer, and `done` with whether it moved once it is let go.
  follow(event, move, done) {
    const listening = new AbortController();
    const listen = (name, act) => this.chart.addEventListener(name, (next) => next.pointerId === event.pointerId && act(next), { signal: listening.signal });
    let moved = false;
    this.dragging = true;
    this.stopDrag = () => {
      listening.abort();
      this.dragging = false;
      this.stopDrag = null;
    };
    listen("pointermove", (next) => {
      moved = moved || Math.abs(next.clientX - event.clientX) > 3;
      if (moved) move(next);
    });
    for (const name of ["pointerup", "pointercancel"]) {
      listen(name, (next) => {
        this.stopDrag();
        done(moved, next);
      });
    }
  },

  dragBrush(event) {
    const was = { at: this.barAt(event.clientX), first: this.shown()[0], last: this.shown()[1] };
    let part = event.target.dataset ? event.target.dataset.part : "";
    if (part === "bar" || (part === "window" && !this.range)) part = ""; // nothing to move yet: draw a new brush
    this.hover(null);
    this.follow(event, (next) => {
      this.setRange(this.dragged(part, was, this.barAt(next.clientX)), false);
    }, (moved, next) => {
      if (moved) this.tell();
      else if (next.type === "pointerup" && event.pointerType !== "mouse") this.hover(was.at); // a tap asks what is there
    });
  },

  dragged(part, was, to) {
    if (part === "start") return [Math.min(to, was.last), was.last];
    if (part === "end") return [was.first, Math.max(to, was.first)];
    if (part === "window") return this.moved(was.first, was.last, to - was.at);
    return [Math.min(was.at, to), Math.max(was.at, to)];
  },

  moved(first, last, by) {
    const step = clamp(by, -first, this.count - 1 - last);
    return [first + step, last + step];
  },

  // ---- by keyboard --------------------------------------------------------------------------------------------------

  key(event, part) {
    if (!this.count || event.ctrlKey || event.metaKey || event.altKey) return;
    const [first, last] = this.shown();
    const forward = this.rtl ? "ArrowLeft" : "ArrowRight", back = this.rtl ? "ArrowRight" : "ArrowLeft";
    const size = event.shiftKey ? 7 : 1;
    const ends = { Home: -this.count, End: this.count };
    const by = { [forward]: size, [back]: -size, ArrowUp: size, ArrowDown: -size, PageUp: 7, PageDown: -7, ...ends }[event.key];
    if (event.key === "Escape") this.setRange(null, true);
    if (event.key === " ") this.toggle();
    if (event.key === "Enter" && part === "bar" && this.hovered != null) this.setRange([this.hovered, this.hovered], true);
    if (by === undefined && ![" ", "Enter"].includes(event.key)) return;
    event.preventDefault();
    if (by === undefined) return;
    this.pause(true);
    const most = this.count - 1;
    if (part === "bar") this.hover(clamp((this.hovered ?? this.middleBar()) + by, 0, most));
    else if (part === "start") this.setRange([clamp(first + by, 0, last), last], false);
    else if (part === "end") this.setRange([first, clamp(last + by, first, most)], false);
    else this.setRange(this.moved(first, last, by), false);
    this.bringIntoView(part);
    if (part !== "bar") this.tellSoon();
  },

  middleBar() {
    const [first, last] = this.barsInView();
    const [start, end] = this.shown();
    return Math.round((Math.max(first, start) + Math.min(last, end)) / 2);
  },

  bringIntoView(part) {
    if (!this.count) return;
    if (part === "bar" && this.hovered == null) this.hover(this.middleBar());
    const [from, to] = this.daysShown();
    if (part === "start") this.reveal(from);
    else if (part === "end") this.reveal(to);
    else if (part === "bar") this.reveal(this.firsts[this.hovered]);
    else if (this.range) this.reveal((from + to) / 2);
  },

  // ---- painting: transforms only, so that a frame of playback paints nothing anew ---------------------------------------

  paintBrush() {
    if (!this.count || !this.width) return;
    const [from, to] = this.edges || [this.daysShown()[0], this.daysShown()[1] + 1];
    const [a, b] = [this.x(from), this.x(to)];
    const [left, right] = [Math.min(a, b), Math.max(a, b)].map((at) => clamp(at, 0, this.width));
    const across = (element, start, end) => { element.style.transform = `translateX(${start.toFixed(2)}px) scaleX(${(Math.max(0, end - start) / this.width).toFixed(5)})`; };
    across(this.wash, left, right);
    across(this.veils[0], 0, left);
    across(this.veils[1], right, this.width);
    for (const [name, at] of [["start", a], ["end", b]]) {
      this.handles[name].style.transform = `translateX(${clamp(at, 0, this.width).toFixed(2)}px)`;
      this.handles[name].classList.toggle("dw-away", at < -1 || at > this.width + 1);
    }
    this.handles.window.style.transform = `translateX(${left.toFixed(2)}px)`;
    if (!this.playing) this.handles.window.style.width = `${(right - left).toFixed(1)}px`;
    this.describe();
  },

  describe() {
    const { words } = this.data;
    const [firstDay, lastDay] = this.daysShown();
    if (this.playing && performance.now() - (this.describedAt || 0) < 80) return; // faster than that nobody reads
    this.describedAt = performance.now();
    const [from, to] = [at(firstDay), at(lastDay)];
    const say = (element, text) => { if (element.textContent !== text) element.textContent = text; };
    const period = this.dates.formatRange(from, to);
    say(this.title, this.dates.counted("day", lastDay - firstDay + 1));
    say(this.note, this.range || this.playing ? period : words[`bar_${this.unit}`]);
    say(this.total, words.events.replace("{n}", this.dates.number(this.eventsIn(firstDay, lastDay))));
    if (this.playing) return;
    const [first, last] = this.shown();
    const looked = this.hovered ?? this.middleBar();
    const parts = [["start", first, this.dates.format(from), words.start], ["end", last, this.dates.format(to), words.end],
      ["window", first, period, words.window], ["bar", looked, this.tipText(looked), words.bar]];
    for (const [name, now, text, label] of parts) {
      const values = { label, valuemin: 0, valuemax: this.count - 1, valuenow: now, valuetext: text };
      for (const [key, value] of Object.entries(values)) this.handles[name].setAttribute(`aria-${key}`, value);
    }
  },
};
