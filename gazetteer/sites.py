"""Streets, squares, bridges, hospitals and the like of a city: "Zuhour Bridge in Mosul", مشفى السلام في الموصل.

Few of them are in any gazetteer, and many bear the name of a place elsewhere. So such a name is that of the city it is
told to be in, or it is only known to lie somewhere in that city.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile

from gazetteer.bundles import PROVINCES
from gazetteer.cues import Words, demonym_country, load_cues, phrase_keys, read_table, stop_words
from gazetteer.evidence import KIND_CUE, RELATION_CUE
from gazetteer.found import Found
from gazetteer.index import Gazetteer
from gazetteer.names import LATIN_ARTICLES, forms_of
from gazetteer.places import Place
from gazetteer.shapes import distance_between_m
from gazetteer.spans import NameSpan
from gazetteer.unknown_names import is_no_arabic_name

REACH_M = 15_000.0
"""How far from the middle of a town what stands in it may lie, where the town is no wider."""
IN_GOVERNORATE_M = 60_000.0
"""How far from a governorate's capital a place may lie that bears its site's name: "Kafr Nabl hospital in Idlib"."""

_HOLDERS = frozenset(["city", "town", "camp", *PROVINCES])
_MARKS = frozenset("ʿʾʻʼ'’")
_LONGEST_SITE = 4  # words of a site's name: شارع الملك فيصل بن عبد
_MOST_BETWEEN = 4  # words between a site and its city: "in the east of the city of"
_WITHIN = frozenset(["in", "of", "inside", "في", "داخل", "وسط", "ضمن", "شمال", "جنوب", "شرق", "غرب", "شرقي", "غربي"])
_BETWEEN = frozenset(
    ["the", "city", "town", "centre", "center", "central", "downtown", "heart", "middle", "of", "old", "north", "south",
     "east", "west", "northern", "southern", "eastern", "western", "مدينه", "بلده", "وسط", "قلب", "مركز", "من", "شرق",
     "غرب", "شمال", "جنوب", "جانب", "ايمن", "ايسر", "حي"]
)  # fmt: skip


_NAME_BEGINNINGS = frozenset(["ابن", "ابو", "ام", "عبد", "بن", "بني", "بيت", "باب", "عين", "تل", "راس", "شيخ", "خان"])
_COMMON = frozenset(
    ["خضار", "خضر", "خضره", "غنم", "اغنام", "ماشيه", "مواشي", "سمك", "سيارات", "صاغه", "نفط", "محروقات", "عمل", "سوداء",
     "معركه", "معارك", "قتال", "عام", "رءيسي", "رئيسي", "شعبي", "مدينه", "بلده", "قريه", "مخيم", "حي", "حدود"]
)  # fmt: skip
"""Words after "the market of", "the square of" that name what it is for, not which it is."""
_PARTS_OF_KINDS = frozenset(["air", "military", "naval", "army", "police", "international"])
"""Words between the name of a site and what it is: Osman Digna air base."""
_INDEFINITE = frozenset(["a", "an", "as", "at", "the"])


@lru_cache(maxsize=1)
def _site_words() -> dict[str, str]:
    """Key of each word that tells a site → "site", or "quarter" where the name before or after is known well enough.

    A "district" is one of a city only where it is told to be in it, and may be one of its province.
    """
    rows = read_table("site_words.csv", ["lang", "word", "side", "kind"])
    return {phrase_keys(row["word"])[0]: row["kind"] for row in rows}


def with_sites(words: Words, spans: Sequence[NameSpan], gazetteer: Gazetteer) -> list[NameSpan]:
    """The names of a text with those of its sites: each says with its `site_of` at which token its city's name begins.

    What a site is called after is no mention of its own: of "Baghdad Street in Damascus" there are two names, the
    street's and Damascus.
    """
    starts = {span.first: span for span in spans}
    sites: list[NameSpan] = []
    kinds = _site_words()
    for index, forms in enumerate(words.forms):
        is_old_town = words.tokens[index].key in _OLD and _is_old_town(words, index)
        if not is_old_town and kinds.keys().isdisjoint(forms):
            continue
        kind = "quarter" if is_old_town else next(kinds[form] for form in forms if form in kinds)
        found: tuple[int, int] | None = (index, index + 2)
        if not is_old_town:
            found = _arabic_site(words, index, starts) if words.tokens[index].is_arabic else _latin_site(words, index)
        if found is None or (sites and found[0] < sites[-1].last):
            continue
        first, last = found
        city = _city_after(words, last, starts)
        if kind == "district" and (city is None or last - first < 2):
            continue
        whole = next((s for s in spans if s.first <= first + 1 and s.last >= last and s.rows), None)
        inside = next((s for s in spans if first <= s.first and s.last <= last and s.rows), None)
        if city is None and whole is None and not _is_known(inside) and not _is_placed_after(words, last):
            city = _city_before(words, first, spans, gazetteer)
            last = min(last, _short_end(words, index)) if words.tokens[index].is_arabic else last
        if city is None or gazetteer.fact(city.rows[0]).kind not in _HOLDERS:
            continue
        known = whole if whole is not None or kind == "site" else inside
        if known is not None:
            sites.append(replace(known, site_of=city.first))
        else:
            sites.append(_site_span(words, first, last, city.first, _rows(words, first, last, gazetteer)))
    if not sites:
        return list(spans)
    taken = {t for site in sites for t in range(site.first, site.last)}
    kept = [span for span in spans if taken.isdisjoint(range(span.first, span.last))]
    return sorted([*kept, *sites], key=lambda span: span.first)


_OLD = frozenset(["old", "مدينه", "المدينه", "بلده", "البلده", "والبلده", "بالبلده", "والمدينه", "بالمدينه"])
_TOWNS = frozenset(["city", "town"])


def _is_old_town(words: Words, index: int) -> bool:
    """Whether the old town of a city is told: "the Old City of Taiz", البلدة القديمة في نابلس."""
    if not words.is_joined(index + 1):
        return False
    following = words.tokens[index + 1]
    if following.is_arabic:
        return following.key == "القديمه" and "ال" in words.tokens[index].key
    return words.tokens[index].is_capital and following.is_capital and following.key in _TOWNS


def _arabic_site(words: Words, index: int, starts: dict[int, NameSpan]) -> tuple[int, int] | None:
    """The tokens of a site that an Arabic word begins: as far as a preposition, at most four words of name."""
    last = index + 1
    while last < len(words) and last <= index + _LONGEST_SITE and words.is_joined(last):
        if not _WITHIN.isdisjoint(words.forms[last]) or (last > index + 1 and _is_in(words, last, starts)):
            break
        last += 1
    is_placed = last < len(words) and (not _WITHIN.isdisjoint(words.forms[last]) or _is_in(words, last, starts))
    is_name = last > index + 1 and _is_arabic_name(words, index + 1, is_placed=is_placed)
    return (index, last) if is_name else None


def _is_arabic_name(words: Words, first: int, *, is_placed: bool) -> bool:
    """Whether what follows a site's word is a name, not an adjective, a verb, or what is sold there.

    A definite word is one where a town `is_placed` after it, or of a quarter: مشفى السلام في الموصل, حي الثورة.
    """
    key, forms = words.tokens[first].key, words.forms[first]
    if demonym_country(forms) or key.startswith(("و", "ل")) or not _COMMON.isdisjoint(forms):
        return False
    if key.startswith("ال") and (is_placed or words.tokens[first - 1].key.endswith("حي")):
        return True
    if key in _NAME_BEGINNINGS:
        return True
    is_named = key.startswith("ال") or stop_words().get(forms[0]) == "given_name"
    return is_named and not is_no_arabic_name(words, first)


def _is_in(words: Words, index: int, starts: dict[int, NameSpan]) -> bool:
    """Whether a word begins with the ب of "in", and a name follows: بمدينة الموصل, بحلب."""
    return words.tokens[index].key.startswith("ب") and any(at in starts for at in (index, index + 1))


def _latin_site(words: Words, index: int) -> tuple[int, int] | None:
    """The tokens of a site that an English word ends: the capitals before it."""
    first = index
    while first > 0 and index - first < _LONGEST_SITE and words.is_joined(first):
        token = words.tokens[first - 1]
        if first == index and token.key in _PARTS_OF_KINDS:
            first -= 1
            continue
        is_capital = token.is_capital or token.text[:1] in _MARKS
        if not (is_capital or token.key in LATIN_ARTICLES) or demonym_country(words.forms[first - 1]):
            break
        if stop_words().get(token.key) == "word" or (token.key in _INDEFINITE and words.gap(first) == " "):
            break
        first -= 1
    if first < index and words.tokens[first].key in _PARTS_OF_KINDS:
        return None
    is_told = words.tokens[index].is_capital or (first > 0 and words.tokens[first - 1].key == "the")
    return (first, index + 1) if first < index and is_told else None


def _city_after(words: Words, last: int, starts: dict[int, NameSpan]) -> NameSpan | None:
    """The name that a site is told to be in: "in Mosul", "in the east of Mosul", بمدينة الموصل."""
    if not words.is_joined(last):
        return None
    token = words.tokens[last]
    is_within = not _WITHIN.isdisjoint(words.forms[last])
    if not is_within and not (token.is_arabic and _is_in(words, last, starts)):
        return None
    begin = last + 1 if is_within and last not in starts else last
    for at in range(begin, min(begin + _MOST_BETWEEN, len(words))):
        if at in starts:
            span = starts[at]
            return span if span.rows and words.sentence[at] == words.sentence[last] else None
        if not words.is_joined(at) or _BETWEEN.isdisjoint(words.forms[at]):
            return None
    return None


def _short_end(words: Words, index: int) -> int:
    """Where the name of a site ends that nothing but its first word, and what that begins, tells of."""
    return index + (3 if words.tokens[index + 1].key in _NAME_BEGINNINGS and words.is_joined(index + 2) else 2)


def _is_known(span: NameSpan | None) -> bool:
    """Whether the name of a site is one of a place that the text surely means."""
    return span is not None and span.evidence >= KIND_CUE


def _is_placed_after(words: Words, last: int) -> bool:
    """Whether a text goes on to say where a site is in words that tell of no town around it: "the X bridge near Y"."""
    matches = load_cues().starting_at(words, last, side="before") if words.is_joined(last) else ()
    return any(m.cue.cue in ("relation", "direction") for m in matches)


def _city_before(words: Words, first: int, spans: Sequence[NameSpan], gazetteer: Gazetteer) -> NameSpan | None:
    """The city that the sentence has named before a site: "in Omdurman, at the X market and Y Hospital"."""
    for span in reversed(spans):
        if span.last > first or not span.rows:
            continue
        if words.sentence[span.first] != words.sentence[first]:
            return None
        if gazetteer.fact(span.rows[0]).kind in _HOLDERS - PROVINCES:
            return span
    return None


def _rows(words: Words, first: int, last: int, gazetteer: Gazetteer) -> tuple[int, ...]:
    """The places that bear a site's name, with or without the word that tells what it is."""
    found: list[int] = []
    for start, end in ((first, last), (first + 1, last), (first, last - 1)):
        matches = gazetteer.matcher.names_at(words.tokens, start) if start < end else ()
        found += [row for match in matches if start + match.token_count == end for row in match.rows]
    return tuple(dict.fromkeys(found))


