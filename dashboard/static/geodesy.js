// Lengths and areas on the WGS84 ellipsoid, and the way between two points as a line to draw. Points are {lat, lng} in degrees.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const A = 6378137, F = 1 / 298.257223563, B = A * (1 - F), E2 = F * (2 - F), E = Math.sqrt(E2);
  const RADIANS = Math.PI / 180;
  const MOST_ROUNDS = 100;
  const STEP_DEGREES = 1;

  // Metres of the shortest way between two points: Vincenty's inverse formula (1975), good to a millimetre. It does not
  // converge for points nearly opposite each other on the globe; there the sphere answers, within 0.6 %.
  function distance(from, to) {
    const span = Math.atan2(Math.sin((to.lng - from.lng) * RADIANS), Math.cos((to.lng - from.lng) * RADIANS));
    const u1 = Math.atan((1 - F) * Math.tan(from.lat * RADIANS)), u2 = Math.atan((1 - F) * Math.tan(to.lat * RADIANS));
    const [sin1, cos1, sin2, cos2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
    let lambda = span;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const sinSigma = Math.hypot(cos2 * Math.sin(lambda), cos1 * sin2 - sin1 * cos2 * Math.cos(lambda));
      if (sinSigma === 0) return 0;
      const cosSigma = sin1 * sin2 + cos1 * cos2 * Math.cos(lambda);
      const sigma = Math.atan2(sinSigma, cosSigma);
      const sinAlpha = (cos1 * cos2 * Math.sin(lambda)) / sinSigma, cos2Alpha = 1 - sinAlpha ** 2;
      const middle = cos2Alpha ? cosSigma - (2 * sin1 * sin2) / cos2Alpha : 0;
      const c = (F / 16) * cos2Alpha * (4 + F * (4 - 3 * cos2Alpha));
      const before = lambda;
      lambda = span + (1 - c) * F * sinAlpha * (sigma + c * sinSigma * (middle + c * cosSigma * (2 * middle ** 2 - 1)));
      if (Math.abs(lambda) > Math.PI) break;
      if (Math.abs(lambda - before) < 1e-12) return ellipsoidLength(cos2Alpha, sigma, sinSigma, cosSigma, middle);
    }
    return A * angleBetween(from, to);
  }

  function ellipsoidLength(cos2Alpha, sigma, sinSigma, cosSigma, middle) {
    const u2 = (cos2Alpha * (A ** 2 - B ** 2)) / B ** 2;
    const a = 1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)));
    const b = (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2)));
    const inner = cosSigma * (2 * middle ** 2 - 1) - (b / 6) * middle * (4 * sinSigma ** 2 - 3) * (4 * middle ** 2 - 3);
    return B * a * (sigma - b * sinSigma * (middle + (b / 4) * inner));
  }

  // The angle between two points seen from the middle of the globe, in radians.
  function angleBetween(from, to) {
    const half = (degrees) => Math.sin((degrees * RADIANS) / 2) ** 2;
    const inner = half(to.lat - from.lat) + Math.cos(from.lat * RADIANS) * Math.cos(to.lat * RADIANS) * half(to.lng - from.lng);
    return 2 * Math.asin(Math.min(1, Math.sqrt(inner)));
  }

  // Metres along all the points, in their order.
  function lengthOf(points) {
    let sum = 0;
    for (let i = 1; i < points.length; i++) sum += distance(points[i - 1], points[i]);
    return sum;
  }

  // Square metres inside the closed ring of points: the spherical excess on the sphere that has the ellipsoid's area, at
  // latitudes that keep areas (Snyder 1987, 3-11 and 3-12). Not for a ring around a pole.
  function area(points) {
    const qOf = (sine) => (1 - E2) * (sine / (1 - E2 * sine ** 2) - Math.log((1 - E * sine) / (1 + E * sine)) / (2 * E));
    const atPole = qOf(1);
    const tangents = points.map(({ lat }) => {
      const share = qOf(Math.sin(lat * RADIANS)) / atPole;
      return Math.tan(Math.asin(Math.max(-1, Math.min(1, share))) / 2);
    });
    let excess = 0;
    for (let i = 0; i < points.length; i++) {
      const j = (i + 1) % points.length;
      const span = (points[j].lng - points[i].lng) * RADIANS;
      const turned = Math.atan2(Math.sin(span), Math.cos(span));
      excess += 2 * Math.atan2(Math.tan(turned / 2) * (tangents[i] + tangents[j]), 1 + tangents[i] * tangents[j]);
    }
    return Math.abs(excess) * A ** 2 * (atPole / 2);
  }

  // The way between two points as points at most a degree apart, both ends among them: on the map it bends.
  function wayBetween(from, to) {
    const angle = angleBetween(from, to);
    const steps = Math.max(1, Math.ceil(angle / RADIANS / STEP_DEGREES));
    const ends = [from, to].map(({ lat, lng }) => {
      const flat = Math.cos(lat * RADIANS);
      return [flat * Math.cos(lng * RADIANS), flat * Math.sin(lng * RADIANS), Math.sin(lat * RADIANS)];
    });
    const way = [from];
    for (let step = 1; step < steps; step++) {
      const share = step / steps;
      const [a, b] = [Math.sin((1 - share) * angle), Math.sin(share * angle)];
      const [x, y, z] = [0, 1, 2].map((axis) => a * ends[0][axis] + b * ends[1][axis]);
      const lng = Math.atan2(y, x) / RADIANS;
      way.push({ lat: Math.atan2(z, Math.hypot(x, y)) / RADIANS, lng: besides(lng, way[way.length - 1].lng) });
    }
    way.push({ lat: to.lat, lng: besides(to.lng, way[way.length - 1].lng) });
    return way;
  }

  // The same meridian on the copy of the world that is nearest to another one.
  const besides = (lng, other) => lng - 360 * Math.round((lng - other) / 360);

  // Whether any two sides of the ring cross, as drawn: its area would then say nothing.
  function crossesItself(points) {
    const count = points.length;
    const side = (a, b, c) => Math.sign((b.lng - a.lng) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lng - a.lng));
    for (let i = 0; i < count; i++) {
      for (let j = i + 2; j < count; j++) {
        if (i === 0 && j === count - 1) continue;
        const [a, b, c, d] = [points[i], points[i + 1], points[j], points[(j + 1) % count]];
        if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true;
      }
    }
    return false;
  }

  dawriya.geodesy = { distance, lengthOf, area, wayBetween, crossesItself };
})();
