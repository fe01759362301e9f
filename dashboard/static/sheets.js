// What the map is painted on: three sheets that move and zoom with it, base, events, names.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});

  dawriya.Sheets = L.Renderer.extend({
    options: { padding: 0.2 },
    initialize(repaint) {
      L.Renderer.prototype.initialize.call(this, {});
      this.repaint = repaint;
    },
    _initContainer() {
      this._container = document.createElement("div");
      this._container.className = "dw-sheets";
      this.contexts = ["base", "events", "names"].map((name) => {
        const canvas = document.createElement("canvas");
        canvas.dataset.sheet = name;
        this._container.append(canvas);
        return canvas.getContext("2d");
      });
    },
    _destroyContainer() { this._container.remove(); delete this._container; },
    _updatePaths() {},
    _reset() {}, // a view that is set anew ends in a moveend, which updates: painting for both would be twice the work
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const density = window.devicePixelRatio || 1;
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this.density = density;
      for (const { canvas } of this.contexts) {
        const [width, height] = [Math.round(size.x * density), Math.round(size.y * density)];
        if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
        canvas.style.width = `${size.x}px`;
        canvas.style.height = `${size.y}px`;
      }
      this.repaint();
    },
    sheet(number) {
      const context = this.contexts[number];
      context.setTransform(this.density, 0, 0, this.density, 0, 0);
      return context;
    },
  });
})();
