// The map's canvas layer: mounted once by the constant folium map, told what to show by a feature group's parameters.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const FONT = '"IBM Plex Sans", "IBM Plex Sans Arabic", system-ui, sans-serif';
  const SETTLE_MS = 140;

  class MapLayer {
    constructor(map, config) {
      this.map = map;
      this.config = config;
      this.events = new dawriya.Events();
      this.params = null;
      this.loaded = {};
      this.range = [null, null];
      this.selected = null;
      this.fan = null;
      this.marks = [];
      this.widths = new Map();
      dawriya.calm(map);
      this.chrome = new dawriya.Chrome(map, this);
      this.keepHeight();
      this.placeView();
      this.sheets = new dawriya.Sheets(() => this.paintAll()).addTo(map);
      map.on("move", () => this.followDrag());
      map.on("moveend", () => this.keepView());
      map.on("mousemove", (event) => this.hover(event));
      map.on("mouseout zoomstart movestart", () => this.chrome.hideTip());
      map.on("zoomstart", () => { this.fan = null; });
      map.on("click", (event) => this.click(event));
      map.getContainer().addEventListener("keydown", (event) => {
        if (event.key === "Escape" && this.closeFan()) event.stopPropagation();
      });
      new ResizeObserver(() => this.resized()).observe(map.getContainer());
      this.tool = null; // what takes the clicks and moves over the map while it is at work: {click, hover}
      this.parts = (dawriya.parts || []).map((make) => make(this));
      this.register();
      // The style sheet that names the typeface may come after this script, and a face only when something is drawn in it.
      if (document.fonts) document.fonts.addEventListener("loadingdone", () => this.retype());
    }

    // Draws all letters anew, in a typeface that has come.
    retype() {
      this.widths.clear();
      dawriya.forgetStamps();
      this.paintEvents(); // and the names after it
    }

    // Parts that other scripts add (dawriya.parts.push((layer) => ({…}))): each may have `dress(look)`, called when theme,
    // language or words changed; `take(params)`, on each rerun; `paint(context, view)`, over the events' marks;
    // `ground(context, view)`, over the land; `point(mark)`, with the mark that is pointed at, or null. A part that shows
    // several sets of events at once has `paintSets(context, view)`: the marks it painted, or null for none; and `sets()`:
    // what they are, {kind, sets: [{name, events}]}, their events null until they have come.
    // `refusesPlay()` says why, and true, where days that move would change nothing of it; `height()` is what it needs.
    // `rest()` is called after the last of several paints.
    tellParts(what, ...values) {
      for (const part of this.parts || []) if (part[what]) part[what](...values);
    }

    // What the page around the frame may call; kept on its window, so each tab has its own.
    register() {
      const shared = (window.parent.dawriyaMap = window.parent.dawriyaMap || {});
      shared.painted = 0;
      Object.assign(shared, {
        setWindow: (from, to) => this.setWindow(from, to),
        refusesPlay: () => (this.parts || []).some((part) => part.refusesPlay && part.refusesPlay()),
        setPlaying: (isPlaying) => { this.isPlaying = isPlaying; this.paintEvents(); },
        select: (id) => this.select(id, false),
        takeAddress: () => this.takeAddress(),
        state: () => this.state(),
        isReady: () => Boolean(this.isReady),
        frame: window,
      });
      this.shared = shared;
    }

    state() {
      const centre = this.map.getCenter();
      const [west, south, east, north] = this.map.getBounds().toBBoxString().split(",").map(Number);
      return {
        painted: this.shared.painted,
        ready: Boolean(this.isReady),
        total: this.events.count,
        shown: this.shownCount(),
        marks: this.marks.map((mark) => ({
          x: mark.atX, y: mark.atY, count: mark.count, layer: mark.layer, first: mark.first,
          kind: mark.events.kind(mark.first).id, forces: mark.events.shares(mark).map(({ force }) => force.id),
        })),
        drawn: this.marks.reduce((sum, mark) => sum + mark.count, 0),
        selected: this.selected,
        range: this.range,
        theme: this.params && this.params.theme,
        lang: this.params && this.params.lang,
        zoom: this.map.getZoom(),
        center: [centre.lng, centre.lat],
        bounds: [west, south, east, north],
        origin: this.origin(),
        milliseconds: this.milliseconds,
        ...(this.views ? this.views.state() : {}),
      };
    }

    // How many events are shown: of several sets those of each, so that one in two of them counts twice.
    shownCount() {
      const several = this.severalSets();
      if (!several) return this.events.shownCount;
      return several.sets.reduce((sum, { events }) => sum + (events ? events.shownCount : 0), 0);
    }

    severalSets() { return (this.parts || []).map((part) => part.sets && part.sets()).find(Boolean) || null; }

    // Where a mark's position (in the sheets' pixels) is on the map's own pixels.
    origin() {
      const corner = this.map.layerPointToContainerPoint(this.sheets._bounds.min);
      return [corner.x, corner.y];
    }

    // ---- what to show -------------------------------------------------------------------------------------------

    // Called by the feature group on each rerun that changed something.
    async apply(params) {
      this.params = params;
      // Most reruns change the filter only: land, names and legend stay as they are.
      const outfit = JSON.stringify([params.theme, params.lang, params.urls.base, dawriya.Events.nameOf(params.urls)]);
      const isDressed = this.isReady && outfit === this.outfit;
      if (!isDressed) this.dress(params);
      this.tellParts("take", params);
      if (params.selected !== undefined) this.select(params.selected, false);
      this.range = [params.filter.from, params.filter.to];
      try {
        if (!(await this.load(params))) return;
      } catch (error) {
        this.chrome.showEmpty(params.words.failed);
        throw error;
      }
      this.events.filter(params.filter);
      this.fan = null;
      this.isReady = true;
      this.outfit = outfit;
      if (this.fitEvents()) return;
      if (isDressed) this.paintEvents();
      else this.paintAll();
    }

    // Fetches what changed; false when a later call has overtaken this one.
    async load(params) {
      const work = [];
      if (this.loaded.base !== params.urls.base) {
        work.push(dawriya.getJson(params.urls.base).then((file) => {
          this.base = dawriya.readBase(file);
          this.loaded.base = params.urls.base;
          if (this.isReady) this.paintAll();
          else this.paintBase(); // its names wait for the events, which they must not cover
        }));
      }
      const files = dawriya.Events.nameOf(params.urls);
      if (this.loaded.events !== files) {
        work.push(new dawriya.Events().load(params.urls, () => this.paintEvents(), this.events).then((events) => {
          if (this.params !== params) return;
          this.events = events;
          this.loaded.events = files;
          this.dress(params);
          if (this.selected) this.select(this.selected, false);
        }));
      }
      await Promise.all(work);
      return this.params === params;
    }

    dress(params) {
      if (document.fonts) for (const weight of [400, 500, 600]) document.fonts.load(`${weight} 13px ${FONT}`, "aعé").catch(() => {});
      this.look = this.lookOf(params);
      this.chrome.dress(this.look);
      this.tellParts("dress", this.look);
    }

    lookOf({ theme, lang, rtl, words }) {
      const forces = new Map(this.events.meta.forces.map((force) => [force.id, force]));
      return {
        words: { ...this.config.words[lang], ...words }, // those of the tools never change (map_tools.py)
        theme, lang, rtl, tokens: this.config.tokens[theme], font: FONT, widths: this.widths,
        forceOf: (id) => forces.get(id),
        dates: dawriya.calendar(this.config.calendars[lang]),
        name: (thing) => thing[lang] || thing.en,
      };
    }

    // The window of days, as the timeline moves it: no word to the server.
    setWindow(from, to) {
      if (this.range[0] === from && this.range[1] === to) return;
      this.range = [from, to];
      if (!this.isReady) return;
      const now = performance.now();
      this.look.isMoving = now - this.moved < SETTLE_MS; // painted a little coarser, until it stands still
      this.moved = now;
      this.paintEvents();
    }

    select(id, tell) {
      this.selected = id;
      this.alone = null;
      if (id) {
        const { events } = this; // others that have come by then are asked in their turn
        events.urls && events.loadDetails().then(() => {
          if (this.selected !== id || this.events !== events) return;
          const index = events.indexOf.get(id);
          this.alone = index === undefined ? null : index;
          if (this.alone !== null && !tell) this.bringIntoView(index);
          this.paintEvents();
          this.settle();
        });
      } else if (this.isReady) this.paintEvents();
      if (tell && this.shared.onSelect) this.shared.onSelect(id);
    }

    // What is selected elsewhere (a table, a link) must be seen: the map moves only where it is out of view.
    bringIntoView(index) {
      const [x, y] = this.events.point(index);
      const at = this.map.unproject([x * 256, y * 256], 0);
      if (!this.map.getBounds().pad(-0.05).contains(at)) this.map.setView(at, Math.max(this.map.getZoom(), 7.5), { animate: false });
    }

    // ---- painting -----------------------------------------------------------------------------------------------

    view() {
      const size = 256 * 2 ** this.map.getZoom();
      const corner = this.sheets._bounds.min.add(this.map.getPixelOrigin());
      const { x: width, y: height } = this.sheets._bounds.getSize();
      const seen = this.map.containerPointToLayerPoint([0, 0]).add(this.map.getPixelOrigin());
      const port = this.map.getSize();
      return {
        size, width, height, left: corner.x, top: corner.y, zoom: this.map.getZoom(),
        world: [corner.x / size, corner.y / size, (corner.x + width) / size, (corner.y + height) / size],
        inner: [seen.x / size, seen.y / size, (seen.x + port.x) / size, (seen.y + port.y) / size],
      };
    }

    followDrag() {
      const min = this.map.containerPointToLayerPoint([0, 0]);
      const view = L.bounds(min, min.add(this.map.getSize()));
      if (this.sheets._bounds && !this.map._animatingZoom && !this.sheets._bounds.contains(view)) this.sheets._update();
    }

    paintAll() {
      if (!this.look || !this.sheets || !this.sheets._bounds) return;
      this.paintBase();
      this.chrome.drawScale();
      this.paintEvents();
      if (this.labels) this.paintNames(); // the first ones come a moment later: the events need not wait for them
      this.settle();
    }

    paintBase() {
      if (!this.look || !this.sheets._bounds) return;
      const context = this.sheets.sheet(0), view = this.view();
      dawriya.drawBase(context, this.base, view, this.look.tokens);
      this.tellParts("ground", context, view);
    }

    paintEvents() {
      if (!this.isReady || !this.sheets._bounds) return;
      const started = performance.now();
      const { events } = this;
      const view = this.view();
      const context = this.sheets.sheet(1);
      context.clearRect(0, 0, view.width, view.height);
      dawriya.beginPainting();
      const several = this.paintSets(context, view);
      this.marks = several || this.paintSet(context, view, { events, range: this.range });
      this.tellParts("paint", context, view);
      this.chrome.showEmpty(several ? "" : this.emptyText());
      this.milliseconds = performance.now() - started;
      if (!this.shared.painted) window.parent.performance.mark("dawriya.painted"); // for whoever measures
      this.shared.painted += 1;
      if (this.shared.onPaint) this.shared.onPaint(this.shownCount());
      clearTimeout(this.settling);
      this.settling = setTimeout(() => this.rest(), SETTLE_MS);
    }

    // After the last of several paints.
    rest() {
      if (this.look.isMoving) {
        this.look.isMoving = false;
        this.paintEvents();
        clearTimeout(this.settling); // it is at rest already
      }
      this.tellParts("rest");
      this.paintNames();
      this.settle();
    }

    // Several sets at once, where a part shows such; null where none does.
    paintSets(context, view) {
      for (const part of this.parts || []) {
        const marks = part.paintSets && part.paintSets(context, view);
        if (marks) return marks;
      }
      return null;
    }

    // Paints one set, {events, range: [first, last day]}, on any canvas of CSS pixels; its marks know their set.
    paintSet(context, view, { events, range }) {
      events.window(range[0], range[1]);
      const counted = this.views && this.views.paintOther(context, view, events);
      if (counted) return counted;
      const marks = this.marksOf(view, events);
      this.paintShapes(context, view, marks);
      for (const mark of marks) this.paintMark(context, view, mark);
      return marks;
    }

    // The number of the selected event in a set; null where it is not there, or not known yet.
    chosenIn(events) {
      if (events === this.events || events.source === this.events) return this.alone;
      const index = this.selected && events.indexOf ? events.indexOf.get(this.selected) : undefined;
      return index === undefined ? null : index;
    }

    paintNames() {
      if (!this.look || !this.sheets._bounds) return;
      const view = this.view();
      const context = this.sheets.sheet(2);
      context.clearRect(0, 0, view.width, view.height);
      const [offX, offY] = this.origin();
      const chrome = this.chrome.boxes().map(([left, top, right, bottom]) => [left - offX, top - offY, right - offX, bottom - offY]);
      const symbols = this.marks.filter((mark) => !mark.isUnseen && dawriya.isSeen(mark)).map((mark) => {
        const radius = dawriya.radiusOf(mark) + 2;
        return [mark.atX - radius, mark.atY - radius, mark.atX + radius, mark.atY + radius];
      });
      const first = (this.views && this.views.names(this.marks)) || [];
      const base = this.hidesNames || !this.base ? null : { ...this.base, more: this.moreTowns || [] };
      this.labels = dawriya.drawLabels(context, base, view, this.look, [...chrome, ...symbols], this.chosenName(), first);
    }

    chosenName() {
      const mark = this.marks.find((one) => this.isChosen(one));
      if (!mark || !mark.events.details) return null;
      return { x: mark.atX, y: mark.atY, text: this.placeName(mark) };
    }

    emptyText() {
      const { words } = this.params;
      if (this.events.shownCount || this.isPlaying) return "";
      return this.events.count ? words.empty_filtered : words.empty_none;
    }
  }

  Object.assign(MapLayer.prototype, dawriya.extent, dawriya.marking, dawriya.pointing);

  // Called once, by the script of the constant folium map.
  dawriya.mount = function (map, config) {
    dawriya.layer = new MapLayer(map, config);
  };

  // Called by each feature group; removing the group leaves the layer as it is.
  dawriya.apply = (params) => dawriya.layer.apply(params);
})();
