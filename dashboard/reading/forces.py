"""Forces in Arabic and English reports: by name, by unit, by an adjective beside a military word, by a capital."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dashboard.reading.flying import is_flying, is_struck
from dashboard.reading.force_forms import Form, related_force
from dashboard.reading.force_words import Reading, items_of
from dashboard.reading.own_armies import own_army
from dashboard.reading.patterns import word_key
from dashboard.vocabulary import forces

ForceSense = Literal["actor", "unit", "equipment", "base", "unidentified", "country", "capital", "government", "leader"]


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


_Senses = list[tuple[str, ForceSense]]
_Handler = Callable[[Reading, "re.Match[str]"], _Senses | None]


def find_forces(
    text: str,
    *,
    lang: str | None = None,  # noqa: ARG001  both are always read
    day: date | None = None,
    places: Iterable[tuple[int, str]] = (),
) -> list[ForceMention]:
    """The mentions of forces in a text, in order; an expression that names two forces gives two mentions of it.

    `day` is the report's: a name stands for the force that had it then, without it for the one that has it now.
    `places` are the offsets and ISO 3166-1 codes of the places in the text, which tell whose "the army" is.
    """
    items = items_of(text, day=day, places=places)
    reading = Reading(text, items, "".join(item.code for item in items), day)
    mentions: list[ForceMention] = []
    position = 0
    while match := _START.search(reading.codes, position):
        position = match.start()
        for name, pattern, handler in RULES_BY_CODE[reading.codes[position]]:
            found = pattern.match(reading.codes, position)
            if found and name == "adjective" and "NJ" in found.group():
                found = pattern.match(reading.codes, position, _end_of_noun(reading, found))
            senses = handler(reading, found) if found else None
            if found and senses is not None:
                mentions += _mentions(reading, found, senses, name)
                position = found.end()
                break
        else:
            position += 1
    return mentions


def _end_of_noun(reading: Reading, found: re.Match[str]) -> int:
    """The item at which a noun ends before those whom it hit: "Turkish shelling | wounded two soldiers"."""
    for at in range(found.start() + 1, found.end()):
        item = reading.items[at]
        is_turn = item.code == "J" and reading.codes[at - 1] == "N" and item.form is not None
        if is_turn and item.form and item.form.keys[0] in _COUNTED:
            return at
    return found.end()


def _mentions(reading: Reading, found: re.Match[str], senses: _Senses, rule: str) -> Iterator[ForceMention]:
    start, end = reading.items[found.start()].start, reading.items[found.end() - 1].end
    if len(senses) == 1 and rule != "its own" and any(_is_army(form) for _, form in reading.forms(found)):
        reading.armies.append((found.start(), senses[0][0]))
    for force_id, sense in senses:
        yield ForceMention(
            start=start, end=end, text=reading.text[start:end], force_id=force_id, sense=sense, rule=rule
        )


def _is_army(form: Form) -> bool:
    """Whether a form is an army's noun, or the name of one: الجيش اللبناني."""
    return bool(form.alone) or (form.keys[0] in _ARMIES and form.code == "F" and forces()[form.force].is_state)


def _forces_in(reading: Reading, found: re.Match[str], wanted: str) -> list[str]:
    return list(dict.fromkeys(form.force for code, form in reading.forms(found) if code in wanted))


def _noun_sense(reading: Reading, found: re.Match[str]) -> ForceSense:
    kinds = [form.kind for code, form in reading.forms(found) if code in "Nn"]
    if not kinds:
        return "actor"
    if kinds[0] == "action" and "installation" in kinds:
        return "base"  # قصف القاعدة الأميركية
    head = kinds[0] if any(code == "n" for code, _ in reading.forms(found)) else kinds[-1]
    return {"equipment": "equipment", "installation": "base"}.get(head, "actor")  # type: ignore[return-value]


