// Lines between the two events of an encounter, beneath their marks; the view goes around them when they change.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  dawriya.parts = dawriya.parts || [];
  const DASHES = [[], [7, 4], [1.5, 5]]; // certain, likely, possible: told apart without colour

  const east = (lon) => (lon + 180) / 360;
  const south = (lat) => {
    const sine = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  };

  dawriya.parts.push((layer) => {
    let lines = [];
    let look = null;
    let around = "";
    return {
      dress(next) { look = next; },
      take(params) {
        const links = params.links || { lines: [], bounds: null };
        lines = links.lines.map(([lonA, latA, lonB, latB, sure]) => [east(lonA), south(latA), east(lonB), south(latB), sure]);
        const bounds = JSON.stringify(links.bounds);
        if (!links.bounds || bounds === around) return;
        around = bounds;
        const [west, low, right, high] = links.bounds;
        layer.fit([west - 0.08, low - 0.06, right + 0.08, high + 0.06]);
        layer.isFitted = true;
      },
      paint(context, view) {
        if (!lines.length || !look) return;
        context.save();
        context.globalCompositeOperation = "destination-over"; // the marks are painted already, and stay on top
        context.lineCap = "round";
        for (const [colour, width] of [[look.tokens.ink, 2], [look.tokens.casing, 4.6]]) {
          context.strokeStyle = colour;
          context.lineWidth = width;
          for (const [x1, y1, x2, y2, sure] of lines) {
            context.setLineDash(width < 3 ? DASHES[sure] : []);
            context.beginPath();
            context.moveTo(x1 * view.size - view.left, y1 * view.size - view.top);
            context.lineTo(x2 * view.size - view.left, y2 * view.size - view.top);
            context.stroke();
          }
        }
        context.restore();
      },
    };
  });
})();
