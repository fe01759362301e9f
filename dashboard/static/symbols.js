// What is drawn for events: symbols, clusters, uncertainty shapes and routes, on a 2D canvas in CSS pixels.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const NEAR_BLACK = [11, 17, 16];

  function channels(colour) {
    return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  }

  function edgeOf(colour) {
    return `rgb(${channels(colour).map((c, i) => Math.round(c * 0.55 + NEAR_BLACK[i] * 0.45)).join(",")})`;
  }

  function alpha(colour, share) {
    return `rgba(${channels(colour).join(",")},${share})`;
  }

  // White or near-black, whichever stands out on a fill.
  function signOn(colour) {
    const [r, g, b] = channels(colour).map((c) => {
      const v = c / 255;
      return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.36 ? "#17211F" : "#FFFFFF";
  }

  const fillOf = (force, theme) => (force ? force[theme] : "#7B8381");
  const lineOf = (force, theme) => (force ? (theme === "light" ? force.line : force.dark) : "#7B8381");

  function outline(context, layer, sign, x, y, radius) {
    context.beginPath();
    if (layer === 0) {
      context.arc(x, y, radius, 0, Math.PI * 2);
    } else if (sign === "strike") {
      const half = radius * 0.95;
      context.moveTo(x - half, y - half * 0.82);
      context.lineTo(x + half, y - half * 0.82);
      context.lineTo(x, y + half * 0.95);
      context.closePath();
    } else {
      context.moveTo(x, y - radius);
      context.lineTo(x + radius, y);
      context.lineTo(x, y + radius);
      context.lineTo(x - radius, y);
      context.closePath();
    }
  }

  // The fill of one force, or upright parts in the colours of two or three.
  function fillParts(context, layer, sign, x, y, radius, colours) {
    if (colours.length === 1) {
      outline(context, layer, sign, x, y, radius);
      context.fillStyle = colours[0];
      context.fill();
      return;
    }
    context.save();
    outline(context, layer, sign, x, y, radius);
    context.clip();
    const width = (2 * radius) / colours.length;
    colours.forEach((colour, part) => {
      context.fillStyle = colour;
      context.fillRect(x - radius + part * width - 0.2, y - radius - 1, width + 0.4, 2 * radius + 2);
    });
    context.restore();
  }

  function chevron(context, x, y, size, bearing) {
    const angle = ((bearing || 0) * Math.PI) / 180;
    const turn = (dx, dy) => [x + dx * Math.cos(angle) - dy * Math.sin(angle), y + dx * Math.sin(angle) + dy * Math.cos(angle)];
    context.beginPath();
    context.moveTo(...turn(-size, size * 0.5));
    context.lineTo(...turn(0, -size * 0.5));
    context.lineTo(...turn(size, size * 0.5));
    context.stroke();
  }

  const SIGNS = {
    chevron: (c, x, y, bearing) => chevron(c, x, y - 0.2, 3.1, bearing),
    encounter: (c, x, y) => { chevron(c, x - 2.9, y, 2.6, 90); chevron(c, x + 2.9, y, 2.6, -90); },
    cross: (c, x, y) => { line(c, x - 2.5, y - 2.5, x + 2.5, y + 2.5); line(c, x + 2.5, y - 2.5, x - 2.5, y + 2.5); },
    plus: (c, x, y) => { line(c, x - 3.4, y, x + 3.4, y); line(c, x, y - 3.4, x, y + 3.4); },
    bar: (c, x, y) => line(c, x - 3.6, y, x + 3.6, y),
    ring: (c, x, y) => { c.beginPath(); c.arc(x, y, 2.6, 0, Math.PI * 2); c.stroke(); },
    dot: (c, x, y) => { c.beginPath(); c.arc(x, y, 2.9, 0, Math.PI * 2); c.fill(); },
    strike: (c, x, y) => line(c, x, y - 4.6, x, y + 2.2),
  };

  function line(context, x1, y1, x2, y2) {
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
  }

  // One event. `look`: {layer, sign, forces, hollow, bearing, theme, tokens, size}.
  function drawSymbol(context, x, y, look) {
    const forces = look.forces.slice(0, 3).map((force) => force && force.id);
    const key = ["symbol", look.theme, look.layer, look.sign, forces, look.hollow, look.bearing, look.size].join(" ");
    dawriya.stamp(context, x, y, key, 14 * (look.size || 1), (pen) => paintSymbol(pen, 0, 0, look));
  }

  function paintSymbol(context, x, y, look) {
    const { layer, sign, theme, tokens } = look;
    const scale = look.size || 1;
    const radius = (layer === 0 ? 7.5 : 9) * scale;
    const forces = look.forces.length ? look.forces.slice(0, 3) : [null];
    const colours = forces.map((force) => fillOf(force, theme));
    const split = colours.length === 2 || colours.length === 3;
    context.save();
    context.lineJoin = "round";
    context.lineCap = "round";
    outline(context, layer, sign, x, y, radius);
    context.strokeStyle = tokens.casing;
    context.lineWidth = 2 * 1.8 + 1;
    context.stroke();
    if (look.hollow) {
      drawHollow(context, x, y, radius, forces, colours, look);
    } else {
      fillParts(context, layer, sign, x, y, radius, colours);
      outline(context, layer, sign, x, y, radius);
      context.strokeStyle = edgeOf(colours[0]);
      context.lineWidth = 1;
      context.stroke();
    }
    const ink = look.hollow ? lineOf(forces[0], theme) : split ? "#FFFFFF" : signOn(colours[0]);
    context.strokeStyle = context.fillStyle = ink;
    context.lineWidth = 1.7 * scale;
    if (split && !look.hollow) { context.shadowColor = "rgba(11,17,16,.75)"; context.shadowBlur = 1.5; }
    context.translate(x, y);
    context.scale(scale, scale);
    (SIGNS[sign] || SIGNS.dot)(context, 0, layer === 1 && sign === "strike" ? -0.6 : 0, look.bearing);
    context.restore();
  }

  function drawHollow(context, x, y, radius, forces, colours, look) {
    outline(context, look.layer, look.sign, x, y, radius);
    context.fillStyle = look.tokens.card;
    context.fill();
    const width = 2.2;
    const parts = forces.map((force) => lineOf(force, look.theme));
    if (parts.length === 1) {
      outline(context, look.layer, look.sign, x, y, radius - width / 2 + 0.4);
      context.strokeStyle = parts[0];
      context.lineWidth = width;
      context.stroke();
      return;
    }
    parts.forEach((colour, part) => {
      const step = (2 * radius + 4) / parts.length;
      context.save();
      context.beginPath();
      context.rect(x - radius - 2 + part * step, y - radius - 3, step, 2 * radius + 6);
      context.clip();
      outline(context, look.layer, look.sign, x, y, radius - width / 2 + 0.4);
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.stroke();
      context.restore();
    });
  }

  // Points at a share (0 to 1) around a ring or a diamond of a radius, from the top and clockwise.
  function around(layer, radius, share) {
    if (layer === 0) {
      const angle = share * Math.PI * 2 - Math.PI / 2;
      return [Math.cos(angle) * radius, Math.sin(angle) * radius];
    }
    const corners = [[0, -radius], [radius, 0], [0, radius], [-radius, 0], [0, -radius]];
    const side = Math.min(3, Math.floor(share * 4));
    const rest = share * 4 - side;
    const [a, b] = [corners[side], corners[side + 1]];
    return [a[0] + (b[0] - a[0]) * rest, a[1] + (b[1] - a[1]) * rest];
  }

  function strokeShare(context, layer, x, y, radius, from, to) {
    context.beginPath();
    if (layer === 0) {
      context.arc(x, y, radius, from * Math.PI * 2 - Math.PI / 2, to * Math.PI * 2 - Math.PI / 2);
    } else {
      const stops = [from, ...[0.25, 0.5, 0.75].filter((corner) => corner > from && corner < to), to];
      stops.forEach((stop, at) => {
        const [dx, dy] = around(layer, radius, stop);
        if (at) context.lineTo(x + dx, y + dy);
        else context.moveTo(x + dx, y + dy);
      });
    }
    context.stroke();
  }

  const STEPS = 48; // a share is drawn to this part of the ring: two pixels
  // While the days move rings are coarser, so that most are, from one frame to the next, the same.
  const STEPS_MOVING = 16, MOST_MOVING = 4;

  // A cluster: a ring or a diamond whose parts are the forces' shares, with the number in it.
  function drawCluster(context, x, y, mark, shares, look) {
    const half = dawriya.radiusOf(mark);
    const { layer } = mark;
    const steps = look.isMoving ? STEPS_MOVING : STEPS;
    let from = 0;
    const parts = [];
    for (const { force, share } of look.isMoving ? largest(shares) : shares) {
      const to = from + share;
      const part = { force, from: Math.round(from * steps) / steps, to: Math.round(to * steps) / steps };
      if (part.to > part.from) parts.push(part);
      from = to;
    }
    const key = parts.map(({ force, to }) => `${force ? force.id : ""}${to}`).join(" ");
    dawriya.stamp(context, x, y, `ring ${look.theme} ${layer} ${half} ${key}`, half + 6, (pen) =>
      paintRing(pen, layer, half, parts, look));
    const text = short(mark.count);
    dawriya.stamp(context, x, y, `number ${look.theme} ${text}`, 16, (pen) => paintNumber(pen, text, mark.count, look));
  }

  // The largest shares, and what is left as one without a force.
  function largest(shares) {
    if (shares.length <= MOST_MOVING) return shares;
    const kept = shares.slice(0, MOST_MOVING - 1);
    return [...kept, { force: null, share: 1 - kept.reduce((sum, { share }) => sum + share, 0) }];
  }

  function paintRing(context, layer, half, parts, { theme, tokens }) {
    const x = 0, y = 0;
    const radius = layer === 0 ? half : half + 2;
    const width = layer === 0 ? 4 : 3.8;
    context.save();
    outline(context, layer, "", x, y, radius + (layer ? 2.2 : 1.6));
    context.fillStyle = tokens.casing;
    context.fill();
    outline(context, layer, "", x, y, radius);
    context.fillStyle = tokens.card;
    context.fill();
    context.lineWidth = width;
    context.lineCap = "butt";
    context.lineJoin = "miter";
    for (const { force, from, to } of parts) {
      context.strokeStyle = fillOf(force, theme);
      strokeShare(context, layer, x, y, radius - width / 2 - 0.3, from, to);
    }
    context.strokeStyle = edgeOf(fillOf(parts.length ? parts[0].force : null, theme));
    context.lineWidth = 0.8;
    outline(context, layer, "", x, y, radius);
    context.stroke();
    context.restore();
  }

  function paintNumber(context, text, count, look) {
    context.fillStyle = look.tokens.ink;
    context.font = `600 ${count > 999 ? 9.5 : 11}px ${look.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.direction = "ltr";
    context.fillText(text, 0, 0.6);
  }

  function short(count) {
    if (count < 1000) return String(count);
    if (count < 10000) return `${(count / 1000).toFixed(1).replace(".0", "")}k`;
    return `${Math.round(count / 1000)}k`;
  }

  const hatches = new Map();

  // Lines at 45 degrees, 7 px apart; the pattern is made once a colour.
  function hatchOf(context, colour, strength) {
    const key = `${colour}${strength}`;
    if (!hatches.has(key)) {
      const tile = document.createElement("canvas");
      const side = 9.9; // 7 px between the lines, measured across them
      const density = 2;
      tile.width = tile.height = Math.round(side * density);
      const pen = tile.getContext("2d");
      pen.scale(tile.width / side, tile.width / side);
      pen.strokeStyle = alpha(colour, strength);
      pen.lineWidth = 1;
      pen.beginPath();
      for (const at of [-side, 0, side]) { pen.moveTo(at, side); pen.lineTo(at + side, 0); }
      pen.stroke();
      const pattern = context.createPattern(tile, "repeat");
      pattern.setTransform(new DOMMatrix().scale(side / tile.width));
      hatches.set(key, pattern);
    }
    return hatches.get(key);
  }

  // An uncertainty shape, already traced as the context's path. style: 0 area, 1 hatched region, 2 line.
  function drawShape(context, trace, style, force, look) {
    const colour = lineOf(force, look.theme);
    context.save();
    context.lineJoin = "round";
    context.lineCap = "round";
    trace(context);
    if (style === 2) {
      // A line of which no stretch is known: a band along it.
      context.strokeStyle = alpha(colour, look.selected ? 0.26 : 0.17);
      context.lineWidth = 10;
      context.stroke();
      context.setLineDash([3.6, 2.8]);
      context.strokeStyle = colour;
      context.lineWidth = 1.3;
      context.lineCap = "butt";
      context.stroke();
      context.restore();
      return;
    }
    context.globalAlpha = look.fade || 1;
    context.fillStyle = style === 1 ? hatchOf(context, colour, look.selected ? 0.34 : 0.2) : alpha(colour, look.selected ? 0.2 : 0.13);
    context.fill("evenodd");
    context.setLineDash([3.6, 2.8]);
    context.lineCap = "butt";
    context.strokeStyle = colour;
    context.lineWidth = 1.3;
    context.globalAlpha = style === 1 || look.fade < 0.5 ? 0.75 : 1;
    context.stroke();
    context.restore();
  }

  function drawSelection(context, x, y, radius, tokens) {
    context.save();
    for (const [colour, width] of [[tokens.casing, 5], [tokens.ink, 2]]) {
      context.beginPath();
      context.arc(x, y, radius + 6, 0, Math.PI * 2);
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.globalAlpha = width === 5 ? 0.7 : 1;
      context.stroke();
    }
    context.restore();
  }

  Object.assign(dawriya, { drawSymbol, drawCluster, drawShape, drawSelection, hatchOf, alpha, lineOf, fillOf });
})();
