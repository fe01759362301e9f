// The map's canvas layer: mounted once by the constant folium map, told what to show by a feature group's parameters.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const FONT = '"IBM Plex Sans", "IBM Plex Sans Arabic", system-ui, sans-serif';
  const SETTLE_MS = 140;
  const FAN_MAX = 48;

  // Three sheets that move and zoom with the map: base, events, names.
  const Sheets = L.Renderer.extend({
    options: { padding: 0.2 },
    initialize(repaint) {
      L.Renderer.prototype.initialize.call(this, {});
      this.repaint = repaint;
    },
    _initContainer() {
      this._container = document.createElement("div");
      this._container.className = "dw-sheets";
      this.contexts = ["base", "events", "names"].map((name) => {
        const canvas = document.createElement("canvas");
        canvas.dataset.sheet = name;
        this._container.append(canvas);
        return canvas.getContext("2d");
      });
    },
    _destroyContainer() { this._container.remove(); delete this._container; },
    _updatePaths() {},
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const density = window.devicePixelRatio || 1;
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this.density = density;
      for (const { canvas } of this.contexts) {
        const [width, height] = [Math.round(size.x * density), Math.round(size.y * density)];
        if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
        canvas.style.width = `${size.x}px`;
        canvas.style.height = `${size.y}px`;
      }
      this.repaint();
    },
    sheet(number) {
      const context = this.contexts[number];
      context.setTransform(this.density, 0, 0, this.density, 0, 0);
      return context;
    },
  });

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
      this.sheets = new Sheets(() => this.paintAll()).addTo(map);
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
      if (document.fonts) {
        const faces = ["400", "500", "600"].map((weight) => document.fonts.load(`${weight} 13px ${FONT}`, "aعé"));
        Promise.all(faces).then(() => { this.widths.clear(); dawriya.forgetStamps(); this.paintAll(); }, () => {});
      }
    }

    // Parts that other scripts add (dawriya.parts.push((layer) => ({…}))): each may have `dress(look)`, called when theme,
    // language or words changed; `take(params)`, on each rerun; `paint(context, view)`, over the events' marks;
    // `ground(context, view)`, over the land; `point(mark)`, with the mark that is pointed at, or null. A part that shows
    // several sets of events at once has `paintSets(context, view)`: the marks it painted, or null for none.
    // `refusesPlay()` says why, and true, where days that move would change nothing of it; `height()` is what it needs.
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
        shown: this.events.shownCount,
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

    // Where a mark's position (in the sheets' pixels) is on the map's own pixels.
    origin() {
      const corner = this.map.layerPointToContainerPoint(this.sheets._bounds.min);
      return [corner.x, corner.y];
    }

    // ---- size and view ------------------------------------------------------------------------------------------

    keepHeight() {
      const streamlit = window.Streamlit;
      if (!streamlit || !streamlit.setFrameHeight) return;
      const set = streamlit.setFrameHeight.bind(streamlit);
      streamlit.setFrameHeight = () => set(this.height());
      this.setFrameHeight = () => streamlit.setFrameHeight();
      const refit = () => this.fitHeight();
      window.parent.addEventListener("resize", refit);
      window.addEventListener("pagehide", () => window.parent.removeEventListener("resize", refit));
      this.fitHeight();
    }

    height() {
      if (document.fullscreenElement) return window.innerHeight;
      const asked = (this.parts || []).map((part) => part.height && part.height()).find(Boolean);
      return asked || this.ownHeight();
    }

    // The height of the one map, whatever a part makes of the frame.
    ownHeight() {
      const { wide, beside, tablet, phone, beside_phone: besidePhone } = this.config.heights;
      const { innerWidth: width, innerHeight: height } = window.parent;
      if (width < 768) return phone || Math.max(wide, height - besidePhone);
      if (width < 1200 && tablet) return Math.round(height * tablet);
      return beside ? Math.max(wide, height - beside) : wide;
    }

    fitHeight() {
      const container = this.map.getContainer();
      container.style.height = `${this.height()}px`;
      container.style.width = "100%";
      if (this.setFrameHeight) this.setFrameHeight();
    }

    placeView() {
      const kept = (window.parent.dawriyaMap && window.parent.dawriyaMap.view) || viewInAddress();
      const size = this.map.getSize();
      this.isPlaced = size.x > 0 && size.y > 0;
      if (kept) this.map.setView([kept.lat, kept.lng], kept.zoom, { animate: false });
      else this.fit(this.config.bounds);
      this.isFitted = Boolean(kept);
    }

    fit([west, south, east, north]) {
      // On a phone the buttons take a good part of one side: nothing should begin its life under them.
      const [beside, other] = this.map.getSize().x < 560 ? [62, 14] : [22, 22];
      const [left, right] = this.look && this.look.rtl ? [other, beside] : [beside, other];
      this.map.fitBounds([[south, west], [north, east]], {
        animate: false, maxZoom: 11, paddingTopLeft: [left, 20], paddingBottomRight: [right, 20],
      });
    }

    // The first time there are events, the view goes around them; after that it is the reader's.
    fitEvents() {
      const { bounds } = this.events.meta;
      if (this.isFitted || !this.isPlaced || !bounds) return;
      this.fit(bounds);
      this.isFitted = true;
      this.fittedTo = this.viewWords();
      this.keepView();
    }

    viewWords() {
      const { lat, lng } = this.map.getCenter();
      return [lat.toFixed(4), lng.toFixed(4), Number(this.map.getZoom().toFixed(2))].join(",");
    }

    keepView() {
      if (!this.isFitted) return;
      const { lat, lng } = this.map.getCenter();
      this.shared.view = { lat, lng, zoom: this.map.getZoom() };
      this.tellAddress("view", this.viewWords());
      if (this.shared.onView) this.shared.onView(this.state().bounds);
    }

    // What the page's address is to say of the map (page_address.js); a view that nobody chose it need not.
    tellAddress(name, value) {
      const address = (this.shared.address = this.shared.address || {});
      const isChosen = name !== "view" || address.view || value !== this.fittedTo;
      address[name] = isChosen ? value : null;
      if (this.shared.tellAddress) this.shared.tellAddress();
    }

    // The address after the reader went back or forward.
    takeAddress() {
      this.tellParts("takeAddress");
      const view = viewInAddress();
      if (view) this.map.setView([view.lat, view.lng], view.zoom, { animate: false });
      else if (this.events.meta.bounds) this.fit(this.events.meta.bounds);
    }

    resized() {
      this.fitHeight();
      this.map.invalidateSize({ animate: false });
      const size = this.map.getSize();
      if (!this.isPlaced && size.x > 0 && size.y > 0) {
        this.placeView();
        this.fitEvents();
      }
      this.paintAll();
    }

    followDrag() {
      const min = this.map.containerPointToLayerPoint([0, 0]);
      const view = L.bounds(min, min.add(this.map.getSize()));
      if (this.sheets._bounds && !this.map._animatingZoom && !this.sheets._bounds.contains(view)) this.sheets._update();
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
      this.fitEvents();
      this.outfit = outfit;
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
          this.paintAll();
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
      if (this.isReady) this.paintEvents();
    }

    select(id, tell) {
      this.selected = id;
      this.alone = null;
      if (id) {
        this.events.urls && this.events.loadDetails().then(() => {
          if (this.selected !== id) return;
          const index = this.events.indexOf.get(id);
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

    paintAll() {
      if (!this.look || !this.sheets || !this.sheets._bounds) return;
      this.paintBase();
      this.chrome.drawScale();
      this.paintEvents();
      this.paintNames();
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
      const several = this.paintSets(context, view);
      this.marks = several || this.paintSet(context, view, { events, range: this.range });
      this.tellParts("paint", context, view);
      this.chrome.showEmpty(several ? "" : this.emptyText());
      this.milliseconds = performance.now() - started;
      this.shared.painted += 1;
      if (this.shared.onPaint) this.shared.onPaint(this.events.shownCount);
      clearTimeout(this.settling);
      this.settling = setTimeout(() => { this.paintNames(); this.settle(); }, SETTLE_MS);
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

    marksOf(view, events) {
      const margin = 40;
      const box = { left: view.left - margin, top: view.top - margin, right: view.left + view.width + margin, bottom: view.top + view.height + margin };
      const marks = events.marks(box, view.size, this.chosenIn(events));
      for (const mark of marks) mark.events = events;
      dawriya.spread(marks, view.zoom < 6 ? 10 : 20);
      const fanned = this.fan ? this.openFan(marks) : marks;
      for (const mark of fanned) { mark.atX -= view.left; mark.atY -= view.top; }
      // Selected last, so that nothing covers it; else from north to south, as things stand on the ground.
      return fanned.sort((a, b) => (this.isChosen(a) ? 1 : 0) - (this.isChosen(b) ? 1 : 0) || a.atY - b.atY);
    }

    isChosen(mark) { return mark.count === 1 && mark.first === this.chosenIn(mark.events); }

    // The events of a cluster that lie on one spot, each by itself on a ring around it.
    openFan(marks) {
      const { events, layer, first } = this.fan;
      const isHost = (mark) => mark.events === events && mark.layer === layer && mark.count > 1 && mark.members.includes(first);
      const host = marks.find(isHost);
      if (!host) return marks;
      const members = host.members.slice(0, FAN_MAX);
      const legs = members.map((index, at) => {
        const ring = Math.floor(at / 10), inRing = Math.min(10, members.length - ring * 10);
        const angle = ((at % 10) / inRing) * Math.PI * 2 - Math.PI / 2 + ring * 0.3;
        const reach = 30 + ring * 24;
        const mark = events.mark(index, host.x, host.y);
        const [atX, atY] = [host.atX + Math.cos(angle) * reach, host.atY + Math.sin(angle) * reach];
        return Object.assign(mark, { events, atX, atY, legTo: host });
      });
      const rest = host.count - members.length;
      const others = marks.filter((mark) => mark !== host);
      return rest > 0 ? [...others, Object.assign(host, { count: rest, sumShape: 0 }), ...legs] : [...others, ...legs];
    }

    paintShapes(context, view, marks) {
      const wanted = new Map(), routes = [];
      for (const mark of marks) {
        const shape = mark.events.shapes.at(mark.shape);
        if (!shape || !(this.isChosen(mark) || this.isWorthDrawing(shape, view))) continue;
        if (dawriya.isRoute(shape)) routes.push(mark);
        else if (this.params.shapes !== false) wanted.set(mark.shape, mark); // a route is no doubt: it stays
      }
      // Many shapes over one another would hide the land: their fills fade, their edges stay.
      const fade = Math.min(1, 10 / wanted.size);
      for (const mark of wanted.values()) {
        const shape = mark.events.shapes.at(mark.shape);
        const isChosen = this.isChosen(mark);
        const trace = (pen) => {
          pen.beginPath();
          for (const path of shape.paths) {
            if (shape.style === 2) dawriya.addLine(pen, path, view);
            else dawriya.addRing(pen, path, view);
          }
        };
        const [first] = mark.events.shares(mark);
        dawriya.drawShape(context, trace, shape.style, first && first.force, { ...this.look, selected: isChosen, fade: isChosen ? 1 : fade });
      }
      for (const mark of routes) {
        const [first] = mark.events.shares(mark);
        dawriya.drawRoute(context, mark.events.shapes.at(mark.shape), view, first && first.force, { ...this.look, selected: this.isChosen(mark) });
      }
    }

    // Neither too small to be told from the symbol nor so large that all of the view lies inside.
    isWorthDrawing({ box }, view) {
      const inner = view.inner;
      const wide = (box[2] - box[0]) * view.size, tall = (box[3] - box[1]) * view.size;
      const coversView = wide > 1.5 * (inner[2] - inner[0]) * view.size && tall > 1.5 * (inner[3] - inner[1]) * view.size;
      return Math.max(wide, tall) >= 24 && !coversView && dawriya.meets(box, view.world);
    }

    paintMark(context, view, mark) {
      const { atX: x, atY: y, events } = mark;
      if (mark.legTo) this.paintLeg(context, view, mark);
      if (mark.count > 1) {
        dawriya.drawCluster(context, x, y, mark, events.shares(mark), this.look);
        return;
      }
      const kind = events.kind(mark.first);
      const forces = events.forces(mark.first);
      const isChosen = this.isChosen(mark);
      if (isChosen) dawriya.drawSelection(context, x, y, dawriya.radiusOf(mark), this.look.tokens);
      const shape = events.shape(mark.first);
      const bearing = shape && dawriya.isRoute(shape) ? dawriya.bearingAt(shape, ...events.point(mark.first)) : 0;
      dawriya.drawSymbol(context, x, y, {
        ...this.look, bearing, layer: mark.layer, sign: kind.sign, forces, hollow: events.isHollow(mark.first),
      });
    }

    paintLeg(context, view, mark) {
      context.save();
      context.strokeStyle = this.look.tokens["ink-3"];
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(mark.legTo.x - view.left, mark.legTo.y - view.top);
      context.lineTo(mark.atX, mark.atY);
      context.stroke();
      context.restore();
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

  // The part of the map that a shared link was made of; see the button that copies the address (page_tools.js).
  function viewInAddress() {
    const said = new URLSearchParams(window.parent.location.search).get("view") || "";
    const [lat, lng, zoom] = said.split(",").map(Number);
    return said && Math.abs(lat) < 85 && Math.abs(lng) <= 180 && zoom >= 2 && zoom <= 18 ? { lat, lng, zoom } : null;
  }

  Object.assign(MapLayer.prototype, dawriya.pointing);

  // Called once, by the script of the constant folium map.
  dawriya.mount = function (map, config) {
    dawriya.layer = new MapLayer(map, config);
  };

  // Called by each feature group; removing the group leaves the layer as it is.
  dawriya.apply = (params) => dawriya.layer.apply(params);
})();
