"""Place names of a text, found and placed: text in, placed mentions out, in the text's order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from gazetteer.borders import place_borders
from gazetteer.bundles import WIDE_KINDS, Bundles
from gazetteer.compose import shape_mentions
from gazetteer.cues import Words, read_words
from gazetteer.evidence import is_arabic_list
from gazetteer.found import Found
from gazetteer.index import Gazetteer
from gazetteer.mentions import NameFinder
from gazetteer.names import bare_key
from gazetteer.places import Place, PlacedMention
from gazetteer.regions import HOME, THIN
from gazetteer.relations import Relation, join_relations, read_relation
from gazetteer.resolve import Names, Resolution, Standing, resolve_names, survey_names
from gazetteer.roles import read_roles
from gazetteer.sites import place_sites, with_sites
from gazetteer.spans import NameSpan
from gazetteer.told_countries import is_called_a_river, told_country
from gazetteer.unknown_names import names_after_prepositions

_LONGEST_CUE = 6  # words of the longest phrase that a name before may have kept from being read
SETTLED = 3.0  # evidence of a name that a person has said to be a place
IS_A_PLACE = 1.0  # evidence from words and from where it lies that makes a name a mention

SURROUNDED = 3.4
"""What it counts that a name lies amid the others of its text, by how much its support is above 0.6."""

JOINED = 2.2
"""What it counts that "and" joins a name that may be a word (وربيعة) to a place, and lies near the text's others."""

LEAST_FOCUS, FOCUS_SHARE = 3.0, 0.6
"""How many names, and which share of them, lie in one country for a text to be plainly about it."""

NAMED = 0.5  # the score of a place that says for sure enough which country a text is of
SUPPORTED = 0.15  # the nearness to the other places from which on these speak for a candidate

WELL_KNOWN, KNOWN_ALONE, PLAIN_LEAD = 0.72, 0.65, 0.7
"""The prominence of a city of a quarter of a million, which may be named anywhere; and of one of 75,000 that is plainly
better known than its namesakes (Geneva): their scores are under this share of its own."""


def locate(
    text: str,
    gazetteer: Gazetteer,
    *,
    lang: str | None = None,
    home_country: str | None = None,
    settled: Mapping[str, str] | None = None,
    has_capitals: bool = False,
) -> list[PlacedMention]:
    """Every place that a text names, whatever its role, in the text's order.

    `lang` is not needed: Arabic and Latin words are each read as what they are. `home_country` (ISO 3166-1) is where
    the text is from, a weak hint among namesakes. With `has_capitals` "the Somali capital" is a name too. A name that
    can't be placed is there too, without lat and lon and with the reason. Linear in the text's length.
    """
    del lang  # kept in the signature: every caller knows it, and a reader for one language may come to need it
    words = read_words(text)
    found = _find(words, gazetteer, home_country, settled or {}, has_capitals=has_capitals)
    country = _reporting_country(found, home_country)
    found = place_borders(found, words, gazetteer, country)
    roles = read_roles(
        words, [f.span for f in found], [f.relation for f in found], [f.place for f in found], country=country
    )
    return shape_mentions(words, found, roles, gazetteer, country)


@dataclass(frozen=True, slots=True)
class _Reader:
    """What is made once a gazetteer and remembers names from text to text."""

    names: NameFinder
    bundles: Bundles


@lru_cache(maxsize=4)
def reader_of(gazetteer: Gazetteer) -> _Reader:
    return _Reader(NameFinder(gazetteer), Bundles(gazetteer))


