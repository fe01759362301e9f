// The shown events counted: a circle for each place, as large as its number, and governorates coloured by theirs.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const LARGEST_PX = 30, SMALLEST_PX = 5;
  const CLASSES = 5;
  const KEYED = 5; // forces and kinds that a tooltip names at most

  // How many of the shown events each value of a column has, by layer: [value * 2 + layer].
  function countBy(events, column, size) {
    const counts = new Uint32Array(size * 2);
    const values = events.columns[column], { flags } = events.columns, { shown } = events;
    for (let k = 0; k < shown.length; k++) {
      const i = shown[k];
      counts[values[i] * 2 + ((flags[i] >> 6) & 1)]++;
    }
    return counts;
  }

  // What a tooltip says of those shown events that a column gives a value: layers, kinds and forces, most first.
  function linesOf(events, column, isValue, name, look) {
    const kinds = new Map(), forces = new Map(), layers = [0, 0];
    const values = events.columns[column], { kind, set } = events.columns;
    for (const i of events.shown) {
      if (!isValue(values[i])) continue;
      layers[events.layer(i)]++;
      kinds.set(kind[i], (kinds.get(kind[i]) || 0) + 1);
      for (const force of events.meta.sets[set[i]].drawn) forces.set(force, (forces.get(force) || 0) + 1);
    }
    return [{ text: name }, ...dawriya.countLines(events, layers, kinds, forces, look)];
  }

  // A mark lives until the next paint: what is said of it is counted once, when it is first pointed at.
  function once(count) {
    let told = null;
    return (look) => told || (told = count(look));
  }

  // Numbers by layer, kind and force in words; the maps are of the numbers that the events' columns hold.
  dawriya.countLines = function (events, layers, kinds, forces, look) {
    const { words, theme, name } = look;
    const most = (map) => [...map].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, KEYED);
    const told = [words.patrols, words.incidents].map((text, layer) => text.replace("{n}", dawriya.figure(layers[layer])));
    return [
      { text: told.filter((_, layer) => layers[layer]).join(" · ") },
      ...most(kinds).map(([kind, count]) => ({ text: `${name(events.meta.kinds[kind])} ${dawriya.figure(count)}` })),
      ...most(forces).map(([force, count]) => ({
        text: `${name(events.meta.forces[force])} ${dawriya.figure(count)}`, colours: [events.meta.forces[force][theme]],
      })),
    ];
  };

  // ---- by place -------------------------------------------------------------------------------------------------

  const places = {
    paint(context, view, events, layer) {
      if (!events.details) events.loadDetails().then(() => layer.paintAll());
      const spots = spotsOf(events);
      const counts = countBy(events, "spot", spots.count);
      let most = 1;
      for (let spot = 0; spot < spots.count; spot++) most = Math.max(most, counts[spot * 2] + counts[spot * 2 + 1]);
      this.most = layer.isPlaying ? Math.max(most, this.most || 1) : most;
      const marks = [];
      for (let spot = 0; spot < spots.count; spot++) {
        const count = counts[spot * 2] + counts[spot * 2 + 1];
        if (!count) continue;
        const atX = spots.x[spot] * view.size - view.left, atY = spots.y[spot] * view.size - view.top;
        if (atX < -40 || atY < -40 || atX > view.width + 40 || atY > view.height + 40) continue;
        marks.push(this.mark(spot, count, counts[spot * 2] / count, atX, atY, events, layer));
      }
      // The large ones first, so that a small one is never hidden.
      marks.sort((a, b) => b.count - a.count || a.first - b.first);
      for (const mark of marks) drawCircle(context, mark, layer.look);
      for (const mark of marks) if (hasRoom(mark)) drawNumber(context, mark, layer.look);
      return marks;
    },

    mark(spot, count, patrols, atX, atY, events, layer) {
      const spots = spotsOf(events);
      return {
        ...dawriya.countMark(count, atX, atY, spots.first[spot]), key: `place.${spot}`, spot, patrols,
        radius: radiusFor(count, this.most),
        words: (look) => `${placeName(events, spot, look)}, ${look.words.events.replace("{n}", dawriya.figure(count))}`,
        lines: once((look) => linesOf(events, "spot", (value) => value === spot, placeName(events, spot, look), look)),
        open: () => dawriya.openCount(layer, L.latLngBounds([around(layer, spots.x[spot], spots.y[spot])])),
      };
    },

    // The circles' names, most events first; a number goes along where the circle has no room for it.
    names(marks, look) {
      return marks.filter((mark) => mark.events.details).map((mark) => {
        const name = placeName(mark.events, mark.spot, look);
        return { x: mark.atX, y: mark.atY, gap: mark.radius + 5, name, text: !hasRoom(mark) ? `${name} ${dawriya.figure(mark.count)}` : name };
      });
    },

    legend(look) {
      const canvas = document.createElement("canvas");
      const most = this.most || 1;
      const steps = [...new Set([most, dawriya.roundUp(most / 12), 1])].filter((step) => step <= most);
      drawScale(canvas, steps, most, look);
      const head = document.createElement("div");
      head.className = "dw-legend-head";
      head.textContent = look.words.place_legend;
      const sheet = document.createElement("div");
      sheet.className = "dw-legend-sheet";
      sheet.dataset.told = String(most);
      sheet.append(canvas);
      const keys = [["patrol-bar", look.words.layer_patrols], ["incident-bar", look.words.layer_incidents]].map(([token, words]) => {
        const swatch = document.createElement("i");
        swatch.className = "dw-swatch";
        swatch.style.background = look.tokens[token];
        return dawriya.legendRow(swatch, words);
      });
      return [head, sheet, ...keys];
    },

    state() { return { most: this.most }; },
  };

  const spotsKept = new WeakMap();

  // Each place's position (of its event that is placed most exactly) and that event's number.
  function spotsOf(events) {
    if (!spotsKept.has(events)) {
      const { spot, x, y, flags } = events.columns;
      let count = 0;
      for (let i = 0; i < events.count; i++) count = Math.max(count, spot[i] + 1);
      const first = new Int32Array(count).fill(-1), exact = new Uint8Array(count).fill(9);
      for (let i = 0; i < events.count; i++) {
        if (dawriya.isGone(flags[i])) continue;
        const precision = (flags[i] >> 3) & 3 || 4;
        if (precision < exact[spot[i]]) { exact[spot[i]] = precision; first[spot[i]] = i; }
      }
      spotsKept.set(events, {
        count, first,
        x: Float64Array.from(first, (i) => x[i] / 4294967296), y: Float64Array.from(first, (i) => y[i] / 4294967296),
      });
    }
    return spotsKept.get(events);
  }

  function placeName(events, spot, look) {
    if (!events.details) return "";
    const [en, ar] = events.details.spots[spot];
    return look.rtl ? ar || en : en;
  }

  const around = (layer, x, y) => layer.map.unproject([x * 256, y * 256], 0);

  // The area is the number: the radius goes with its square root, but never too small to be seen and hit.
  const radiusFor = (count, most) => Math.max(SMALLEST_PX, LARGEST_PX * Math.sqrt(count / Math.max(most, 30)));

  function drawCircle(context, { atX: x, atY: y, radius, patrols }, { tokens }) {
    const width = Math.min(4.5, Math.max(2.6, radius / 4));
    context.save();
    disc(context, x, y, radius + 1.4, tokens.casing);
    context.globalAlpha = 0.9;
    disc(context, x, y, radius, tokens.card);
    context.globalAlpha = 1;
    context.lineWidth = width;
    const turn = -Math.PI / 2, part = patrols * Math.PI * 2;
    for (const [from, to, token] of [[0, part, "patrol-bar"], [part, Math.PI * 2, "incident-bar"]]) {
      if (to - from < 1e-6) continue;
      context.beginPath();
      context.arc(x, y, radius - width / 2, turn + from, turn + to);
      context.strokeStyle = tokens[token];
      context.stroke();
    }
    context.restore();
  }

  const hasRoom = (mark) => mark.radius >= 11;

  // After all circles, so that no small one hides the number of a large one.
  function drawNumber(context, { atX: x, atY: y, count }, { tokens, font }) {
    context.save();
    context.font = `600 ${count > 9999 ? 9.5 : 11}px ${font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.direction = "ltr";
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = tokens.card;
    context.strokeText(dawriya.figure(count), x, y + 0.6);
    context.fillStyle = tokens.ink;
    context.fillText(dawriya.figure(count), x, y + 0.6);
    context.restore();
  }

  function disc(context, x, y, radius, colour) {
    context.beginPath();
    context.arc(x, y, radius, 0, Math.PI * 2);
    context.fillStyle = colour;
    context.fill();
  }

  // Nested circles with their numbers, as on a printed map.
  function drawScale(canvas, steps, most, { tokens, font }) {
    const density = Math.max(2, window.devicePixelRatio || 1);
    const largest = radiusFor(most, most), [width, height] = [110, largest * 2 + 6];
    [canvas.width, canvas.height] = [width * density, height * density];
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    canvas.setAttribute("aria-hidden", "true");
    const context = canvas.getContext("2d");
    context.scale(density, density);
    context.font = `500 11px ${font}`;
    context.textBaseline = "middle";
    let lowest = Infinity;
    for (const step of steps) {
      const radius = radiusFor(step, most), top = height - 2 - radius * 2;
      context.beginPath();
      context.arc(largest + 2, height - 2 - radius, radius, 0, Math.PI * 2);
      context.strokeStyle = tokens["ink-3"];
      context.stroke();
      const at = Math.max(7, lowest === Infinity ? top + 4 : Math.max(top, lowest + 13));
      if (at > height - 4) continue;
      context.beginPath();
      context.moveTo(largest + 2, top);
      context.lineTo(largest * 2 + 8, at);
      context.strokeStyle = tokens["control-line"];
      context.stroke();
      context.fillStyle = tokens["ink-2"];
      context.fillText(dawriya.figure(step), largest * 2 + 12, at);
      lowest = at;
    }
  }

  // ---- by governorate -------------------------------------------------------------------------------------------

  const governorates = {
    paint(context, view, events, layer) {
      const { base, look } = layer;
      const counts = this.count(events, base);
      this.limits = classLimits(Math.max(1, ...counts.values()), layer.isPlaying ? this.limits : null);
      const marks = [];
      const countries = new Set([...counts].filter(([, count]) => count).map(([id]) => id.slice(0, 2)));
      this.drawn = base ? base.governorates.filter((one) => countries.has(one.id.slice(0, 2)) && dawriya.meets(one.box, view.world)) : [];
      for (const area of this.drawn) {
        const count = counts.get(area.id) || 0;
        fillArea(context, area, view, count ? classColour(look.theme, classOf(count, this.limits)) : null, look);
        const [x, y] = area.label || [(area.box[0] + area.box[2]) / 2, (area.box[1] + area.box[3]) / 2];
        marks.push(this.mark(area, count, x * view.size - view.left, y * view.size - view.top, events, layer));
      }
      if (base) dawriya.strokeLines(context, base.borders, view, look.tokens.border, 1.35);
      return marks;
    },

    // How many of the shown events each governorate of the map has; `this.elsewhere` is how many none of them has.
    count(events, base) {
      const { admins } = events.meta;
      const counts = countBy(events, "admin1", admins.length || 1);
      const known = new Set(base ? base.governorates.map((one) => one.id) : []);
      const found = new Map();
      this.elsewhere = 0;
      admins.forEach((id, number) => {
        const count = counts[number * 2] + counts[number * 2 + 1];
        if (known.has(id)) found.set(id, (found.get(id) || 0) + count);
        else this.elsewhere += count;
      });
      this.inside = events.shown.length - this.elsewhere;
      return found;
    },

    mark(area, count, atX, atY, events, layer) {
      const number = events.meta.admins.indexOf(area.id);
      const name = (look) => look.name(area);
      return {
        ...dawriya.countMark(count, atX, atY), key: `governorate.${area.id}`, area, isUnseen: true,
        words: (look) => `${name(look)}, ${count ? look.words.events.replace("{n}", dawriya.figure(count)) : look.words.governorate_none}`,
        lines: once((look) => (count ? linesOf(events, "admin1", (value) => value === number, name(look), look)
          : [{ text: name(look) }, { text: look.words.governorate_none }])),
        open: () => count && dawriya.openCount(layer, boundsOf(layer, area.box)),
      };
    },

    at(x, y, layer) {
      const view = layer.view();
      const [worldX, worldY] = [(x + view.left) / view.size, (y + view.top) / view.size];
      const area = (this.drawn || []).find((one) => dawriya.contains(one, worldX, worldY));
      const mark = area && layer.marks.find((one) => one.area === area);
      return mark ? { ...mark, atX: x, atY: y } : null;
    },

    names(marks, look) {
      return marks.map(({ area, count }) => ({
        area, text: look.name(area), figure: dawriya.figure(count),
        colour: count ? classColour(look.theme, classOf(count, this.limits)) : null,
      }));
    },

    legend(look) {
      const head = document.createElement("div");
      head.className = "dw-legend-head";
      head.textContent = look.words.governorate_legend;
      const limits = this.limits || [];
      const rows = limits.map((limit, at) => {
        const from = at ? limits[at - 1] + 1 : 1;
        const words = from === limit ? dawriya.figure(from) : `${dawriya.figure(from)}–${dawriya.figure(limit)}`;
        return dawriya.legendRow(swatch(classColour(look.theme, at), look), words);
      });
      const note = document.createElement("div");
      note.className = "dw-legend-note";
      note.textContent = look.words.governorate_elsewhere.replace("{n}", dawriya.figure(this.elsewhere || 0));
      return [head, ...rows, dawriya.legendRow(swatch(null, look), look.words.governorate_none), note];
    },

    state() { return { inside: this.inside, elsewhere: this.elsewhere, limits: this.limits }; },
  };

  function boundsOf(layer, [left, top, right, bottom]) {
    return L.latLngBounds([around(layer, left, top), around(layer, right, bottom)]);
  }

  // The upper ends of the classes: equal steps of the square root, so that a few large numbers leave the rest apart.
  function classLimits(most, before) {
    const top = before ? Math.max(most, before[before.length - 1]) : most;
    const limits = [];
    for (let at = 1; at <= CLASSES; at++) {
      const limit = at === CLASSES ? top : Math.round(top * (at / CLASSES) ** 2);
      if (limit > (limits[limits.length - 1] || 0)) limits.push(limit);
    }
    return limits;
  }

  const classOf = (count, limits) => Math.max(0, limits.findIndex((limit) => count <= limit));

  const classColour = (theme, at) => `rgb(${dawriya.rampColour(theme, [0.05, 0.28, 0.5, 0.72, 0.95][at]).join(" ")})`;

  function fillArea(context, area, view, colour, look) {
    context.save();
    context.beginPath();
    for (const { path, box } of area.paths) if (dawriya.meets(box, view.world)) dawriya.addRing(context, path, view);
    context.globalAlpha = colour ? 0.88 : 1;
    context.fillStyle = colour || dawriya.hatchOf(context, look.tokens["ink-3"], 0.34);
    context.fill("evenodd");
    context.globalAlpha = 1;
    context.strokeStyle = look.tokens.casing;
    context.lineWidth = 1;
    context.stroke();
    context.restore();
  }

  function swatch(colour, look) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [44, 44];
    canvas.setAttribute("aria-hidden", "true");
    const context = canvas.getContext("2d");
    context.scale(2, 2);
    context.beginPath();
    context.rect(2.5, 5.5, 17, 11);
    context.fillStyle = colour || dawriya.hatchOf(context, look.tokens["ink-3"], 0.5);
    context.fill();
    context.strokeStyle = look.tokens["control-line"];
    context.lineWidth = 1;
    context.stroke();
    return canvas;
  }

  dawriya.views = dawriya.views || {};
  Object.assign(dawriya.views, { place: places, governorate: governorates });
})();
