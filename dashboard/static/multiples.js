// The same map for consecutive periods: small maps over the one that is there, of its events, that move together.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const GAP = 8, TITLE = 26, HEAD = 38, PHONE = 560;
  const CELL_SHAPE = 1.35; // width to height that suits most extents
  const PHONE_CELL = 168;
  const NAMES_MS = 160;

  class Multiples {
    constructor(layer) {
      this.layer = layer;
      this.cells = [];
      this.note = element("p", "dw-multiples-note");
      this.out = button("−", () => layer.map.setZoom(layer.map.getZoom() - 0.5, { animate: false }));
      this.in = button("+", () => layer.map.setZoom(layer.map.getZoom() + 0.5, { animate: false }));
      const zoom = element("div", "dw-multiples-zoom");
      zoom.append(this.out, this.in);
      const head = element("div", "dw-multiples-head");
      head.append(this.note, zoom);
      this.grid = element("div", "dw-multiples-grid");
      this.root = element("div", "dw-multiples");
      this.root.append(head, this.grid);
      this.root.hidden = true;
      this.root.addEventListener("keydown", (event) => this.key(event));
      L.DomEvent.disableClickPropagation(this.root);
      layer.map.getContainer().append(this.root);
      layer.map.on("move zoom resize", () => this.later());
      dawriya.gestures(this.grid, layer.map, {
        openCanvas: (canvas) => this.open(this.cells.find((cell) => cell.canvas === canvas)),
        ratio: () => 2 ** (layer.map.getZoom() - this.view.zoom) / this.scale,
      });
      this.grid.addEventListener("pointermove", (event) => this.hover(event));
      this.grid.addEventListener("pointerleave", () => layer.leaveMark());
      this.root.addEventListener("mousemove", (event) => event.stopPropagation()); // the large map has no mark there
    }

    // ---- what is shown --------------------------------------------------------------------------------------------

    take(params) {
      this.layer.shared.multiples = () => this.told();
      const before = this.wanted;
      this.wanted = params.multiples || null;
      const isOn = Boolean(this.wanted);
      this.root.hidden = !isOn;
      this.layer.map.getContainer().classList.toggle("dw-multiplies", isOn);
      if (isOn) this.build();
      else this.cells = []; // nothing kept for what is not shown
      const isAsLarge = isOn ? before && before.periods.length === this.wanted.periods.length : !before;
      if (!isAsLarge) this.layer.resized();
    }

    dress(look) {
      this.look = look;
      this.root.dir = look.rtl ? "rtl" : "ltr";
      this.root.lang = look.lang;
      for (const [made, word] of [[this.in, look.words.zoom_in], [this.out, look.words.zoom_out]]) {
        made.setAttribute("aria-label", word);
        made.title = word;
      }
    }

    refusesPlay() {
      if (this.wanted) this.note.textContent = this.look.words.multiples_stay;
      return Boolean(this.wanted);
    }

    build() {
      const { periods, note } = this.wanted;
      this.note.textContent = note;
      this.cells = periods.map((period, at) => this.cells[at] || new Cell((cell) => this.open(cell)));
      this.grid.replaceChildren(...this.cells.map((cell) => cell.root));
      periods.forEach((period, at) => {
        this.cells[at].period = period;
        this.cells[at].name.textContent = period.title;
      });
    }

    open({ period }) {
      const { shared } = this.layer;
      this.layer.leaveMark();
      if (shared.onPeriod) shared.onPeriod(period.first, period.last);
    }

    // ---- size -----------------------------------------------------------------------------------------------------

    columns(width, height) {
      const number = this.cells.length;
      if (width < PHONE) return number > 3 ? 2 : 1;
      const fit = (columns) => {
        const rows = Math.ceil(number / columns);
        const [w, h] = [(width - GAP) / columns - GAP, (height - GAP) / rows - GAP - TITLE];
        return Math.min(w, h * CELL_SHAPE);
      };
      let best = 1;
      for (let columns = 2; columns <= number; columns++) if (fit(columns) > fit(best)) best = columns;
      return best;
    }

    // On a phone the maps go down the page, which is scrolled, instead of becoming stamps.
    height() {
      if (!this.wanted || window.parent.innerWidth >= 768) return 0;
      const columns = this.columns(0, 0);
      const rows = Math.ceil(this.cells.length / columns);
      return HEAD + 24 + rows * (PHONE_CELL + this.titleHeight(columns) + GAP) + GAP;
    }

    // Of the tallest title, for a period that is cut has a long one, which is wrapped. All have it: the maps stay in line.
    titleHeight(columns) {
      const { style, clientWidth: width } = this.grid;
      if (width < 20) return TITLE; // in a hidden tab
      const titles = this.cells.map(({ title }) => title.textContent);
      const state = JSON.stringify([columns, width, document.fonts && document.fonts.status, titles]);
      if (state !== this.measured) {
        this.measured = state;
        style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
        style.removeProperty("--title");
        this.tallest = Math.max(TITLE, ...this.cells.map(({ title }) => title.offsetHeight + 1));
        style.setProperty("--title", `${this.tallest - 1}px`);
      }
      return this.tallest;
    }

    layOut() {
      const size = this.layer.map.getSize();
      const top = this.grid.offsetTop;
      const columns = this.columns(size.x, size.y - top);
      const rows = Math.ceil(this.cells.length / columns);
      const title = this.titleHeight(columns);
      const height = Math.max(60, Math.floor((size.y - top - GAP) / rows) - GAP - title);
      const width = Math.floor((size.x - GAP) / columns) - GAP - 2; // within the frame of 1 px
      return { width, height, columns, title };
    }

    // The same part of the world as the one map has, for a canvas of that size whose drawing is `scale` as large.
    viewFor({ width, height }, scale) {
      const { map } = this.layer;
      const whole = { x: map.getSize().x, y: this.layer.ownHeight() };
      const [w, h] = [width / scale, height / scale];
      const zoom = map.getZoom() + Math.log2(Math.min(w / whole.x, h / whole.y));
      const centre = map.project(map.getCenter(), zoom);
      const size = 256 * 2 ** zoom;
      const [left, top] = [centre.x - w / 2, centre.y - h / 2];
      const world = [left / size, top / size, (left + w) / size, (top + h) / size];
      return { size, width: w, height: h, left, top, zoom, world, inner: world };
    }

    // ---- painting -------------------------------------------------------------------------------------------------

    // Nothing is painted on the large map, which is out of sight; the small ones follow it.
    paintSets() {
      if (!this.wanted) return null;
      this.later();
      return [];
    }

    sets() {
      if (!this.wanted) return null;
      return { kind: "multiples", sets: this.cells.map(({ name, events }) => ({ name: name.textContent, events })) };
    }

    later() {
      if (!this.wanted || this.waiting) return;
      this.waiting = requestAnimationFrame(() => { this.waiting = 0; this.paintAll(); });
    }

    paintAll() {
      const { layer, look } = this;
      if (!this.wanted || !look || !layer.isReady) return;
      const size = this.layOut();
      if (size.width < 20 || size.height < 20) return;
      const scale = Math.min(1, Math.max(0.62, size.width / 330));
      const view = this.viewFor(size, scale);
      const density = (window.devicePixelRatio || 1) * scale;
      this.scale = scale;
      this.view = view;
      const land = sized(this.land || (this.land = element("canvas")), size, density);
      dawriya.drawBase(land, layer.base, view, look.tokens);
      for (const cell of this.cells) this.paintCell(cell, size, density, view);
      this.painted = (this.painted || 0) + 1;
      if (this.titleHeight(size.columns) !== size.title) layer.resized(); // longer counts left a title less room
      clearTimeout(this.naming);
      this.naming = setTimeout(() => this.paintNames(), NAMES_MS);
    }

    paintCell(cell, size, density, view) {
      const { layer, look } = this;
      const { from, to, title } = cell.period;
      const context = sized(cell.canvas, size, density);
      context.drawImage(this.land, 0, 0, view.width, view.height);
      // A filter and a window of its own each: its counts are kept while the maps move.
      if (!cell.events || cell.events.source !== layer.events) cell.events = layer.events.twin();
      cell.marks = layer.paintSet(context, view, { events: cell.events.follow(), range: [from, to] });
      cell.count = cell.events.shownCount;
      const count = look.dates.number(cell.count);
      cell.number.textContent = count;
      cell.title.setAttribute("aria-label", look.words.open_period.replace("{period}", title).replace("{n}", count));
      cell.root.classList.toggle("dw-cell-empty", !cell.count);
      cell.canvas.setAttribute("aria-label", [title, this.contents(cell)].join(": "));
    }

    // Names when the maps stand still: around the symbols of each, as on the large map.
    paintNames() {
      if (!this.wanted) return;
      for (const cell of this.cells) {
        const context = cell.canvas.getContext("2d");
        const boxes = cell.marks.map((mark) => {
          const radius = dawriya.radiusOf(mark) + 2;
          return [mark.atX - radius, mark.atY - radius, mark.atX + radius, mark.atY + radius];
        });
        dawriya.drawLabels(context, this.layer.base, this.view, this.look, boxes, null);
      }
    }

    // What a small map shows, in words: how many of each layer.
    contents({ marks, count }) {
      const { dates, rtl } = this.look;
      const layers = [0, 0];
      for (const mark of marks) layers[mark.layer] += mark.count;
      const said = ["patrol", "incident"].map((name, layer) => dates.counted(name, layers[layer]));
      return count ? said.join(rtl ? "، " : ", ") : dates.counted("event", 0);
    }

    // What the mouse points at on a small map is told as on the large one.
    hover(event) {
      const { layer } = this;
      const cell = this.cells.find(({ canvas }) => canvas === event.target);
      const mark = cell && !event.buttons && event.pointerType !== "touch" && this.markAt(cell, event);
      if (!mark) {
        layer.leaveMark();
        return;
      }
      const box = cell.canvas.getBoundingClientRect(), frame = layer.map.getContainer().getBoundingClientRect();
      const [x, y] = [mark.atX * this.scale + box.left - frame.left, mark.atY * this.scale + box.top - frame.top];
      layer.showTip(mark, [x, y]);
    }

    markAt({ canvas, marks }, { clientX, clientY }) {
      const box = canvas.getBoundingClientRect();
      const [x, y] = [(clientX - box.left) / this.scale, (clientY - box.top) / this.scale];
      const far = (mark) => Math.hypot(mark.atX - x, mark.atY - y);
      const near = marks.filter((mark) => far(mark) <= dawriya.radiusOf(mark) + 3);
      return near.sort((one, other) => far(one) - far(other))[0];
    }

    key(event) {
      const pan = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] }[event.key];
      const zoom = { "+": 0.5, "=": 0.5, "-": -0.5 }[event.key];
      if (!pan && !zoom) return;
      event.preventDefault();
      event.stopPropagation();
      if (pan) this.layer.map.panBy(pan, { animate: false });
      else this.layer.map.setZoom(this.layer.map.getZoom() + zoom, { animate: false });
    }

    told() {
      if (!this.wanted) return null;
      return {
        painted: this.painted || 0,
        bounds: this.view && this.view.world,
        cells: this.cells.map((cell) => ({
          title: cell.name.textContent, count: cell.count,
          drawn: cell.marks.reduce((sum, mark) => sum + mark.count, 0),
        })),
      };
    }
  }

  class Cell {
    constructor(open) {
      this.name = element("span", "dw-cell-name");
      this.number = element("span", "dw-cell-count");
      this.title = button("", () => open(this));
      this.title.className = "dw-cell-title";
      this.title.append(this.name, this.number);
      this.canvas = element("canvas");
      this.canvas.setAttribute("role", "img");
      this.root = element("div", "dw-cell");
      this.root.append(this.title, this.canvas);
      this.marks = [];
    }
  }

  function element(tag, className) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    return made;
  }

  function button(text, act) {
    const made = element("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  // A canvas of CSS pixels {width, height}; its context, wiped, in which one unit is so many of its own pixels.
  function sized(canvas, { width, height }, density) {
    const real = window.devicePixelRatio || 1;
    const [w, h] = [Math.round(width * real), Math.round(height * real)];
    if (canvas.width !== w || canvas.height !== h) { canvas.width = w; canvas.height = h; }
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const context = canvas.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, w, h);
    context.setTransform(density, 0, 0, density, 0, 0);
    return context;
  }

  dawriya.parts = dawriya.parts || [];
  dawriya.parts.push((layer) => (layer.multiples = new Multiples(layer)));
})();
