// Moving the one map by any of several small ones: dragged by a mouse, pinched by two fingers, or by the wheel.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});

  const STILL_PX = 5; // so far a pointer may move and still click

  // A click or a tap calls `openCanvas(canvas)`; `ratio()` is how many pixels of the large map one of a canvas is. One
  // finger scrolls the page, as on any other picture there.
  dawriya.gestures = function (root, map, { openCanvas, ratio }) {
    const down = new Map();
    let pinch = null, moved = 0;

    // A point of a canvas, as a point of the large map's own pixels.
    const onMap = (canvas, clientX, clientY) => {
      const box = canvas.getBoundingClientRect();
      const middle = map.getSize().divideBy(2);
      const fromMiddle = L.point(clientX - box.left - box.width / 2, clientY - box.top - box.height / 2);
      return middle.add(fromMiddle.multiplyBy(ratio()));
    };

    const spread = () => {
      const [a, b] = [...down.values()];
      return { distance: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    };

    root.addEventListener("pointerdown", (event) => {
      if (!(event.target instanceof HTMLCanvasElement) || event.button) return;
      down.set(event.pointerId, { x: event.clientX, y: event.clientY, canvas: event.target });
      event.target.setPointerCapture(event.pointerId);
      moved = down.size === 1 ? 0 : STILL_PX + 1;
      if (down.size === 2) pinch = { ...spread(), zoom: map.getZoom() };
      event.stopPropagation();
    });

    root.addEventListener("pointermove", (event) => {
      const at = down.get(event.pointerId);
      if (!at) return;
      const [dx, dy] = [event.clientX - at.x, event.clientY - at.y];
      moved += Math.abs(dx) + Math.abs(dy);
      const before = down.size === 2 ? spread() : null;
      Object.assign(at, { x: event.clientX, y: event.clientY });
      const step = ratio();
      if (down.size === 2 && pinch) {
        const now = spread();
        map.panBy([(before.x - now.x) * step, (before.y - now.y) * step], { animate: false });
        const zoom = pinch.zoom + Math.log2(now.distance / pinch.distance);
        map.setZoomAround(onMap(at.canvas, now.x, now.y), zoom, { animate: false });
      } else if (event.pointerType !== "touch" && moved > STILL_PX) map.panBy([-dx * step, -dy * step], { animate: false });
    });

    const lift = (event) => {
      const at = down.get(event.pointerId);
      down.delete(event.pointerId);
      pinch = null;
      if (at && event.type === "pointerup" && moved <= STILL_PX) openCanvas(at.canvas);
    };
    root.addEventListener("pointerup", lift);
    root.addEventListener("pointercancel", lift);

    root.addEventListener("wheel", (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (!(event.target instanceof HTMLCanvasElement)) return;
      const zoom = map.getZoom() - event.deltaY / 180;
      map.setZoomAround(onMap(event.target, event.clientX, event.clientY), zoom, { animate: false });
    }, { passive: false });
  };
})();
