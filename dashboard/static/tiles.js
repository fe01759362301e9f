// Pictures of the land from a host on the network, drawn over the local map where they have come, and the choice of them.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const { element, button } = dawriya.dom;
  const MOST_KEPT = 320, RETRY_MS = 15000, FAILED_FROM = 3, PARENTS = 4;

  // `hasNames`: names are in the pictures, ours would stand beside them. `wash`: how far the colours are taken back.
  const SOURCES = {
    osm: {
      host: "tile.openstreetmap.org", most: 19, hasNames: true, wash: 0.25,
      url: (z, x, y) => `https://tile.openstreetmap.org/${z}/${x}/${y}.png`,
      credit: "© OpenStreetMap contributors", about: "https://www.openstreetmap.org/copyright",
    },
    relief: {
      host: "tile.opentopomap.org", most: 17, hasNames: true, wash: 0.25,
      url: (z, x, y) => `https://tile.opentopomap.org/${z}/${x}/${y}.png`,
      credit: "© OpenStreetMap contributors, SRTM · © OpenTopoMap (CC-BY-SA)", about: "https://opentopomap.org/about",
    },
    satellite: {
      host: "server.arcgisonline.com", most: 18, hasNames: false, wash: 0.1,
      url: (z, x, y) => `https://server.arcgisonline.com/ArcGIS/rest/services/World_Imagery/MapServer/tile/${z}/${y}/${x}`,
      credit: "Esri, Maxar, Earthstar Geographics and the GIS user community",
      about: "https://www.arcgis.com/home/item.html?id=10df2279f9684e4a9f6a7f08febac2a9",
    },
  };

  // The pictures of one source: those in view are asked for, the last few hundred are kept.
  class Tiles {
    constructor(source, changed) {
      this.source = source;
      this.changed = changed;
      this.kept = new Map();
      this.came = 0;
      this.failed = 0;
    }

    draw(context, view) {
      const zoom = Math.max(0, Math.min(this.source.most, Math.round(view.zoom)));
      const count = 2 ** zoom, width = view.size / count;
      const [left, top, right, bottom] = view.world.map((side) => Math.floor(side * count));
      for (let row = Math.max(0, top); row <= Math.min(count - 1, bottom); row++) {
        for (let column = left; column <= right; column++) {
          this.ask(zoom, ((column % count) + count) % count, row);
          this.drawOne(context, zoom, column, row, [column * width - view.left, row * width - view.top, width]);
        }
      }
    }

    // The picture itself, or the part of a coarser one that came earlier.
    drawOne(context, zoom, column, row, [x, y, width]) {
      for (let up = 0; up <= Math.min(PARENTS, zoom); up++) {
        const parts = 2 ** up, count = 2 ** (zoom - up);
        const across = Math.floor(column / parts), down = Math.floor(row / parts);
        const tile = this.kept.get(`${zoom - up}/${((across % count) + count) % count}/${down}`);
        if (!tile || !tile.isThere) continue;
        const part = tile.image.naturalWidth / parts;
        // A whole pixel more on each side, or the local map shines through between them.
        context.drawImage(tile.image, (column - across * parts) * part, (row - down * parts) * part, part, part,
          Math.floor(x), Math.floor(y), Math.ceil(width) + 1, Math.ceil(width) + 1);
        return;
      }
    }

    ask(zoom, column, row) {
      const key = `${zoom}/${column}/${row}`;
      const known = this.kept.get(key);
      if (known && !(known.failedAt && performance.now() - known.failedAt > RETRY_MS)) return;
      const tile = { image: new Image(), isThere: false };
      this.kept.set(key, tile);
      tile.image.crossOrigin = "anonymous"; // else the canvas could not be exported any more
      tile.image.referrerPolicy = "strict-origin-when-cross-origin"; // some hosts refuse who does not say whence
      tile.image.onload = () => { tile.isThere = true; this.came += 1; this.failed = 0; this.changed(); };
      tile.image.onerror = () => { tile.failedAt = performance.now(); this.failed += 1; this.changed(); };
      tile.image.src = this.source.url(zoom, column, row);
      if (this.kept.size > MOST_KEPT) this.kept.delete(this.kept.keys().next().value);
    }

    get isFailing() { return this.failed >= FAILED_FROM; }
  }

  class GroundChoice {
    constructor(layer) {
      this.layer = layer;
      this.chosen = "local";
      this.name = element("span", "");
      this.back = button("dw-ground-back", () => this.choose("local"));
      this.note = element("div", "dw-ground-note", this.name, this.back);
      this.note.setAttribute("role", "status");
      this.credit = element("a", "dw-credit");
      Object.assign(this.credit, { target: "_blank", rel: "noopener" });
      layer.chrome.foot.prepend(this.note);
      layer.chrome.foot.append(this.credit);
      layer.tools.shield(this.note);
      layer.tools.shield(this.credit);
      layer.tools.add("base", "ground", { fill: (body) => this.fillPanel(body) });
    }

    fillPanel(body) {
      this.rows = ["local", ...Object.keys(SOURCES)].map((id) => {
        const input = element("input", "");
        Object.assign(input, { type: "radio", name: "dw-ground", value: id, checked: id === this.chosen });
        input.addEventListener("change", () => this.choose(id));
        const row = { id, input, title: element("span", "dw-ground-title"), about: element("span", "dw-ground-about") };
        row.label = element("label", "dw-ground", input, row.title, row.about);
        return row;
      });
      this.list = element("div", "", ...this.rows.map((row) => row.label));
      this.list.setAttribute("role", "radiogroup");
      this.warning = element("p", "dw-panel-note");
      body.append(this.list, this.warning);
    }

    dress(look) {
      this.look = look;
      const { words } = look;
      const titles = { local: words.ground_local, osm: "OpenStreetMap", relief: words.ground_relief, satellite: words.ground_satellite };
      for (const { id, title, about } of this.rows) {
        title.textContent = titles[id];
        about.textContent = id === "local" ? words.ground_local_about : SOURCES[id].host;
        about.dir = id === "local" ? "" : "ltr";
      }
      this.list.setAttribute("aria-label", words.ground);
      this.warning.textContent = words.ground_warning;
      this.back.textContent = words.ground_back;
      this.show();
      // Kept while the page is open, never longer: a new visit asks no host for anything.
      const kept = this.layer.shared.ground;
      if (kept && kept !== this.chosen) this.choose(kept);
    }

    choose(id) {
      this.chosen = id;
      this.layer.shared.ground = id;
      this.tiles = SOURCES[id] ? new Tiles(SOURCES[id], () => this.changed()) : null;
      for (const row of this.rows) row.input.checked = row.id === id;
      this.show();
      this.layer.paintAll();
    }

    // Pictures come by the dozen: one repaint a frame is enough.
    changed() {
      this.waiting = this.waiting || requestAnimationFrame(() => {
        this.waiting = null;
        const hadNames = !this.layer.hidesNames;
        this.show();
        this.layer.paintBase();
        if (hadNames === this.layer.hidesNames) this.layer.paintNames();
      });
    }

    show() {
      const { words } = this.look;
      const source = SOURCES[this.chosen];
      // Names in the pictures stand for ours, once there are pictures.
      this.layer.hidesNames = Boolean(source && source.hasNames && this.tiles.came);
      this.note.classList.toggle("dw-shown", Boolean(source));
      this.credit.hidden = !source;
      if (!source) return;
      const said = this.tiles.isFailing ? words.ground_failed : words.ground_on;
      const text = said.replace("{host}", source.host);
      if (this.name.textContent !== text) this.name.textContent = text;
      this.note.classList.toggle("dw-failing", this.tiles.isFailing);
      this.credit.textContent = source.credit;
      this.credit.href = source.about;
    }

    // Over the land of the local map, under everything else.
    drawGround(context, view) {
      if (!this.tiles) return;
      context.save();
      this.tiles.draw(context, view);
      if (this.tiles.came) this.finishGround(context, view);
      context.restore();
    }

    // Takes the colours back, for colour on the map belongs to forces; imagery gets the borders on top.
    finishGround(context, view) {
      const { tokens, theme } = this.look;
      const source = SOURCES[this.chosen];
      context.globalAlpha = theme === "dark" ? 0.5 : source.wash;
      context.fillStyle = tokens.neighbour;
      context.fillRect(0, 0, view.width, view.height);
      context.globalAlpha = 1;
      const light = this.layer.config.tokens.light.land;
      if (!source.hasNames && this.layer.base) dawriya.drawBorders(context, this.layer.base, view, { border: light, governorate: light });
    }
  }

  dawriya.parts.push((layer) => {
    if (!layer.config.online) return {}; // DAWRIYA_ONLINE_LAYERS=0
    const ground = new GroundChoice(layer);
    return { dress: (look) => ground.dress(look), ground: (context, view) => ground.drawGround(context, view) };
  });
})();