def _site_span(words: Words, first: int, last: int, city: int, rows: tuple[int, ...]) -> NameSpan:
    start, end = words.tokens[first].start, words.tokens[last - 1].end
    return NameSpan(
        first=first,
        last=last,
        start=start,
        end=end,
        key=" ".join(forms_of(words.tokens[t].key)[0] for t in range(first, last)),
        name=words.text[start:end],
        evidence=RELATION_CUE,
        lang="ar" if words.tokens[first].is_arabic else "en",
        site_of=city,
        site_rows=rows,
    )


def place_sites(words: Words, found: Sequence[Found], gazetteer: Gazetteer) -> list[Found]:
    """The names with each site in the city it is told to be in: the one of its name there, else none."""
    placed: list[Found] = []
    for i, item in enumerate(found):
        if item.span.site_of >= 0:
            city = _city_of(words, found, i)
            first = city.span.first if city is not None else item.span.site_of
            item = replace(item, span=replace(item.span, site_of=first))
            item = _placed(words, item, city.place if city is not None else None, gazetteer)
        placed.append(item)
    return placed


def _city_of(words: Words, found: Sequence[Found], i: int) -> Found | None:
    """The town that a site is told to be in; where that was a quarter or no town, the one named before."""
    begins = found[i].span.site_of
    if begins > found[i].span.first:
        return next((item for item in found[i + 1 :] if item.span.first == begins), None)
    sentence = words.sentence[found[i].span.first]
    for item in reversed(found[:i]):
        if words.sentence[item.span.first] != sentence:
            return None
        if item.span.site_of < 0 and item.place is not None and item.place.kind in _HOLDERS - PROVINCES:
            return item
    return None


