"""Forces in Arabic and English reports: by name, by unit, by an adjective beside a military word, by a capital."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from dashboard.reading.force_words import Form, Item, items_of
from dashboard.vocabulary import forces

ForceSense = Literal["actor", "unit", "equipment", "base", "unidentified", "country", "capital", "government", "leader"]

BACKED = {"turkey": "sna", "iran": "iran-backed"}
"""The forces that "Turkish-backed factions" and "militias supported by Tehran" are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForceMention:
    """A stretch of a text that names a force; `start`, `end` are code-point offsets, `text` the words between them.

    `sense`: actor (its people), unit (a name), equipment, base, unidentified; country, capital, government and leader
    are who speaks rather than who acts.
    """

    start: int
    end: int
    text: str
    force_id: str
    sense: ForceSense
    rule: str = ""


def find_forces(text: str, *, lang: str | None = None) -> list[ForceMention]:  # noqa: ARG001  both are always read
    """The mentions of forces in a text, in order; an expression that names two forces gives two mentions of it."""
    items = items_of(text)
    codes = "".join(item.code for item in items)
    mentions: list[ForceMention] = []
    position = 0
    while match := _START.search(codes, position):
        position = match.start()
        for name, pattern, handler in _RULES:
            found = pattern.match(codes, position)
            senses = handler(items, found, codes) if found else None
            if found and senses is not None:
                start, end = items[found.start()].start, items[found.end() - 1].end
                for force_id, sense in senses:
                    mentions.append(
                        ForceMention(
                            start=start, end=end, text=text[start:end], force_id=force_id, sense=sense, rule=name
                        )
                    )
                position = found.end()
                break
        else:
            position += 1
    return mentions


_Senses = list[tuple[str, ForceSense]]
_Handler = Callable[[list[Item], "re.Match[str]", str], _Senses | None]


def _forms(items: list[Item], found: re.Match[str], codes: str) -> Iterator[tuple[str, Form]]:
    """The codes and forms of a match, those without a form left out."""
    for at in range(found.start(), found.end()):
        form = items[at].form
        if form:
            yield codes[at], form


def _forces_in(items: list[Item], found: re.Match[str], codes: str, wanted: str) -> list[str]:
    return list(dict.fromkeys(form.force for code, form in _forms(items, found, codes) if code in wanted))


def _noun_sense(items: list[Item], found: re.Match[str], codes: str) -> ForceSense:
    kinds = [form.kind for code, form in _forms(items, found, codes) if code in "Nn"]
    if not kinds:
        return "actor"
    head = kinds[0] if any(code == "n" for code, _ in _forms(items, found, codes)) else kinds[-1]
    return {"equipment": "equipment", "installation": "base"}.get(head, "actor")  # type: ignore[return-value]


def _adjective_and_noun(items: list[Item], found: re.Match[str], codes: str) -> _Senses | None:
    """American convoy, Russian-Turkish patrol, دورية روسية تركية مشتركة; Kurdish also beside fighters."""
    sense = _noun_sense(items, found, codes)
    adjectives = [form for code, form in _forms(items, found, codes) if code in "Dd"]
    is_irregular = any(code in "Rr" for code, _ in _forms(items, found, codes)) and not re.search("[Nn]", found.group())
    kept = [form.force for form in adjectives if form.kind == "group-demonym" or not is_irregular]
    return [(force, sense) for force in dict.fromkeys(kept)] if kept else None


def _government(items: list[Item], found: re.Match[str], codes: str) -> _Senses:
    found_forces = _forces_in(items, found, codes, "DdCF")
    is_state = any(forces()[force].acled.startswith("Military Forces") for force in found_forces)
    # An armed group's officials are its people: "two ISIS officials" were taken.
    is_band = codes[found.start()] == "F" and not is_state
    return [(force, "actor" if is_band else "government") for force in found_forces]


def _named(items: list[Item], found: re.Match[str], codes: str) -> _Senses | None:
    form = items[found.start()].form
    if form is None:
        return None
    if form.kind == "people":
        return [(form.force, "actor")]
    if form.kind == "unidentified":
        return None if codes[found.end() : found.end() + 1] in ("b", "B") else [(form.force, "unidentified")]
    return [(form.force, "unit")]


def _own_peacekeepers(items: list[Item], found: re.Match[str], codes: str) -> _Senses | None:  # noqa: ARG001
    """Russian peacekeepers are Russia's, not the United Nations'."""
    whose, name = items[found.start()].form, items[found.start() + 1].form
    return [(whose.force, "actor")] if whose and name and name.force == "un" and whose.force != "un" else None


def _owned(items: list[Item], found: re.Match[str], codes: str) -> _Senses:
    """Sudan's army, Moscow's troops, drones belonging to Washington, jets believed to be Jordanian."""
    sense = _noun_sense(items, found, codes)
    return [(force, sense) for force in _forces_in(items, found, codes, "CDd")]


def _backed(items: list[Item], found: re.Match[str], codes: str) -> _Senses | None:
    """Turkish-backed factions, militants supported by Iran, الفصائل الموالية لأنقرة."""
    backers = _forces_in(items, found, codes, "CDd")
    backed = [BACKED[force] for force in backers if force in BACKED]
    return [(force, "actor") for force in backed]


def _backed_before(items: list[Item], found: re.Match[str], codes: str) -> _Senses | None:
    """القوات التركية والفصائل الموالية لها, Turkish troops and their proxies: whose they are was named just before."""
    begin = codes.rfind("%", 0, found.start()) + 1
    named = [form.force for item in items[begin : found.start()] if (form := item.form) and form.force in BACKED]
    return [(BACKED[named[-1]], "actor")] if named else None