def _adjective_and_noun(reading: Reading, found: re.Match[str]) -> _Senses | None:
    """American convoy, Russian-Turkish patrol, دورية روسية تركية مشتركة; Kurdish also beside fighters."""
    if _is_from_side(reading, found):
        return None
    if _MADE.match(reading.text, reading.items[found.end() - 1].end):
        return []  # مسيّرة إيرانية الصنع is nobody's by that
    sense = _noun_sense(reading, found)
    adjectives = [form for code, form in reading.forms(found) if code in "Dd"]
    is_irregular = any(code in "Rr" for code, _ in reading.forms(found)) and not re.search("[Nn]", found.group())
    kept = [form.force for form in adjectives if form.kind == "group-demonym" or not is_irregular]
    return [(force, sense) for force in dict.fromkeys(kept)] if kept else None


def _named_base(reading: Reading, found: re.Match[str]) -> _Senses | None:
    """قاعدة خراب الجير الأميركية, موقع الراهب الإسرائيلي: whose a post with a name of its own is.

    The adjective agrees with the post. A موقع is mostly somebody's site in the web, but where it is said to be hit.
    """
    first, last = reading.items[found.start()], reading.items[found.end() - 1]
    if first.form is None or last.form is None or first.form.kind != "installation" or len(first.form.keys) > 1:
        return None
    head, adjective = reading.text[first.start : first.end], reading.text[last.start : last.end]
    if not adjective.startswith("ال") or head.endswith("ة") != adjective.endswith("ة") or head in _NO_ONE_POST:
        return None
    if head == "موقع" and not _HITS.search(reading.text, max(0, first.start - 40), first.start):
        return None
    return [(last.form.force, "base")]


def _is_from_side(reading: Reading, found: re.Match[str]) -> bool:
    """Whether an adjective tells only where: "rockets fired from the Syrian side", لجأ إلى الجانب الصيني."""
    start, end = reading.items[found.start()].start, reading.items[found.end() - 1].end
    if reading.text.startswith("الجانب", start):
        return bool(_TO_THE.search(reading.text, max(0, start - 6), start))
    is_side = reading.text.endswith(" side", start, end)
    return is_side and bool(_FROM_THE.search(reading.text, max(0, start - 12), start))


def _government(reading: Reading, found: re.Match[str]) -> _Senses:
    found_forces = _forces_in(reading, found, "DdCF")
    is_state = any(forces()[force].is_state for force in found_forces)
    # An armed group's officials are its people: "two ISIS officials" were taken.
    is_band = reading.codes[found.start()] == "F" and not is_state
    return [(force, "actor" if is_band else "government") for force in found_forces]


def _named(reading: Reading, found: re.Match[str]) -> _Senses | None:
    form = reading.items[found.start()].form
    if form is None:
        return None
    if form.kind == "people":
        return [(form.force, "actor")]
    if _is_the_base(reading, found, form):
        return None
    if form.force == "isis" and any(key in _THE_GROUP for key in form.keys):
        return [(_group_before(reading, found) or form.force, "unit")]
    if form.kind == "unidentified":
        is_somebodys = reading.codes[found.start() - 1 : found.start()] == "F" and _is_plain(reading, found.start())
        following = reading.codes[found.end() : found.end() + 1]
        is_backed = following in ("b", "B") or (following == "F" and _is_loyal_name(reading, found.end()))
        return None if is_backed or is_somebodys else [(form.force, "unidentified")]
    return [(form.force, "unit")]


def _is_loyal_name(reading: Reading, at: int) -> bool:
    """Whether the name after "gunmen" says whom they are loyal to: مسلحون | موالون للنظام السابق."""
    return reading.text.startswith("موال", reading.items[at].start)


def _is_plain(reading: Reading, at: int) -> bool:
    """Whether an English word follows the force whose people it names with nothing but a space: "BLA gunmen"."""
    before, item = reading.items[at - 1], reading.items[at]
    return item.start - before.end == 1 and reading.text[item.start].isascii()


