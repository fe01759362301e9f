// The map and the timeline point at each other: a bar's events are ringed here, a mark's days are told to the timeline.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const RING_PX = 4; // outside the mark; the selected event's ring is wider

  class Linking {
    constructor(layer) {
      this.layer = layer;
      this.days = null; // [first, last] of the bar that is pointed at
      this.pointed = null;
      this.canvas = document.createElement("canvas");
      this.canvas.dataset.sheet = "rings";
      this.ringed = [];
      const shared = (window.parent.dawriyaMap = window.parent.dawriyaMap || {});
      this.shared = shared;
      shared.setHover = (days) => this.setHover(days);
      shared.ringed = () => this.ringed.map((mark) => ({ first: mark.first, layer: mark.layer, count: mark.count }));
      layer.map.on("mouseout zoomstart movestart", () => this.point(null));
    }

    take() { this.point(null); }
    paint() { this.paintRings(); }

    // ---- from the timeline ------------------------------------------------------------------------------------

    setHover(days) {
      this.days = days;
      this.paintRings();
    }

    // On a sheet of its own: pointing at a bar paints no event anew.
    paintRings() {
      const { layer, canvas } = this;
      const model = layer.sheets.contexts[1].canvas;
      if (!this.days && !this.ringed.length) return;
      if (!canvas.isConnected) layer.sheets._container.append(canvas);
      if (canvas.width !== model.width || canvas.height !== model.height) { canvas.width = model.width; canvas.height = model.height; }
      canvas.style.width = model.style.width;
      canvas.style.height = model.style.height;
      const pen = canvas.getContext("2d");
      const density = layer.sheets.density;
      pen.setTransform(density, 0, 0, density, 0, 0);
      pen.clearRect(0, 0, canvas.width, canvas.height);
      this.ringed = this.days && layer.isReady ? marksOf(layer.marks, this.days) : [];
      const { tokens } = layer.look || {};
      for (const mark of this.ringed) {
        pen.beginPath();
        pen.arc(mark.atX, mark.atY, dawriya.radiusOf(mark) + RING_PX, 0, Math.PI * 2);
        for (const [colour, width] of [[tokens.card, 4.5], [tokens.accent, 2.2]]) {
          pen.strokeStyle = colour;
          pen.lineWidth = width;
          pen.stroke();
        }
      }
    }

    // ---- to the timeline --------------------------------------------------------------------------------------

    // A mark, or null where none is pointed at any more.
    point(mark) {
      if (mark === this.pointed) return;
      this.pointed = mark;
      if (this.shared.onPoint) this.shared.onPoint(mark ? daysOf(mark) : null);
    }
  }

  // The marks with an event that has a day of [first, last]. A count of several at a place or in an area has no cells.
  function marksOf(marks, days) {
    const found = new Set();
    const byCell = new Map(); // of each set of events that is drawn, the mark that each cell went into
    for (const mark of marks) {
      const { events } = mark;
      if (!events || !mark.cells || !events.columns.start) continue;
      if (mark.count === 1) {
        if (meets(events, mark.first, days)) found.add(mark);
        continue;
      }
      if (!mark.cells.length) continue;
      if (!byCell.has(events)) byCell.set(events, new Map());
      for (const cell of mark.cells) byCell.get(events).set(cell, mark);
    }
    for (const [events, markOf] of byCell) {
      const { isShown, cells: { cellOf }, apart, columns: { start, end }, meta: { epoch } } = events;
      const [from, to] = [days[0] - epoch, days[1] - epoch];
      for (let i = 0, n = events.count; i < n; i++) {
        if (!isShown[i] || start[i] > to || end[i] < from || !start[i] || i === apart) continue;
        const mark = markOf.get(cellOf[i]);
        if (mark) found.add(mark);
      }
    }
    return [...found];
  }

  function meets(events, index, [first, last]) {
    const days = events.days(index);
    return days !== null && days[1] >= first && days[0] <= last;
  }

  // The days of a mark's events as [[first, last], …], in order and joined where they touch; undated ones have none,
  // nor has a count of several at a place or in an area.
  function daysOf({ events, cells, count, first }) {
    if (!events || !cells) return [];
    const spans = count === 1 ? [events.days(first)].filter(Boolean) : spansIn(events, new Set(cells));
    const runs = [];
    for (const [from, to] of spans.sort((a, b) => a[0] - b[0])) {
      const run = runs[runs.length - 1];
      if (run && from <= run[1] + 1) run[1] = Math.max(run[1], to);
      else runs.push([from, to]);
    }
    return runs;
  }

  function spansIn(events, cells) {
    if (!cells.size) return []; // nor may the events' own be laid yet
    const { isShown, cells: { cellOf }, apart, columns: { start, end }, meta: { epoch } } = events;
    const lasts = new Map(); // by the first day: no more entries than days, however many events
    for (let i = 0, n = events.count; i < n; i++) {
      if (!isShown[i] || !start[i] || i === apart || !cells.has(cellOf[i])) continue;
      if (!(lasts.get(start[i]) >= end[i])) lasts.set(start[i], end[i]);
    }
    return Array.from(lasts, ([from, to]) => [from + epoch, to + epoch]);
  }

  dawriya.parts = dawriya.parts || [];
  dawriya.parts.push((layer) => {
    const linking = new Linking(layer);
    return { take: () => linking.take(), paint: () => linking.paint(), point: (mark) => linking.point(mark) };
  });
})();
