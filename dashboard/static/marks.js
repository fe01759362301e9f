// The marks of the events in view: where each stands, and how it is painted with its shape or route.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const FAN_MAX = 48;

  // Methods of the map layer (map.js), kept here because they are a topic of their own.
  dawriya.marking = {
    marksOf(view, events) {
      const margin = 40;
      const box = {
        left: view.left - margin, top: view.top - margin,
        right: view.left + view.width + margin, bottom: view.top + view.height + margin,
      };
      const marks = events.marks(box, view.size, this.chosenIn(events));
      for (const mark of marks) mark.events = events;
      dawriya.spread(marks, view.zoom < 6 ? 10 : 20);
      const fanned = this.fan ? this.openFan(marks) : marks;
      for (const mark of fanned) { mark.atX -= view.left; mark.atY -= view.top; }
      // Selected last, so that nothing covers it; else from north to south, as things stand on the ground.
      return fanned.sort((a, b) => (this.isChosen(a) ? 1 : 0) - (this.isChosen(b) ? 1 : 0) || a.atY - b.atY);
    },

    isChosen(mark) { return mark.count === 1 && mark.first === this.chosenIn(mark.events); },

    // The events of a cluster that lie on one spot, each by itself on a ring around it.
    openFan(marks) {
      const { events, layer, first } = this.fan;
      const isHost = (mark) =>
        mark.events === events && mark.layer === layer && mark.count > 1 && mark.members.includes(first);
      const host = marks.find(isHost);
      if (!host) return marks;
      const members = host.members.slice(0, FAN_MAX);
      const legs = members.map((index, at) => {
        const ring = Math.floor(at / 10), inRing = Math.min(10, members.length - ring * 10);
        const angle = ((at % 10) / inRing) * Math.PI * 2 - Math.PI / 2 + ring * 0.3;
        const reach = 30 + ring * 24;
        const mark = events.mark(index, host.x, host.y);
        const [atX, atY] = [host.atX + Math.cos(angle) * reach, host.atY + Math.sin(angle) * reach];
        return Object.assign(mark, { events, atX, atY, legTo: host });
      });
      const rest = host.count - members.length;
      const others = marks.filter((mark) => mark !== host);
      return rest > 0 ? [...others, Object.assign(host, { count: rest, sumShape: 0 }), ...legs] : [...others, ...legs];
    },

    paintShapes(context, view, marks) {
      const wanted = new Map(), routes = [];
      for (const mark of marks) {
        const shape = mark.events.shapes.at(mark.shape);
        if (!shape || !(this.isChosen(mark) || this.isWorthDrawing(shape, view))) continue;
        if (dawriya.isRoute(shape)) routes.push(mark);
        else if (this.params.shapes !== false) wanted.set(mark.shape, mark); // a route is no doubt: it stays
      }
      // Many shapes over one another would hide the land: their fills fade, their edges stay.
      const fade = Math.min(1, 10 / wanted.size);
      for (const mark of wanted.values()) {
        const shape = mark.events.shapes.at(mark.shape);
        const isChosen = this.isChosen(mark);
        const trace = (pen) => {
          pen.beginPath();
          for (const path of shape.paths) {
            if (shape.style === 2) dawriya.addLine(pen, path, view);
            else dawriya.addRing(pen, path, view);
          }
        };
        const [first] = mark.events.shares(mark);
        const look = { ...this.look, selected: isChosen, fade: isChosen ? 1 : fade };
        dawriya.drawShape(context, trace, shape.style, first && first.force, look);
      }
      for (const mark of routes) {
        const [first] = mark.events.shares(mark);
        const look = { ...this.look, selected: this.isChosen(mark) };
        dawriya.drawRoute(context, mark.events.shapes.at(mark.shape), view, first && first.force, look);
      }
    },

    // Neither too small to be told from the symbol nor so large that all of the view lies inside.
    isWorthDrawing({ box }, view) {
      const inner = view.inner;
      const wide = (box[2] - box[0]) * view.size, tall = (box[3] - box[1]) * view.size;
      const [seenWide, seenTall] = [(inner[2] - inner[0]) * view.size, (inner[3] - inner[1]) * view.size];
      const coversView = wide > 1.5 * seenWide && tall > 1.5 * seenTall;
      return Math.max(wide, tall) >= 24 && !coversView && dawriya.meets(box, view.world);
    },

    paintMark(context, view, mark) {
      const { atX: x, atY: y, events } = mark;
      if (mark.legTo) this.paintLeg(context, view, mark);
      if (mark.count > 1) {
        dawriya.drawCluster(context, x, y, mark, events.shares(mark), this.look);
        return;
      }
      const kind = events.kind(mark.first);
      const forces = events.forces(mark.first);
      const isChosen = this.isChosen(mark);
      if (isChosen) dawriya.drawSelection(context, x, y, dawriya.radiusOf(mark), this.look.tokens);
      const shape = events.shape(mark.first);
      const bearing = shape && dawriya.isRoute(shape) ? dawriya.bearingAt(shape, ...events.point(mark.first)) : 0;
      dawriya.drawSymbol(context, x, y, {
        ...this.look, bearing, layer: mark.layer, sign: kind.sign, forces, hollow: events.isHollow(mark.first),
      });
    },

    paintLeg(context, view, mark) {
      context.save();
      context.strokeStyle = this.look.tokens["ink-3"];
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(mark.legTo.x - view.left, mark.legTo.y - view.top);
      context.lineTo(mark.atX, mark.atY);
      context.stroke();
      context.restore();
    },
  };
})();
