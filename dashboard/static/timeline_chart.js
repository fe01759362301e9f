// How the timeline's bars are cut and painted. What is known to the bar is solid; what reaches over several, hatched.
const SVG = "http://www.w3.org/2000/svg";
const VAGUE = ["day", "week", "month", "year"]; // as in timeline_bars.py
const THINNEST = 2; // pixels: an event of a year is one 365th of an event a day, and must still be seen
const FEWEST_BARS = 7;
const NEAR_DAYS = 31;

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function draw(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
  return element;
}

// [[place of the first, number, number, …], …] as an array of `length` numbers.
function unpack(runs, length) {
  const numbers = new Float64Array(length);
  for (const [first, ...values] of runs) numbers.set(values, first);
  return numbers;
}

function runningSum(runs, length) {
  const sums = unpack(runs, length);
  for (let i = 1; i < length; i++) sums[i] += sums[i - 1];
  return sums;
}

// Methods of Timeline.
const chart = {
  unitsOf() { return ["day", "week", "month"].filter((unit) => this.data.units[unit]); },

  // What suits so many days: a bar is to be seen, and more than a handful of them.
  bestUnit(days) {
    const best = days <= 200 ? "day" : days <= 1400 ? "week" : "month";
    const units = this.unitsOf();
    return units.includes(best) ? best : units[0] || best;
  },

  isTooFine(unit) {
    const { span } = this.data;
    const [from, to] = this.zoom || [span[0], span[1] + 1];
    return (to - from) / DAYS_OF[unit] > Math.max(300, this.width || 0);
  },

  // The unit that was chosen, where its bars can be seen; else the best one for the days in view.
  pickUnit() {
    const { span } = this.data;
    if (!span) return "day";
    const [from, to] = this.zoom || [span[0], span[1] + 1];
    const { unit } = this.view;
    return this.unitsOf().includes(unit) && !this.isTooFine(unit) ? unit : this.bestUnit(to - from);
  },

  // The bars of the unit: where each begins, and how much of each series it holds.
  cut() {
    const { span, units, series, starts, ends } = this.data;
    this.firsts = [];
    this.count = 0;
    if (!span) return;
    const [start, next] = [startOf[this.unit], nextOf[this.unit]];
    const now = today();
    const isNear = now >= span[0] && now - span[1] <= Math.max(NEAR_DAYS, (span[1] - span[0]) / 10);
    const last = isNear ? Math.max(span[1], now) : span[1];
    // At least a few bars, so that one busy day is not a wall as wide as the chart.
    for (let day = start(span[0]); day <= last || this.firsts.length < FEWEST_BARS; day = next(day)) this.firsts.push(day);
    this.count = this.firsts.length;
    this.firsts.push(next(this.firsts[this.count - 1]));
    const { exact, spread, possible, vague } = units[this.unit];
    this.exactOf = exact.map((runs) => unpack(runs, this.count));
    this.spreadOf = spread.map((runs) => unpack(runs, this.count));
    this.possibleOf = possible.map((runs) => unpack(runs, this.count));
    this.vague = vague;
    this.totals = [new Float64Array(this.count), new Float64Array(this.count)];
    series.forEach(({ layer }, of) => {
      for (let bar = 0; bar < this.count; bar++) this.totals[layer][bar] += this.exactOf[of][bar] + this.spreadOf[of][bar];
    });
    this.begun = runningSum(starts, span[1] - span[0] + 1);
    this.ended = runningSum(ends, span[1] - span[0] + 1);
  },

  // How many events have a day of [from, to]: those begun by then, without those that had ended.
  eventsIn(from, to) {
    const [first, last] = this.data.span;
    const until = (sums, day) => (day < first ? 0 : sums[Math.min(day, last) - first]);
    return until(this.begun, to) - until(this.ended, from - 1);
  },

  dayAt(bar) {
    const whole = clamp(Math.floor(bar), 0, this.count - 1);
    return this.firsts[whole] + (bar - whole) * (this.firsts[whole + 1] - this.firsts[whole]);
  },

  // The bar that holds a day: the last one that begins by then.
  barOf(day) {
    let [low, high] = [0, this.count - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.firsts[middle] <= day) low = middle;
      else high = middle - 1;
    }
    return low;
  },

  barsInView() {
    const [from, to] = this.domain();
    return [this.barOf(from), this.barOf(to - 0.001)];
  },

  x(day) {
    const [from, to] = this.domain();
    const share = (day - from) / (to - from);
    return (this.rtl ? 1 - share : share) * this.width;
  },

  dayAtX(clientX) {
    const box = this.chart.getBoundingClientRect();
    const along = this.rtl ? box.right - clientX : clientX - box.left;
    const [from, to] = this.domain();
    return from + (along / box.width) * (to - from);
  },

  barAt(clientX) { return this.barOf(clamp(this.dayAtX(clientX), this.firsts[0], this.firsts[this.count] - 1)); },

  // ---- painting -------------------------------------------------------------------------------------------------

  paintChart() {
    const { width, height } = this.chart.getBoundingClientRect();
    if (!width || !height) return;
    const isNewWidth = width !== this.width;
    this.width = width;
    if (isNewWidth && this.pickUnit() !== this.unit) this.recut();
    for (const svg of [this.behind, this.front]) {
      svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      svg.replaceChildren();
    }
    this.root.classList.toggle("dw-empty", !this.count);
    this.root.classList.toggle("dw-zoomed", Boolean(this.zoom));
    if (!this.count) return;
    const [first, last] = this.barsInView();
    const most = this.totals.map((totals) => Math.max(1, ...totals.subarray(first, last + 1)));
    const foot = 20 + (this.zoom ? OVERVIEW_PX + 4 : 0), head = 8;
    const [up, down] = most;
    this.scale = (height - foot - head) / (Math.max(up, down * 0.35) + Math.max(down, up * 0.35));
    this.base = head + Math.max(up, down * 0.35) * this.scale;
    this.bottom = height - foot;
    this.plot.style.height = `${this.bottom}px`;
    this.root.style.setProperty("--handle-y", `${this.base - HANDLE_PX / 2}px`);
    this.root.style.setProperty("--bars", `${this.bottom}px`);
    this.paintAxis(up);
    this.paintBars(first, last);
    this.paintMarks();
    this.paintOverview();
    this.paintBrush();
    this.paintHover();
  },

  paintBars(first, last) {
    const { series } = this.data;
    const defs = draw("defs"), inside = draw("clipPath", { id: "dw-in-view" });
    inside.append(draw("rect", { x: 0, y: 0, width: this.width, height: this.bottom }));
    defs.append(inside);
    const group = draw("g", { "clip-path": "url(#dw-in-view)" });
    const height = [new Float64Array(last - first + 1), new Float64Array(last - first + 1)];
    const add = (values, of, fill, thinnest) => {
      const d = this.barPath(values[of], series[of].layer, height[series[of].layer], first, last, thinnest);
      if (d) group.append(draw("path", { d, fill: fill(of) }));
    };
    series.forEach((one, of) => add(this.exactOf, of, () => one.colour, 0));
    series.forEach((one, of) => add(this.spreadOf, of, () => { defs.append(hatch(of, one.colour)); return `url(#dw-hatch-${of})`; }, THINNEST));
    this.behind.append(defs, group);
  },

  // The bars of one series on what stands already; `height` grows by them, in pixels.
  barPath(values, layer, height, first, last, thinnest) {
    let path = "";
    for (let bar = first; bar <= last; bar++) {
      if (!values[bar]) continue;
      const [a, b] = [this.x(this.firsts[bar]), this.x(this.firsts[bar + 1])];
      const wide = Math.abs(b - a);
      const gap = thinnest ? 0 : wide > 4 ? 1 : wide > 2 ? 0.5 : 0; // what is spread over many bars is one band
      const tall = Math.max(thinnest, values[bar] * this.scale);
      const below = height[bar - first];
      height[bar - first] += tall;
      const top = layer ? this.base + below : this.base - below - tall;
      const across = Math.max(0.6, wide - gap).toFixed(2);
      path += `M${(Math.min(a, b) + gap / 2).toFixed(2)} ${top.toFixed(2)}h${across}v${tall.toFixed(2)}h-${across}z`;
    }
    return path;
  },
};

function hatch(number, colour) {
  const pattern = draw("pattern", { id: `dw-hatch-${number}`, patternUnits: "userSpaceOnUse", width: 4, height: 4, patternTransform: "rotate(45)" });
  pattern.append(
    draw("rect", { width: 4, height: 4, fill: colour, opacity: 0.35 }),
    draw("rect", { width: 1.3, height: 4, fill: colour, opacity: 0.75 }),
  );
  return pattern;
}