def _is_the_base(reading: Reading, found: re.Match[str], form: Form) -> bool:
    """Whether القاعدة is not al-Qaeda but a base that the text spoke of before, or one by the words after it."""
    if form.keys != ("القاعده",):
        return False
    start, end = reading.items[found.start()].start, reading.items[found.end() - 1].end
    return bool(_BASE_AFTER.match(reading.text, end) or _BASE_BEFORE.search(reading.text, 0, start))


def _group_before(reading: Reading, found: re.Match[str]) -> str:
    """The party or organisation named last before "the organisation", if ISIS was not: a report on the PKK means it."""
    named = [item.form for item in reading.items[: found.start()] if item.form and item.code == "F"]
    groups = [form.force for form in named if form.keys[0] in _ORGANISATIONS]
    return groups[-1] if groups and not any(form.force == "isis" for form in named) else ""


def _own_peacekeepers(reading: Reading, found: re.Match[str]) -> _Senses | None:
    """Russian peacekeepers are Russia's; Uruguay's are the United Nations'. Turkish F-16s are nobody else's."""
    whose, name = reading.items[found.start()].form, reading.items[found.start() + 1].form
    if (
        whose is not None
        and name is not None
        and name.context
        and name.kind == "unit"
        and forces()[name.force].is_state
    ):
        return [(whose.force, "equipment")]
    if whose is None or name is None or name.force != "un" or whose.force == "un":
        return None
    own = related_force(whose.force, "peacekeepers", day=reading.day) if name.keys[0].startswith("peace") else None
    return [(own or name.force, "actor")]


def _owned(reading: Reading, found: re.Match[str]) -> _Senses:
    """Sudan's army, Moscow's troops, drones belonging to Washington, jets believed to be Jordanian."""
    sense = _noun_sense(reading, found)
    return [(force, sense) for force in _forces_in(reading, found, "CDd")]


def _backed(reading: Reading, found: re.Match[str]) -> _Senses | None:
    """Turkish-backed factions, militants supported by Iran, الفصائل الموالية لأنقرة."""
    named = _forces_in(reading, found, "CDd")
    backed = [
        reading.backed_by(force, found.start()) or reading.of_the_country(force, found.start()) for force in named
    ]
    return [(force, "actor") for force in backed if force]


def _backed_before(reading: Reading, found: re.Match[str]) -> _Senses | None:
    """القوات التركية والفصائل الموالية لها, Turkish troops and their proxies: whose they are was named just before."""
    begin = reading.codes.rfind("%", 0, found.start()) + 1
    forms = [item.form for item in reading.items[begin : found.start()] if item.form]
    named = [backed for form in forms if (backed := reading.backed_by(form.force, found.start()))]
    return [(named[-1], "actor")] if named else None


def _owned_before(reading: Reading, found: re.Match[str]) -> _Senses | None:
    """طائرات مسيّرة تابعة لها: whose they are was named first in the sentence, as who tells of them."""
    begin = reading.codes.rfind("%", 0, found.start()) + 1
    forms = [item.form for item in reading.items[begin : found.start()] if item.form and item.code in "CFd"]
    return [(forms[0].force, _noun_sense(reading, found))] if forms and forms[0].force else None


def _loyal(reading: Reading, found: re.Match[str]) -> _Senses:
    """Forces loyal to the government, قوات موالية لحكومة فلان: the people of whom they are loyal to."""
    loyal_to = _forces_in(reading, found, "F")
    if reading.text[reading.items[found.start()].start : reading.items[found.start()].end].lower() in _AGENTS:
        return [(force, "actor") for force in loyal_to]  # "a cell linked to Turkish intelligence"
    return [(reading.backed_by(force, found.start()) or force, "actor") for force in loyal_to]


def _loyal_to_state(reading: Reading, found: re.Match[str]) -> _Senses:
    """قوات موالية للحكومة السورية: that state's people."""
    return [(force, "actor") for force in _forces_in(reading, found, "d")]


