"""Relations of several names: between A and B, the A–B road, the A–B–C triangle, and "near A and B" shared by both.

`read_relation` (in `relation_words`) reads what each name has by itself; here names that belong together are joined.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gazetteer.cues import CueTable, Words, load_cues
from gazetteer.relation_words import Relation, read_relation

__all__ = ["Relation", "join_relations", "read_relation"]

_CONJUNCTIONS = frozenset(["and", "or", "&", "و", "او", "the", "both"])
_COORDINATING = re.compile(r"^[\s,،/&()\[\]«»\"“”'#_\-–—+]*$")
_DASH = re.compile(r"^\s*[-–—/]\s*$")
_LISTING = re.compile(r"^\s*[-–—/,،]?\s*(?:و\s*)?$")
_BESIDE = re.compile(r"^\s*[-–—/,،(\[]?\s*$")
_STOPS = re.compile(r"[.;:!?،,\n]")
_ENDS = re.compile(r"[.;:!?؟؛\n]")
_JOINERS = {
    "between": frozenset(["and", "to", "الي", "و", "حتي", "towards"]),
    "linking": frozenset(["and", "to", "with", "الي", "و", "مع", "بين"]),
    "from": frozenset(["to", "towards", "toward", "الي", "حتي", "نحو", "until"]),
    "road": frozenset(["to", "الي", "and", "و"]),
}
_PREFIXES = {"between": ("و",), "linking": ("و", "ب", "ل"), "from": ("ل",), "road": ("و",)}
_STRETCH = frozenset(
    ["stretch", "section", "route", "line", "motorway", "corridor", "axis", "leading", "running", "linking",
     "stretching", "stretches", "extending", "extends", "تمتد", "يمتد", "امتدت", "امتد", "ممتده", "خط",
     "المسافه", "محور", "الممتد", "الممتده", "السكه", "الواصل", "الواصله", "الرابط", "الرابطه"]
)  # fmt: skip
_ROAD_NUMBER = re.compile(r"^[a-z]\d{1,3}$")
_TRIANGLE = frozenset(["triangle", "مثلث"])
_MOST_BACK = 4
_ONE_SIDE = (["on", "one", "side"], ["on", "the", "one", "side"], ["من", "جهه"], ["من", "ناحيه"], ["من", "جانب"])


def join_relations(words: Words, spans: Sequence[tuple[int, int]], relations: Sequence[Relation]) -> list[Relation]:
    """The relations with groups found (between A and B, the A–B road, triangles) and shared ones handed on."""
    joined = list(relations)
    index, count = 0, len(joined)
    while index < count:
        here = joined[index]
        if here.partner is not None or (not here.has_cue and _stands_alone(words, spans, index)):
            if here.partner is None:
                joined[index] = _with_unknown_start(words, spans, index, here)
            index += 1
            continue
        members, feature = _group_at(words, spans, joined, index)
        if len(members) > 1:
            _tie(joined, members, feature, _extent_of(words, spans, joined, members, feature))
            _share_alias(words, spans, joined, members[-1])
            index = members[-1]
        else:
            if here.name in ("between", "linking", "from"):
                joined[index] = replace(here, name="between" if _has_unknown_end(words, here) else "", feature="")
            elif not here.has_cue:
                joined[index] = _with_unknown_start(words, spans, index, here)
            if index + 1 < count:
                _share_with_next(words, spans, joined, index)
        index += 1
    return joined


_LONGEST_PAIR = 7
"""Words from "between" to the second name at most, where the first is not known."""
_ANDS = frozenset(["and", "و"])


def _has_unknown_end(words: Words, here: Relation) -> bool:
    """Whether a between, or the ways of a road, goes on to something that is no known name: "between X and the dam"."""
    last = here.last
    if not words.is_joined(last) or (here.name != "between" and _road_before(words, here.first) < 0):
        return False
    following = words.tokens[last]
    return following.key in _JOINERS[here.name] or (following.is_arabic and following.key.startswith("و"))


def _with_unknown_start(words: Words, spans: Sequence[tuple[int, int]], index: int, here: Relation) -> Relation:
    """A name with the relation "between" where it is the second of two and the first is not known."""
    first, floor, tokens = here.first, spans[index - 1][1] if index else 0, words.tokens
    is_second = first > 0 and (tokens[first - 1].key in _ANDS or tokens[first].text[:1] == "و")
    if not is_second or not words.is_joined(first):
        return here
    table = load_cues()
    for back in range(first - 1, max(floor, first - _LONGEST_PAIR), -1):
        if not words.is_joined(back):
            return here
        matches = table.ending_at(words, back)
        if any(m.cue.value == "between" and m.cue.phrase.endswith(("between", "بين")) for m in matches):
            is_told_before = index > 0 and [words.tokens[t].key for t in range(back, first)] == ["there", "and"]
            partner = index - 1 if is_told_before else None  # "near A and half-way between there and B"
            return replace(here, name="between", first=matches[0].first, partner=partner)
    return here


def _stands_alone(words: Words, spans: Sequence[tuple[int, int]], index: int) -> bool:
    """Whether more than one word, or the end of a clause, parts a name that has no cue from the next one."""
    if index + 1 >= len(spans):
        return True
    end, start = spans[index][1], spans[index + 1][0]
    return start - end > 1 or not _BESIDE.match(words.tokens[end].gap)


def _group_at(
    words: Words, spans: Sequence[tuple[int, int]], relations: Sequence[Relation], index: int
) -> tuple[list[int], str]:
    """The names that make one shape with the name at `index`, and what it is: road, triangle, or '' (between)."""
    if index + 1 >= len(spans):
        return [], ""
    here = relations[index]
    gap = words.gap(spans[index + 1][0])
    way = _way_of(words, here) or ("road" if _is_axis(words, spans[index][0]) and _DASH.match(gap) else "")
    if here.name == "between" or not way:
        triangle = _triangle(words, spans, relations, index) if _may_list(gap, here) else []
        if triangle:
            return triangle, "triangle"
    if here.name == "between":
        pair = _pair_or_list(words, spans, relations, index)
        if pair and _has_other_side(words, spans, pair[-1]):
            return [*pair, pair[-1] + 1], "sides"
        return pair, "road" if _road_before(words, here.first) >= 0 else ""
    if way:
        partner = _partner_of(words, spans, relations, index, way)
        if partner is not None:
            return _with_more(words, spans, relations, [*range(index, partner), partner], partner), "road"
        return [], ""
    chain = _road_named_after(words, spans, relations, index)
    return chain, "road"


def _may_list(gap: str, here: Relation) -> bool:
    return here.name == "between" or _LISTING.match(gap) is not None


def _way_of(words: Words, here: Relation) -> str:
    """How a road's first end is told: "the road linking A", "the road from A", طريق A; '' where it is none."""
    if here.name in ("linking", "from"):
        return here.name if _road_before(words, here.first) >= 0 else ""
    is_before = here.feature != "road after" and "road" in here.kinds and here.first < here.last - 1
    return "road" if is_before and here.name in ("in", "near", "along") else ""


