// The uncertainty shapes: one file, fetched beside the first paint, of which a shape is read when it is to be drawn.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});

  const DELTA_SHAPES = 2147483648; // from here on a number is one of the delta's own

  class Shapes {
    constructor() { this.read = new Map(); }

    // The same shapes and those of a delta.
    with(buffer) {
      const more = new Shapes();
      more.open(buffer);
      return { at: (number) => (number > DELTA_SHAPES ? more.at(number - DELTA_SHAPES) : this.at(number)) };
    }

    // `then` is called when the shapes are there.
    fetch(url, then) {
      return dawriya.getBuffer(url).then((buffer) => {
        this.open(buffer);
        then();
      });
    }

    open(buffer) {
      const count = new Uint32Array(buffer, 0, 1)[0];
      this.begins = new Uint32Array(buffer, 4, count + 1);
      this.bytes = new Uint8Array(buffer, 8 + 4 * count);
    }

    // The shape of a number from 1 on: {style, paths, box} in world positions; null for 0 and before they are there.
    at(number) {
      if (!number || !this.begins) return null;
      if (!this.read.has(number)) this.read.set(number, this.decode(number - 1));
      return this.read.get(number);
    }

    decode(at) {
      const { bytes } = this;
      let place = this.begins[at];
      const next = () => {
        let value = 0, factor = 1, byte;
        do {
          byte = bytes[place++];
          value += (byte & 127) * factor;
          factor *= 128;
        } while (byte & 128);
        return value % 2 ? -(value + 1) / 2 : value / 2;
      };
      const style = next(), box = [1, 1, 0, 0];
      const paths = Array.from({ length: next() }, () =>
        dawriya.readPath(Array.from({ length: next() * 2 }, next), box));
      return { style, paths, box };
    }
  }

  Object.assign(dawriya, { Shapes, DELTA_SHAPES });
})();