def _placed(words: Words, item: Found, city: Place | None, gazetteer: Gazetteer) -> Found:
    if city is None or city.kind not in _HOLDERS - PROVINCES:
        return item
    if item.place is not None and (is_within_reach(item.place, city) or _is_district_of(words, item, city)):
        return item
    rows = gazetteer.places(gazetteer.place_at(row).id for row in item.span.site_rows)
    named = item.resolution.candidates.places() if item.resolution is not None else iter(rows)
    fitting = takewhile(lambda n: n[0] < _MOST_LOOKED_AT, enumerate(named))
    place = next((p for _, p in fitting if p.id != city.id and is_within_reach(p, city)), None)
    return replace(item, place=place)


def _is_district_of(words: Words, item: Found, city: Place) -> bool:
    """Whether a known place may be a district of the province that is called as the city: "the Ariha district of X"."""
    last = item.span.last
    ends = [form for t in range(last - 1, min(last + 1, len(words))) for form in words.forms[t]]
    is_district = any(_site_words().get(form) == "district" for form in ends)
    return is_district and item.place is not None and item.place.admin1 == city.admin1


_MOST_LOOKED_AT = 60


def is_within_reach(place: Place, city: Place) -> bool:
    """Whether a place may be in a city, or is a town of the governorate whose capital it is."""
    away_m = distance_between_m(lat=place.lat, lon=place.lon, other_lat=city.lat, other_lon=city.lon)
    if away_m <= max(REACH_M, 2 * city.radius_m):
        return True
    is_near = place.admin1 == city.admin1 and place.country == city.country and away_m <= IN_GOVERNORATE_M
    return is_near and city.kind == "city" and place.kind in ("city", "town")
