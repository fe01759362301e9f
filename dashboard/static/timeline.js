// The timeline: bars over time with a brush. It drives the map's canvas directly, and tells Streamlit once, on release.
export default function (component) {
  const { parentElement, data } = component;
  const root = parentElement.querySelector(".dw-timeline");
  if (!root) return undefined;
  root.timeline = root.timeline || new Timeline(root);
  root.timeline.update(data, component);
  return () => root.timeline.leave();
}

// What was told to the page and what came back: an answer to an older word must not undo a newer one.
class Told {
  constructor() { this.waiting = []; }

  // Whether this is news for the page.
  says(key) {
    if (key === (this.waiting.length ? this.waiting[this.waiting.length - 1] : this.heard)) return false;
    this.waiting.push(key);
    return true;
  }

  // Whether the page itself changed it.
  hears(key) {
    const told = this.waiting.indexOf(key);
    this.waiting.splice(0, told + 1);
    const isNew = told < 0 && key !== this.heard;
    this.heard = key;
    return isNew;
  }
}

class Timeline {
  constructor(root) {
    this.root = root;
    this.range = null; // first and last bar in the brush, or null for all
    this.zoom = null; // [first day, end) in view, or null for all
    this.hovered = null;
    this.firsts = [];
    this.count = 0;
    this.view = { unit: "auto", stack: "layer", mode: "window", speed: 1 };
    this.fingers = new Map();
    this.viewTold = new Told();
    this.brushTold = new Told();
    this.reduced = matchMedia("(prefers-reduced-motion: reduce)");
    this.build();
    this.onSelect = (id) => this.component.setTriggerValue("selected", id);
    this.onPoint = (days) => this.light(days);
    this.watch = new ResizeObserver(() => this.paint());
  }

  // ---- the parts ------------------------------------------------------------------------------------------------

  build() {
    const button = (className, act) => {
      const element = make("button", className);
      element.type = "button";
      element.addEventListener("click", act);
      return element;
    };
    const box = (className, ...children) => {
      const element = make("div", className);
      element.append(...children);
      return element;
    };
    this.back = button("dw-step", () => this.step(-1));
    this.play = button("dw-play", () => this.toggle());
    this.forward = button("dw-step", () => this.step(1));
    this.more = button("dw-more", () => this.toggleMore());
    const controls = box("dw-controls", this.back, this.play, this.forward, this.more);
    [this.title, this.note, this.total, this.unsure] = ["dw-title", "dw-note", "dw-note dw-total", "dw-note dw-unsure"].map((name) => make("div", name));
    this.pace = this.chooser("dw-pace", (value) => this.choose({ speed: Number(value) }));
    this.modes = this.chooser("dw-mode", (value) => this.choose({ mode: value }));
    const about = box("dw-about", this.title, this.note, this.total, this.unsure, box("dw-line", this.pace, this.modes));
    this.names = make("div", "dw-names");
    this.buildChart();
    this.undated = button("dw-undated", () => this.component.setTriggerValue("undated", true));
    this.units = make("div", "dw-units");
    this.stacks = make("div", "dw-units");
    this.zooms = {
      zoom_out: button("dw-unit", () => this.zoomStep(2)),
      whole: button("dw-unit", () => this.setZoom(null)),
      zoom_in: button("dw-unit", () => this.zoomStep(0.5)),
    };
    const side = box("dw-side", this.undated, this.units, this.stacks, box("dw-units", ...Object.values(this.zooms)));
    this.root.replaceChildren(controls, about, this.names, this.chart, side);
    this.root.addEventListener("keydown", (event) => this.zoomKey(event));
  }

