// What the map shows in one sentence, for who can't see it: the description of the map's region, said again, politely,
// some time after the filter or the window of days has changed. While the time plays it stays silent.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const PAUSE_MS = 700, MOST_FORCES = 4, DAY_MS = 86400000, ID = "dw-summary";

  class Summary {
    constructor(layer) {
      this.layer = layer;
      this.note = document.createElement("p");
      this.note.id = ID;
      this.note.className = "dw-unseen";
      this.note.setAttribute("role", "status");
      layer.map.getContainer().append(this.note);
      layer.map.getContainer().setAttribute("aria-describedby", ID);
    }

    dress(look) {
      this.look = look;
      this.note.lang = look.lang;
      this.later();
    }

    paint() { this.later(); }

    later() {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => (this.layer.isPlaying ? this.later() : this.tell()), PAUSE_MS);
    }

    tell() {
      if (!this.look || !this.layer.isReady) return;
      const text = describe(this.layer.events, this.look);
      if (text !== this.note.textContent) this.note.textContent = text;
    }
  }

  // "35 events: 8 patrols, 27 incidents. 1 Sep 2020 – 12 Oct 2024. Most: Türkiye 12, SDF 9."
  function describe(events, look) {
    const { words, dates } = look;
    const { shown, meta, columns } = events;
    if (!shown.length) return words.empty;
    const sets = new Uint32Array(meta.sets.length), layers = [0, 0];
    let first = Infinity, last = 0;
    for (const index of shown) {
      sets[columns.set[index]]++;
      layers[events.layer(index)]++;
      if (columns.start[index]) first = Math.min(first, columns.start[index]);
      last = Math.max(last, columns.end[index]);
    }
    const day = (number) => new Date((number + meta.epoch) * DAY_MS);
    const days = last ? (first === last ? dates.format(day(first)) : dates.formatRange(day(first), day(last))) : words.undated;
    const parts = [["patrol", layers[0]], ["incident", layers[1]]].filter(([, count]) => count);
    const separator = look.rtl ? "، " : ", ";
    const kinds = parts.map(([name, count]) => dates.counted(name, count)).join(separator);
    const forces = mostForces(sets, meta).map(([force, count]) => `${look.name(force)} ${dates.number(count)}`);
    const most = words.most_forces.replace("{forces}", forces.join(separator));
    return `${dates.counted("event", shown.length)}: ${kinds}. ${days}. ${most}.`;
  }

  // [force, events] of those that most of the events have; an event of two forces counts for both.
  function mostForces(sets, meta) {
    const counts = new Map();
    meta.sets.forEach(({ all }, set) => all.forEach((force) => counts.set(force, (counts.get(force) || 0) + sets[set])));
    const found = [...counts].filter(([, count]) => count).sort((a, b) => b[1] - a[1]);
    return found.slice(0, MOST_FORCES).map(([force, count]) => [meta.forces[force], count]);
  }

  dawriya.parts = dawriya.parts || [];
  dawriya.parts.push((layer) => new Summary(layer));
})();