def _find(
    words: Words, gazetteer: Gazetteer, home_country: str | None, settled: Mapping[str, str], *, has_capitals: bool
) -> list[Found]:
    reader = reader_of(gazetteer)
    spans = reader.names.find(words, has_capitals=has_capitals)
    if settled:
        spans = [_settled(span, settled, gazetteer) for span in spans]
    own = _own_relations(words, spans)
    relations = join_relations(words, [(s.first, s.last) for s in spans], own)

    def together(names: Sequence[NameSpan], related: Sequence[Relation]) -> Names:
        return Names(
            spans=names,
            relations=related,
            sentences=[words.sentence[name.first] for name in names],
            capitals=reader.names.capitals,
            told_countries=[told_country(words, s.first, s.last, r) for s, r in zip(names, related, strict=True)],
            home_country=home_country,
        )

    seen = survey_names(together(spans, relations), reader.bundles)
    sure = {span.key for span, one in zip(spans, seen, strict=True) if span.evidence >= 2.0 and _is_place(span, one)}
    kept: list[int] = []
    for n, span in enumerate(spans):
        is_listed = bool(kept) and kept[-1] == n - 1 and is_arabic_list(words, spans[n - 1], span)
        if _is_place(span, seen[n], is_named_elsewhere=span.key in sure, is_listed=is_listed):
            kept.append(n)
    focus = _focus_country([one for n in kept if (one := seen[n]) is not None])
    sites = with_sites(words, [spans[n] for n in kept], gazetteer)
    if any(span.site_of >= 0 for span in sites):
        spans, kept = sites, list(range(len(sites)))
        own = _own_relations(words, spans)
    if focus in THIN and (unknown := names_after_prepositions(words, [spans[n] for n in kept])):
        kept_firsts = {spans[n].first for n in kept} | {span.first for span in unknown}
        by_first = {span.first: span for span in [*spans, *unknown]}
        spans = [by_first[first] for first in sorted(by_first)]
        kept = [n for n, span in enumerate(spans) if span.first in kept_firsts]
        own = _own_relations(words, spans)
    # names that turned out to be none must not say where the others are, so those kept are weighed by themselves
    kept_spans = _apart(words, [spans[n] for n in kept])
    relations = join_relations(words, [(s.first, s.last) for s in kept_spans], _kept_relations(words, spans, own, kept))
    meant = resolve_names(together(kept_spans, relations), reader.bundles, gazetteer)
    bordering = {country for span in kept_spans for country in span.border_of}
    meant = _without_far_quarters(meant)
    found = [
        Found(span, relation, resolution, _chosen_place(span, relation, resolution, focus, bordering))
        for span, relation, resolution in zip(kept_spans, relations, meant, strict=True)
    ]
    return place_sites(words, found, gazetteer)


def _apart(words: Words, spans: Sequence[NameSpan]) -> list[NameSpan]:
    """The spans, none of which begins in the one before: a word that is a place itself calls no other one."""
    result: list[NameSpan] = []
    for span in spans:
        overlaps = bool(result) and span.start < result[-1].end
        result.append(replace(span, start=words.tokens[span.first].start) if overlaps else span)
    return result


def _without_far_quarters(meant: Sequence[Resolution | None]) -> list[Resolution | None]:
    """What the names mean, without quarters of a city in a country of which the text names nothing else.

    The gazetteer has the quarters of few cities: "حي العامرية" in a report on Palmyra is not the one in Baghdad.
    """
    named = {m.best.country for m in meant if m is not None and m.best.kind != "quarter" and m.score > NAMED}
    if not named:
        return list(meant)
    return [
        None
        if m is not None and m.best.kind == "quarter" and m.best.country not in named and m.support < SUPPORTED
        else m
        for m in meant
    ]


def _settled(span: NameSpan, settled: Mapping[str, str], gazetteer: Gazetteer) -> NameSpan:
    """The span with only the place that its name is said to mean, if any and if it is there."""
    row = gazetteer.row_of(settled.get(bare_key(span.name), ""))
    if row is None or span.is_border:
        return span
    return replace(span, rows=(row,), exactness="exact", likeness=1.0, evidence=max(span.evidence, SETTLED))


def _chosen_place(
    span: NameSpan, relation: Relation, resolution: Resolution | None, focus: str, bordering: Container[str]
) -> Place | None:
    """The best candidate, None where it only sounds like the name or lies far from what the text is about.

    `bordering` are the countries whose borders the text names: it may go on to places behind them.
    """
    if resolution is None or _is_mere_likeness(span, resolution):
        return None
    if focus and _is_no_village_of(resolution, relation, focus):
        return None
    if focus and resolution.best.country not in bordering and _is_stray(resolution, focus):
        return None
    return resolution.candidates.best


def _focus_country(resolutions: Sequence[Standing]) -> str:
    """The country that a text is plainly about, by the names that are sure; '' where it is about several."""
    weights: defaultdict[str, float] = defaultdict(float)
    for resolution in resolutions:
        if resolution.score > 0.6:
            weights[resolution.best.country] += 1.0
    country, most = max(weights.items(), key=lambda item: item[1], default=("", 0.0))
    return country if most >= LEAST_FOCUS and most >= FOCUS_SHARE * sum(weights.values()) else ""


