// Pointing at a bar: what it holds, and its events ringed on the map; pointing at the map: its days lit here.
const pointing = {
  pointAt(event) {
    if (this.dragging || this.playing || this.pinch || event.pointerType === "touch" || !this.count) return;
    const box = this.chart.getBoundingClientRect();
    const isOver = event.clientY - box.top <= this.bottom && event.clientX >= box.left && event.clientX <= box.right;
    this.hover(isOver ? this.barAt(event.clientX) : null);
  },

  // Looks at a bar, or at none.
  hover(bar) {
    if (bar === this.hovered) return;
    this.hovered = bar;
    const map = window.dawriyaMap;
    if (map && map.setHover) map.setHover(bar == null ? null : [this.firsts[bar], this.firsts[bar + 1] - 1]);
    this.paintHover();
    if (bar != null) this.describe();
  },

  paintHover() {
    const bar = this.hovered;
    const isIn = bar != null && bar < this.count && !this.playing;
    this.tip.hidden = this.band.hidden = !isIn;
    if (!isIn) return;
    const edges = [this.firsts[bar], this.firsts[bar + 1]].map((day) => clamp(this.x(day), 0, this.width)).sort((a, b) => a - b);
    const wide = Math.max(2, edges[1] - edges[0]);
    this.band.style.transform = `translateX(${edges[0]}px)`;
    this.band.style.width = `${wide}px`;
    this.handles.bar.style.transform = `translateX(${edges[0] - 2}px)`;
    this.handles.bar.style.width = `${wide + 4}px`;
    this.tip.replaceChildren(make("div", "dw-tip-head", this.barPeriod(bar)), ...this.tipRows(bar).map((row) => this.tipRow(row)));
    this.placeTip(edges);
  },

  // Beside the bar, towards the middle; as high as it must be, from the foot of the bars up.
  placeTip([left, right]) {
    const { offsetWidth, offsetHeight } = this.tip;
    const isLeftHalf = (left + right) / 2 < this.width / 2;
    const wanted = isLeftHalf ? right + 10 : left - 10 - offsetWidth;
    this.tip.style.left = `${clamp(wanted, -90, this.width + 90 - offsetWidth)}px`;
    this.tip.style.top = `${Math.min(4, this.bottom + 14 - offsetHeight)}px`;
  },

  barPeriod(bar) {
    const [first, last] = [at(this.firsts[bar]), at(this.firsts[bar + 1] - 1)];
    if (this.unit === "day") return `${this.dates.weekday(first)} ${this.dates.format(first)}`;
    return this.unit === "month" ? this.dates.monthOfYear(first) : this.dates.formatRange(first, last);
  },

  // What a bar holds: by layer, by force under it, and what may belong to it too.
  tipRows(bar) {
    const { series, words, stack } = { ...this.data, stack: this.data.view.stack };
    const rows = [];
    for (const layer of [0, 1]) {
      const members = series.map((one, of) => ({ ...one, count: this.exactOf[of][bar] })).filter((one) => one.layer === layer);
      const count = members.reduce((sum, one) => sum + one.count, 0);
      const colour = stack === "layer" ? this.data.tokens[layer ? "incident-bar" : "patrol-bar"] : null;
      rows.push({ text: layer ? words.incidents : words.patrols, count, colour, isHead: true });
      if (stack === "force") rows.push(...members.filter((one) => one.count).map((one) => ({ text: one.name, count: one.count, colour: one.colour })));
    }
    const vague = VAGUE.map((name, of) => [name, this.possibleOf[of][bar]]).filter(([, count]) => count);
    if (vague.length) rows.push({ text: words.possible, isNote: true });
    for (const [name, count] of vague) rows.push({ text: this.vagueText(name, count), isHatched: true });
    return rows;
  },

  vagueText(name, count) { return this.data.words[`vague_${name}`].replace("{n}", this.dates.number(count)); },

  tipRow({ text, count, colour, isHead, isNote, isHatched }) {
    const row = make("div", `dw-tip-row${isHead ? " dw-tip-layer" : ""}${isNote ? " dw-tip-note" : ""}`);
    if (colour || isHatched) {
      const swatch = make("i", isHatched ? "dw-hatched" : "");
      if (colour) swatch.style.background = colour;
      row.append(swatch);
    }
    row.append(make("span", "", text));
    if (count !== undefined) row.append(make("b", "", this.dates.number(count)));
    return row;
  },

  tipText(bar) {
    const rows = this.tipRows(bar).map(({ text, count }) => (count === undefined ? text : `${text} ${this.dates.number(count)}`));
    return [this.barPeriod(bar), ...rows].join(", ");
  },
};
