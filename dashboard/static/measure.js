// Measuring on the map: points are clicked, tapped or set by the keyboard; the way along them, or the area inside.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const { element, button } = dawriya.dom;
  const KM = 1000, HECTARE = 10000, SQUARE_KM = 1000000;
  const NUDGES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  const figure = (value, digits) =>
    new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  const digitsOf = (value) => (value < 10 ? 2 : value < 100 ? 1 : 0);

  // Metres as people say them: 850 m, 12.3 km, 1,240 km.
  function sayLength(metres, words) {
    if (metres < KM) return `${figure(metres, 0)} ${words.metre}`;
    return `${figure(metres / KM, digitsOf(metres / KM))} ${words.km}`;
  }

  // Square metres as people say them: m² up to a hectare, ha up to a square kilometre, km² above.
  function sayArea(squareMetres, words) {
    if (squareMetres < HECTARE) return `${figure(squareMetres, 0)} ${words.square_metre}`;
    if (squareMetres < SQUARE_KM) return `${figure(squareMetres / HECTARE, digitsOf(squareMetres / HECTARE))} ${words.hectare}`;
    return `${figure(squareMetres / SQUARE_KM, digitsOf(squareMetres / SQUARE_KM))} ${words.square_km}`;
  }

  class Measure {
    constructor(layer) {
      this.layer = layer;
      this.map = layer.map;
      this.kind = "length";
      this.points = [];
      this.handles = [];
      this.drawn = L.layerGroup();
      const line = { pane: "dw-tools", interactive: false, className: "dw-measure-line" };
      this.casing = L.polyline([], { ...line, className: "dw-measure-casing" }).addTo(this.drawn);
      this.fill = L.polygon([], { ...line, className: "dw-measure-fill", stroke: false }).addTo(this.drawn);
      this.line = L.polyline([], line).addTo(this.drawn);
      this.tail = L.polyline([], { ...line, className: "dw-measure-tail" }).addTo(this.drawn);
      layer.tools.add("measure", "measure", {
        fill: (body) => this.fillPanel(body),
        opened: () => this.start(),
        closed: () => this.leave(),
        key: (event) => this.key(event),
      });
    }

    fillPanel(body) {
      this.kinds = ["length", "area"].map((kind) => button("", () => this.choose(kind)));
      const choice = element("div", "dw-choice", ...this.kinds);
      choice.setAttribute("role", "group");
      this.result = element("p", "dw-measure-result");
      this.note = element("p", "dw-panel-note");
      this.said = element("p", "dw-unseen");
      this.said.setAttribute("role", "status");
      this.undo = button("dw-plain", () => this.removeLast());
      this.clear = button("dw-plain", () => this.start());
      this.done = button("dw-plain", () => this.finish());
      body.append(choice, this.result, this.note, element("div", "dw-panel-buttons", this.undo, this.clear, this.done), this.said);
    }

    dress(look) {
      this.words = look.words;
      this.kinds[0].textContent = look.words.distance;
      this.kinds[1].textContent = look.words.area;
      this.undo.textContent = look.words.remove_last;
      this.clear.textContent = look.words.start_over;
      this.done.textContent = look.words.done;
      this.update();
    }

    choose(kind) {
      this.kind = kind;
      this.update();
    }

    // Begins anew: the next clicks on the map are points.
    start() {
      this.points = [];
      for (const handle of this.handles.splice(0)) handle.remove();
      this.isDone = false;
      this.pointer = null;
      this.layer.tool = this;
      this.map.doubleClickZoom.disable();
      this.map.getContainer().classList.add("dw-measuring");
      this.drawn.addTo(this.map);
      if (this.layer.tools.isByKey) this.layer.tools.showCross("measure", true);
      this.map.getContainer().focus({ preventScroll: true });
      this.update();
    }

    // No more points; those set can still be dragged.
    finish() {
      if (!this.layer.tool) return;
      this.isDone = true;
      this.pointer = null;
      this.layer.tool = null;
      this.map.doubleClickZoom.enable();
      this.map.getContainer().classList.remove("dw-measuring");
      this.layer.tools.showCross("measure", false);
      this.update();
    }

    leave() {
      this.finish();
      for (const handle of this.handles.splice(0)) handle.remove();
      this.points = [];
      this.drawn.remove();
    }

    // ---- the layer's tool: what happens on the map while it measures ---------------------------------------------

    click({ latlng, originalEvent }) {
      // The second click of a double click ends the line, where the first one put a point.
      if (originalEvent && originalEvent.detail > 1) this.finish();
      else this.addPoint(latlng);
    }

    hover({ latlng, originalEvent }) {
      this.pointer = this.layer.tools.isOnChrome(originalEvent) ? null : latlng;
      this.update(true);
    }

    key(event) {
      if (event.key in NUDGES && !this.isDone) this.layer.tools.showCross("measure", true);
      const onButton = event.target.closest && event.target.closest("button, [role=button]");
      if (onButton) return false;
      if (event.key === "Enter") this.finish();
      else if (event.key === "Backspace") this.removeLast();
      else if (event.key === " " && !this.isDone) {
        this.layer.tools.showCross("measure", true);
        this.addPoint(this.map.getCenter());
      } else return false;
      return true;
    }

    // ---- points ---------------------------------------------------------------------------------------------------

    addPoint(latlng) {
      this.points.push(latlng);
      this.pointer = null;
      this.addHandle(latlng);
      this.update();
    }

    removeLast() {
      if (this.points.length) this.removeAt(this.points.length - 1);
    }

    removeAt(at) {
      this.points.splice(at, 1);
      this.handles.splice(at, 1)[0].remove();
      this.pointer = null;
      this.update();
    }

    addHandle(latlng) {
      const icon = L.divIcon({ className: "dw-measure-handle", iconSize: null });
      const handle = L.marker(latlng, { icon, draggable: true, pane: "dw-tools", bubblingMouseEvents: false });
      this.handles.push(handle);
      handle.on("drag", () => this.move(handle, handle.getLatLng()));
      handle.on("click", () => { if (handle === this.handles[this.handles.length - 1]) this.finish(); });
      handle.addTo(this.drawn);
      const knob = handle.getElement();
      knob.addEventListener("keydown", (event) => this.handleKey(handle, event));
    }

    handleKey(handle, event) {
      const nudge = NUDGES[event.key];
      if (nudge) {
        const step = event.shiftKey ? 10 : 1;
        const at = this.map.latLngToContainerPoint(handle.getLatLng()).add([nudge[0] * step, nudge[1] * step]);
        handle.setLatLng(this.map.containerPointToLatLng(at));
        this.move(handle, handle.getLatLng());
      } else if (event.key === "Backspace" || event.key === "Delete") {
        this.map.getContainer().focus({ preventScroll: true });
        this.removeAt(this.handles.indexOf(handle));
      } else return;
      event.preventDefault();
      event.stopPropagation();
    }

    move(handle, latlng) {
      this.points[this.handles.indexOf(handle)] = latlng;
      this.update();
    }

    // ---- drawing and saying ---------------------------------------------------------------------------------------

    update(isPassing) {
      if (!this.words) return;
      const ring = this.kind === "area" && this.points.length > 2;
      const way = wayAlong(ring ? [...this.points, this.points[0]] : this.points);
      this.casing.setLatLngs(way);
      this.line.setLatLngs(way);
      this.fill.setLatLngs(ring ? way : []);
      const last = this.points[this.points.length - 1];
      this.tail.setLatLngs(this.pointer && last ? dawriya.geodesy.wayBetween(last, this.pointer) : []);
      this.say(this.pointer && !this.isDone ? [...this.points, this.pointer] : this.points, isPassing);
      this.kinds.forEach((one, at) => one.setAttribute("aria-pressed", String(this.kind === ["length", "area"][at])));
      this.undo.disabled = this.clear.disabled = !this.points.length;
      this.done.hidden = Boolean(this.isDone);
      this.handles.forEach((handle, at) => {
        const knob = handle.getElement();
        knob.setAttribute("aria-label", this.words.measured_point.replace("{n}", String(at + 1)));
      });
    }

    say(points, isPassing) {
      const { words } = this;
      const isArea = this.kind === "area";
      const value = isArea ? dawriya.geodesy.area(points) : dawriya.geodesy.lengthOf(points);
      const isEnough = points.length > (isArea ? 2 : 1);
      const text = isArea ? sayArea(value, words) : sayLength(value, words);
      this.result.textContent = isEnough ? text : "–";
      this.note.classList.toggle("dw-known", isEnough); // on a phone it then makes room
      const isCrossed = isArea && isEnough && dawriya.geodesy.crossesItself(points);
      const hint = this.isDone ? words.measure_done : this.layer.tools.isByKey ? words.measure_keys : words.measure_how;
      if (isCrossed) this.note.classList.remove("dw-known");
      this.note.textContent = isCrossed ? words.measure_crossed : hint;
      if (!isPassing) this.said.textContent = isEnough ? `${isArea ? words.area : words.distance}: ${text}` : "";
    }
  }

  function wayAlong(points) {
    const way = points.slice(0, 1);
    for (let i = 1; i < points.length; i++) way.push(...dawriya.geodesy.wayBetween(points[i - 1], points[i]).slice(1));
    return way;
  }

  dawriya.parts.push((layer) => {
    layer.measure = new Measure(layer);
    return { dress: (look) => layer.measure.dress(look) };
  });
  Object.assign(dawriya, { sayLength, sayArea });
})();
