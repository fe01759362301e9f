// Other ways to look at the shown events than a mark each: density, by place, by governorate; and the switch for them.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const MODES = ["events", "density", "place", "governorate"];

  // A view (density.js, counted.js) has `paint(context, view, events, layer)`, which answers with marks; `legend(look)`,
  // its rows; and may have `names(marks)`, `at(x, y, view)`, the mark under a point of the sheets.
  dawriya.views = dawriya.views || {};

  class Views {
    constructor(layer) {
      this.layer = layer;
      this.box = document.createElement("div");
      this.box.className = "dw-views";
      this.box.setAttribute("role", "radiogroup");
      this.buttons = MODES.map((mode) => {
        const button = document.createElement("button");
        button.type = "button";
        button.dataset.mode = mode;
        button.setAttribute("role", "radio");
        button.addEventListener("click", () => this.setMode(mode));
        button.addEventListener("keydown", (event) => this.step(event));
        return button;
      });
      this.box.append(...this.buttons);
      layer.chrome.root.append(this.box);
      layer.chrome.extras.push(this.box);
      L.DomEvent.disableClickPropagation(this.box);
      L.DomEvent.disableScrollPropagation(this.box);
      this.shared = window.parent.dawriyaMap = window.parent.dawriyaMap || {};
      this.shared.setMode = (mode) => this.setMode(mode);
      if (!MODES.includes(this.shared.mode)) {
        this.shared.mode = modeInAddress();
        const address = (this.shared.address = this.shared.address || {}); // what keeps it there (page_address.js)
        address.mode = this.mode === "events" ? null : this.mode;
      }
    }

    get mode() { return this.shared.mode; }
    get view() { return dawriya.views[this.mode] || null; }

    // What is chosen is kept on the page's window, so that a map built anew has it, and in the address.
    setMode(mode) {
      if (!MODES.includes(mode) || mode === this.mode) return;
      const focused = this.box.contains(document.activeElement);
      this.shared.mode = mode;
      this.layer.fan = null;
      this.layer.chrome.hideTip();
      this.dress(this.look);
      if (focused) this.buttons[MODES.indexOf(mode)].focus();
      this.layer.paintAll();
      this.layer.tellAddress("mode", mode === "events" ? null : mode);
    }

    takeAddress() { this.setMode(modeInAddress()); }

    // Arrow keys go along the switch as it is read: leftwards is onwards where the words run from right to left.
    step(event) {
      const ways = { ArrowDown: 1, ArrowUp: -1, ArrowRight: this.look.rtl ? -1 : 1, ArrowLeft: this.look.rtl ? 1 : -1 };
      const by = ways[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      this.setMode(MODES[(MODES.indexOf(this.mode) + by + MODES.length) % MODES.length]);
    }

    dress(look) {
      this.look = look;
      if (!look) return;
      this.box.setAttribute("aria-label", look.words.view);
      for (const button of this.buttons) {
        const isOn = button.dataset.mode === this.mode;
        button.textContent = look.words[`view_${button.dataset.mode}`];
        button.setAttribute("aria-checked", String(isOn));
        button.tabIndex = isOn ? 0 : -1;
      }
      if (this.layer.isReady) this.dressLegend();
    }

    // The first legend comes after the first events: they need not wait for its symbols.
    rest() { if (!this.layer.chrome.legend.firstChild) this.dressLegend(); }

    dressLegend() {
      if (this.view) this.showLegend();
      else this.layer.chrome.dressLegend();
      this.layer.chrome.legend.classList.toggle("dw-legend-view", Boolean(this.view));
    }

    showLegend() {
      const rows = this.view.legend(this.look);
      const told = [this.look.theme, ...rows.map((row) => row.dataset.told || row.textContent)].join("|");
      if (told === this.told && this.layer.chrome.legend.firstChild === this.first) return;
      this.layer.chrome.legend.replaceChildren(...rows);
      [this.told, this.first] = [told, rows[0]];
    }

    // Paints a set of events another way than by marks; null where that is not asked for.
    paintOther(context, view, events) {
      if (!this.view) return null;
      const marks = this.view.paint(context, view, events, this.layer);
      for (const mark of marks) mark.events = events;
      this.paintChosen(context, view, events);
      this.showLegend();
      return marks;
    }

    // The selected event keeps its own symbol in every view.
    paintChosen(context, view, events) {
      const index = this.layer.chosenIn(events);
      if (index === null || index === undefined) return;
      const [x, y] = events.point(index);
      const mark = events.mark(index, x * view.size, y * view.size);
      Object.assign(mark, { events, atX: x * view.size - view.left, atY: y * view.size - view.top });
      this.layer.paintMark(context, view, mark);
    }

    // What is to be named besides towns, before them.
    names(marks) { return this.view && this.view.names ? this.view.names(marks, this.look) : null; }

    markAt(x, y) { return this.view && this.view.at ? this.view.at(x, y, this.layer) : null; }

    state() { return { mode: this.mode, ...(this.view && this.view.state ? this.view.state() : {}) }; }
  }

  function modeInAddress() {
    const said = new URLSearchParams(window.parent.location.search).get("mode");
    return MODES.includes(said) ? said : "events";
  }

  // Where a click on a count leads: to its events, one by one.
  dawriya.openCount = function (layer, bounds) {
    layer.shared.setMode("events");
    layer.map.flyToBounds(bounds, { padding: [50, 50], maxZoom: 11, duration: dawriya.isCalm() ? 0 : 0.45, animate: !dawriya.isCalm() });
  };

  // A row of a legend: something drawn, and words.
  dawriya.legendRow = function (drawn, words) {
    const row = document.createElement("div");
    row.className = "dw-legend-row";
    const text = document.createElement("span");
    text.textContent = words;
    row.append(drawn, text);
    return row;
  };

  // The petrol of the interface from faint to strong, as [share, red, green, blue]: one hue, so only lightness tells.
  const RAMP = {
    light: [[0, 208, 229, 225], [0.35, 126, 183, 177], [0.7, 38, 122, 120], [1, 6, 58, 60]],
    dark: [[0, 33, 66, 64], [0.35, 50, 116, 110], [0.7, 124, 196, 188], [1, 228, 251, 246]],
  };

  // The colour at a share (0 to 1) of the ramp, as [red, green, blue].
  dawriya.rampColour = function (theme, share) {
    const stops = RAMP[theme];
    let at = 1;
    while (at < stops.length - 1 && stops[at][0] < share) at++;
    const [a, b] = [stops[at - 1], stops[at]];
    const t = Math.min(1, Math.max(0, (share - a[0]) / (b[0] - a[0])));
    return [1, 2, 3].map((channel) => Math.round(a[channel] + (b[channel] - a[channel]) * t));
  };

  // The round number (1, 2 or 5 times a power of ten) at or over a value.
  dawriya.roundUp = function (value) {
    const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)));
    return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value * 0.9999);
  };

  dawriya.figure = (value) => value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 1 : 0 });

  dawriya.parts = dawriya.parts || [];
  dawriya.parts.push((layer) => (layer.views = new Views(layer)));
})();
