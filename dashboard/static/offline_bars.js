// The timeline's bars of a page that stands alone, counted as timeline_bars.py does, of the events that pass the filter.
const LONGEST_DAILY = 8000, LONGEST_WEEKLY = 60000, MOST_FORCES = 7;

// {span, series: [{layer, force}], units, starts, ends, undated}; `force` is a number among the forces, -1 for the others.
function barsOf(events, stack) {
  const { isPassed, meta: { epoch, sets, forces }, columns: { start, end, set } } = events;
  const chosen = [];
  let undated = 0, first = Infinity, last = -Infinity;
  for (let i = 0, n = events.count; i < n; i++) {
    if (!isPassed[i]) continue;
    if (!start[i]) { undated++; continue; }
    chosen.push(i);
    first = Math.min(first, start[i]);
    last = Math.max(last, end[i], start[i]);
  }
  if (!chosen.length) return { span: null, series: [], units: {}, starts: [], ends: [], undated };
  const forceOf = (i) => sets[set[i]].drawn[0];
  const series = stack === "force" ? seriesOf(chosen, events, forceOf, forces.length) : [{ layer: 0 }, { layer: 1 }];
  const numberOf = stack === "force"
    ? (i) => series.findIndex((one) => one.layer === events.layer(i) && (one.force === forceOf(i) || one.force === -1))
    : (i) => events.layer(i);
  const numbers = Int32Array.from(chosen, numberOf);
  const [starts, ends] = [new Float64Array(last - first + 1), new Float64Array(last - first + 1)];
  for (const i of chosen) {
    starts[start[i] - first]++;
    ends[Math.max(end[i], start[i]) - first]++;
  }
  const units = {};
  for (const unit of ["day", "week", "month"]) {
    if (last - first + 1 > { day: LONGEST_DAILY, week: LONGEST_WEEKLY, month: Infinity }[unit]) continue;
    units[unit] = barsOfUnit(unit, { chosen, numbers, series, first, last, epoch, start, end });
  }
  return { span: [first + epoch, last + epoch], series, units, starts: run(starts), ends: run(ends), undated };
}

// Patrols before incidents, the most frequent forces first, the others last.
function seriesOf(chosen, events, forceOf, count) {
  const counts = [new Uint32Array(count), new Uint32Array(count)], both = new Uint32Array(count);
  for (const i of chosen) {
    counts[events.layer(i)][forceOf(i)]++;
    both[forceOf(i)]++;
  }
  const most = Array.from(both, (number, force) => ({ number, force })).filter(({ number }) => number)
    .sort((a, b) => b.number - a.number).slice(0, MOST_FORCES).map(({ force }) => force);
  return counts.flatMap((mine, layer) => [
    ...most.filter((force) => mine[force]).map((force) => ({ layer, force })),
    ...(mine.some((number, force) => number && !most.includes(force)) ? [{ layer, force: -1 }] : []),
  ]);
}

function barsOfUnit(unit, { chosen, numbers, series, first, last, epoch, start, end }) {
  const barOf = new Int32Array(last - first + 1), begins = [];
  for (let day = startOf[unit](first + epoch); day <= last + epoch; day = nextOf[unit](day)) {
    begins.push(day - epoch);
    for (let at = Math.max(day - epoch, first); at <= last && at < nextOf[unit](day) - epoch; at++) barOf[at - first] = begins.length - 1;
  }
  begins.push(nextOf[unit](begins[begins.length - 1] + epoch) - epoch);
  const empty = () => new Float64Array(begins.length - 1);
  const [exact, spread, possible] = [series.map(empty), series.map(empty), VAGUE.map(empty)];
  const vague = VAGUE.map(() => 0);
  chosen.forEach((i, at) => {
    const from = start[i], to = Math.max(end[i], from), days = to - from + 1;
    const [a, b] = [barOf[from - first], barOf[to - first]];
    if (a === b) { exact[numbers[at]][a]++; return; }
    const kind = vagueness(days);
    vague[kind]++;
    for (let bar = a; bar <= b; bar++) {
      spread[numbers[at]][bar] += (Math.min(to + 1, begins[bar + 1]) - Math.max(from, begins[bar])) / days;
      possible[kind][bar]++;
    }
  });
  return { exact: exact.map(run), spread: spread.map(run), possible: possible.map(run), vague };
}

// A number of VAGUE by how long it is: how exactly a date is known is not among the columns.
const vagueness = (days) => (days >= 365 ? 3 : days >= 28 ? 2 : days === 7 ? 1 : 0);

const run = (numbers) => [[0, ...numbers]];
