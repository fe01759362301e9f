// Positions as people pass them on: decimal degrees, UTM, and the military grid (MGRS), all on WGS84.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const A = 6378137, F = 1 / 298.257223563, E = Math.sqrt(F * (2 - F));
  const SCALE = 0.9996, FALSE_EASTING = 500000, FALSE_NORTHING = 10000000;
  const SOUTH_END = -80, NORTH_END = 84; // beyond them the grid is the polar one, which we do not write
  const BANDS = "CDEFGHJKLMNPQRSTUVWXX";
  const COLUMNS = ["ABCDEFGH", "JKLMNPQR", "STUVWXYZ"];
  const ROWS = "ABCDEFGHJKLMNPQRSTUV";
  const RADIANS = Math.PI / 180;

  // Krueger's series for the transverse Mercator projection (1912, as in Karney 2011), by powers of the third flattening.
  const N = F / (2 - F);
  const RADIUS = (A / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
  const SERIES = [
    N / 2 - (2 / 3) * N ** 2 + (5 / 16) * N ** 3 + (41 / 180) * N ** 4,
    (13 / 48) * N ** 2 - (3 / 5) * N ** 3 + (557 / 1440) * N ** 4,
    (61 / 240) * N ** 3 - (103 / 140) * N ** 4,
    (49561 / 161280) * N ** 4,
  ];

  const wrapped = (lng) => ((((lng + 180) % 360) + 360) % 360) - 180;

  // The zone's number; two zones of Norway and four of Svalbard are not six degrees wide.
  function zoneOf(lat, lng) {
    if (lat >= 56 && lat < 64 && lng >= 3 && lng < 12) return 32;
    if (lat >= 72 && lng >= 0 && lng < 42) return lng < 9 ? 31 : lng < 21 ? 33 : lng < 33 ? 35 : 37;
    return Math.min(60, Math.floor((lng + 180) / 6) + 1);
  }

  // {zone, band, easting, northing} in metres, or null where the grid does not reach (about the poles).
  function toUtm(lat, anyLng) {
    if (!(lat >= SOUTH_END && lat < NORTH_END)) return null;
    const lng = wrapped(anyLng);
    const zone = zoneOf(lat, lng);
    const span = (lng - (zone * 6 - 183)) * RADIANS, sine = Math.sin(lat * RADIANS);
    const tangent = Math.sinh(Math.atanh(sine) - E * Math.atanh(E * sine));
    const xi = Math.atan2(tangent, Math.cos(span)), eta = Math.asinh(Math.sin(span) / Math.hypot(tangent, Math.cos(span)));
    let [x, y] = [eta, xi];
    SERIES.forEach((factor, at) => {
      const times = 2 * (at + 1);
      x += factor * Math.cos(times * xi) * Math.sinh(times * eta);
      y += factor * Math.sin(times * xi) * Math.cosh(times * eta);
    });
    return {
      zone,
      band: BANDS[Math.floor((lat - SOUTH_END) / 8)],
      easting: SCALE * RADIUS * x + FALSE_EASTING,
      northing: SCALE * RADIUS * y + (lat < 0 ? FALSE_NORTHING : 0),
    };
  }

  // "37S GA 12345 67890", the square metre that holds the point; "" where the grid does not reach.
  function toMgrs(lat, lng) {
    const utm = toUtm(lat, lng);
    if (!utm) return "";
    const [east, north] = [Math.floor(utm.easting), Math.floor(utm.northing)];
    const column = COLUMNS[(utm.zone - 1) % 3][Math.floor(east / 100000) - 1];
    const row = ROWS[(Math.floor(north / 100000) + (utm.zone % 2 ? 0 : 5)) % 20];
    const digits = (metres) => String(metres % 100000).padStart(5, "0");
    return `${utm.zone}${utm.band} ${column}${row} ${digits(east)} ${digits(north)}`;
  }

  // "36.90412, 41.50231": a metre or so.
  const toDecimal = (lat, lng) => `${lat.toFixed(5)}, ${wrapped(lng).toFixed(5)}`;

  dawriya.grid = { toUtm, toMgrs, toDecimal };
})();
