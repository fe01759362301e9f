// The small map of the gazetteer page: numbered candidates, the shape of the chosen place, and a spot to be picked.
const FONT = '"IBM Plex Sans", "IBM Plex Sans Arabic", system-ui, sans-serif';
const UNIT = 2 ** 24;
const SAME = 2e-5; // of the world's width, about 600 m: a town so near to a place is that place
const CLOSEST = 10.5, CLOSE = 9;

export default function (component) {
  const { parentElement, data } = component;
  const root = parentElement.querySelector(".pm-map");
  if (!root) return undefined;
  root.placeMap = root.placeMap || new PlaceMap(root);
  root.placeMap.update(data, component);
  return undefined;
}

// Leaflet and our own base map are a plain script, put into the page once.
function loadScript(address) {
  const loaded = (window.dawriyaScripts = window.dawriyaScripts || {});
  loaded[address] = loaded[address] || new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = done;
    script.onerror = () => { delete loaded[address]; fail(new Error(`Not loaded: ${address}`)); };
    document.head.append(script);
  });
  return loaded[address];
}

async function loadBase(address) {
  const kept = (window.dawriyaBase = window.dawriyaBase || {});
  kept[address] = kept[address] || window.dawriya.getJson(address);
  return window.dawriya.readBase(await kept[address]);
}

class PlaceMap {
  constructor(root) {
    this.root = root;
    this.pane = make("div", "pm-pane");
    this.canvases = ["base", "names"].map(() => make("canvas", "pm-canvas"));
    this.pins = make("div", "pm-pins");
    this.zoomIn = make("button", "", "+");
    this.zoomOut = make("button", "", "−");
    this.zoom = make("div", "pm-zoom");
    this.zoom.append(this.zoomIn, this.zoomOut);
    this.note = make("div", "pm-note");
    this.credit = make("div", "pm-credit");
    root.replaceChildren(this.pane, this.pins, this.zoom, this.note, this.credit);
    this.widths = new Map();
    this.seen = { fit: null };
  }

  async update(data, component) {
    this.component = component;
    this.data = data;
    this.dress();
    if (!this.starting) this.starting = this.start(data.files);
    try {
      await this.starting;
    } catch (error) {
      this.starting = null;
      this.note.textContent = data.words.failed;
      throw error;
    }
    if (this.data !== data) return; // a later call has overtaken this one
    this.fit();
    this.placePins();
    this.paint();
    this.root.dataset.ready = String(Number(this.root.dataset.ready || 0) + 1);
  }

  dress() {
    const { words, theme, lang, rtl } = this.data;
    this.root.dir = "ltr";
    this.root.dataset.side = rtl ? "right" : "left";
    const { picking, choosing } = this.data;
    this.root.dataset.picking = picking ? (choosing ? "too" : "yes") : "";
    this.root.setAttribute("role", "region");
    this.root.setAttribute("aria-label", words.map);
    for (const [button, word] of [[this.zoomIn, words.zoom_in], [this.zoomOut, words.zoom_out]]) {
      button.title = word;
      button.setAttribute("aria-label", word);
    }
    this.note.dir = this.credit.dir = rtl ? "rtl" : "ltr";
    this.root.lang = lang;
    this.note.textContent = picking && !choosing ? words.pick : "";
    this.credit.textContent = words.credit;
    this.look = {
      theme, lang, rtl, words, tokens: this.data.tokens, font: FONT, widths: this.widths,
      name: (thing) => thing[lang] || thing.en,
    };
  }

  async start(files) {
    await loadScript(new URL(files.script, document.baseURI).href);
    this.base = await loadBase(new URL(files.base, document.baseURI).href);
    const L = window.L;
    this.map = L.map(this.pane, {
      zoomControl: false, attributionControl: false, zoomAnimation: false, fadeAnimation: false, inertia: false,
      minZoom: 2, maxZoom: 17, zoomSnap: 0.25, wheelPxPerZoomLevel: 90, maxBounds: [[-85, -200], [85, 200]],
    });
    this.map.setView([36, 39.5], 6.25);
    this.map.on("move zoom resize", () => this.soon());
    this.map.on("click", (event) => this.pick(event.latlng));
    this.zoomIn.onclick = () => this.map.zoomIn();
    this.zoomOut.onclick = () => this.map.zoomOut();
    new ResizeObserver(() => { this.map.invalidateSize({ animate: false }); this.fit(); this.soon(); }).observe(this.root);
    if (document.fonts) {
      const faces = ["400", "500", "600"].map((weight) => document.fonts.load(`${weight} 13px ${FONT}`, "aعé"));
      Promise.all(faces).then(() => { this.widths.clear(); this.soon(); }, () => {});
    }
  }

  pick({ lat, lng }) {
    if (!this.data.picking) return;
    const lon = ((lng + 540) % 360) - 180;
    this.component.setTriggerValue("clicked", { lat: Number(lat.toFixed(5)), lon: Number(lon.toFixed(5)) });
  }

  // ---- where to look: around what is new; the reader's own view stays while nothing is --------------------------

  fit() {
    const { view } = this.data;
    const size = this.map.getSize();
    if (!size.x || !size.y || this.seen.fit === view.key) return;
    this.seen.fit = view.key;
    if (!view.box) return;
    const [west, south, east, north] = view.box;
    const closest = view.close ? CLOSEST : CLOSE;
    const bounds = [[south, west], [north, east]];
    if (view.gently && this.map.getBounds().pad(-0.04).contains(this.middle(view.box))) return;
    this.map.fitBounds(bounds, { animate: false, maxZoom: closest, padding: [34, 34] });
  }

