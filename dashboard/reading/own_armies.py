"""Whose "the army", "soldiers" or قوات الأمن are where the words themselves do not say."""

from __future__ import annotations

import re

from dashboard.reading.force_forms import Form, related_force, state_force
from dashboard.reading.force_words import Reading
from dashboard.vocabulary import forces

_ARTICLE = re.compile(r"\b(?:the|its)\s+(?:\w+\s+)?$", re.IGNORECASE)
_DEFINITE = re.compile(r"(?:^|\s|و|ف|ب|ك)(?:ال|لل)|لل")
_OF_THE = re.compile(r"\s(?:لل|ال|من ال)")
"""دورية للجيش points back as الجيش does."""
_ITS_OWNER = re.compile(r"(?:[_plJTm]|W(?=[_plJ]))?[lJ]{0,2}F")
"""What may follow an army's noun before the force whose it is: soldiers of the SDF, troops from M23, جنود من قسد."""
_OF_SOMEBODY = re.compile(r"[_plT][lJ]{0,2}(?:D[NJRI]|CN)")
_OWNER_LINKS = frozenset({"of", "from", "in", "belonging to", "loyal to", "with", "من", "في"})
_ARMED = frozenset({"army", "police", "gendarmerie"})
_COMPOUND = re.compile(r"[-‐‑–](?=\w)|\s+(?:chief|source|sources|junta|council|coup|rule|regime|service|ranks?)\b")
_ACTS = re.compile(
    r"[’']|\s*[.,;:)»]|\s+(?:and|or|in|on|of|has|had|have|is|was|were|will|would|did|says?|said|also|then|later|who|which|"
    r"launche[sd]|denie[sd]|\w+ed|\w{3,}s)\b"
)
_SENDS = re.compile(
    r"\s+(?:has |had |will |is |also |later )?(?:withd[re]\w+|sen[dt]\w*|deploy\w*|dispatch\w*|lost|los(?:es|ing)|"
    r"pull\w*|said|says|confirm\w*|announce\w*|acknowledge\w*|rotate[sd]|airlift\w*|mov(?:ed|es|ing)|station\w*|redeploy\w*)\b"
    r"|\s+(?:ترسل|أرسلت|سترسل|تنشر|نشرت|ستنشر|تسحب|سحبت|دفعت|تدفع)(?!\w)"
)
_SPEAKER = re.compile(r"[CDF](?:'?s)?J{0,3}[INJ]{0,4}v")
"""A state with its ministry, army or officials, and a verb that may be one of saying."""
_SAID = frozenset({"said", "says", "told", "confirmed", "announced"})
_FOLLOWED_BY_ADJECTIVE = re.compile(r"\s+ال\w+(?:ي|ية|يه)\b")


def own_army(reading: Reading, found: re.Match[str]) -> str | None:
    """The force that an army's nouns alone mean, "" for nobody in particular, None where they do not stand alone.

    It is the one of the country that the paragraph is about, unless an army was named in the paragraph before: "the
    Israeli army said ... the army added".
    """
    nouns = [form for _, form in reading.forms(found) if form.code in "Nn"]
    noun = next((form for form in nouns if form.alone), None)
    if noun is None or _is_anothers(reading, found) or not _is_an_army(reading, found, noun):
        return None
    country = reading.items[found.start()].country
    named = _named_before(reading, found)
    if not named and noun.alone == "people":
        named = _sender(reading, found) or (_speaker(reading, found) if noun.lang == "en" else "")
    if not named and country and any(form.kind == "installation" for form in nouns):
        named = _enemy(reading, found)  # the army base that Hezbollah fired at is not Lebanon's
    own = named or (state_force(country, noun.alone, reading.day) if country else "")
    return own or (_enemy(reading, found) if country and noun.alone == "people" and noun.lang == "en" else "")


