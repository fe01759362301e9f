// What stands on the map besides the map: zoom buttons, legend, scale bar, credit, tooltip, the message of an empty map.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const EARTH_M = 40075016.686;
  const GREY = { light: "#66716E", dark: "#8B9693", line: "#66716E" };

  // An element with classes, text (never HTML: names come from reports) and children.
  function element(tag, className, content) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (typeof content === "string") made.textContent = content;
    else if (content) made.append(...content);
    return made;
  }

  class Chrome {
    constructor(map, actions) {
      this.map = map;
      this.actions = actions;
      this.extras = []; // parts of the map's tools (tools.js) that no name is put under
      this.root = element("div", "dw-chrome");
      this.zoomIn = this.button("+", () => map.zoomIn());
      this.zoomOut = this.button("−", () => map.zoomOut());
      this.legendButton = this.button("", () => this.root.classList.toggle("dw-legend-open"), "dw-legend-button");
      this.legendButton.append(layersIcon());
      this.zoom = element("div", "dw-zoom", [this.zoomIn, this.zoomOut]);
      this.legend = element("div", "dw-legend");
      this.scale = element("div", "dw-scale");
      this.credit = element("div", "dw-credit");
      this.foot = element("div", "dw-foot", [this.scale, this.credit]);
      this.tip = element("div", "dw-tip");
      this.tip.setAttribute("role", "status");
      this.empty = element("div", "dw-empty");
      this.empty.setAttribute("role", "status");
      this.keys = element("div", "dw-keys");
      this.root.append(this.keys, this.zoom, this.legendButton, this.legend, this.foot, this.empty, this.tip);
      map.getContainer().append(this.root);
      for (const part of [this.zoom, this.legendButton, this.legend, this.foot, this.empty]) {
        L.DomEvent.disableClickPropagation(part);
        L.DomEvent.disableScrollPropagation(part);
      }
    }

    button(text, act, className) {
      const made = element("button", className || "", text);
      made.type = "button";
      made.addEventListener("click", act);
      return made;
    }

    // Theme, language, words and tokens; called when any of them changed.
    dress(look) {
      this.look = look;
      const { words, tokens } = look;
      const container = this.map.getContainer();
      container.dataset.theme = look.theme;
      container.setAttribute("role", "region");
      container.setAttribute("aria-label", words.map);
      if (window.frameElement) window.frameElement.title = words.map;
      this.root.dir = look.rtl ? "rtl" : "ltr";
      this.root.lang = look.lang;
      for (const [name, colour] of Object.entries(tokens)) document.documentElement.style.setProperty(`--${name}`, colour);
      document.documentElement.style.colorScheme = look.theme;
      document.body.style.background = tokens.card;
      for (const [button, word] of [[this.zoomIn, words.zoom_in], [this.zoomOut, words.zoom_out], [this.legendButton, words.legend]]) {
        button.setAttribute("aria-label", word);
        button.title = word;
      }
      this.credit.textContent = words.credit;
    }

    dressLegend() {
      const { words } = this.look;
      const [us, russia] = ["us", "russia"].map((id) => this.look.forceOf(id) || GREY);
      const symbol = (layer, sign, forces, hollow = false) => (context) =>
        dawriya.drawSymbol(context, 11, 11, { ...this.look, layer, sign, forces, hollow, size: 0.92 });
      const route = (style) => (context) => dawriya.drawRoute(
        context, { style, paths: [Float64Array.of(1, 16, 21, 6)] }, { size: 1, left: 0, top: 0, width: 22, height: 22, world: [0, 0, 22, 22] }, GREY, this.look,
      );
      const cluster = (context) => dawriya.drawCluster(
        context, 11, 11, { layer: 0, count: 7, radius: 9 }, [{ force: us, share: 0.6 }, { force: russia, share: 0.4 }], this.look,
      );
      const shape = (style, path) => (context) =>
        dawriya.drawShape(context, (pen) => { pen.beginPath(); path(pen); }, style, GREY, this.look);
      const rows = [
        [symbol(0, "chevron", [GREY]), words.legend_patrol],
        [symbol(0, "encounter", [us, russia]), words.legend_encounter],
        [symbol(1, "cross", [GREY]), words.legend_incident],
        [symbol(1, "strike", [GREY]), words.legend_strike],
        [symbol(1, "cross", [GREY], true), words.legend_hollow],
        [cluster, words.legend_cluster],
        [shape(0, (pen) => pen.arc(11, 11, 8, 0, Math.PI * 2)), words.legend_near],
        [shape(0, (pen) => pen.roundRect(2, 6.5, 18, 9, 4.5)), words.legend_along],
        [shape(0, sectorPath), words.legend_direction],
        [shape(1, (pen) => { pen.moveTo(4, 5); pen.lineTo(18, 3); pen.lineTo(20, 17); pen.lineTo(7, 20); pen.closePath(); }), words.legend_area],
        [route(3), words.legend_route],
        [route(4), words.legend_route_inferred],
      ];
      this.legend.replaceChildren(...rows.map(([draw, word]) => element("div", "dw-legend-row", [icon(draw), element("span", "", word)])));
    }

    drawScale() {
      const map = this.map;
      const metres = (EARTH_M * Math.cos((map.getCenter().lat * Math.PI) / 180)) / (256 * 2 ** map.getZoom());
      const most = metres * (map.getSize().x < 520 ? 78 : 100);
      const power = 10 ** Math.floor(Math.log10(most));
      const length = [5, 2, 1].map((step) => step * power).find((step) => step <= most);
      const unit = length >= 1000 ? 1000 : 1;
      const word = unit === 1000 ? this.look.words.km : this.look.words.metre;
      const bar = element("div", "dw-scale-bar", [element("i"), element("i")]);
      bar.style.width = `${length / metres}px`;
      const figures = element("div", "dw-scale-figures", [0, length / 2, length].map((value) => element("span", "", figure(value / unit))));
      figures.style.width = bar.style.width;
      figures.lastChild.append("\u00a0", element("bdi", "", word));
      this.scale.replaceChildren(figures, bar);
    }

    // Where the chrome is, as boxes in the map's own pixels: no name is put under it.
    boxes() {
      const origin = this.map.getContainer().getBoundingClientRect();
      return [this.zoom, this.legendButton, this.legend, this.foot, ...this.extras].map((part) => part.getBoundingClientRect())
        .filter((box) => box.width && box.height)
        .map((box) => [box.left - origin.left - 4, box.top - origin.top - 4, box.right - origin.left + 4, box.bottom - origin.top + 4]);
    }

    // Lines of text beside a point of the map; the first line is the heading, each may have swatches.
    showTip(x, y, lines) {
      this.tip.replaceChildren(...lines.map(({ text, colours }, at) => {
        const row = element("div", at ? "dw-tip-line" : "dw-tip-head");
        for (const colour of colours || []) {
          const swatch = element("i", "dw-swatch");
          swatch.style.background = colour;
          row.append(swatch);
        }
        row.append(element("bdi", "", text));
        return row;
      }));
      this.tip.style.display = "block";
      const size = this.map.getSize();
      const { offsetWidth: width, offsetHeight: height } = this.tip;
      const left = x + 16 + width > size.x ? x - 16 - width : x + 16;
      const top = Math.max(6, Math.min(size.y - height - 6, y - height / 2));
      this.tip.style.transform = `translate(${Math.max(4, Math.round(left))}px, ${Math.round(top)}px)`;
    }

    hideTip() { this.tip.style.display = "none"; }

    showEmpty(text) {
      if (this.empty.textContent === (text || "")) return; // asked in every frame of playback
      this.empty.style.display = text ? "block" : "none";
      this.empty.textContent = text || "";
    }

    // One invisible button a mark, so that the keyboard and a screen reader get at what a pointer gets at.
    setKeys(marks) {
      const focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.key : "";
      this.keys.replaceChildren(...marks.map(({ key, x, y, text, act, enter }) => {
        const button = element("button", "dw-key");
        button.type = "button";
        button.dataset.key = key;
        button.setAttribute("aria-label", text);
        button.style.transform = `translate(${Math.round(x - 16)}px, ${Math.round(y - 16)}px)`;
        button.addEventListener("click", (event) => { event.stopPropagation(); act(); });
        button.addEventListener("focus", enter);
        button.addEventListener("blur", () => this.hideTip());
        return button;
      }));
      if (focused) this.focusKey(focused);
    }

    hasFocus() { return this.keys.contains(document.activeElement); }

    focusKey(key) {
      const button = [...this.keys.children].find((one) => one.dataset.key === key);
      if (button) button.focus({ preventScroll: true });
    }
  }

  const figure = (value) => String(Number(value.toFixed(value < 10 ? 1 : 0)));

  function sectorPath(pen) {
    pen.arc(11, 1, 18, Math.PI * 0.32, Math.PI * 0.68);
    pen.arc(11, 1, 5, Math.PI * 0.68, Math.PI * 0.32, true);
    pen.closePath();
  }

  function icon(draw) {
    const canvas = element("canvas");
    const density = Math.max(2, window.devicePixelRatio || 1);
    canvas.width = canvas.height = 22 * density;
    canvas.setAttribute("aria-hidden", "true");
    const context = canvas.getContext("2d");
    context.scale(density, density);
    draw(context);
    return canvas;
  }

  function layersIcon() {
    const name = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(name, "svg");
    svg.setAttribute("viewBox", "0 0 20 20");
    svg.setAttribute("aria-hidden", "true");
    for (const d of ["M10 3 18 7.5 10 12 2 7.5Z", "M3 11.5 10 15.5 17 11.5"]) {
      const path = document.createElementNS(name, "path");
      path.setAttribute("d", d);
      svg.append(path);
    }
    return svg;
  }

  dawriya.Chrome = Chrome;
})();
