// Two periods or two sources on one map: each half shows one of them, and a divider between them is dragged.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const STEP = 0.02, LEAP = 0.1;
  const GRIP = "M9 6 4 12l5 6M15 6l5 6-5 6";

  // A half: its canvas, the events and days on it, and what stands over it.
  class Half {
    constructor(number) {
      this.number = number;
      this.canvas = document.createElement("canvas");
      this.name = element("strong");
      this.count = element("span");
      this.label = element("div", "dw-half-label");
      this.label.append(this.name, this.count);
      this.label.setAttribute("role", "status");
      this.box = element("div", "dw-half");
      this.box.append(this.label);
      this.marks = [];
    }

    shows(x) { return x >= this.edges[0] && x < this.edges[1]; }
  }

  class Swipe {
    constructor(layer) {
      this.layer = layer;
      this.halves = [new Half(0), new Half(1)];
      this.loaded = new Map();
      this.root = element("div", "dw-swipe");
      this.divider = this.buildDivider();
      this.note = element("div", "dw-swipe-note");
      this.note.setAttribute("role", "status");
      this.root.append(...this.halves.map((half) => half.box), this.divider, this.note);
      this.root.hidden = true;
      layer.map.getContainer().append(this.root);
      layer.chrome.extras.push(this.divider.firstChild, ...this.halves.map((half) => half.label));
      layer.map.on("move resize", () => this.later());
    }

    buildDivider() {
      const divider = element("div", "dw-divider");
      divider.tabIndex = 0;
      divider.setAttribute("role", "slider");
      divider.setAttribute("aria-orientation", "horizontal");
      divider.setAttribute("aria-valuemin", "0");
      divider.setAttribute("aria-valuemax", "100");
      divider.append(element("i"), grip());
      L.DomEvent.disableClickPropagation(divider);
      L.DomEvent.disableScrollPropagation(divider);
      dawriya.ownDrags(divider);
      divider.addEventListener("pointerdown", (event) => {
        divider.setPointerCapture(event.pointerId);
        this.dragging = event.clientX - this.share() * this.width();
        event.stopPropagation();
      });
      divider.addEventListener("pointermove", (event) => {
        if (this.dragging !== undefined) this.moveTo((event.clientX - this.dragging) / this.width());
      });
      const drop = () => { this.dragging = undefined; };
      for (const end of ["pointerup", "pointercancel"]) divider.addEventListener(end, drop);
      divider.addEventListener("keydown", (event) => this.key(event));
      return divider;
    }

    key(event) {
      const share = this.share();
      const to = {
        ArrowLeft: share - STEP, ArrowRight: share + STEP, ArrowDown: share - STEP, ArrowUp: share + STEP,
        PageDown: share - LEAP, PageUp: share + LEAP, Home: 0, End: 1,
      }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.moveTo(to);
    }

    // The divider's place is kept on the page's window, as the view is: it outlives the frame.
    share() { return this.layer.shared.divider ?? 0.5; }
    width() { return this.layer.map.getSize().x; }

    moveTo(share) {
      this.layer.shared.divider = Math.min(1, Math.max(0, share));
      this.place();
      this.later();
      this.layer.chrome.hideTip();
      clearTimeout(this.settling);
      this.settling = setTimeout(() => { this.layer.paintNames(); this.layer.settle(); }, 140);
    }

    // ---- what is compared -----------------------------------------------------------------------------------------

    take(params) {
      this.layer.shared.compare = () => this.told();
      this.compare = params.compare || null;
      this.root.hidden = !this.compare;
      this.layer.map.getContainer().classList.toggle("dw-compares", Boolean(this.compare));
      this.say("");
      const needed = this.compare ? this.compare.halves.map(({ urls }) => urls && dawriya.Events.nameOf(urls)) : [];
      for (const files of this.loaded.keys()) if (!needed.includes(files)) this.loaded.delete(files);
      if (!this.compare) {
        for (const half of this.halves) half.events = half.twin = half.painted = null; // nothing kept for what is not shown
        return;
      }
      for (const half of this.halves) this.fetch(half, this.compare.halves[half.number], params);
    }

    // A source has files of its own; a period is a part of the events that are there already.
    async fetch(half, { urls, filter }, params) {
      const earlier = half.events;
      half.events = null;
      const files = urls && dawriya.Events.nameOf(urls);
      if (!urls || files === dawriya.Events.nameOf(params.urls)) return;
      try {
        if (!this.loaded.has(files)) this.loaded.set(files, new dawriya.Events().load(urls, null, earlier));
        const events = await this.loaded.get(files);
        if (this.layer.params !== params) return;
        if (this.layer.selected) await events.loadDetails();
        half.events = events;
        half.filter = filter;
        this.layer.paintEvents();
      } catch (error) {
        this.loaded.delete(files);
        this.layer.chrome.showEmpty(params.words.failed);
        throw error;
      }
    }

    dress(look) {
      this.look = look;
      this.root.lang = look.lang;
      this.divider.setAttribute("aria-label", look.words.divider);
      for (const half of this.halves) half.box.dir = look.rtl ? "rtl" : "ltr";
    }

    // The days of the halves; the same rules as windows_of in comparison.py, over the days that the timeline shows.
    ranges() {
      const { kind, ranges, day } = this.compare;
      const [from, to] = this.layer.range;
      if (kind === "sources") return [[from, to], [from, to]];
      if (kind === "date") return [[from, day - 1], [day, to]];
      if (kind === "previous" && from != null && to != null) return [[from - (to - from + 1), from - 1], [from, to]];
      return ranges;
    }

    // Playing moves the days of the filter: two periods that are fixed have nothing to do with those.
    refusesPlay() {
      const refuses = Boolean(this.compare) && this.compare.kind === "periods";
      if (refuses) this.say(this.look.words.compare_stays);
      return refuses;
    }

    // ---- painting -------------------------------------------------------------------------------------------------

    paintSets(context, view) {
      if (!this.compare) return null;
      const ranges = this.ranges();
      const ratio = context.getTransform().a;
      this.context = context;
      this.view = view;
      for (const half of this.halves) {
        const events = this.eventsOf(half);
        const pen = sheetLike(half.canvas, context.canvas, ratio);
        half.range = ranges[half.number];
        half.marks = events ? this.layer.paintSet(pen, view, { events, range: half.range }) : [];
        half.painted = events;
        half.number_shown = events ? events.shownCount : null;
        for (const mark of half.marks) mark.half = half;
      }
      this.place();
      this.compose();
      this.label();
      return this.halves.flatMap((half) => half.marks);
    }

    sets() {
      if (!this.compare) return null;
      return { kind: "compare", sets: this.halves.map(({ name, painted }) => ({ name: name.textContent, events: painted })) };
    }

    // Each half has a filter and a window of its own: a twin of the events that are there, or a source's.
    eventsOf(half) {
      const { urls } = this.compare.halves[half.number];
      const { layer } = this;
      if (!urls || dawriya.Events.nameOf(urls) === layer.loaded.events) {
        if (!half.twin || half.twin.source !== layer.events) half.twin = layer.events.twin();
        return half.twin.follow();
      }
      if (half.events && half.events.filtered !== half.filter) {
        half.events.filter(half.filter);
        half.events.filtered = half.filter;
      }
      return half.events;
    }

    // Where the halves are, on the map's pixels and on the sheets'. The first half is where reading begins.
    place() {
      if (!this.compare || !this.look) return;
      const width = this.width();
      const at = Math.round(this.share() * width);
      const sides = this.look.rtl ? [this.halves[1], this.halves[0]] : this.halves;
      const off = this.layer.sheets && this.layer.sheets._bounds ? this.layer.origin()[0] : 0;
      sides[0].edges = [-Infinity, at - off];
      sides[1].edges = [at - off, Infinity];
      sides[0].box.style.cssText = `left:0;width:${at}px;justify-content:flex-end`;
      sides[1].box.style.cssText = `left:${at}px;width:${width - at}px;justify-content:flex-start`;
      for (const half of this.halves) half.box.style.direction = "ltr"; // physical sides: the label's own text is not
      this.divider.style.transform = `translateX(${at}px)`;
      const per = Math.round(this.share() * 100);
      this.divider.setAttribute("aria-valuenow", String(per));
      const parts = [[sides[0], per], [sides[1], 100 - per]].map(([half, part]) => `${half.name.textContent}: ${part}%`);
      this.divider.setAttribute("aria-valuetext", (this.look.rtl ? parts.reverse() : parts).join(", "));
    }

    later() {
      if (!this.compare || this.waiting || !this.context) return;
      this.waiting = requestAnimationFrame(() => {
        this.waiting = 0;
        this.place();
        this.compose();
        this.layer.tellParts("paint", this.context, this.view); // what other parts drew over the halves
      });
    }

    // Both halves are painted once; dragging the divider or the map only cuts them anew.
    compose() {
      const { context, view, halves } = this;
      if (!this.compare || !context || halves[0].canvas.width !== context.canvas.width) return;
      context.clearRect(0, 0, view.width, view.height);
      for (const half of halves) {
        const from = Math.max(0, half.edges[0]), to = Math.min(view.width, half.edges[1]);
        if (to <= from) continue;
        context.save();
        context.beginPath();
        context.rect(from, 0, to - from, view.height);
        context.clip();
        context.drawImage(half.canvas, 0, 0, view.width, view.height);
        context.restore();
      }
    }

    label() {
      const { words } = this.look;
      for (const half of this.halves) {
        const { name } = this.compare.halves[half.number];
        const shown = half.number_shown;
        const count = shown === null ? words.loading : words.half_events.replace("{n}", this.look.dates.number(shown));
        const days = this.compare.kind === "sources" ? "" : this.daysText(half.range);
        half.label.dir = this.look.rtl ? "rtl" : "ltr";
        half.label.lang = this.look.lang;
        half.name.replaceChildren(bdi(name));
        half.count.replaceChildren(...[days, count].filter(Boolean).map(bdi));
      }
      this.place();
    }

    daysText([from, to]) {
      const { dates, words } = this.look;
      const day = (number) => new Date(number * 86400000);
      if (from == null && to == null) return "";
      if (from == null) return words.to_day.replace("{day}", dates.format(day(to)));
      if (to == null) return words.from_day.replace("{day}", dates.format(day(from)));
      return from === to ? dates.format(day(from)) : dates.formatRange(day(from), day(to));
    }

    say(text) {
      this.note.textContent = text;
      this.note.hidden = !text;
    }

    told() {
      if (!this.compare) return null;
      return {
        divider: this.share(),
        halves: this.halves.map((half) => ({
          name: half.name.textContent, count: half.number_shown, range: half.range,
          drawn: half.marks.reduce((sum, mark) => sum + mark.count, 0),
        })),
      };
    }
  }

  function element(tag, className) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    return made;
  }

  // A run of text of whatever direction: names come from reports, so it is never HTML.
  function bdi(text) {
    const made = element("bdi");
    made.textContent = text;
    return made;
  }

  function grip() {
    const name = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(name, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(name, "path");
    path.setAttribute("d", GRIP);
    svg.append(path);
    return svg;
  }

  // A clean canvas of the same size and density as another; its context in CSS pixels.
  function sheetLike(canvas, model, density) {
    if (canvas.width !== model.width || canvas.height !== model.height) {
      canvas.width = model.width;
      canvas.height = model.height;
    }
    const context = canvas.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.setTransform(density, 0, 0, density, 0, 0);
    return context;
  }

  // A mark that the divider hides is not there for pointer, keyboard and names.
  dawriya.isSeen = (mark, x) => !mark.half || mark.half.shows(x === undefined ? mark.atX : x);
  dawriya.parts = dawriya.parts || [];
  dawriya.parts.push((layer) => (layer.swipe = new Swipe(layer)));
})();
