// Routes of patrols and convoys: a line in the force's colour on a casing, with chevrons that point the way; dotted where
// only the stops are known.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const ROUTE = 3, INFERRED = 4; // styles of a shape; see packing.py
  const STEP_PX = 55, ARM_PX = 5.2;

  dawriya.isRoute = (shape) => shape.style === ROUTE || shape.style === INFERRED;

  // `paths` are world positions; `look` as for drawShape.
  dawriya.drawRoute = function (context, shape, view, force, look) {
    const colour = dawriya.lineOf(force, look.theme);
    const isInferred = shape.style === INFERRED;
    context.save();
    context.lineJoin = context.lineCap = "round";
    context.beginPath();
    for (const path of shape.paths) dawriya.addLine(context, path, view);
    stroke(context, look.tokens.casing, 5.4, isInferred ? 0.75 : 1);
    if (isInferred) context.setLineDash([1.5, 5.4]);
    stroke(context, colour, look.selected ? 3.4 : 2.6, 1);
    context.setLineDash([]);
    const steps = shape.paths.flatMap((path) => chevronsAlong(path, view));
    for (const [tone, width] of [[look.tokens.casing, 4.8], [colour, 2.4]]) {
      context.beginPath();
      for (const step of steps) addChevron(context, step);
      stroke(context, tone, width, 1);
    }
    context.restore();
  };

  function stroke(context, colour, width, strength) {
    context.globalAlpha = strength;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
    context.globalAlpha = 1;
  }

  // Where chevrons stand, {x, y, angle}: every 55 pixels of what is in view, one in the middle of what is shorter.
  function chevronsAlong(path, view) {
    const points = [];
    for (let i = 0; i < path.length; i += 2) points.push([path[i] * view.size - view.left, path[i + 1] * view.size - view.top]);
    const length = points.reduce((sum, [x, y], at) => (at ? sum + Math.hypot(x - points[at - 1][0], y - points[at - 1][1]) : 0), 0);
    if (length < 18) return [];
    const found = [];
    let next = Math.min(STEP_PX / 2, length / 2), walked = 0;
    for (let at = 1; at < points.length; at++) {
      const [[x1, y1], [x2, y2]] = [points[at - 1], points[at]];
      const piece = Math.hypot(x2 - x1, y2 - y1), angle = Math.atan2(y2 - y1, x2 - x1);
      for (; piece && next <= walked + piece; next += STEP_PX) {
        const share = (next - walked) / piece, x = x1 + (x2 - x1) * share, y = y1 + (y2 - y1) * share;
        if (x > -9 && y > -9 && x < view.width + 9 && y < view.height + 9) found.push({ x, y, angle });
        if (found.length > 400) return found;
      }
      walked += piece;
    }
    return found;
  }

  function addChevron(context, { x, y, angle }) {
    for (const side of [2.5, -2.5]) {
      context.moveTo(x + Math.cos(angle + side) * ARM_PX * 1.2, y + Math.sin(angle + side) * ARM_PX * 1.2);
      context.lineTo(x + Math.cos(angle) * 1.5, y + Math.sin(angle) * 1.5);
    }
  }

  // The bearing (degrees from north) of a route where it passes nearest to a world position: what its symbol points to.
  dawriya.bearingAt = function (shape, x, y) {
    let nearest = Infinity, bearing = 0;
    for (const path of shape.paths) {
      for (let i = 2; i < path.length; i += 2) {
        const dx = path[i] - path[i - 2], dy = path[i + 1] - path[i - 1];
        const whole = dx * dx + dy * dy;
        if (!whole) continue;
        const share = Math.min(1, Math.max(0, ((x - path[i - 2]) * dx + (y - path[i - 1]) * dy) / whole));
        const distance = Math.hypot(path[i - 2] + share * dx - x, path[i - 1] + share * dy - y);
        if (distance < nearest) { nearest = distance; bearing = (Math.atan2(dx, -dy) * 180) / Math.PI; }
      }
    }
    return bearing;
  };
})();
