// Search on the map: a name in any spelling or a position in any notation; the page's server answers (map_search.py).
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const { element } = dawriya.dom;
  const TYPING_MS = 180, PATIENCE_MS = 8000;

  class Search {
    constructor(layer) {
      this.layer = layer;
      this.map = layer.map;
      this.number = 0;
      this.found = [];
      layer.tools.add("search", "search", { fill: (body) => this.fillPanel(body), opened: () => this.field.focus({ preventScroll: true }) });
    }

    fillPanel(body) {
      this.field = element("input", "dw-search-field");
      this.list = element("ul", "dw-search-list");
      this.status = element("p", "dw-panel-note");
      Object.assign(this.field, { type: "search", autocomplete: "off", spellcheck: false, maxLength: 120, dir: "auto" });
      this.list.id = "dw-search-list";
      this.list.setAttribute("role", "listbox");
      this.status.setAttribute("role", "status");
      for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": this.list.id, "aria-expanded": "false" })) {
        this.field.setAttribute(name, value);
      }
      this.field.addEventListener("input", () => this.typed());
      this.field.addEventListener("keydown", (event) => this.key(event));
      body.append(this.field, this.status, this.list);
    }

    dress(look) {
      this.words = look.words;
      this.layer.shared.answer = (answer) => this.take(answer);
      this.field.placeholder = look.words.search_hint;
      this.field.setAttribute("aria-label", look.words.search);
      this.list.setAttribute("aria-label", look.words.search_found);
      if (!this.field.value) this.status.textContent = look.words.search_how;
    }

    typed() {
      clearTimeout(this.later);
      this.later = setTimeout(() => this.ask(), TYPING_MS);
    }

    ask() {
      const text = this.field.value.trim();
      this.number += 1;
      clearTimeout(this.waiting);
      if (text.length < 2) {
        this.show([], text ? "" : this.words.search_how);
        return;
      }
      const { lat, lng } = this.map.getCenter();
      this.waiting = setTimeout(() => this.show([], this.words.search_failed), PATIENCE_MS);
      const { ask } = this.layer.shared;
      if (ask) ask({ text, number: this.number, near: [lat, lng] });
    }

    // What the server found for the last question; a late answer to an earlier one is left aside.
    take({ number, places, problem }) {
      if (number !== this.number) return;
      clearTimeout(this.waiting);
      this.show(places, problem || this.words.search_count.replace("{n}", String(places.length)));
      if (this.isHasty && places.length) this.choose(0);
      this.isHasty = false;
    }

    show(places, message) {
      this.found = places;
      this.at = -1;
      this.status.textContent = message;
      this.status.classList.toggle("dw-unseen", places.length > 0); // the list says it to those who see
      this.field.setAttribute("aria-expanded", String(places.length > 0));
      this.field.removeAttribute("aria-activedescendant");
      this.list.replaceChildren(...places.map((place, at) => this.option(place, at)));
      this.list.hidden = !places.length;
    }

    option(place, at) {
      const { lat, lng } = this.map.getCenter();
      const far = dawriya.sayLength(dawriya.geodesy.distance({ lat, lng }, { lat: place.lat, lng: place.lon }), this.words);
      const name = element("bdi", "dw-search-name", place.name);
      const other = element("bdi", "dw-search-other", place.other || "");
      const about = element("span", "dw-search-about", element("bdi", "", place.about));
      about.append(" · ", element("bdi", "", this.words.search_away.replace("{distance}", far)));
      const option = element("li", "", element("span", "", name, " ", other), about);
      option.id = `dw-search-${at}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.addEventListener("click", () => this.choose(at));
      option.addEventListener("pointerenter", () => this.mark(at));
      return option;
    }

    key(event) {
      const steps = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key in steps && this.found.length) {
        event.preventDefault();
        const count = this.found.length;
        this.mark(this.at < 0 && event.key === "ArrowUp" ? count - 1 : (this.at + steps[event.key] + count) % count);
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (this.found.length) this.choose(Math.max(0, this.at));
        else this.isHasty = true; // Enter before the answer takes the first of it
      }
    }

    mark(at) {
      this.at = at;
      [...this.list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
      const option = this.list.children[at];
      this.field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }

    choose(at) {
      const place = this.found[at];
      this.layer.tools.close(false);
      this.map.getContainer().focus({ preventScroll: true });
      this.map.setView([place.lat, place.lon], place.zoom, { animate: !dawriya.isCalm() });
      this.layer.pin.put(L.latLng(place.lat, place.lon), place.name, place.about, true);
    }
  }

  dawriya.parts.push((layer) => {
    layer.search = new Search(layer);
    return { dress: (look) => layer.search.dress(look) };
  });
})();
