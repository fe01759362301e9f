// Days as numbers since 1970, and where the axis names them; calendar.js has their names.
const DAY_MS = 86400000;
const at = (day) => new Date(Math.round(day) * DAY_MS);
const iso = (day) => at(day).toISOString().slice(0, 10);
const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

// Today by the reader's own clock, as days since 1970.
function today() {
  const now = new Date();
  return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / DAY_MS;
}

// Weeks begin on Monday; 1970-01-01 was a Thursday.
const MONDAY = 3;
const startOf = {
  day: (day) => day,
  week: (day) => Math.floor((day + MONDAY) / 7) * 7 - MONDAY,
  month: (day) => Date.UTC(at(day).getUTCFullYear(), at(day).getUTCMonth(), 1) / DAY_MS,
};
const nextOf = {
  day: (day) => day + 1,
  week: (day) => day + 7,
  month: (day) => Date.UTC(at(day).getUTCFullYear(), at(day).getUTCMonth() + 1, 1) / DAY_MS,
};

// What the axis names, for a width of `pixelsADay`: every so many days, weeks, months or years, as many as fit.
const STEPS = [["day", 1], ["day", 2], ["week", 1], ["week", 2], ["month", 1], ["month", 2], ["month", 3], ["month", 6],
  ["year", 1], ["year", 2], ["year", 5], ["year", 10], ["year", 20], ["year", 50], ["year", 100]];
const DAYS_OF = { day: 1, week: 7, month: 30.4, year: 365.2 };

function ticksBetween(first, end, pixelsADay, dates) {
  const isLong = dates.longestMonth > 6; // a month in full, as most languages have it
  const room = { day: isLong ? 116 : 66, week: isLong ? 116 : 66, month: isLong ? 104 : 62, year: 48 };
  const [unit, step] = STEPS.find(([name, times]) => DAYS_OF[name] * times * pixelsADay >= room[name]) || STEPS[STEPS.length - 1];
  const start = at(first);
  const months = unit === "year" ? step * 12 : step;
  let day = unit === "day" ? Math.ceil(first / step) * step : unit === "week" ? startOf.week(first)
    : Date.UTC(start.getUTCFullYear() - (unit === "year" ? start.getUTCFullYear() % step : 0), unit === "year" ? 0 : start.getUTCMonth() - (start.getUTCMonth() % step), 1) / DAY_MS;
  const ticks = [];
  while (day < end) {
    const when = at(day);
    if (day >= first) ticks.push({ day, text: tickText(unit, when, !ticks.length, dates), isStrong: when.getUTCMonth() === 0 && unit === "month" });
    day = unit === "day" ? day + step : unit === "week" ? day + 7 * step
      : Date.UTC(when.getUTCFullYear(), when.getUTCMonth() + months, 1) / DAY_MS;
  }
  return ticks.length ? ticks : [{ day: first, text: dates.monthOfYear(start), isStrong: false }];
}

function tickText(unit, when, isFirst, dates) {
  if (unit === "year") return String(when.getUTCFullYear());
  const isYear = when.getUTCMonth() === 0;
  if (unit === "month") return isYear || isFirst ? dates.monthOfYear(when) : dates.month(when);
  return isFirst ? dates.format(when) : `${when.getUTCDate()} ${dates.month(when)}`;
}
