// How the timeline is painted: bars, axis, brush and words. It stands before timeline.js in one module.
const DAY_MS = 86400000;
const SVG = "http://www.w3.org/2000/svg";
const SPEEDS = [1, 2, 4];
const HANDLE = { width: 7, height: 22 };
const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

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

// Methods of Timeline.
const chart = {
  paint() {
    if (!this.data) return;
    const { words, undated } = this.data;
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", words.timeline);
    this.play.replaceChildren(icon(this.playing ? "pause" : "play"));
    this.back.replaceChildren(icon("back"));
    this.forward.replaceChildren(icon("forward"));
    for (const [button, word] of [[this.play, this.playing ? words.pause : words.play], [this.back, words.back], [this.forward, words.forward]]) {
      button.setAttribute("aria-label", word);
      button.title = word;
      button.disabled = !this.bars.length;
    }
    this.pace.textContent = `${SPEEDS[this.speed]}×`;
    this.pace.setAttribute("aria-label", `${words.speed} ${SPEEDS[this.speed]}`);
    this.pace.title = words.speed;
    this.undated.textContent = words.undated.replace("{n}", undated);
    this.undated.disabled = !undated;
    this.choices(this.units, this.unitsOf(), this.unit, words, (unit) => this.changeUnit(unit));
    this.choices(this.stacks, ["layer", "force"], this.data.stack, { layer: words.by_layer, force: words.by_force },
      (stack) => this.component.setStateValue("stack", stack));
    this.paintNames();
    this.paintChart();
  },

  // A row of buttons of which one is pressed.
  choices(row, names, chosen, words, choose) {
    row.replaceChildren(...names.map((name) => {
      const button = make("button", "dw-unit", words[name]);
      button.type = "button";
      button.setAttribute("aria-pressed", String(name === chosen));
      button.addEventListener("click", () => choose(name));
      return button;
    }));
  },

  changeUnit(unit) {
    const days = this.range && this.daysShown();
    this.pause(true);
    this.unit = unit;
    this.cut();
    this.range = this.barsOf(days);
    this.exact = this.range && days;
    this.paint();
  },

  paintNames() {
    const { words, tokens } = this.data;
    const name = (word, colour) => {
      const row = make("div", "dw-name");
      const swatch = make("i");
      swatch.style.background = colour;
      row.append(make("span", "", word), swatch);
      return row;
    };
    this.names.replaceChildren(name(words.patrols, tokens["patrol-bar"]), name(words.incidents, tokens["incident-bar"]));
    this.names.classList.toggle("dw-by-force", this.data.stack === "force");
  },

  x(day) {
    const share = (day - this.bars[0].first) / this.days();
    return (this.rtl ? 1 - share : share) * this.width;
  },

  paintChart() {
    const { width, height } = this.chart.getBoundingClientRect();
    if (!width || !height) return;
    this.width = width;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.replaceChildren();
    for (const handle of Object.values(this.handles)) handle.style.display = this.bars.length ? "" : "none";
    if (!this.bars.length) {
      this.title.textContent = this.data.words.no_dates;
      this.note.textContent = "";
      return;
    }
    const up = Math.max(1, ...this.bars.map((bar) => bar.up)), down = Math.max(1, ...this.bars.map((bar) => bar.down));
    const foot = 20, head = 8;
    const room = height - foot - head;
    this.scale = room / (Math.max(up, down * 0.35) + Math.max(down, up * 0.35));
    this.base = head + Math.max(up, down * 0.35) * this.scale;
    this.bottom = height - foot;
    this.paintAxis(up, height);
    this.paintBars();
    this.paintSelected();
    this.paintBrush();
  },

  paintAxis(up, height) {
    const { tokens } = this.data;
    let taken = -Infinity; // how far along the last label reaches
    for (const { day, text, isStrong } of this.ticks()) {
      const at = this.x(day);
      const along = this.rtl ? this.width - at : at;
      this.svg.append(draw("line", { x1: at, x2: at, y1: 2, y2: this.bottom + 6, stroke: tokens.line, "stroke-width": 1 }));
      if (along < taken) continue;
      taken = along + text.length * 6.5 + 14;
      const label = draw("text", {
        x: at + (this.rtl ? -5 : 5), y: height - 4, fill: tokens["ink-3"], "font-size": 11,
        "text-anchor": this.rtl ? "end" : "start", "font-weight": isStrong ? 500 : 400, direction: "ltr",
      });
      label.textContent = text;
      this.svg.append(label);
    }
    const figure = niceFigure(up);
    for (const value of [0, figure]) {
      const y = this.base - value * this.scale;
      this.svg.append(draw("line", { x1: 0, x2: this.width, y1: y, y2: y, stroke: value ? tokens.line : tokens["ink-3"], "stroke-width": 1 }));
      const label = draw("text", { x: this.rtl ? this.width + 8 : -8, y: y + 4, fill: tokens["ink-3"], "font-size": 11, "text-anchor": this.rtl ? "start" : "end", direction: "ltr" });
      label.textContent = value;
      this.svg.append(label);
    }
  },

  // Month or year beginnings, as many as fit.
  ticks() {
    const first = new Date(this.bars[0].first * DAY_MS), end = this.bars[0].first + this.days();
    const pixelsAMonth = (this.width / this.days()) * 30.4;
    const room = (months) => (months >= 12 ? 48 : this.dates.longestMonth > 6 ? 104 : 62); // a year is short, a month in full long
    const step = [1, 2, 3, 6, 12, 24, 60, 120].find((months) => months * pixelsAMonth >= room(months)) || 240;
    const { month, monthOfYear } = this.dates;
    const ticks = [];
    let at = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() - (first.getUTCMonth() % Math.min(12, step)), 1);
    while (at / DAY_MS < end) {
      const day = at / DAY_MS, when = new Date(at);
      const left = this.width * (1 - (day - this.bars[0].first) / this.days());
      if (day >= this.bars[0].first && left > 34) {
        const isYear = when.getUTCMonth() === 0;
        const text = step >= 12 ? String(when.getUTCFullYear()) : isYear || !ticks.length ? monthOfYear(when) : month(when);
        ticks.push({ day, text, isStrong: isYear });
      }
      at = Date.UTC(when.getUTCFullYear(), when.getUTCMonth() + step, 1);
    }
    if (!ticks.length) ticks.push({ day: this.bars[0].first, text: monthOfYear(first), isStrong: false });
    return ticks;
  },

  paintBars() {
    const clip = draw("clipPath", { id: "dw-inside" });
    this.inside = draw("rect", { y: 0, height: this.bottom });
    clip.append(this.inside);
    this.wash = draw("rect", { y: 2, height: this.bottom - 2, fill: this.data.tokens["accent-soft"], opacity: 0.75 });
    const dim = draw("g", { opacity: 0.28 }), bright = draw("g", { "clip-path": "url(#dw-inside)" });
    this.data.series.forEach((series, at) => {
      const path = this.barPath(series.layer, at);
      if (!path) return;
      dim.append(draw("path", { d: path, fill: series.colour }));
      bright.append(draw("path", { d: path, fill: series.colour }));
    });
    this.svg.prepend(this.wash);
    this.svg.append(clip, dim, bright);
  },

  barPath(layer, at) {
    const { series } = this.data;
    let path = "";
    for (const bar of this.bars) {
      const count = bar.counts[at];
      if (!count) continue;
      let below = 0;
      for (let before = 0; before < at; before++) if (series[before].layer === layer) below += bar.counts[before];
      const [a, b] = [this.x(bar.first), this.x(bar.last + 1)];
      const left = Math.min(a, b), wide = Math.abs(b - a);
      const gap = wide > 4 ? 1 : wide > 2 ? 0.5 : 0;
      const tall = count * this.scale;
      const top = layer ? this.base + below * this.scale : this.base - below * this.scale - tall;
      path += `M${(left + gap / 2).toFixed(2)} ${top.toFixed(2)}h${Math.max(0.6, wide - gap).toFixed(2)}v${tall.toFixed(2)}h${(-Math.max(0.6, wide - gap)).toFixed(2)}z`;
    }
    return path;
  },

  paintSelected() {
    const { selected, tokens } = this.data;
    if (selected == null) return;
    const at = this.x(selected + 0.5);
    if (at < 0 || at > this.width) return;
    this.svg.append(
      draw("line", { x1: at, x2: at, y1: 5, y2: this.bottom, stroke: tokens.ink, "stroke-width": 1.5 }),
      draw("circle", { cx: at, cy: 4, r: 3, fill: tokens.ink }),
    );
  },

  paintBrush() {
    if (!this.bars.length || !this.inside) return;
    const [first, last] = this.shown();
    const [from, to] = this.daysShown();
    const [a, b] = [from, to + 1].map((day) => clamp(this.x(day), 0, this.width));
    const left = Math.min(a, b), width = Math.abs(b - a);
    for (const rect of [this.inside, this.wash]) {
      rect.setAttribute("x", left);
      rect.setAttribute("width", width);
    }
    const middle = this.base;
    this.root.style.setProperty("--handle-y", `${middle - HANDLE.height / 2}px`);
    this.place(this.handles.start, a);
    this.place(this.handles.end, b);
    this.handles.window.style.transform = `translateX(${left}px)`;
    this.handles.window.style.width = `${width}px`;
    this.describe(first, last);
  },

  place(handle, x) {
    handle.style.transform = `translateX(${x}px)`;
    handle.style.height = `${this.bottom}px`;
  },

  describe(first, last) {
    const { words } = this.data;
    const format = this.dates;
    const [firstDay, lastDay] = this.daysShown();
    const [from, to] = [new Date(firstDay * DAY_MS), new Date(lastDay * DAY_MS)];
    const days = lastDay - firstDay + 1;
    this.title.textContent = this.dates.days(days);
    this.note.textContent = this.range || this.playing ? format.formatRange(from, to) : words[`bar_${this.unit}`];
    const parts = [["start", first, format.format(from), words.start], ["end", last, format.format(to), words.end], ["window", first, format.formatRange(from, to), words.window]];
    for (const [name, now, text, label] of parts) {
      const handle = this.handles[name];
      handle.setAttribute("aria-label", label);
      handle.setAttribute("aria-valuemin", "0");
      handle.setAttribute("aria-valuemax", String(this.bars.length - 1));
      handle.setAttribute("aria-valuenow", String(now));
      handle.setAttribute("aria-valuetext", text);
    }
  },
};

function niceFigure(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return Math.max(1, [5, 2, 1].map((step) => step * power).find((value) => value <= most * 0.9) || Math.round(most / 2));
}

const ICONS = {
  play: "M7.5 5.2v9.6c0 .6.7 1 1.2.7l7.4-4.8c.5-.3.5-1 0-1.3L8.7 4.5c-.5-.4-1.2 0-1.2.7Z",
  pause: "M6 5h3v10H6zM11 5h3v10h-3z",
  back: "M6 5h1.8v10H6zM15 5.5v9L8.6 10Z",
  forward: "M12.200 5H14v10h-1.800zM5 5.500v9l6.400-4.500Z",
};

function icon(name) {
  const svg = draw("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", class: `dw-icon dw-icon-${name}` });
  svg.append(draw("path", { d: ICONS[name], fill: "currentColor" }));
  return svg;
}
