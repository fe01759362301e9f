// What stands around the timeline's bars: dates, figures, today, the selected event, the days of what is pointed at.
const axis = {
  paintAxis(up) {
    const { tokens } = this.data;
    const [from, to] = this.domain();
    const line = (attributes) => this.behind.append(draw("line", { "stroke-width": 1, ...attributes }));
    const label = (text, attributes) => {
      const element = draw("text", { fill: tokens["ink-3"], "font-size": 11, direction: "ltr", ...attributes });
      element.textContent = text;
      this.front.append(element);
      return element;
    };
    let taken = -Infinity; // how far along the last label reaches
    for (const { day, text, isStrong } of ticksBetween(from, to, this.width / (to - from), this.dates)) {
      const at = this.x(day);
      const along = this.rtl ? this.width - at : at;
      line({ x1: at, x2: at, y1: 2, y2: this.bottom + 6, stroke: tokens.line });
      if (along < taken || along > this.width - 34) continue;
      const element = label(text, {
        x: at + (this.rtl ? -5 : 5), y: this.bottom + 16, "text-anchor": this.rtl ? "end" : "start", "font-weight": isStrong ? 500 : 400,
      });
      const wide = element.getComputedTextLength();
      if (along + 5 + wide > this.width + 10) element.remove();
      else taken = along + wide + 14;
    }
    const figure = niceFigure(up);
    for (const value of figure ? [0, figure] : [0]) {
      const y = this.base - value * this.scale;
      (value ? this.behind : this.front).append(draw("line", { x1: 0, x2: this.width, y1: y, y2: y, stroke: value ? tokens.line : tokens["ink-3"], "stroke-width": 1 }));
      label(this.dates.number(value), { x: this.rtl ? this.width + 8 : -8, y: y + 4, "text-anchor": this.rtl ? "start" : "end" });
    }
  },

  paintMarks() {
    this.paintToday();
    this.paintSelected();
    this.lit = draw("path", { fill: this.data.tokens.accent, class: "dw-lit" });
    this.front.append(this.lit);
    this.light(this.litDays);
  },

  // A dashed line with its word, at the middle of the day that it is for the reader.
  paintToday() {
    const { tokens, words } = this.data;
    const now = today();
    const at = this.x(now + 0.5);
    if (now < this.firsts[0] || now >= this.firsts[this.count] || at < 0 || at > this.width) return;
    const isBefore = (this.rtl ? this.width - at : at) > this.width / 2;
    const text = draw("text", {
      x: at + (isBefore !== this.rtl ? -5 : 5), y: 10, "text-anchor": isBefore !== this.rtl ? "end" : "start", direction: "ltr", fill: tokens["ink-2"],
      "font-size": 11, stroke: tokens.card, "stroke-width": 3, "paint-order": "stroke", class: "dw-today",
    });
    text.textContent = words.today;
    this.front.append(draw("line", { x1: at, x2: at, y1: 0, y2: this.bottom, stroke: tokens["ink-2"], "stroke-width": 1.2, "stroke-dasharray": "3 3" }), text);
  },

  // A day is a line with a dot; a week, a month or a year a bracket over all of it.
  paintSelected() {
    const { selected, tokens } = this.data;
    if (!selected) return;
    const [first, last] = selected;
    const isDay = first === last;
    const [a, b] = (isDay ? [first + 0.5, first + 0.5] : [first, last + 1]).map((day) => this.x(day));
    const [left, right] = [Math.min(a, b), Math.max(a, b)];
    if (right < 0 || left > this.width) return;
    const inside = [clamp(left, 0, this.width), clamp(right, 0, this.width)];
    const pen = { stroke: tokens.ink, "stroke-width": 1.5, fill: "none", class: "dw-selected" };
    if (isDay) {
      this.front.append(draw("line", { x1: left, x2: left, y1: 5, y2: this.bottom, ...pen }), draw("circle", { cx: left, cy: 4, r: 3, fill: tokens.ink }));
      return;
    }
    const leg = (at, isIn) => (isIn ? `M${at} 4V${this.bottom}` : "");
    this.front.append(
      draw("path", { d: `M${inside[0]} 4H${inside[1]}${leg(left, left >= 0)}${leg(right, right <= this.width)}`, ...pen, "stroke-dasharray": "4 2" }),
      draw("circle", { cx: (inside[0] + inside[1]) / 2, cy: 4, r: 3, fill: tokens.ink }),
    );
  },

  // The days of what is pointed at on the map: [[first, last], …], or null.
  light(days) {
    this.litDays = days && days.length ? days : null;
    if (!this.lit) return;
    let path = "";
    for (const [first, last] of this.litDays || []) {
      const [a, b] = [this.x(first), this.x(last + 1)];
      const wide = Math.max(2, Math.abs(b - a));
      const left = (a + b - wide) / 2;
      if (left + wide < 0 || left > this.width) continue;
      const [from, to] = [clamp(left, 0, this.width).toFixed(1), clamp(left + wide, 0, this.width).toFixed(1)];
      path += `M${from} 2H${to}V${this.bottom}H${from}z`;
    }
    this.lit.setAttribute("d", path);
  },
};

function niceFigure(most) {
  if (most < 2) return most >= 1 ? 1 : 0;
  const power = 10 ** Math.floor(Math.log10(most));
  return Math.max(1, [5, 2, 1].map((step) => step * power).find((value) => value <= most * 0.9) || Math.round(most / 2));
}

const ICONS = {
  play: "M7.5 5.2v9.6c0 .6.7 1 1.2.7l7.4-4.8c.5-.3.5-1 0-1.3L8.7 4.5c-.5-.4-1.2 0-1.2.7Z",
  pause: "M6 5h3v10H6zM11 5h3v10h-3z",
  back: "M6 5h1.8v10H6zM15 5.5v9L8.6 10Z",
  forward: "M12.200 5H14v10h-1.800zM5 5.500v9l6.400-4.500Z",
  more: "M4 10a1.6 1.6 0 1 1 3.200 0a1.600 1.600 0 1 1-3.200 0zM8.400 10a1.600 1.600 0 1 1 3.200 0a1.600 1.600 0 1 1-3.200 0zM12.800 10a1.600 1.600 0 1 1 3.200 0a1.600 1.600 0 1 1-3.200 0z",
  zoom_in: "M9.200 4h1.600v5.200H16v1.600h-5.200V16H9.200v-5.200H4V9.200h5.200z",
  zoom_out: "M4 9.200h12v1.600H4z",
  whole: "M3 5h1.600v10H3zM15.400 5H17v10h-1.600zM5.600 10l3.200-3v2.200h2.400V7l3.200 3-3.200 3v-2.200H8.800V13z",
};

function icon(name) {
  const svg = draw("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", class: `dw-icon dw-icon-${name}` });
  svg.append(draw("path", { d: ICONS[name], fill: "currentColor" }));
  return svg;
}