def _is_anothers(reading: Reading, found: re.Match[str]) -> bool:
    """Whether the words around an army's noun say whose it is: M23 soldiers, the army of the SDF, جنود من قسد."""
    before = reading.codes[max(0, found.start() - 3) : found.start()]
    if reading.codes[found.start()] == "N":
        if before.endswith(("F", "C", "D", "F-", "F's", "C's")):
            return True
        if before.endswith("W") and (reading.items[found.start()].is_capital or _is_base(reading, found)):
            return True
    owner = _ITS_OWNER.match(reading.codes, found.end())
    if owner is None:
        link = reading.items[found.end()] if _OF_SOMEBODY.match(reading.codes, found.end()) else None
        return link is not None and reading.text[link.start : link.end].lower() in ("of", "from", "belonging to")
    if len(owner.group()) == 1:
        return reading.codes[found.start()] == "n"
    link = reading.items[found.end()]
    return reading.codes[found.end()] in "lT" or reading.text[link.start : link.end].lower() in _OWNER_LINKS


def _is_base(reading: Reading, found: re.Match[str]) -> bool:
    """Whether the nouns are of a place that may be anybody's: the Biranit barracks, but not the Damanyo army base."""
    forms = [form for _, form in reading.forms(found)]
    return any(form.kind == "installation" for form in forms) and not any(form.keys[0] in _ARMED for form in forms)


def _is_an_army(reading: Reading, found: re.Match[str], noun: Form) -> bool:
    """Whether the nouns are of people and things, not an adjective or part of a name: "army-run", military ties."""
    start, end = reading.items[found.start()].start, reading.items[found.end() - 1].end
    if noun.lang == "ar":
        is_told = noun.alone == "people" or len(noun.keys) > 1 or bool(_DEFINITE.match(reading.text, max(0, start - 1)))
        return is_told and not _FOLLOWED_BY_ADJECTIVE.match(reading.text, end)
    if noun.keys == ("military",):
        return found.end() - found.start() == 1 and bool(
            _ARTICLE.search(reading.text, max(0, start - 20), start) and _ACTS.match(reading.text, end)
        )
    return not _COMPOUND.match(reading.text, end)


def _sender(reading: Reading, found: re.Match[str]) -> str:
    """The government that its sentence tells of sending or losing soldiers: "Washington withdrew some 50 soldiers"."""
    begin = reading.codes.rfind("%", 0, found.start()) + 1
    at = reading.codes.find("C", begin, found.start())
    form = reading.items[at].form if at >= 0 else None
    return form.force if form and _SENDS.match(reading.text, reading.items[at].end) else ""


def _speaker(reading: Reading, found: re.Match[str]) -> str:
    """The state whose ministry or army tells of the soldiers: "Turkey's defence ministry said a soldier was killed"."""
    begin = reading.codes.rfind("%", 0, found.start()) + 1
    end = reading.codes.find("%", found.end())
    spans = ((begin, found.start()), (found.end(), end if end >= 0 else len(reading.codes)))
    for speaker in (match for span in spans for match in _SPEAKER.finditer(reading.codes, *span)):
        said = reading.items[speaker.end() - 1]
        form = reading.items[speaker.start()].form
        if form and forces()[form.force].is_state and reading.text[said.start : said.end].lower() in _SAID:
            return form.force
    return ""


def _enemy(reading: Reading, found: re.Match[str]) -> str:
    """Whose the soldiers are whom a group that the sentence names fights there, where several armies are."""
    begin = reading.codes.rfind("%", 0, found.start()) + 1
    end = reading.codes.find("%", found.end())
    country = reading.items[found.start()].country
    named = (item.form.force for item in reading.items[begin : end if end >= 0 else None] if item.form)
    return next(
        (enemy for force in named if (enemy := related_force(force, "fights", context=country, day=reading.day))), ""
    )


def _named_before(reading: Reading, found: re.Match[str]) -> str:
    """The army named last in the paragraph, where the noun points back to one: "the soldiers", الجيش."""
    if not reading.armies:
        return ""
    at, force = reading.armies[-1]
    start = reading.items[found.start()].start
    if "\n" in reading.text[reading.items[at].start : start]:
        return ""
    is_arabic = reading.codes[found.start()] == "n"
    points = (
        _DEFINITE.match(reading.text, max(0, start - 1))
        or _OF_THE.search(reading.text, start, reading.items[found.end() - 1].end)
        if is_arabic
        else _ARTICLE.search(reading.text, max(0, start - 20), start)
    )
    return force if points else ""