def _is_axis(words: Words, first: int) -> bool:
    """Whether a front's axis is called after the names that begin at a token: محور الرصافة - أثريا."""
    return first > 0 and words.is_joined(first) and words.forms[first - 1][0] == "محور"


def _road_before(words: Words, first: int) -> int:
    """The token where a road, a route or a stretch is spoken of right before token `first`; -1 where none is."""
    table = load_cues()
    for index in range(first - 1, max(first - _MOST_BACK, 0) - 1, -1):
        key = words.tokens[index].key
        if key in _STRETCH or words.forms[index][0] in _STRETCH or _ROAD_NUMBER.match(key):
            return index
        if any(_is_road(table, words, index + 1, side) for side in ("before", "after")):
            return index
        if not words.is_joined(index):
            return -1
    return -1


def _is_road(table: CueTable, words: Words, last: int, side: str) -> bool:
    return any(m.cue.cue == "kind" and m.cue.value == "road" for m in table.ending_at(words, last, side=side))


def _pair_or_list(
    words: Words, spans: Sequence[tuple[int, int]], relations: Sequence[Relation], index: int
) -> list[int]:
    partner = _partner_of(words, spans, relations, index, "between")
    return [] if partner is None else [*range(index, partner), partner]


def _has_other_side(words: Words, spans: Sequence[tuple[int, int]], partner: int) -> bool:
    """Whether the pair is but one side: "between A and B on one side and C on the other", بين أ وب من جهة وج."""
    if partner + 1 >= len(spans):
        return False
    start, end = spans[partner][1], spans[partner + 1][0]
    keys = [words.tokens[t].key for t in range(start, end)]
    has_and = keys[-1:] == ["and"] or words.tokens[end].key.startswith("و")
    return has_and and [key for key in keys if key != "and"] in _ONE_SIDE