def _loyal(items: list[Item], found: re.Match[str], codes: str) -> _Senses:
    """Forces loyal to the government, قوات موالية لحكومة فلان: the people of whom they are loyal to."""
    loyal_to = _forces_in(items, found, codes, "F")
    return [(BACKED.get(force, force), "actor") for force in loyal_to]


def _nothing(items: list[Item], found: re.Match[str], codes: str) -> _Senses:  # noqa: ARG001
    return []


def _another(items: list[Item], found: re.Match[str], codes: str) -> _Senses | None:
    """التقت دورية أميركية بأخرى روسية: "another" stands for the noun before it."""
    form = items[found.start()].form
    sentence = codes[codes.rfind("%", 0, found.start()) + 1 : found.start()]
    if form is None or form.keys not in (("اخري",), ("اخر",)) or not re.search("[dF]", sentence):
        return None
    return [(force, "actor") for force in _forces_in(items, found, codes, "d")]


def _army_of(items: list[Item], found: re.Match[str], codes: str) -> _Senses | None:
    """الجيش التركي in a text about Syria: what is Syria's own army by itself is another's by its adjective."""
    form = items[found.start()].form
    if form is None or not form.context:
        return None
    return [(force, "actor") for force in _forces_in(items, found, codes, "d")]


def _country(items: list[Item], found: re.Match[str], codes: str) -> _Senses | None:
    """A country or capital as who acts or speaks: not "in Turkey", "southern Lebanon", "Damascus Gate", "BEIRUT -"."""
    form = items[found.start()].form
    if form is None or _PLACED.search(codes, max(0, found.start() - 12), found.start()):
        return None
    if form.kind == "country" and codes[found.start() - 1 : found.start()] == "m":
        return None
    after = codes[found.end() : found.end() + 1]
    if after == "W" or (after in ("N", "I", "J") and items[found.end()].is_capital):
        return None
    if after == "-" and _LINE_START.search(codes, max(0, found.start() - 6), found.start()):
        return None
    return [(form.force, form.kind)]  # type: ignore[list-item]


def _bare_adjective(items: list[Item], found: re.Match[str], codes: str) -> _Senses | None:
    """US or UN alone, and "the Syrian government": who speaks. A plain adjective names nobody."""
    form = items[found.start()].form
    if form is None:
        return None
    if form.is_upper:
        is_placed = _PLACED.search(codes, max(0, found.start() - 12), found.start())
        follows = codes[found.end() : found.end() + 1]
        return [(form.force, "country")] if not is_placed and follows in ("", "%", ",", "&", "v") else None
    return [(form.force, "government")] if len(form.keys) > 1 else None


def _rule(name: str, pattern: str, handler: _Handler) -> tuple[str, re.Pattern[str], _Handler]:
    return name, re.compile(pattern), handler


_JOIN = r"[&,-]{1,2}"
_PLACED = re.compile(r"p(?:[lW]|[C][&,]{1,2}){0,3}[&,]?$")
_LINE_START = re.compile(r"(?:^|%)(?:C-|W,)?$")
_START = re.compile(r"[FCDdNnRrIiKkjBX]")
_RULES = (
    # English: Turkish-backed factions; Kurdish-led, Russian-brokered (nobody)
    _rule("backed", r"[CD]-?B-?[J]{0,3}(?:[NR][NRJ]{0,3}|F)?(?<![F])", _backed),
    _rule("backed", r"[NR]_?Bl{1,2}[CD]", _backed),
    _rule("backed before", r"BJ{0,2}[NR](?![NRI])|X", _backed_before),
    _rule("loyal", r"[NR]_?(?:T|Bl{1,2})l?F", _loyal),
    _rule("led", r"[CDF]-L", _nothing),
    _rule(
        "adjective",
        rf"D(?:(?:{_JOIN}J{{0,2}})?D){{0,4}}[J-]{{0,4}}(?:[NR][NRJ]{{0,4}}(?<=[NRJ])|K)",
        _adjective_and_noun,
    ),
    _rule("institution", rf"D(?:{_JOIN}D){{0,3}}J{{0,3}}I", _government),
    _rule("owned", r"C'?s[J]{0,3}[N][NJ]{0,3}", _owned),
    _rule("owned", r"NTl?[CD](?![NRIJKD&-])", _owned),
    _rule("institution", r"[CF]'?sJ{0,3}I", _government),
    _rule("institution", r"FJ{0,3}I", _government),
    # Arabic: the noun first
    _rule("backed", r"[nr][jr]?b(?:[lm]_?)?(?:C|n{1,2}d)", _backed),
    _rule(
        "adjective",
        rf"[nrk][njr]{{0,4}}(?:[&-][j]){{0,2}}d(?:(?:{_JOIN}k?)?j{{0,2}}d){{0,4}}",
        _adjective_and_noun,
    ),
    _rule("backed before", r"[nr][jr]?bh", _backed_before),
    _rule("loyal", r"[nr][njr]{0,2}_?[bt]l?i?F", _loyal),
    _rule("owned", r"n[nj]{0,3}t{0,2}l?C|n[nj]{0,3}td", _owned),
    _rule("institution", r"i[ij]{0,3}d(?:&d)?", _government),
    _rule("another", r"jd", _another),
    _rule("adjective", r"D(?P<peacekeepers>F)", _own_peacekeepers),
    _rule("army of", r"Fj{0,2}d", _army_of),
    _rule("name", r"F", _named),
    _rule("country", r"C", _country),
    _rule("bare adjective", r"D", _bare_adjective),
)