  // From the ground up: the brush's wash, the bars, the veils outside the brush, lines and labels, what can be gripped.
  buildChart() {
    this.chart = make("div", "dw-chart");
    [this.behind, this.front] = [draw("svg"), draw("svg")];
    [this.wash, this.band] = [make("div", "dw-wash"), make("div", "dw-band")];
    this.veils = [make("div", "dw-veil"), make("div", "dw-veil")];
    this.plot = make("div", "dw-plot");
    const ground = make("div", "dw-plot");
    ground.append(this.wash, this.band);
    this.plot.append(...this.veils);
    this.tip = make("div", "dw-tip");
    this.tip.setAttribute("aria-hidden", "true");
    this.chart.append(ground, this.behind, this.plot, this.front);
    for (const svg of [this.behind, this.front]) svg.setAttribute("aria-hidden", "true");
    this.buildHandles();
    this.buildOverview();
    this.chart.append(this.tip);
    this.chart.addEventListener("pointerdown", (event) => {
      if (!this.fingers.size) this.beforePinch = this.range;
      this.press(event);
    });
    this.chart.addEventListener("pointermove", (event) => {
      if (this.fingers.has(event.pointerId)) this.fingers.set(event.pointerId, event.clientX);
      if (this.pinch) this.movePinch();
      else this.pointAt(event);
    });
    this.chart.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && this.hover(null));
    for (const name of ["pointerup", "pointercancel"]) this.chart.addEventListener(name, (event) => this.lift(event));
    this.chart.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.chart.addEventListener("dblclick", () => this.setRange(null, true));
    window.dawriya.ownDrags(this.chart, { scrolls: true });
  }

  chooser(className, act) {
    const element = make("select", className);
    element.addEventListener("change", () => act(element.value));
    return element;
  }

  // ---- data -----------------------------------------------------------------------------------------------------

  update(data, component) {
    this.component = component;
    if (data.bars !== this.barsText) {
      this.barsText = data.bars;
      this.bars = JSON.parse(data.bars);
    }
    this.data = { ...data, ...this.bars };
    const shared = (window.dawriyaMap = window.dawriyaMap || {});
    shared.onSelect = this.onSelect;
    shared.onPoint = this.onPoint;
    this.watch.observe(this.chart);
    this.rtl = data.rtl;
    this.dates = window.dawriya.calendar(data.calendar);
    this.root.dir = this.rtl ? "rtl" : "ltr";
    this.root.lang = data.lang;
    for (const [name, colour] of Object.entries(data.tokens)) this.root.style.setProperty(`--${name}`, colour);
    this.root.style.colorScheme = data.theme;
    this.spanKey = JSON.stringify([data.span, data.undated, data.series.length]);
    const days = this.brushTold.hears(JSON.stringify(data.brush)) ? data.brush : this.range && (this.exact || this.daysShown());
    const bars = `${this.unit} ${this.firsts[0]} ${this.count}`;
    this.takeView(data.view);
    this.unit = this.pickUnit();
    this.cut();
    if (this.playing && bars !== `${this.unit} ${this.firsts[0]} ${this.count}`) this.pause(true);
    if (this.zoom) this.setZoom(this.zoom, true);
    if (!this.dragging && !this.playing) {
      this.range = this.barsOf(days);
      this.exact = this.range && days;
    }
    this.paint();
  }

  // The page's view is followed where the page changed it, not where it has not heard yet of what was chosen here.
  takeView(view) {
    if (!this.viewTold.hears(JSON.stringify(view))) return;
    const { zoom, ...rest } = view;
    this.view = rest;
    this.zoom = zoom && this.data.span ? [Date.parse(zoom.from) / DAY_MS, Date.parse(zoom.to) / DAY_MS + 1] : null;
  }

  // Bars of another unit; the brush stays on its days.
  recut() {
    const days = this.range && this.daysShown();
    this.pause(true);
    this.hover(null);
    this.unit = this.pickUnit();
    this.cut();
    this.range = this.barsOf(days);
    this.exact = this.range && days;
  }

  choose(change) {
    if (change.stack || change.mode) this.pause();
    this.view = { ...this.view, ...change };
    if (this.pickUnit() !== this.unit) this.recut();
    this.paint();
    if (!this.playing) this.tellView();
  }

  tellView() {
    clearTimeout(this.tellingView);
    const zoom = this.zoom ? { from: iso(this.zoom[0]), to: iso(this.zoom[1] - 1) } : null;
    const value = { unit: this.view.unit, stack: this.view.stack, mode: this.view.mode, speed: this.view.speed, zoom };
    if (this.viewTold.says(JSON.stringify(value))) this.component.setStateValue("view", value);
  }

  tellViewSoon() {
    clearTimeout(this.tellingView);
    if (!this.playing) this.tellingView = setTimeout(() => this.tellView(), 600);
  }

  // ---- words and buttons ------------------------------------------------------------------------------------------

  paint() {
    if (!this.data) return;
    const { words, undated, speeds } = this.data;
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", words.timeline);
    this.paintPlay();
    const labelled = [[this.back, "back"], [this.forward, "forward"], [this.more, "more"], ...Object.entries(this.zooms).map(([name, element]) => [element, name])];
    for (const [element, name] of labelled) {
      element.replaceChildren(icon(name));
      element.setAttribute("aria-label", words[name]);
      element.title = words[name];
    }
    for (const element of [this.back, this.forward]) element.disabled = !this.count;
    this.options(this.pace, words.speed, speeds.map((speed) => [speed, `${speed}×`]), this.view.speed);
    this.options(this.modes, words.mode, [["window", words.mode_window], ["cumulative", words.mode_cumulative]], this.view.mode);
    this.undated.textContent = words.undated.replace("{n}", this.dates.number(undated));
    this.undated.disabled = !undated;
    this.more.setAttribute("aria-expanded", String(this.root.classList.contains("dw-open")));
    this.paintChoices();
    this.paintNames();
    if (!this.count) [this.title, this.note, this.total].forEach((part, of) => { part.textContent = of ? "" : words.no_dates; });
    this.paintChart();
  }

  paintChoices() {
    const { words } = this.data;
    const tooFine = this.count ? this.unitsOf().filter((unit) => this.isTooFine(unit)) : [];
    const units = this.unitsOf();
    this.choices(this.units, units, this.unit, words, tooFine, (unit) => this.choose({ unit: this.view.unit === unit ? "auto" : unit }));
    this.choices(this.stacks, ["layer", "force"], this.view.stack, { layer: words.by_layer, force: words.by_force }, [], (stack) => this.choose({ stack }));
    const isClosest = this.count > 0 && this.domain()[1] - this.domain()[0] <= CLOSEST_DAYS;
    this.zooms.zoom_in.disabled = !this.count || isClosest;
    this.zooms.zoom_out.disabled = this.zooms.whole.disabled = !this.zoom;
    this.paintUnsure();
  }

  // How many events are hatched, and why; in one line, where there is more than one reason.
  paintUnsure() {
    const known = VAGUE.map((name, of) => [name, this.count ? this.vague[of] : 0]).filter(([, count]) => count);
    const reasons = known.map(([name, count]) => this.vagueText(name, count));
    const all = known.reduce((sum, [, count]) => sum + count, 0);
    const text = reasons.length > 1 ? this.data.words.vague.replace("{n}", this.dates.number(all)) : reasons[0];
    this.unsure.hidden = !text;
    this.unsure.title = reasons.join("\n");
    this.unsure.replaceChildren(make("i", "dw-hatched"), make("span", "", text || ""));
  }

  // A row of buttons of which one is pressed; the same buttons as before, so that none loses the focus.
  choices(row, names, chosen, words, disabled, choose) {
    if (row.dataset.names !== names.join()) {
      row.dataset.names = names.join();
      row.replaceChildren(...names.map(() => Object.assign(make("button", "dw-unit"), { type: "button" })));
    }
    names.forEach((name, of) => {
      const button = row.children[of];
      button.textContent = words[name];
      button.setAttribute("aria-pressed", String(name === chosen));
      button.disabled = disabled.includes(name) && name !== chosen;
      button.onclick = () => choose(name);
    });
  }

  options(select, label, pairs, chosen) {
    select.setAttribute("aria-label", label);
    select.title = label;
    if (select.dataset.pairs !== String(pairs)) {
      select.dataset.pairs = String(pairs);
      select.replaceChildren(...pairs.map(([value, text]) => Object.assign(make("option", "", text), { value: String(value) })));
    }
    select.value = String(chosen);
    select.disabled = !this.count;
  }

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
    this.names.classList.toggle("dw-by-force", this.view.stack === "force");
  }

  toggleMore() {
    this.root.classList.toggle("dw-open");
    this.paint();
  }

  leave() {
    this.pause(true);
    clearTimeout(this.telling);
    clearTimeout(this.tellingView);
    cancelAnimationFrame(this.painting);
    this.painting = 0;
    this.watch.disconnect();
    const shared = window.dawriyaMap || {};
    if (shared.setHover) shared.setHover(null);
    for (const name of ["onSelect", "onPoint"]) if (shared[name] === this[name]) shared[name] = null;
  }
}

Object.assign(Timeline.prototype, chart, axis, brush, zooming, playing, pointing);
