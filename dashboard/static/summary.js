// What the map shows in words, for who can't see it: the description of the map's region, said again, politely, some
// time after the filter or the window of days has changed. While the time plays it stays silent.
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
      const several = this.layer.severalSets();
      const text = several ? describeSeveral(several, this.look) : describe(this.layer.events, this.look);
      if (text !== this.note.textContent) this.note.textContent = text;
    }
  }

  // "Two halves are compared. First period: 3 events: 1 patrol, 2 incidents. … Second period: …". Of small maps, which
  // may be a dozen and whose names are their days, each says no more than its numbers.
  function describeSeveral({ kind, sets }, look) {
    const { words } = look;
    const isCompared = kind === "compare";
    const lead = isCompared ? words.summary_compare : words.summary_multiples.replace("{n}", look.dates.number(sets.length));
    const said = sets.map(({ name, events }) =>
      `${name}: ${!events ? words.loading : isCompared ? describe(events, look) : `${numbers(events, look)}.`}`);
    return [lead, ...said].join(" ");
  }

  // "35 events: 8 patrols, 27 incidents".
  function numbers(events, look) {
    const layers = [0, 0];
    for (const index of events.shown) layers[events.layer(index)]++;
    const parts = [["patrol", layers[0]], ["incident", layers[1]]].filter(([, count]) => count);
    const kinds = parts.map(([name, count]) => look.dates.counted(name, count)).join(look.rtl ? "، " : ", ");
    const all = look.dates.counted("event", events.shown.length);
    return kinds ? `${all}: ${kinds}` : all;
  }

  // "35 events: 8 patrols, 27 incidents. 1 Sep 2020 – 12 Oct 2024. Most: Türkiye 12, SDF 9."
  function describe(events, look) {
    const { words, dates } = look;
    const { shown, meta, columns } = events;
    if (!shown.length) return events.count ? words.empty_filtered : words.empty_none;
    const sets = new Uint32Array(meta.sets.length);
    let first = Infinity, last = 0;
    for (const index of shown) {
      sets[columns.set[index]]++;
      if (columns.start[index]) first = Math.min(first, columns.start[index]);
      last = Math.max(last, columns.end[index]);
    }
    const day = (number) => new Date((number + meta.epoch) * DAY_MS);
    const days = last ? (first === last ? dates.format(day(first)) : dates.formatRange(day(first), day(last))) : words.undated;
    const forces = mostForces(sets, meta).map(([force, count]) => `${look.name(force)} ${dates.number(count)}`);
    const most = words.most_forces.replace("{forces}", forces.join(look.rtl ? "، " : ", "));
    return `${numbers(events, look)}. ${days}. ${most}.`;
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
