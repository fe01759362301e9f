// A map page that stands alone: filters, map, timeline and the words of the sources, all of it from the file itself.
const ALL = null;

class OfflinePage {
  constructor(config) {
    this.config = config;
    this.layers = new Set(); // chosen ones; none stands for all
    this.forces = new Set();
    this.brush = null;
    this.view = config.timeline.view;
    this.card = document.getElementById("dw-card");
    this.count = document.getElementById("dw-count");
    document.documentElement.classList.add("dw-live");
    this.addFonts();
    dawriya.mount(this.makeMap(), config.map);
    window.dawriyaMap.onPaint = (shown) => this.tellCount(shown);
    this.card.addEventListener("keydown", (event) => { if (event.key === "Escape") this.closeCard(); });
    this.apply().then(() => {
      this.buildFilters();
      this.buildTimeline();
      document.documentElement.dataset.ready = "true";
    });
  }

  addFonts() {
    for (const [family, weight] of this.config.fonts) {
      dawriya.getBuffer(`dw-font-${family.replaceAll(" ", "-")}-${weight}`)
        .then((buffer) => new FontFace(family, buffer, { weight: String(weight) }).load())
        .then((face) => { document.fonts.add(face); if (dawriya.layer.look) dawriya.layer.retype(); })
        .catch(() => {}); // then in the system's own letters
    }
  }

  makeMap() {
    return L.map("dw-map", {
      zoomControl: false, attributionControl: false, minZoom: 2.5, maxZoom: 18, zoomSnap: 0.25, wheelPxPerZoomLevel: 90,
      worldCopyJump: false, maxBounds: [[-85, -190], [85, 190]], maxBoundsViscosity: 1, center: [36, 40], zoom: 7,
    });
  }

  // ---- filters --------------------------------------------------------------------------------------------------

  apply() {
    const { map, look } = this.config;
    const [from, to] = this.brush || [null, null];
    const forces = new Set([...this.forces].flatMap((number) => this.config.below[number] || [number]));
    return dawriya.apply({
      urls: this.config.files, ...look, words: map.pageWords, shapes: true, boxes: {},
      filter: {
        kinds: ALL, statuses: ALL, precision: 0, bits: null, from, to,
        layers: this.layers.size ? [...this.layers] : ALL, forces: forces.size ? [...forces] : ALL,
      },
    });
  }

  async refilter() {
    if (!this.card.hidden) this.closeCard();
    await this.apply();
    this.updateTimeline();
  }

  buildFilters() {
    const { events } = dawriya.layer, { words, look } = this.config;
    const box = document.getElementById("dw-filters");
    const layers = [0, 0], forces = new Uint32Array(events.meta.forces.length);
    for (let i = 0; i < events.count; i++) {
      layers[events.layer(i)]++;
      for (const force of events.meta.sets[events.columns.set[i]].all) forces[force]++;
    }
    const known = events.meta.forces.map((force, number) => ({ force, number, count: forces[number] }))
      .filter(({ count }) => count).sort((a, b) => b.count - a.count);
    const rows = (chosen, list) => list.map((one) => this.makeBox(chosen, one));
    box.replaceChildren(
      this.group(words.layers, rows(this.layers, [words.patrols, words.incidents].map((name, number) => ({ name, number, count: layers[number] })))),
      this.group(words.forces, rows(this.forces, known.map(({ force, number, count }) =>
        ({ name: force[look.lang] || force.en, number, count, colour: force[look.theme] })))),
      this.resetButton(),
    );
  }

  group(name, rows) {
    const group = make("fieldset", "dw-group");
    group.append(make("legend", "", name), ...rows);
    return group;
  }

  makeBox(chosen, { name, number, count, colour }) {
    const row = make("label", "dw-check"), box = make("input");
    box.type = "checkbox";
    box.addEventListener("change", () => {
      if (box.checked) chosen.add(number);
      else chosen.delete(number);
      this.refilter();
    });
    row.append(box);
    if (colour) {
      const swatch = make("i", "swatch");
      swatch.style.background = colour;
      row.append(swatch);
    }
    row.append(make("span", "dw-check-name", name), make("span", "dw-check-count", this.figure(count)));
    return row;
  }

