// Pointing at the map: what lies under the mouse, a finger or the keyboard, what is said of it, and what a click opens.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const DAY_MS = 86400000;
  const SETTLE_MS = 140;

  // Methods of the map layer (map.js), kept here because they are a topic of their own.
  dawriya.pointing = {
    // What may wait until the map stands still: the keyboard's buttons.
    settle() {
      clearTimeout(this.keysLater);
      this.keysLater = setTimeout(() => {
        if (!this.isReady) return;
        const [offX, offY] = this.origin();
        const port = this.map.getSize();
        const seen = this.marks.map((mark) => ({ mark, x: mark.atX + offX, y: mark.atY + offY }))
          .filter(({ mark, x, y }) => dawriya.isSeen(mark) && x > 0 && y > 0 && x < port.x && y < port.y).slice(0, 120);
        this.chrome.setKeys(seen.map(({ mark, x, y }) => ({
          key: mark.key, x, y,
          text: (mark.words ? [mark.words(this.look)] : this.tipLines(mark, true).map((line) => line.text)).join(", "),
          act: () => this.open(mark),
          enter: () => this.showTip(mark),
        })));
        if (this.focusNext) this.chrome.focusKey(this.focusNext);
        this.focusNext = null;
      }, SETTLE_MS);
    },

    markAt(point, isTouch) {
      const [offX, offY] = this.origin();
      const x = point.x - offX, y = point.y - offY;
      let best = null, nearest = Infinity;
      for (const mark of this.marks) {
        const distance = Math.hypot(mark.atX - x, mark.atY - y);
        const reach = Math.max(dawriya.radiusOf(mark) + 3, isTouch ? 22 : 0);
        if (distance <= reach && distance <= nearest && dawriya.isSeen(mark, x)) { best = mark; nearest = distance; }
      }
      return best || (this.views ? this.views.markAt(x, y) : null);
    },

    hover(event) {
      if (!this.isReady) return;
      if (this.tool) { this.tool.hover(event); return; }
      const mark = this.markAt(event.containerPoint, false);
      this.map.getContainer().style.cursor = mark ? "pointer" : "";
      if (mark) this.showTip(mark);
      else this.leaveMark();
    },

    leaveMark() {
      this.chrome.hideTip();
      this.tellParts("point", null);
    },

    // `at` is [x, y] of the map's own pixels where the mark is not at its place on the large map, as on small ones.
    showTip(mark, at) {
      const [offX, offY] = this.origin();
      const [x, y] = at || [mark.atX + offX, mark.atY + offY];
      this.hinted = mark;
      this.tellParts("point", mark);
      this.chrome.showTip(x, y, this.tipLines(mark));
      if (mark.count === 1 && !mark.lines && !mark.events.details) {
        mark.events.loadDetails().then(() => {
          if (this.hinted === mark && this.chrome.tip.style.display === "block") this.showTip(mark, at);
        });
      }
    },

    // What is said of a mark; of a cluster its kinds too unless it is to be `brief`, for they have to be counted.
    tipLines(mark, brief) {
      if (mark.lines) return mark.lines(this.look);
      if (mark.count > 1 && !brief && mark.cells.length) return this.clusterLines(mark);
      const { words, theme, name } = this.look;
      if (mark.count > 1) {
        const head = (mark.layer ? words.incidents : words.patrols).replace("{n}", this.look.dates.number(mark.count));
        const shares = mark.events.shares(mark).slice(0, 5).map(({ force, share }) =>
          ({ text: `${name(force)} ${Math.max(1, Math.round(share * mark.count))}`, colours: [force[theme]] }));
        return [{ text: head }, ...shares];
      }
      const { events, first: index } = mark;
      const forces = events.forces(index);
      const lines = [{ text: name(events.kind(index)) }];
      for (const force of forces) lines.push({ text: name(force), colours: [force[theme]] });
      const place = events.details ? this.placeName(mark) : "";
      if (place) lines.push({ text: place });
      lines.push({ text: this.dateText(mark) });
      return lines;
    },

    placeName({ events, first }) {
      const { places, place, languages } = events.details;
      const names = places[place[first]];
      return names[languages.indexOf(this.look.lang)] || names.find(Boolean) || "";
    },

    dateText({ events, first: index }) {
      const days = events.days(index);
      if (!days) return this.look.words.undated;
      const [from, to] = days.map((day) => new Date(day * DAY_MS));
      return days[0] === days[1] ? this.look.dates.format(from) : this.look.dates.formatRange(from, to);
    },

    click(event) {
      if (!this.isReady) return;
      if (this.tool) { this.tool.click(event); return; }
      const isTouch = event.originalEvent && (event.originalEvent.pointerType === "touch" || matchMedia("(pointer: coarse)").matches);
      const mark = this.markAt(event.containerPoint, isTouch);
      if (mark) this.open(mark, event.containerPoint);
      else this.closeFan();
    },

    // One event is selected; a cluster is zoomed into, or fanned out where its events lie on one spot. `at` is the
    // point of the map (pixels) that was clicked; the keyboard has none.
    open(mark, at) {
      this.chrome.hideTip();
      if (mark.open) {
        mark.open();
        return;
      }
      if (mark.count === 1) {
        mark.events.loadDetails().then((details) => this.select(details.ids[mark.first], true));
        return;
      }
      const { size } = this.view();
      const span = Math.max(mark.right - mark.left, mark.bottom - mark.top) / size;
      const atLastZoom = span * 256 * 2 ** Math.min(14, this.map.getMaxZoom());
      if (atLastZoom < 24 || this.map.getZoom() >= 13.5) {
        this.openFanOf(mark);
        return;
      }
      this.zoomInto(mark, at);
    },

    openFanOf(mark) {
      const { events, layer, members, key } = mark;
      this.fan = { events, layer, first: members[0], key };
      // Who opened it by the keyboard goes on among its events.
      if (this.chrome.hasFocus()) this.focusNext = events.mark(members[0], 0, 0).key;
      this.paintEvents();
    },

    // By Escape, too; true where there was one.
    closeFan() {
      if (!this.fan) return false;
      if (this.chrome.hasFocus()) this.focusNext = this.fan.key;
      this.fan = null;
      this.chrome.hideTip();
      this.paintEvents();
      return true;
    },

    // As near as shows all of a cluster's events around the point that was clicked, which stays where it is.
    zoomInto(mark, at) {
      const { map } = this;
      const view = this.view(), [offX, offY] = this.origin(), port = map.getSize(), pad = 40;
      const point = at || L.point(mark.atX + offX, mark.atY + offY);
      const [x, y] = [point.x - offX + view.left, point.y - offY + view.top];
      const sides = [
        [x - mark.left, point.x - pad], [mark.right - x, port.x - point.x - pad],
        [y - mark.top, point.y - pad], [mark.bottom - y, port.y - point.y - pad],
      ];
      const times = Math.min(...sides.map(([reach, room]) => (reach > 1 ? Math.max(room, 0) / reach : Infinity)));
      const step = Math.min(4, Math.max(1, Math.log2(Math.max(times, 1))));
      const zoom = Math.min(14, map.getMaxZoom(), map.getZoom() + Math.floor(step * 4) / 4);
      map.setZoomAround(point, zoom, { animate: !dawriya.isCalm() });
    },

    // A cluster's layer, kinds and forces with their numbers, counted over all its events when it is pointed at.
    clusterLines(mark) {
      if (mark.told && mark.told.look === this.look) return mark.told.lines;
      const { events } = mark, { shown } = events, { cellOf } = events.cells;
      const cells = new Set(mark.cells), kinds = new Map(), forces = new Map(), layers = [0, 0];
      const add = (map, value) => map.set(value, (map.get(value) || 0) + 1);
      for (let k = 0; k < shown.length; k++) {
        const i = shown[k];
        if (!cells.has(cellOf[i]) || i === events.apart) continue;
        layers[mark.layer]++;
        add(kinds, events.columns.kind[i]);
        for (const force of events.meta.sets[events.columns.set[i]].drawn) add(forces, force);
      }
      const lines = dawriya.countLines(events, layers, kinds, forces, this.look);
      mark.told = { look: this.look, lines };
      return lines;
    },
  };
})();