  middle([west, south, east, north]) { return [(south + north) / 2, (west + east) / 2]; }

  // ---- painting -------------------------------------------------------------------------------------------------

  soon() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => { this.frame = 0; this.movePins(); this.paint(); });
  }

  view() {
    const zoom = this.map.getZoom(), size = 256 * 2 ** zoom;
    const corner = this.map.getPixelBounds().min;
    const { x: width, y: height } = this.map.getSize();
    const world = [corner.x / size, corner.y / size, (corner.x + width) / size, (corner.y + height) / size];
    return { size, width, height, left: corner.x, top: corner.y, zoom, world, inner: world };
  }

  sheet(number, { width, height }) {
    const canvas = this.canvases[number], density = window.devicePixelRatio || 1;
    if (!canvas.isConnected) this.pane.prepend(canvas);
    const [across, down] = [Math.round(width * density), Math.round(height * density)];
    if (canvas.width !== across || canvas.height !== down) {
      canvas.width = across;
      canvas.height = down;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    const context = canvas.getContext("2d");
    context.setTransform(density, 0, 0, density, 0, 0);
    return context;
  }

  paint() {
    const view = this.view();
    if (!view.width || !view.height) return;
    const names = this.sheet(1, view), base = this.sheet(0, view);
    window.dawriya.drawBase(base, this.base, view, this.look.tokens);
    this.paintShape(base, view);
    names.clearRect(0, 0, view.width, view.height);
    const obstacles = this.boxes();
    window.dawriya.drawLabels(names, this.baseWithoutChosen(), view, this.look, obstacles, this.chosenName());
  }

  // The base map without the town that is the chosen place: it is named already, by its pin.
  baseWithoutChosen() {
    const pin = this.data.pins.find((one) => one.chosen);
    if (!pin || !window.L) return this.base;
    const { x: atX, y: atY } = this.map.project([pin.lat, pin.lon], 0).divideBy(256);
    const { towns } = this.base;
    const zoom = towns.zoom.map((from, i) => (Math.hypot(towns.x[i] - atX, towns.y[i] - atY) < SAME ? Infinity : from));
    return { ...this.base, towns: { ...towns, zoom } };
  }

  // The area, line or reach of the chosen place: dashed, as all that is not a point.
  paintShape(context, view) {
    const { shape } = this.data, { tokens } = this.look;
    if (!shape) return;
    context.save();
    context.beginPath();
    for (const steps of shape.paths) {
      let x = 0, y = 0;
      for (let i = 0; i < steps.length; i += 2) {
        x += steps[i];
        y += steps[i + 1];
        const atX = (x / UNIT) * view.size - view.left, atY = (y / UNIT) * view.size - view.top;
        if (i) context.lineTo(atX, atY);
        else context.moveTo(atX, atY);
      }
      if (shape.closed) context.closePath();
    }
    context.lineJoin = "round";
    context.strokeStyle = context.fillStyle = tokens.accent;
    if (shape.closed) {
      context.globalAlpha = 0.13;
      context.fill("evenodd");
      context.globalAlpha = 1;
      context.setLineDash([3.6, 2.8]);
      context.lineWidth = 1.3;
    } else {
      context.globalAlpha = 0.75;
      context.lineWidth = 3;
    }
    context.stroke();
    context.restore();
  }

  chosenName() {
    const pin = this.data.pins.find((one) => one.chosen);
    if (!pin) return null;
    const at = this.map.latLngToContainerPoint([pin.lat, pin.lon]);
    return { x: at.x, y: at.y, text: pin.name };
  }

  boxes() {
    const origin = this.root.getBoundingClientRect();
    return [this.zoom, this.note, this.credit, ...this.pins.children].map((part) => part.getBoundingClientRect())
      .filter((box) => box.width && box.height)
      .map((box) => [box.left - origin.left - 2, box.top - origin.top - 2, box.right - origin.left + 2, box.bottom - origin.top + 2]);
  }

  // ---- pins: buttons, so that the keyboard reaches them ------------------------------------------------------------

  placePins() {
    const { pins, draft, words } = this.data;
    const made = pins.map((pin) => {
      const button = make("button", pin.chosen ? "pm-pin pm-chosen" : "pm-pin", pin.number ? String(pin.number) : "");
      button.title = pin.title;
      button.setAttribute("aria-label", pin.title);
      button.onclick = () => { if (this.data.choosing) this.component.setTriggerValue("chosen", pin.id); };
      button.at = [pin.lat, pin.lon];
      return button;
    });
    if (draft) {
      const spot = make("div", "pm-draft");
      spot.title = words.spot;
      spot.at = [draft.lat, draft.lon];
      made.push(spot);
    }
    this.pins.replaceChildren(...made);
    this.movePins();
  }

  movePins() {
    for (const pin of this.pins.children) {
      const at = this.map.latLngToContainerPoint(pin.at);
      pin.style.transform = `translate(${Math.round(at.x)}px, ${Math.round(at.y)}px) translate(-50%, -50%)`;
    }
  }
}

// An element with a class and text (never HTML: names come from files and reports).
function make(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  if (tag === "button") made.type = "button";
  return made;
}
