// Small pictures drawn once and then copied: a copy costs a tenth of the drawing, and playback draws hundreds a frame.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const MOST_PIXELS = 6000000; // 24 MB
  const MOST_SEEN = 20000;
  const OFTEN = 8; // to make a picture costs as much as some drawings: only of what is painted again and again
  const seen = new Map(); // in how many paintings was drawn what has no picture, and in which one last
  let stamps = new Map();
  let pixels = 0;
  let painting = 0;

  // Draws at (x, y), CSS pixels, what `draw(context)` draws at (0, 0) within `reach` pixels; what is drawn often by
  // a copy that `key` stands for. Both sit on whole pixels of the screen, so they look the same.
  function stamp(context, x, y, key, reach, draw) {
    const { a: scale, b: turn, e: left, f: top } = context.getTransform();
    if (turn) { // on paper or turned: no pixels to sit on
      context.save();
      context.translate(x, y);
      draw(context);
      context.restore();
      return;
    }
    const known = `${scale} ${key}`;
    const [middleX, middleY] = [Math.round(x * scale + left), Math.round(y * scale + top)];
    const picture = stamps.get(known) || (isDrawnOften(known) && keep(known, scale, reach, draw));
    if (!picture) {
      context.save();
      context.setTransform(scale, 0, 0, scale, middleX, middleY);
      draw(context);
      context.restore();
      return;
    }
    const half = picture.width / 2;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(picture, middleX - half, middleY - half);
    context.setTransform(scale, 0, 0, scale, left, top);
  }

  function isDrawnOften(key) {
    const { times, last } = seen.get(key) || { times: 0 };
    if (last === painting) return false;
    if (times + 1 === OFTEN) return seen.delete(key);
    if (seen.size > MOST_SEEN) seen.clear();
    seen.set(key, { times: times + 1, last: painting });
    return false;
  }

  // Told before all events are painted anew.
  function beginPainting() { painting += 1; }

  function keep(key, scale, reach, draw) {
    const side = 2 * Math.ceil(reach * scale);
    const sheet = new OffscreenCanvas(side, side);
    const context = sheet.getContext("2d");
    context.setTransform(scale, 0, 0, scale, side / 2, side / 2);
    draw(context);
    const picture = sheet.transferToImageBitmap(); // copied twice as fast as a canvas
    pixels += side * side;
    if (pixels > MOST_PIXELS) { // begin anew: what is still on the screen is soon drawn again
      forgetStamps();
      pixels = side * side;
    }
    stamps.set(key, picture);
    return picture;
  }

  // Pictures with letters in them, drawn before the typeface was there, are no longer right.
  function forgetStamps() {
    for (const picture of stamps.values()) picture.close();
    stamps = new Map();
    pixels = 0;
  }

  Object.assign(dawriya, { stamp, forgetStamps, beginPainting });
})();
