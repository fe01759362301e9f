// The map's tools: a bar of buttons below the zoom, and at most one panel open beside it.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const SVG = "http://www.w3.org/2000/svg";
  const ICONS = {
    tools: ["M4 7h9M17 7h3M4 17h3M11 17h9", "M15 5v4M9 15v4"],
    search: ["M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Z", "M15.5 15.5 20.5 20.5"],
    measure: ["M3 15 15 3l6 6L9 21Z", "M7 11l2.2 2.2M10 8l3.2 3.2M13 5l2.2 2.2"],
    position: ["M12 5.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Z", "M12 2.5v6M12 15.5v6M2.5 12h6M15.5 12h6"],
    base: ["M3 6.5 9 4l6 2.5L21 4v13.5L15 20l-6-2.5L3 20Z", "M9 4v13.5M15 6.5V20"],
    full: ["M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"],
    leave: ["M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5"],
    close: ["M6 6l12 12M18 6 6 18"],
  };

  function icon(name) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    for (const d of ICONS[name]) {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("d", d);
      svg.append(path);
    }
    return svg;
  }

  // An element with classes and children; strings become text, never HTML.
  function element(tag, className, ...children) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...children);
    return made;
  }

  function button(className, act) {
    const made = element("button", className);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  function name(target, text) {
    target.setAttribute("aria-label", text);
    target.title = text;
  }

  class Toolbar {
    constructor(layer) {
      this.layer = layer;
      this.tools = new Map();
      this.menu = button("dw-tools-menu", () => this.openMenu(!this.root.classList.contains("dw-tools-open")));
      this.menu.append(icon("tools"));
      this.list = element("div", "dw-tools-list");
      this.list.setAttribute("role", "group");
      this.root = element("div", "dw-tools", this.menu, this.list);
      this.cross = element("div", "dw-cross");
      layer.chrome.root.append(this.cross, this.root);
      layer.map.createPane("dw-tools").style.zIndex = 640; // what the tools put on the map: over events and names
      layer.chrome.extras.push(this.menu, this.list);
      this.shield(this.root);
      this.crossFor = new Set();
      document.addEventListener("keydown", (event) => this.key(event));
      document.addEventListener("pointerdown", () => { this.isByKey = false; }, true);
    }

    // Clicks and wheel turns on a part of the chrome are not the map's.
    shield(part) {
      L.DomEvent.disableClickPropagation(part);
      L.DomEvent.disableScrollPropagation(part);
    }

    // Whether the pointer is on a button or panel, not on the map itself.
    isOnChrome({ target }) { return Boolean(target.closest && target.closest(".dw-chrome, .leaflet-popup")); }

    // A button with an icon; `word` is the key of its name. With `fill(body)` it opens a panel, else `act()` is called.
    // `opened` and `closed` are told of the panel.
    add(id, word, { fill, act, opened, closed, key }) {
      const tool = { id, word, opened, closed, key, button: button("dw-tool", () => (fill ? this.toggle(id) : act())) };
      tool.button.dataset.tool = id;
      tool.button.append(icon(id));
      this.list.append(tool.button);
      if (fill) this.addPanel(tool, fill);
      this.tools.set(id, tool);
      return tool;
    }

    addPanel(tool, fill) {
      tool.button.setAttribute("aria-expanded", "false");
      tool.heading = element("h2", "");
      tool.close = button("dw-panel-close", () => this.close(true));
      tool.close.append(icon("close"));
      const body = element("div", "dw-panel-body");
      tool.panel = element("section", "dw-panel", element("header", "", tool.heading, tool.close), body);
      tool.panel.hidden = true;
      tool.panel.dataset.panel = tool.id;
      this.shield(tool.panel);
      fill(body);
      this.layer.chrome.root.append(tool.panel);
      this.layer.chrome.extras.push(tool.panel);
    }

    dress({ words }) {
      this.words = words;
      name(this.menu, words.tools);
      this.list.setAttribute("aria-label", words.tools);
      for (const tool of this.tools.values()) {
        name(tool.button, words[tool.word]);
        if (!tool.panel) continue;
        tool.heading.textContent = words[tool.word];
        tool.panel.setAttribute("aria-label", words[tool.word]);
        name(tool.close, words.close);
      }
    }

    openMenu(isOpen) {
      this.root.classList.toggle("dw-tools-open", isOpen);
      this.menu.setAttribute("aria-expanded", String(isOpen));
    }

    toggle(id) {
      if (this.open === id) this.close(true);
      else this.show(id);
    }

    show(id) {
      this.close(false);
      const tool = this.tools.get(id);
      this.open = id;
      tool.panel.hidden = false;
      tool.button.setAttribute("aria-expanded", "true");
      this.openMenu(false);
      this.layer.chrome.root.classList.remove("dw-legend-open");
      if (tool.opened) tool.opened();
      this.layer.paintNames();
    }

    // Closes the open panel; with `back` the keyboard is where it was before: on the button.
    close(back) {
      if (!this.open) return;
      const tool = this.tools.get(this.open);
      this.open = null;
      tool.panel.hidden = true;
      tool.button.setAttribute("aria-expanded", "false");
      if (tool.closed) tool.closed();
      if (back) (tool.button.offsetParent ? tool.button : this.menu).focus({ preventScroll: true });
      this.layer.paintNames();
    }

    // The open tool takes a key first; Esc closes what is open. Keys typed into a field are the field's.
    key(event) {
      this.isByKey = true;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const tool = this.open && this.tools.get(this.open);
      const inField = event.target.closest && event.target.closest("input, select, textarea");
      if (tool && tool.key && !inField && tool.key(event)) event.preventDefault();
      else if (event.key === "/" && !inField && this.tools.has("search")) {
        event.preventDefault();
        this.show("search");
      } else if (event.key === "Escape" && (this.open || this.root.classList.contains("dw-tools-open"))) {
        event.preventDefault();
        this.openMenu(false);
        this.close(true);
      }
    }

    // A cross in the middle of the map while any of the tools needs one.
    showCross(reason, isShown) {
      if (isShown) this.crossFor.add(reason);
      else this.crossFor.delete(reason);
      this.cross.style.display = this.crossFor.size ? "block" : "none";
    }
  }

  dawriya.parts = dawriya.parts || [];
  dawriya.parts.push((layer) => {
    layer.tools = new Toolbar(layer);
    return { dress: (look) => layer.tools.dress(look) };
  });
  dawriya.dom = { element, button, name, icon };
})();
