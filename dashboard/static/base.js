// The base map: reads its one file, and draws sea, land, lakes, rivers, roads, governorates and borders.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const UNIT = 2 ** 24; // positions in the files are whole numbers of this part of the world's width

  // Steps [x, y, dx, dy, …] as world positions (0 to 1) in one Float64Array; widens `box` [left, top, right, bottom].
  function readPath(steps, box) {
    const path = new Float64Array(steps.length);
    let x = 0, y = 0;
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      path[i] = x / UNIT;
      path[i + 1] = y / UNIT;
      if (box) {
        box[0] = Math.min(box[0], path[i]); box[1] = Math.min(box[1], path[i + 1]);
        box[2] = Math.max(box[2], path[i]); box[3] = Math.max(box[3], path[i + 1]);
      }
    }
    return path;
  }

  const emptyBox = () => [1, 1, 0, 0];

  // Areas and lines as the file has them ({…, paths}), with paths read and a box each.
  function readFeatures(features) {
    return features.map((feature) => {
      const box = emptyBox();
      const paths = feature.paths.map((steps) => {
        const own = emptyBox();
        const path = readPath(steps, own);
        for (const side of [0, 1]) box[side] = Math.min(box[side], own[side]);
        for (const side of [2, 3]) box[side] = Math.max(box[side], own[side]);
        return { path, box: own };
      });
      const label = feature.label ? feature.label.map((value) => value / UNIT) : null;
      return { ...feature, paths, box, label };
    });
  }

  function readBase(file) {
    const { x, y } = file.towns;
    return {
      countries: readFeatures(file.countries),
      governorates: readFeatures(file.governorates),
      governorateLines: readFeatures(file.governorate_lines),
      lakes: readFeatures(file.lakes),
      rivers: readFeatures(file.rivers),
      roads: readFeatures(file.roads),
      borders: readFeatures(file.borders),
      towns: { ...file.towns, x: x.map((v) => v / UNIT), y: y.map((v) => v / UNIT) },
    };
  }

  const meets = (box, view) => box[0] <= view[2] && box[2] >= view[0] && box[1] <= view[3] && box[3] >= view[1];

  // Adds closed rings to the context's path; `view` is {size, left, top, world: box in world positions}.
  function traceArea(context, feature, view) {
    context.beginPath();
    for (const { path, box } of feature.paths) {
      if (!meets(box, view.world)) continue;
      addRing(context, path, view);
    }
  }

  function addRing(context, path, view) {
    let lastX = NaN, lastY = NaN;
    for (let i = 0; i < path.length; i += 2) {
      const x = path[i] * view.size - view.left, y = path[i + 1] * view.size - view.top;
      // Steps under half a pixel can't be seen; dropping them makes a coarse view quick.
      if (i && i < path.length - 2 && Math.abs(x - lastX) < 0.6 && Math.abs(y - lastY) < 0.6) continue;
      if (i) context.lineTo(x, y);
      else context.moveTo(x, y);
      lastX = x; lastY = y;
    }
    context.closePath();
  }

  // Adds the pieces of lines that can be seen; `closed` also joins each ring's end to its start.
  function traceLine(context, feature, view, closed) {
    context.beginPath();
    for (const { path, box } of feature.paths) {
      if (!meets(box, view.world)) continue;
      addLine(context, path, view, closed);
    }
  }

  function addLine(context, path, view, closed) {
    const [left, top, right, bottom] = view.world;
    let drawing = false, lastX = NaN, lastY = NaN;
    const count = path.length / 2 + (closed ? 1 : 0);
    for (let k = 1; k < count; k++) {
      const a = (k - 1) * 2, b = (k % (path.length / 2)) * 2;
      const x1 = path[a], y1 = path[a + 1], x2 = path[b], y2 = path[b + 1];
      const isOut = (x1 < left && x2 < left) || (x1 > right && x2 > right) || (y1 < top && y2 < top) || (y1 > bottom && y2 > bottom);
      if (isOut) { drawing = false; continue; }
      if (!drawing) {
        lastX = x1 * view.size - view.left; lastY = y1 * view.size - view.top;
        context.moveTo(lastX, lastY);
        drawing = true;
      }
      const x = x2 * view.size - view.left, y = y2 * view.size - view.top;
      if (k < count - 1 && Math.abs(x - lastX) < 0.6 && Math.abs(y - lastY) < 0.6) continue;
      context.lineTo(x, y);
      lastX = x; lastY = y;
    }
  }

  function strokeLines(context, features, view, colour, width, dash) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash(dash || []);
    for (const feature of features) {
      if (!meets(feature.box, view.world)) continue;
      traceLine(context, feature, view, feature.closed);
      context.stroke();
    }
    context.setLineDash([]);
  }

  function fillAreas(context, features, view, colour, edge) {
    context.fillStyle = colour;
    for (const feature of features) {
      if (!meets(feature.box, view.world)) continue;
      traceArea(context, feature, view);
      context.fill("evenodd");
      if (edge) {
        // Hides the hairline of sea that antialiasing leaves between two neighbours.
        context.strokeStyle = colour;
        context.lineWidth = 0.8;
        context.stroke();
      }
    }
  }

  function drawBase(context, base, view, tokens) {
    context.save();
    context.fillStyle = tokens.sea;
    context.fillRect(0, 0, view.width, view.height);
    context.lineJoin = "round";
    context.lineCap = "round";
    if (base) {
      const home = base.countries.filter((country) => country.home);
      fillAreas(context, base.countries.filter((country) => !country.home), view, tokens.neighbour, true);
      fillAreas(context, home, view, tokens.land, true);
      fillAreas(context, base.lakes, view, tokens.lake);
      const wide = view.zoom >= 9 ? 1.5 : 1;
      strokeLines(context, base.roads.filter((road) => view.zoom >= 6), view, tokens.road, 1.4 * wide);
      strokeLines(context, base.rivers, view, tokens.river, view.zoom < 5.5 ? 0.8 : 1.3 * wide);
      drawBorders(context, base, view, tokens);
    }
    context.restore();
  }

  // Of `tokens` it takes the colours of borders and of governorates' lines.
  function drawBorders(context, base, view, tokens) {
    if (view.zoom >= 5.5) {
      context.lineCap = "butt";
      const foreign = base.governorateLines.filter((one) => !one.home);
      context.globalAlpha = 0.6;
      if (view.zoom >= 6.5) strokeLines(context, foreign, view, tokens.governorate, 0.8);
      context.globalAlpha = 1;
      strokeLines(context, base.governorateLines.filter((one) => one.home), view, tokens.governorate, 1, [4, 2.4, 1, 2.4]);
      context.lineCap = "round";
    }
    strokeLines(context, base.borders, view, tokens.border, view.zoom < 5 ? 0.8 : 1.35);
  }

  // Whether a world position lies in an area, by the even-odd rule over all its rings.
  function contains(feature, x, y) {
    const { box, paths } = feature;
    if (x < box[0] || x > box[2] || y < box[1] || y > box[3]) return false;
    let inside = false;
    for (const ring of paths) {
      if (y < ring.box[1] || y > ring.box[3]) continue;
      const path = ring.path;
      for (let i = 0, j = path.length - 2; i < path.length; j = i, i += 2) {
        if (path[i + 1] > y !== path[j + 1] > y
            && x < ((path[j] - path[i]) * (y - path[i + 1])) / (path[j + 1] - path[i + 1]) + path[i]) inside = !inside;
      }
    }
    return inside;
  }

  Object.assign(dawriya, { readPath, readBase, drawBase, drawBorders, strokeLines, addRing, addLine, meets, contains });
})();
