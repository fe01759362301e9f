// Where something is: the position under the pointer (or the cross), and a pin with its position to copy.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const { element, button, name } = dawriya.dom;
  const COPIED_MS = 1600;

  // Copies a text and says so in the button; pages served without TLS have no clipboard of their own.
  async function copy(text, target, words) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = element("textarea", "dw-unseen");
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      target.focus({ preventScroll: true });
    }
    target.classList.add("dw-copied");
    target.dataset.copied = words.copied;
    setTimeout(() => target.classList.remove("dw-copied"), COPIED_MS);
  }

  // A button that shows a position in one notation and copies it.
  class Notation {
    constructor() {
      this.text = element("bdi", "");
      this.text.dir = "ltr";
      this.button = button("dw-notation", () => copy(this.value, this.button, this.words));
      this.button.append(this.text);
    }

    show(value, title, words) {
      Object.assign(this, { value, words });
      this.text.textContent = value || words.no_mgrs;
      this.button.disabled = !value;
      this.button.title = words.copy;
      this.button.setAttribute("aria-label", value ? `${title} ${value}. ${words.copy}` : words.no_mgrs);
    }
  }

  const notations = () => [new Notation(), new Notation()];

  function showNotations([decimal, grid], { lat, lng }, words) {
    decimal.show(dawriya.grid.toDecimal(lat, lng), words.decimal, words);
    grid.show(dawriya.grid.toMgrs(lat, lng), "MGRS", words);
  }

  // The line at the foot of the map: the position under the mouse; with the tool on, of the cross in the middle.
  class Readout {
    constructor(layer) {
      this.layer = layer;
      this.map = layer.map;
      this.notations = notations();
      this.root = element("div", "dw-readout", ...this.notations.map((one) => one.button));
      this.said = element("p", "dw-unseen");
      this.said.setAttribute("role", "status");
      layer.chrome.foot.prepend(this.root);
      layer.chrome.root.append(this.said);
      layer.tools.shield(this.root);
      this.tool = layer.tools.add("position", "position", { act: () => this.setCrossed(!this.isCrossed) });
      this.map.on("mousemove", ({ latlng, originalEvent }) => {
        const isMouse = matchMedia("(hover: hover)").matches; // a tap is a move of the mouse, too
        if (isMouse && !this.isCrossed && !layer.tools.isOnChrome(originalEvent)) this.show(latlng);
      });
      this.map.on("mouseout", () => { if (!this.isCrossed) this.root.classList.remove("dw-shown"); });
      this.map.on("move", () => { if (this.isCrossed) this.show(this.map.getCenter()); });
      this.map.on("moveend", () => this.announce());
      document.addEventListener("keydown", (event) => this.key(event));
      this.setCrossed(false);
    }

    dress(look) {
      this.words = look.words;
      name(this.root, look.words.position);
      if (this.isCrossed) this.show(this.map.getCenter());
    }

    setCrossed(isCrossed) {
      this.isCrossed = isCrossed;
      this.tool.button.setAttribute("aria-pressed", String(isCrossed));
      this.layer.tools.showCross("position", isCrossed);
      this.layer.tools.openMenu(false);
      this.root.classList.toggle("dw-shown", isCrossed);
      if (!isCrossed) return;
      this.show(this.map.getCenter());
      this.announce();
      this.map.getContainer().focus({ preventScroll: true });
    }

    show(latlng) {
      if (!this.words) return;
      showNotations(this.notations, latlng, this.words);
      this.root.classList.add("dw-shown");
    }

    announce() {
      if (this.isCrossed && this.words) this.said.textContent = this.notations.map((one) => one.value).filter(Boolean).join(", ");
    }

    // On the map itself: C copies what is shown, P puts a pin there.
    key(event) {
      if (event.target !== this.map.getContainer() || event.ctrlKey || event.metaKey || event.altKey) return;
      const pressed = event.code || event.key; // the key's place: with an Arabic keyboard C is not "c"
      if (pressed === "KeyC" && this.root.classList.contains("dw-shown")) {
        copy(this.notations[0].value, this.notations[0].button, this.words);
        this.said.textContent = `${this.words.copied}: ${this.notations[0].value}`;
      } else if (pressed === "KeyP") this.layer.pin.put(this.map.getCenter());
      else if (event.key === "Escape" && this.isCrossed) this.setCrossed(false);
    }
  }

  // One pin at a time: what was searched for, or the spot of a right click or a long press.
  class Pin {
    constructor(layer) {
      this.layer = layer;
      this.map = layer.map;
      this.notations = notations();
      this.heading = element("h2", "");
      this.about = element("p", "dw-panel-note");
      const content = element("div", "", this.heading, this.about, ...this.notations.map((one) => one.button));
      this.popup = L.popup({
        className: "dw-pin-card", closeButton: true, closeOnClick: false, autoClose: false, closeOnEscapeKey: false,
        minWidth: 180, maxWidth: 260, offset: [0, -22], autoPanPadding: [16, 16],
      }).setContent(content);
      const icon = L.divIcon({ className: "dw-pin", iconSize: null });
      this.marker = L.marker([0, 0], { icon, pane: "dw-tools", keyboard: false });
      this.map.on("popupclose", ({ popup }) => { if (popup === this.popup) this.marker.remove(); });
      this.map.on("contextmenu", (event) => { if (!layer.tool) this.put(event.latlng); });
      document.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !event.defaultPrevented && this.popup.isOpen()) this.take();
      });
    }

    dress(look) {
      this.look = look;
      if (this.popup.isOpen()) this.fill();
    }

    // Puts the pin at a position, with a title and what else is known of it; both may be empty. Where the map is on its
    // way there (`isAhead`) its card must not move it as well.
    put(latlng, title, about, isAhead = false) {
      this.popup.options.autoPan = !isAhead;
      Object.assign(this, { latlng, title, known: about });
      this.marker.setLatLng(latlng).addTo(this.map);
      this.fill();
      this.popup.setLatLng(latlng).openOn(this.map);
      const close = this.popup.getElement().querySelector(".leaflet-popup-close-button");
      name(close, this.look.words.take_pin);
    }

    fill() {
      const { words, rtl, lang } = this.look;
      this.heading.textContent = this.title || words.pin;
      this.about.textContent = this.known || "";
      this.about.hidden = !this.known;
      this.heading.parentNode.dir = rtl ? "rtl" : "ltr";
      this.heading.parentNode.lang = lang;
      showNotations(this.notations, this.latlng, words);
    }

    take() { this.map.closePopup(this.popup); }
  }

  dawriya.parts.push((layer) => {
    layer.pin = new Pin(layer);
    layer.readout = new Readout(layer);
    return { dress: (look) => { layer.pin.dress(look); layer.readout.dress(look); } };
  });
})();