def _is_stray(resolution: Resolution, country: str) -> bool:
    """Whether a place is small and far from the country a text is plainly about, with nothing to speak for it.

    The gazetteer does not have every village: better none than a namesake on another continent.
    """
    best = resolution.best
    if best.country == country or best.kind in WIDE_KINDS or resolution.support >= SUPPORTED:
        return False
    return best.prominence < (KNOWN_ALONE if _leads(resolution) else WELL_KNOWN)


def _leads(resolution: Resolution) -> bool:
    """Whether the best candidate is plainly better known than any namesake."""
    first, *others = resolution.candidates[:2]
    return not others or others[0].score < PLAIN_LEAD * first.score


def _is_no_village_of(resolution: Resolution, relation: Relation, country: str) -> bool:
    """Whether what the text calls a village is only known as another country's town: Sardasht, in Iraq or in Iran."""
    best = resolution.best
    return "village" in relation.kinds and best.kind in ("town", "city") and best.country != country


def _own_relations(words: Words, spans: Sequence[NameSpan]) -> list[Relation]:
    floors = [0, *(span.last for span in spans)]
    return [_own_relation(words, span, floors[i]) for i, span in enumerate(spans)]


def _own_relation(words: Words, span: NameSpan, floor: int) -> Relation:
    relation = read_relation(words, span.first, span.last, floor=floor)
    if is_called_a_river(words, span.first, span.last):
        return replace(relation, kinds=(*relation.kinds, "river"))
    return replace(relation, name="in") if span.stripped.endswith(("ب", "ع")) and not relation.has_cue else relation


def _kept_relations(
    words: Words, spans: Sequence[NameSpan], own: Sequence[Relation], kept: Sequence[int]
) -> list[Relation]:
    """The relations of the names that are places; read again only where a name that is none stood in the way."""
    relations: list[Relation] = []
    floor, before = 0, -1
    for i in kept:
        was_blocked = i - 1 > before and own[i].first - spans[i - 1].last < _LONGEST_CUE
        relations.append(_own_relation(words, spans[i], floor) if was_blocked else own[i])
        floor, before = spans[i].last, i
    return relations


def _is_place(
    span: NameSpan, resolution: Standing | None, *, is_named_elsewhere: bool = False, is_listed: bool = False
) -> bool:
    """Whether a name is a place mention, by its words, by where it lies, and by whether it surely is one elsewhere.

    `is_listed` says that "and" joins it to the place before it, although its words alone did not show that to be one.
    """
    if resolution is None:
        return span.evidence >= IS_A_PLACE
    if is_named_elsewhere and span.evidence > -0.5:
        return True
    place = resolution.best
    geography = 1.6 * min(1.0, resolution.support * 1.6)
    if span.lang == "ar":
        geography += SURROUNDED * max(0.0, resolution.support - 0.6)
    is_far_and_small = place.country not in HOME and place.prominence < 0.7 and place.kind not in WIDE_KINDS
    if is_far_and_small and resolution.support < SUPPORTED:
        geography -= 0.8
    if span.exactness == "folded" and resolution.support < 0.2 and place.kind not in WIDE_KINDS:
        geography -= 0.6
    listed = JOINED if is_listed and resolution.support > 0.5 and place.kind not in WIDE_KINDS else 0.0
    return span.evidence + geography + listed >= IS_A_PLACE


def _is_mere_likeness(span: NameSpan, resolution: Resolution) -> bool:
    """Whether all that speaks for the best candidate is that its name sounds like this one."""
    return span.exactness == "folded" and resolution.support < 0.3 and span.likeness < 0.9


def _reporting_country(found: Sequence[Found], home_country: str | None) -> str:
    """The country that most of a text's towns lie in, '' if it names none; its side of a border is meant."""
    counts: defaultdict[str, float] = defaultdict(float)
    for item in found:
        if item.place is not None and item.resolution is not None and item.place.country:
            is_local = item.place.kind not in ("country",)
            counts[item.place.country] += (
                2 * item.resolution.score if is_local and item.resolution.best.prominence < 0.85 else 0.7
            )
    if home_country:
        counts[home_country] += 0.5
    return max(counts, key=lambda code: (counts[code], code)) if counts else home_country or ""