def _partner_of(
    words: Words, spans: Sequence[tuple[int, int]], relations: Sequence[Relation], index: int, way: str
) -> int | None:
    """The other end of what begins with the name at `index`, past one other name in brackets; None without one."""
    for other in range(index + 1, min(index + 3, len(spans))):
        start, end = max(relations[index].last, spans[other - 1][1]), spans[other][0]
        if _is_alias_gap(words, spans[other - 1][1], end) and other == index + 1:
            continue
        gap = words.gap(end)
        if end <= start and _DASH.match(gap):
            return other
        if way == "road" and end <= start and gap.isspace() and "\n" not in gap:
            return other
        return other if _is_tied(words, start, spans[other], way) else None
    return None


def _is_tied(words: Words, start: int, span: tuple[int, int], way: str) -> bool:
    """Whether the words from `start` to a name tie it to the one before: and, to, with the name's kind after it."""
    end = span[0]
    between = [words.forms[t][0] for t in range(start, end)]
    stops = _STOPS if way != "from" else _ENDS
    if len(between) > 5 or any(stops.search(words.gap(t)) for t in range(start, end + 1)):
        return False
    if any(word in _JOINERS[way] for word in between[:3]):
        return True
    lead = words.tokens[start].text[:1] if start < len(words) else ""
    return lead in _PREFIXES[way]


def _with_more(
    words: Words,
    spans: Sequence[tuple[int, int]],
    relations: Sequence[Relation],
    members: list[int],
    last: int,
) -> list[int]:
    """The members of a road with the further places it is named after: the A–B–C road."""
    while last + 1 < len(spans) and len(members) < 5:
        start, end = spans[last][1], spans[last + 1][0]
        if end != start or not _DASH.match(words.gap(end)) or relations[last + 1].name not in ("", "in"):
            break
        last += 1
        members = [*members, last]
    return members


def _road_named_after(
    words: Words, spans: Sequence[tuple[int, int]], relations: Sequence[Relation], index: int
) -> list[int]:
    """The places of "the A-B road", "the A–B–C highway", "the A to B road"; empty where no road follows."""
    members = [index]
    for other in range(index + 1, min(index + 5, len(spans))):
        start, end = spans[other - 1][1], spans[other][0]
        between = [words.tokens[t].key for t in range(start, end)]
        is_dash = not between and _DASH.match(words.gap(end)) is not None
        is_to = between == ["to"] and words.is_joined(start) and words.is_joined(end)
        if not (is_dash or is_to):
            return []
        members.append(other)
        if "road" in relations[other].kinds:
            return members
    return []


def _triangle(words: Words, spans: Sequence[tuple[int, int]], relations: Sequence[Relation], index: int) -> list[int]:
    """The three or four places of a triangle, or of "between A, B and C"; empty where there are fewer."""
    members = [index]
    ends_list = has_and = False
    for other in range(index + 1, min(index + 4, len(spans))):
        start, end = spans[other - 1][1], spans[other][0]
        between = [words.tokens[t].key for t in range(start, end)]
        gap = words.gap(end)
        is_joined_on = not between and words.tokens[end].text.startswith("و")
        is_last = between in (["and"], ["و"]) or is_joined_on
        if ends_list or (between and not is_last) or not _LISTING.match(words.gap(start)):
            break
        if not between and "\n" in gap:
            break
        members.append(other)
        has_and = has_and or is_last
        ends_list = is_last and not is_joined_on  # أ وب وج: in Arabic each goes on with "and"
    if len(members) < 3:
        return []
    last = spans[members[-1]][1]
    is_named_after = words.is_joined(last) and words.tokens[last].key in _TRIANGLE
    listed = relations[index].name == "between" and has_and
    return members if is_named_after or listed or _triangle_before(words, relations[index].first) >= 0 else []


