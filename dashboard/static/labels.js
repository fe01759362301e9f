// Names on the map: what is named at which zoom, and where a name fits without touching a symbol or another name.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const GAP = 2;

  // What is taken, in pixels; a coarse grid keeps the test of a new box quick.
  class Taken {
    constructor() { this.grid = new Map(); }

    add(box) { this.cells(box, (key) => { (this.grid.get(key) || this.grid.set(key, []).get(key)).push(box); }); }

    isFree(box) {
      let free = true;
      this.cells(box, (key) => {
        if (free) {
          for (const other of this.grid.get(key) || []) {
            if (box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) { free = false; break; }
          }
        }
      });
      return free;
    }

    cells(box, visit) {
      for (let x = Math.floor(box[0] / 80); x <= Math.floor(box[2] / 80); x++) {
        for (let y = Math.floor(box[1] / 80); y <= Math.floor(box[3] / 80); y++) visit(x * 65536 + y);
      }
    }
  }

  const boxAround = (x, y, width, height) => [x - width / 2 - GAP, y - height / 2 - GAP, x + width / 2 + GAP, y + height / 2 + GAP];

  // Where a name may stand beside its point: the middle of the text for each side, nearest first.
  function spots(x, y, width, height, gap, rtl) {
    const east = [x + gap + width / 2, y], west = [x - gap - width / 2, y];
    const above = [x, y - gap - height / 2], below = [x, y + gap + height / 2];
    const corner = gap * 0.7;
    const corners = [
      [x + corner + width / 2, y - corner - height / 2], [x - corner - width / 2, y - corner - height / 2],
      [x + corner + width / 2, y + corner + height / 2], [x - corner - width / 2, y + corner + height / 2],
    ];
    return [...(rtl ? [west, east] : [east, west]), above, below, ...corners];
  }

  class Labels {
    constructor(context, view, look) {
      this.context = context;
      this.view = view;
      this.look = look;
      this.taken = new Taken();
      this.put = [];
      this.named = new Set();
      this.widths = look.widths;
      const { inner, size, left, top } = view;
      this.port = [inner[0] * size - left, inner[1] * size - top, inner[2] * size - left, inner[3] * size - top];
    }

    width(text, font, spacing) {
      const key = `${font}|${spacing || 0}|${text}`;
      let width = this.widths.get(key);
      if (width === undefined) {
        this.context.font = font;
        this.context.letterSpacing = `${spacing || 0}px`;
        width = this.context.measureText(text).width;
        this.context.letterSpacing = "0px";
        this.widths.set(key, width);
      }
      return width;
    }

    text(text, x, y, { font, fill, halo, spacing }) {
      const { context } = this;
      context.save();
      context.font = font;
      context.letterSpacing = `${spacing || 0}px`;
      context.direction = this.look.rtl ? "rtl" : "ltr";
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.lineJoin = "round";
      context.strokeStyle = halo;
      context.lineWidth = 3.2;
      context.strokeText(text, x, y + 0.5);
      context.fillStyle = fill;
      context.fillText(text, x, y + 0.5);
      context.restore();
    }

    // Whether a box crosses the edge of what can be seen: half a name says nothing.
    isCut([left, top, right, bottom]) {
      const [x1, y1, x2, y2] = this.port;
      const isInside = left >= x1 && top >= y1 && right <= x2 && bottom <= y2;
      return !isInside && left < x2 && right > x1 && top < y2 && bottom > y1;
    }

    take(box, text) {
      this.taken.add(box);
      this.put.push({ box, text });
    }

    // Puts a name at the first free spot; true where it was put.
    place(text, spotList, style, height) {
      const width = this.width(text, style.font, style.spacing);
      for (const [x, y] of spotList(width, height)) {
        const box = boxAround(x, y, width, height);
        if (!this.taken.isFree(box) || this.isCut(box)) continue;
        this.take(box, text);
        this.text(text, x, y, style);
        return true;
      }
      return false;
    }
  }

  function styles(look) {
    const { tokens, rtl, font } = look;
    const bigger = rtl ? 1 : 0; // Arabic letters are smaller at the same size
    const town = { fill: tokens["town-label"], halo: tokens["halo-home"] };
    return {
      capital: { ...town, font: `600 ${13 + bigger}px ${font}` },
      main: { ...town, font: `500 ${12.5 + bigger}px ${font}` },
      small: { ...town, font: `400 ${11.5 + bigger}px ${font}` },
      foreign: { fill: tokens["governorate-label"], halo: tokens["halo-abroad"], font: `400 ${11.5 + bigger}px ${font}` },
      governorate: { fill: tokens["governorate-label"], halo: tokens["halo-home"], spacing: rtl ? 0 : 1.4, font: `500 ${rtl ? 12 : 10}px ${font}` },
      country: { fill: tokens["country-label"], halo: tokens["halo-abroad"], spacing: rtl ? 0 : 3.4, font: `500 ${rtl ? 16 : 13.5}px ${font}` },
      river: { fill: tokens["river-label"], halo: tokens["halo-home"], font: `${rtl ? "" : "italic "}400 ${11 + bigger}px ${font}` },
      road: { fill: tokens["governorate-label"], halo: tokens["halo-home"], font: `500 10px ${font}` },
    };
  }

  const capitals = (name, look) => (look.rtl ? name : name.toLocaleUpperCase(look.lang));
  const joined = (name) => name.replace(/-/g, "\u2011"); // al-, ez- stay with their name
  const styleOf = (town) => (["capital", "main", "small", "foreign"][town] || "small");

  // Draws every name, and answers with their boxes in pixels. `obstacles` are boxes; `chosen` is the selected event's
  // place {x, y, text} or null; `first` what a view names (views.js): beside a point, or inside an area with its number.
  function drawLabels(context, base, view, look, obstacles, chosen, first = []) {
    const labels = new Labels(context, view, look);
    const style = styles(look);
    for (const box of obstacles) labels.taken.add(box);
    if (chosen && chosen.text) placeChosen(labels, chosen, style);
    if (!base) return labels.put;
    placeFirst(labels, first, view, look, style);
    drawTowns(labels, base.towns, view, look, style, (zoom) => zoom <= 6);
    if (view.zoom < 9.5) drawCountries(labels, base, view, look, style);
    drawTowns(labels, base.towns, view, look, style, (zoom) => zoom > 6);
    for (const towns of base.more || []) drawTowns(labels, towns, view, look, style, () => true);
    if (view.zoom >= 6.25 && view.zoom < 11 && !(first[0] && first[0].area)) drawGovernorates(labels, base.governorates, view, look, style);
    if (view.zoom >= 6.5) {
      drawLineNames(labels, base.rivers, view, look, style.river, 1);
      drawLineNames(labels, base.roads, view, look, style.road, 0);
    }
    return labels.put;
  }

  // Names that a view asks for: each once, and the town of that name is not named again.
  function placeFirst(labels, first, view, look, style) {
    for (const one of first) {
      if (one.area) placeCount(labels, one, view, look, style);
      else {
        const around = (width, height) => spots(one.x, one.y, width, height, one.gap, look.rtl);
        if (labels.place(joined(one.text), around, style.main, 14)) labels.named.add(joined(one.name));
      }
    }
  }

  // A governorate's name with its number below, or the number alone, wherever in the governorate it fits.
  function placeCount(labels, { area, text, figure, colour }, view, look, style) {
    const number = { ...style.capital, font: `600 15px ${look.font}`, ...(colour ? inkOn(colour) : {}) };
    const name = { ...style.governorate, ...(colour ? inkOn(colour) : {}) };
    const title = capitals(text, look.rtl);
    if (!colour) return;
    const widths = [labels.width(title, name.font, name.spacing), labels.width(figure, number.font)];
    const both = roomIn(area, view, labels, Math.max(...widths) + 6, 32);
    const spot = both || roomIn(area, view, labels, widths[1] + 4, 16);
    if (!spot) return;
    const [x, y] = spot;
    const height = both ? 32 : 16;
    const box = boxAround(x, y, (both ? Math.max(...widths) : widths[1]) + 2, height);
    if (labels.isCut(box)) return;
    labels.take(box, both ? `${text} ${figure}` : figure);
    if (both) labels.text(title, x, y - 9, name);
    labels.text(figure, x, both ? y + 7 : y, number);
  }

  // Letters that can be read on a colour, with the colour itself as their halo.
  function inkOn(colour) {
    const [r, g, b] = colour.match(/\d+/g).map(Number);
    return { fill: 0.299 * r + 0.587 * g + 0.114 * b > 128 ? "#17211F" : "#FFFFFF", halo: colour };
  }

  // The selected place is always named: at the first free spot around it, or else below it whatever is there.
  function placeChosen(labels, chosen, style) {
    const text = joined(chosen.text), look = { ...style.main, font: style.capital.font };
    const around = (width, height) => [18, 30, 44, 60].flatMap((gap) => {
      const beside = spots(chosen.x, chosen.y, width, height, gap, labels.look.rtl);
      return [beside[3], beside[2], ...beside.slice(0, 2), ...beside.slice(4)];
    });
    if (labels.place(text, around, look, 16)) return;
    labels.take(boxAround(chosen.x, chosen.y + 26, labels.width(text, look.font), 16), text);
    labels.text(text, chosen.x, chosen.y + 26, look);
  }

  function drawTowns(labels, towns, view, look, style, isTurn) {
    const names = towns[look.lang] || towns.en;
    const [left, top, right, bottom] = view.world;
    for (let i = 0; i < towns.x.length; i++) {
      if (towns.zoom[i] > view.zoom || !isTurn(towns.zoom[i])) continue;
      if (towns.x[i] < left || towns.x[i] > right || towns.y[i] < top || towns.y[i] > bottom) continue;
      const x = towns.x[i] * view.size - view.left, y = towns.y[i] * view.size - view.top;
      const kind = styleOf(towns.style[i]);
      const name = joined(names[i] || towns.en[i]);
      if (labels.named.has(name)) continue;
      const dot = [x - 3.5, y - 3.5, x + 3.5, y + 3.5];
      const isOpen = labels.taken.isFree(dot);
      const isImportant = kind === "capital" || kind === "main";
      // An important town under a symbol keeps its name, a little further off; a small one drops.
      if (!isOpen && !isImportant) continue;
      const gaps = isImportant ? [7, 15, 23] : [7];
      const around = (width, height) => gaps.flatMap((gap) => spots(x, y, width, height, gap, look.rtl));
      const isPut = labels.place(name, around, style[kind], 14);
      if (isOpen && (isPut || kind === "capital")) {
        drawTownMark(labels.context, x, y, kind, style[kind]);
        labels.taken.add(dot);
      }
    }
  }

  function drawTownMark(context, x, y, kind, style) {
    context.save();
    context.lineWidth = 1.3;
    if (kind === "capital") {
      context.fillStyle = style.halo;
      context.strokeStyle = style.fill;
      context.fillRect(x - 2.6, y - 2.6, 5.2, 5.2);
      context.strokeRect(x - 2.6, y - 2.6, 5.2, 5.2);
    } else {
      context.beginPath();
      context.arc(x, y, kind === "small" || kind === "foreign" ? 1.6 : 2, 0, Math.PI * 2);
      context.fillStyle = style.fill;
      context.fill();
    }
    context.restore();
  }

  // A country's name stands in the part of it that is in view, as near that part's middle as it fits.
  function drawCountries(labels, base, view, look, style) {
    for (const country of base.countries) {
      if (!dawriya.meets(country.box, view.inner)) continue;
      const size = Math.max(country.box[2] - country.box[0], country.box[3] - country.box[1]) * view.size;
      if (size < 60) continue;
      const text = capitals(look.name(country), look);
      const kind = country.home ? { ...style.country, halo: look.tokens["halo-home"] } : style.country;
      const width = labels.width(text, kind.font, kind.spacing) + 8;
      const spot = roomIn(country, view, labels, width, 18);
      if (spot) labels.place(text, () => [spot], kind, 16);
    }
  }

  // The middle of the free places of a name inside an area, or null where it does not fit anywhere.
  function roomIn(area, view, labels, width, height) {
    const across = 14, down = 11;
    const [left, top, right, bottom] = [0, 1, 2, 3].map((side) =>
      side < 2 ? Math.max(area.box[side], view.inner[side]) : Math.min(area.box[side], view.inner[side]));
    const halfWidth = width / 2 / view.size, halfHeight = height / 2 / view.size;
    const fits = [];
    for (let i = 0; i < across; i++) {
      for (let j = 0; j < down; j++) {
        const x = left + ((i + 0.5) / across) * (right - left), y = top + ((j + 0.5) / down) * (bottom - top);
        if (x - halfWidth < view.inner[0] || x + halfWidth > view.inner[2] || y - halfHeight < view.inner[1] || y + halfHeight > view.inner[3]) continue;
        const inside = [[0, 0], [-1, -1], [1, -1], [-1, 1], [1, 1]].every(([a, b]) => dawriya.contains(area, x + a * halfWidth, y + b * halfHeight));
        if (inside) fits.push([x * view.size - view.left, y * view.size - view.top]);
      }
    }
    if (!fits.length) return null;
    const middle = [0, 1].map((axis) => fits.reduce((sum, spot) => sum + spot[axis], 0) / fits.length);
    fits.sort((a, b) => Math.hypot(a[0] - middle[0], a[1] - middle[1]) - Math.hypot(b[0] - middle[0], b[1] - middle[1]));
    return fits.find(([x, y]) => labels.taken.isFree(boxAround(x, y, width, height))) || null;
  }

  function drawGovernorates(labels, governorates, view, look, style) {
    for (const one of governorates) {
      if (!one.home || !dawriya.meets(one.box, view.inner)) continue;
      const text = capitals(look.name(one), look);
      const width = labels.width(text, style.governorate.font, style.governorate.spacing) + 4;
      const spot = roomIn(one, view, labels, width, 14);
      if (spot) labels.place(text, () => [spot], style.governorate, 12);
    }
  }

  // One name a line in view, on the straightest piece around its middle; rivers turn with the line, roads do not.
  function drawLineNames(labels, lines, view, look, style, turned) {
    for (const line of lines) {
      const text = turned ? look.name(line) : line.ref;
      if (!text || !dawriya.meets(line.box, view.inner)) continue;
      const width = labels.width(text, style.font) + 8;
      for (const piece of pieces(line, view, width)) {
        const reach = Math.abs(Math.cos(piece.angle)) * width + 12, tall = Math.abs(Math.sin(piece.angle)) * width + 13;
        const box = boxAround(piece.x, piece.y, reach, tall);
        if (!labels.taken.isFree(box)) continue;
        labels.take(box, text);
        if (turned) drawTurned(labels, text, piece, style);
        else drawShield(labels, text, piece, style, width);
        break;
      }
    }
  }

  function pieces(line, view, width) {
    const found = [];
    for (const { path } of line.paths) {
      for (let i = 2; i < path.length; i += 2) {
        const x1 = path[i - 2] * view.size - view.left, y1 = path[i - 1] * view.size - view.top;
        const x2 = path[i] * view.size - view.left, y2 = path[i + 1] * view.size - view.top;
        const x = (x1 + x2) / 2, y = (y1 + y2) / 2;
        if (x < width || y < 20 || x > view.width - width || y > view.height - 20) continue;
        let angle = Math.atan2(y2 - y1, x2 - x1);
        if (angle > Math.PI / 2) angle -= Math.PI;
        if (angle < -Math.PI / 2) angle += Math.PI;
        if (Math.abs(angle) > 1.1) continue;
        found.push({ x, y, angle, off: Math.hypot(x - view.width / 2, y - view.height / 2) });
      }
    }
    return found.sort((a, b) => a.off - b.off).slice(0, 40);
  }

  function drawTurned(labels, text, piece, style) {
    const { context } = labels;
    context.save();
    context.translate(piece.x, piece.y);
    context.rotate(piece.angle);
    labels.text(text, 0, -8, style);
    context.restore();
  }

  function drawShield(labels, text, piece, style, width) {
    const { context } = labels;
    context.save();
    context.fillStyle = labels.look.tokens.card;
    context.strokeStyle = labels.look.tokens["control-line"];
    context.beginPath();
    context.roundRect(piece.x - width / 2, piece.y - 7, width, 14, 3);
    context.fill();
    context.stroke();
    context.restore();
    labels.text(text, piece.x, piece.y, { ...style, halo: labels.look.tokens.card });
  }

  dawriya.drawLabels = drawLabels;
})();
