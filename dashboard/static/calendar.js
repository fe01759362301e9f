// Days, months and numbers in the reader's language, by the names and patterns that the server sends (day_words.py):
// what browsers know themselves differs, and many lack Kurmanji. A classic script and a part of a module alike.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const fill = (template, values) => template.replace(/\{([dmy])\}/g, (_, name) => values[name]);

  // Takes dates (of which only the day in UTC counts) as Intl.DateTimeFormat does: `format`, `formatRange`.
  dawriya.calendar = function (data) {
    const named = (template, months, date) =>
      fill(template, { d: date.getUTCDate(), m: months[date.getUTCMonth()], y: date.getUTCFullYear() });
    const format = (date) => named(data.day, data.inside, date);
    // What both days share is said once, where the year and then the month stand last.
    const formatRange = (first, last) => {
      const [start, end] = [format(first), format(last)];
      if (start === end) return end;
      const year = ` ${last.getUTCFullYear()}`;
      if (first.getUTCFullYear() !== last.getUTCFullYear() || !data.day.endsWith(" {y}")) return `${start} – ${end}`;
      const isOneMonth = first.getUTCMonth() === last.getUTCMonth() && data.day.startsWith("{d} ");
      return `${isOneMonth ? first.getUTCDate() : start.slice(0, -year.length)} – ${end}`;
    };
    // Only a browser knows which form goes with a number; one that lacks the language tells one from many.
    const isKnown = Intl.PluralRules.supportedLocalesOf([data.lang]).length;
    const rule = isKnown ? new Intl.PluralRules(data.lang) : { select: (value) => (value === 1 ? "one" : "other") };
    const number = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, data.group);
    return {
      format, formatRange,
      month: (date) => data.months[date.getUTCMonth()],
      monthOfYear: (date) => named(data.month, data.months, date),
      weekday: (date) => data.weekdays[(date.getUTCDay() + 6) % 7],
      number,
      // "3 days": what is counted (day, event, patrol, incident) in the form that goes with the number.
      counted: (name, value) => (data.counts[name][rule.select(value)] || data.counts[name].other).replace("{number}", number(value)),
      longestMonth: Math.max(...data.months.map((month) => month.length)),
    };
  };
})();