def _flew(reading: Reading, found: re.Match[str]) -> _Senses | None:
    """استهدفت مسيّرة سيارة تابعة لقسد: what flew is the verb's subject, and not the owner's who is named after it."""
    spans = (reading.items[found.start()], reading.items[found.end()])
    flew, hit = (word_key(reading.text[item.start : item.end].split()[0]) for item in spans)
    return [] if is_flying(flew) and is_struck(hit) else None


def _nothing(reading: Reading, found: re.Match[str]) -> _Senses:  # noqa: ARG001
    return []


def _ground(reading: Reading, found: re.Match[str]) -> _Senses:
    """SDF-held territory names nobody who acts, but whence somebody fired: "a rocket from rebel-held areas"."""
    is_origin = _FIRED_FROM.search(
        reading.text, max(0, reading.items[found.start()].start - 40), reading.items[found.start()].start
    )
    return [(force, "actor") for force in _forces_in(reading, found, "CDF")] if is_origin else []


def _another(reading: Reading, found: re.Match[str]) -> _Senses | None:
    """التقت دورية أميركية بأخرى روسية: "another" stands for the noun before it."""
    form = reading.items[found.start()].form
    sentence = reading.codes[reading.codes.rfind("%", 0, found.start()) + 1 : found.start()]
    if form is None or form.keys not in (("اخري",), ("اخر",)) or not re.search("[dF]", sentence):
        return None
    return [(force, "actor") for force in _forces_in(reading, found, "d")]


def _army_of(reading: Reading, found: re.Match[str]) -> _Senses | None:
    """الجيش التركي in a text about Syria: what is Syria's own army by itself is another's by its adjective."""
    form = reading.items[found.start()].form
    if form is None or not form.context:
        return None
    sense: ForceSense = "government" if form.kind == "government" else "actor"
    return [(force, sense) for force in _forces_in(reading, found, "d")]


def _country(reading: Reading, found: re.Match[str]) -> _Senses | None:
    """A country or capital as who acts or speaks: not "in Turkey", "southern Lebanon", "Damascus Gate", "BEIRUT -"."""
    form = reading.items[found.start()].form
    if form is None or _is_placed(reading, found) or _is_heading(reading, found):
        return None
    start = reading.items[found.start()].start
    if form.kind == "country" and (
        reading.codes[found.start() - 1 : found.start()] == "m" or _is_tag(reading.text, start)
    ):
        return None
    after = reading.codes[found.end() : found.end() + 1]
    if after == "W" or (after in ("N", "I", "J") and reading.items[found.end()].is_capital):
        return None
    return [(form.force, form.kind)]  # type: ignore[list-item]


def _is_tag(text: str, start: int) -> bool:
    """Whether a word is part of a hashtag, which tells what a text is about."""
    return text[max(0, start - 1) : start] in ("#", "_")


def _is_placed(reading: Reading, found: re.Match[str]) -> bool:
    return bool(_PLACED.search(reading.codes, max(0, found.start() - 12), found.start()))


def _is_heading(reading: Reading, found: re.Match[str]) -> bool:
    """Whether a name at the head of a line or item tells where all happened: "BEIRUT -", IDLIB (Syria), "Iraq: ..."."""
    start, end = reading.items[found.start()].start, reading.items[found.end() - 1].end
    if reading.text[start - 1 : start] == "(" and reading.text[end : end + 1] == ")":
        return True
    if not _LINE_START.search(reading.codes, max(0, found.start() - 6), found.start()):
        return False
    return (end - start > 3 and reading.text[start:end].isupper()) or bool(_HEADING_END.match(reading.text, end))