  resetButton() {
    const button = make("button", "dw-reset", this.config.words.reset);
    button.type = "button";
    button.addEventListener("click", () => {
      this.layers.clear();
      this.forces.clear();
      this.brush = null;
      for (const box of document.querySelectorAll("#dw-filters input")) box.checked = false;
      this.refilter();
    });
    return button;
  }

  figure(number) { return dawriya.layer.look.dates.number(number); }

  tellCount(shown) {
    const { count, total } = this.config.words;
    this.count.textContent = count.replace("{n}", this.figure(shown)).replace("{total}", this.figure(total));
  }

  // ---- timeline -------------------------------------------------------------------------------------------------

  buildTimeline() {
    const root = document.getElementById("dw-time").attachShadow({ mode: "open" });
    const style = make("style", "", document.getElementById("dw-time-style").textContent);
    const frame = make("div", "dw-frame");
    frame.append(make("div", "dw-timeline"));
    root.append(style, frame);
    this.component = {
      parentElement: root,
      setStateValue: (name, value) => this.heard(name, value),
      setTriggerValue: (name, value) => { if (name === "selected") this.openCard(value); },
    };
    this.updateTimeline();
  }

  heard(name, value) {
    if (name === "brush") {
      this.brush = value ? [Date.parse(value.from) / DAY_MS, Date.parse(value.to) / DAY_MS] : null;
      this.apply();
      return;
    }
    const isOther = value.stack !== this.view.stack;
    this.view = value;
    if (isOther) this.updateTimeline();
  }

  updateTimeline() {
    if (!this.component) return;
    const { timeline, look, map } = this.config;
    const { span, series, undated, ...bars } = barsOf(dawriya.layer.events, this.view.stack);
    const data = {
      ...look, ...timeline, calendar: map.calendars[look.lang], tokens: map.tokens[look.theme], span, undated,
      series: series.map((one) => this.lookOf(one)), bars: JSON.stringify(bars), brush: this.brush, view: this.view, selected: null,
    };
    timelineComponent({ ...this.component, data });
  }

  lookOf({ layer, force }) {
    const { look, timeline, map } = this.config, tokens = map.tokens[look.theme];
    if (force === undefined) return { layer, id: ["patrol", "incident"][layer], name: "", colour: tokens[["patrol-bar", "incident-bar"][layer]] };
    if (force < 0) return { layer, id: "", name: timeline.words.other_forces, colour: tokens["ink-3"] };
    const one = dawriya.layer.events.meta.forces[force];
    return { layer, id: one.id, name: one[look.lang] || one.en, colour: one[look.theme] };
  }

  // ---- the words of a source ------------------------------------------------------------------------------------

  async openCard(id) {
    if (!id) { this.closeCard(); return; }
    const said = await (this.saidWanted = this.saidWanted || dawriya.getJson("dw-said"));
    const { layer } = dawriya, { words, look } = this.config;
    const index = layer.events.indexOf.get(id), { events } = layer;
    const mark = { events, first: index };
    const name = (one) => one[look.lang] || one.en;
    const close = make("button", "dw-close", "×");
    close.type = "button";
    close.setAttribute("aria-label", words.close);
    close.addEventListener("click", () => this.closeCard());
    const lines = [
      [words.date, layer.dateText(mark)], [words.forces, events.forces(index).map(name).join(look.rtl ? "، " : ", ")],
      [words.place, layer.placeName(mark) || words.unknown_place], [words.status, words.statuses[events.columns.flags[index] & 7]],
    ];
    const facts = make("dl", "");
    for (const [term, value] of lines) facts.append(make("dt", "", term), this.isolated("dd", value));
    const quote = make("blockquote", "", said.texts[index]);
    quote.dir = "auto";
    const source = this.isolated("cite", said.sources[said.source[index]] || words.unknown_source);
    this.card.setAttribute("aria-label", words.source);
    this.card.replaceChildren(close, make("h2", "", name(events.kind(index))), facts, ...(said.texts[index] ? [quote] : []), source);
    this.card.hidden = false;
    close.focus({ preventScroll: true });
  }

  // Words of unknown direction; never HTML: they come from reports.
  isolated(tag, text) {
    const element = make(tag);
    element.append(make("bdi", "", text));
    return element;
  }

  closeCard() {
    this.card.hidden = true;
    dawriya.layer.select(null, false);
  }
}

if (dawriya.canStandAlone()) new OfflinePage(JSON.parse(document.getElementById("dw-config").textContent));