def _triangle_before(words: Words, first: int) -> int:
    """The token where "the triangle of", "triangle formed by", مثلث stands right before; -1 where it does not."""
    for index in range(first - 1, max(first - _MOST_BACK, 0) - 1, -1):
        if not _TRIANGLE.isdisjoint(words.forms[index]):
            return index
        if not words.is_joined(index):
            return -1
    return -1


def _extent_of(
    words: Words, spans: Sequence[tuple[int, int]], relations: Sequence[Relation], members: list[int], feature: str
) -> tuple[int, int]:
    """The tokens that a group covers, with the road or the triangle that it is told to be."""
    first, last = relations[members[0]].first, max(relations[n].last for n in members)
    floor = spans[members[0] - 1][1] if members[0] else 0
    told = {"road": _road_before, "triangle": _triangle_before}.get(feature)
    earlier = told(words, first) if told else -1
    if floor <= earlier < first and not _ROAD_NUMBER.match(words.tokens[earlier].key):
        first = earlier - 1 if earlier > floor and words.tokens[earlier - 1].key == "the" else earlier
    if feature == "triangle" and words.is_joined(last) and words.tokens[last].key in _TRIANGLE:
        last += 1
    return first, last


def _tie(relations: list[Relation], members: list[int], feature: str, extent: tuple[int, int]) -> None:
    """Give all members the relation "between", each with the next as its partner and the rest as others."""
    first, second = extent
    is_list = feature == "triangle" or (feature == "road" and len(members) > 2)
    last = members[-1]
    for place, n in enumerate(members):
        partner = members[0] if n == last else last
        is_middle = not is_list and feature != "sides" and 0 < place < len(members) - 1
        relations[n] = replace(
            relations[n],
            name="between",
            first=first,
            last=second,
            partner=partner,
            is_passage=False,
            is_alias=is_middle or relations[n].is_alias,
            feature=feature if feature != "sides" else "",
            others=tuple(members) if is_list else (),
            azimuth=None,
            distance_m=None,
        )


def _share_alias(words: Words, spans: Sequence[tuple[int, int]], relations: list[Relation], index: int) -> None:
    """Give a name in brackets what the name before it has: between A and B (C)."""
    following = index + 1
    if following < len(spans) and _is_alias_gap(words, spans[index][1], spans[following][0]):
        relations[following] = replace(relations[index], last=spans[following][1], is_alias=True)


def _share_with_next(words: Words, spans: Sequence[tuple[int, int]], relations: list[Relation], index: int) -> None:
    here, there, start = relations[index], relations[index + 1], spans[index + 1][0]
    alias = _is_alias_gap(words, spans[index][1], start)
    if not alias and (not here.has_cue or there.has_cue or not _is_coordinated(words, here.last, start)):
        return
    relations[index + 1] = replace(
        here, first=there.first, last=there.last, kinds=there.kinds or here.kinds, label="", is_alias=alias
    )


def _is_alias_gap(words: Words, end: int, start: int) -> bool:
    """Whether a name follows another in brackets: المالكية (ديريك)."""
    return start == end and start < len(words) and words.gap(start).strip() in ("(", "[", "/")


def _is_coordinated(words: Words, end: int, start: int) -> bool:
    """Whether nothing but a conjunction or a comma stands between the tokens `end` … `start`."""
    if start < end or start - end > 2 or start >= len(words):
        return False
    between_words = all(words.forms[t][0] in _CONJUNCTIONS for t in range(end, start))
    gaps = [words.gap(t) for t in range(end, start + 1)]
    if start == end and gaps[0].strip() == "#":  # hashtags in a row: each says something of its own
        return words.tokens[start].text.startswith("و")
    return between_words and all("\n" not in gap and _COORDINATING.match(gap) for gap in gaps)