def _country_army(reading: Reading, found: re.Match[str]) -> _Senses | None:
    """Ukraine troops, Pakistan army: a headline's country before what belongs to a state."""
    name, noun = reading.items[found.start()].form, reading.items[found.start() + 1].form
    if name is None or noun is None or name.kind != "country" or not noun.alone or _is_placed(reading, found):
        return None
    return [(name.force, _noun_sense(reading, found))]


def _its_own(reading: Reading, found: re.Match[str]) -> _Senses | None:
    """The army, soldiers, قوات الأمن: those of the state that the text is about, or whose were just named."""
    force = own_army(reading, found)
    return None if force is None else [(force, _noun_sense(reading, found))] if force else []


def _bare_adjective(reading: Reading, found: re.Match[str]) -> _Senses | None:
    """US or UN alone, and "the Syrian government": who speaks. A plain adjective names nobody."""
    form = reading.items[found.start()].form
    if form is None:
        return None
    if form.is_upper:
        is_placed = _PLACED.search(reading.codes, max(0, found.start() - 12), found.start())
        follows = reading.codes[found.end() : found.end() + 1]
        return [(form.force, "country")] if not is_placed and follows in ("", "%", ",", "&", "v") else None
    return [(form.force, "government")] if len(form.keys) > 1 else None


def _rule(name: str, pattern: str, handler: _Handler) -> tuple[str, re.Pattern[str], _Handler]:
    return name, re.compile(pattern), handler


