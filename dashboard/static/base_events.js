// The files of events: a base that is fetched once, and a delta of the few that have changed since.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const TYPES = { u4: Uint32Array, u2: Uint16Array, u1: Uint8Array };
  const GONE = 7; // a status that no filter lets through

  class EventsBase {
    async load(urls, whenShaped) {
      this.urls = urls;
      this.shapes = new dawriya.Shapes();
      this.shapes.fetch(urls.shapes, whenShaped).catch(() => {}); // until then the map does without
      const [meta, buffer] = await Promise.all([dawriya.getJson(urls.meta), dawriya.getBuffer(urls.columns)]);
      this.meta = meta;
      this.columns = columnsOf(meta, buffer);
      return this;
    }

    // {meta, columns, shapes} of the base's events followed by the delta's; those that are gone pass no filter.
    with({ meta, gone, spots, admins, columns, shapes }) {
      const added = columnsOf(meta, dawriya.decodeBytes(columns).buffer);
      const named = this.meta.admins.concat(meta.admins.filter((_, at) => admins[at] >= this.meta.admins.length));
      const renumbered = {
        set: (number) => number + this.meta.sets.length,
        spot: (number) => spots[number],
        admin1: (number) => admins[number],
        shape: (number) => (number ? number + dawriya.DELTA_SHAPES : 0),
      };
      const all = {};
      for (const [name, values] of Object.entries(this.columns)) {
        all[name] = new values.constructor(this.meta.count + meta.count);
        all[name].set(values);
        all[name].set(renumbered[name] ? added[name].map(renumbered[name]) : added[name], this.meta.count);
      }
      for (const index of gone) all.flags[index] = (all.flags[index] & ~7) | GONE;
      return {
        meta: { ...this.meta, count: this.meta.count + meta.count, sets: this.meta.sets.concat(meta.sets), admins: named },
        columns: all,
        shapes: this.shapes.with(dawriya.decodeBytes(shapes).buffer),
      };
    }

    // {languages, ids, places, place, spots} of all events, the delta's after the base's; an id that is gone stands for nothing.
    async loadDetails(delta) {
      this.detailsWanted = this.detailsWanted || dawriya.getJson(this.urls.details);
      const details = await this.detailsWanted;
      if (!delta) return details;
      const ids = details.ids.concat(delta.details.ids);
      for (const index of delta.gone) ids[index] = null;
      return {
        ...details,
        ids,
        places: details.places.concat(delta.details.places),
        place: details.place.concat(delta.details.place.map((number) => number + details.places.length)),
        spots: details.spots.concat(delta.details.spots.filter((_, at) => delta.spots[at] >= details.spots.length)),
      };
    }
  }

  function columnsOf(meta, buffer) {
    const columns = {};
    for (const { name, type, offset } of meta.columns) columns[name] = new TYPES[type](buffer, offset, meta.count);
    return columns;
  }

  Object.assign(dawriya, { EventsBase, isGone: (flags) => (flags & 7) === GONE });
})();