_ARMIES = frozenset({"جيش", "الجيش"})
_MADE = re.compile(r"\s+(?:الصنع|المنشأ|التصميم)(?!\w)")
_AGENTS = frozenset({"cell", "cells", "agents", "network", "ring", "agent"})
_COUNTED = frozenset("wounded injured two three four five six seven eight nine ten twelve".split())  # noqa: SIM905
_THE_GROUP = frozenset({"التنظيم", "تنظيم"})
_ORGANISATIONS = frozenset({"تنظيم", "حزب"})
_BASE_BEFORE = re.compile(
    r"(?<!\w)[وفبلك]?(?:ال)?قاعدة\s+(?:ال)?(?:\w+\s+)?(?:ال)?(?:عسكرية|جوية|بحرية)|(?<!\w)[وفبلك]?قاعدة\s"
)
_BASE_AFTER = re.compile(r"\s+(?:ذاتها|نفسها|عينها|العسكرية|الجوية|البحرية|المستهدفة|المذكورة)(?!\w)")
_NO_ONE_POST = frozenset({"قواعد", "نقاط", "حواجز", "مقر", "مقرات", "مواقع", "مركز", "معسكرات"})
_HITS = re.compile(
    r"(?<!\w)(?:\w?(?:استهد|قصف|هاجم|ضرب|دك|مهاجم|اقتحم|رجم)\w*|(?:هجوم|غارة|غارات|ضربة|صواريخ|قذائف|النار)[\w\u064b]*\s+على)"
    r"\s+(?:\w+\s+){0,3}$"
)
"""Words before a post that was hit."""
_JOIN = r"[&,-]{1,2}"
_PLACED = re.compile(r"p(?:[lW]|[C][&,]{1,2}){0,3}[&,]?$")
_LINE_START = re.compile(r"(?:^|%)[-_J]?(?:[CWp_]{1,4}[,-])?$")
_HEADING_END = re.compile(r"\s*[:|(/–—-]|\.\s*\n?[A-Z]")
_FROM_THE = re.compile(r"\b(?:from|on|at|to) the $")
_FIRED_FROM = re.compile(r"\b(?:fired|launched|shot|came|coming|shelling|fire) from (?:the |a \w+ in )?$")
_TO_THE = re.compile(r"(?<!\w)(?:من|إلى|في|على)\s$")
_START = re.compile(r"[AFCDdNnRrIiKkjBX]")
RULES = (
    # English: Turkish-backed factions; Kurdish-led, Russian-brokered (nobody)
    _rule("led", r"[CDF]-?B-?J{0,2}(?=F)", _nothing),
    _rule("backed", r"[CD]-?B-?[J]{0,3}(?:[NR][NRJ]{0,3}|F)?(?<![F])", _backed),
    _rule("backed", r"[NR]_?Bl{1,2}(?:C|D(?![NIR]))", _backed),
    _rule("backed", r"R_?Tl?(?:C|D(?![NIR]))", _backed),
    _rule("backed before", r"BJ{0,2}[NR](?![NRI])|X", _backed_before),
    _rule("loyal", r"[NR]_?(?:T|Bl{1,2})l?F", _loyal),
    _rule("led", r"[CDF]-L", _ground),
    _rule(
        "adjective",
        rf"D(?:(?:{_JOIN}J{{0,2}})?D){{0,4}}[J-]{{0,4}}(?:[NR][NRJ]{{0,4}}(?<=[NRJ])|K)",
        _adjective_and_noun,
    ),
    _rule("institution", rf"D(?:{_JOIN}D){{0,3}}J{{0,3}}I", _government),
    _rule("owned", r"CN[NJ]{0,2}", _country_army),
    _rule("its group", r"C'?sJ{0,3}(?=F)", _nothing),
    _rule("its own", r"A[J-]{0,2}N", _nothing),
    _rule("owned", r"C'?s[J]{0,3}[N][NJ]{0,3}", _owned),
    _rule("owned", r"N,?Tl?[CD](?![NRIJKD&-])", _owned),
    _rule("institution", r"[CF]'?sJ{0,3}I", _government),
    _rule("institution", r"FJ{0,3}I", _government),
    # Arabic: the noun first
    _rule("what flew", r"n[nj]{0,2}?(?=[nr][jr]{0,2}_?[bt]?l?i?[FCd]|_[bt]l?i?F)", _flew),
    _rule("backed", r"[nr][jr]?b(?:[lm]_?)?(?:C|n{1,2}d)", _backed),
    _rule("named base", r"n[_CF]{1,3}j?d", _named_base),
    _rule(
        "adjective",
        rf"[nrk][njr]{{0,4}}(?:[&-][j]){{0,2}}d(?:(?:{_JOIN}k?)?j{{0,2}}d){{0,4}}",
        _adjective_and_noun,
    ),
    _rule("backed before", r"[nr][jr]?bh|Fbh", _backed_before),
    _rule("loyal", r"[nr][njr]{0,2}d?_?[bt][lm]?i?F", _loyal),
    _rule("loyal", r"[nr][njr]{0,2}bl?ij{0,2}d", _loyal_to_state),
    _rule("owned", r"n[nj]{0,3}t{0,2}l?C|n[nj]{0,3}td", _owned),
    _rule("owned before", r"n[nj]{0,3}th", _owned_before),
    _rule("institution", r"i[ij]{0,3}d(?:&d)?", _government),
    _rule("its own", r"n[nj]{0,2}a", _nothing),
    _rule("its own", r"N[NJ]{0,2}(?<=N)|n[nj]{0,2}", _its_own),
    _rule("another", r"jd", _another),
    _rule("adjective", r"D(?P<peacekeepers>F)", _own_peacekeepers),
    _rule("army of", r"[FC]j{0,2}d", _army_of),
    _rule("name", r"F", _named),
    _rule("country", r"C", _country),
    _rule("bare adjective", r"D", _bare_adjective),
)


def _may_begin(pattern: str, code: str) -> bool:
    """Whether a branch of a pattern begins with a code; true also where that can't be told from how it is written."""
    begins = re.findall(r"(?:^|\|)(\[\w+\]|\w)(?![?*]|\{0)", pattern)
    return len(begins) <= pattern.count("|") or any(code in begin for begin in begins)


RULES_BY_CODE = {
    code: tuple(rule for rule in RULES if _may_begin(rule[1].pattern, code)) for code in _START.pattern.strip("[]")
}
"""The rules that may hold at an item, by its code; all others would only be tried in vain."""
