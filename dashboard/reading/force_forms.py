"""The spellings of the lexicon that name forces or what belongs to them, out of its tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from dashboard.reading.words import bare, fold_phrase
from dashboard.tables import Row, is_users, layers_of, read_table
from dashboard.vocabulary import countries, forces

SENSES = {
    "unit": "F",
    "people": "F",
    "unidentified": "F",
    "leader": "C",
    "government": "C",
    "country": "C",
    "capital": "C",
    "demonym": "D",
    "group-demonym": "D",
    "none": "_",
}
NOUNS = {
    "personnel": "N",
    "equipment": "N",
    "action": "N",
    "installation": "N",
    "irregular": "R",
    "institution": "I",
    "filler": "J",
    "pronoun": "K",
    "backed": "B",
    "led": "L",
    "belonging": "T",
    "proxies": "X",
    "foreign": "A",
}
"""Codes of aliases by their sense and of nouns by their kind. Capital letters are English; Arabic has the same in small
letters, but F and C, which have one for both. Of the text itself: & and, p a preposition, s a possessive, - a hyphen,
h the Arabic "to it", "," a comma, % the end of a sentence, v a verb of saying or being, l of or by, m the Arabic from,
W a capitalised word, _ anything else."""

ALONE = ("", "army", "people")
"""Whom a noun alone means: nobody, the army of the country that the text is about, or its people."""
RELATIONS = ("government", "army", "people", "backed", "peacekeepers", "sort", "fights")
SKIPPED = frozenset("«»\"“”„'’()-‐‑–.")
_ALIAS_COLUMNS = ("force", "lang", "alias", "sense", "context", "valid_from", "valid_to", "notes")
_RELATION_COLUMNS = ("of", "relation", "context", "force", "valid_from", "valid_to", "notes")
_DEMONYM_ENDINGS = ("", "ه", "ان", "ين", "ون", "تان", "تين", "ات", "و")
_Key = tuple[tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Form:
    """One spelling of the lexicon: its keys (articles off if several), its code and what it stands for.

    `eras` are the forms of one spelling that means other forces at other times, empty where it always means one.
    """

    keys: tuple[str, ...]
    code: str
    kind: str
    force: str = ""
    context: str = ""
    is_upper: bool = False
    is_name: bool = False
    lang: str = ""
    has_madda: bool = False
    alone: str = ""
    span: tuple[str, str] = ("", "")
    eras: tuple[Form, ...] = ()

    def on(self, day: date | None) -> Form:
        """What the spelling meant on a day, or means now; the era next to the day where it lies in none."""
        return self if not self.eras else self.eras[valid_on([era.span for era in self.eras], day)]


def valid_on(spans: list[tuple[str, str]], day: date | None) -> int:
    """Which of several spans of ISO dates (first day, day after the last) holds a day, or today if none is given."""
    if day is None:
        return next((i for i, (_, end) in enumerate(spans) if not end), len(spans) - 1)
    iso = day.isoformat()
    past = [i for i, (start, _) in enumerate(spans) if start <= iso]
    return past[-1] if past else 0


@lru_cache(maxsize=1)
def force_forms() -> dict[str, list[Form]]:
    """All forms by their first key, longest first. Raises LexiconError."""
    by_first: dict[str, list[Form]] = {}
    for form in sorted(_forms(), key=lambda form: (-len(form.keys), not form.context)):
        by_first.setdefault(form.keys[0], []).append(form)
    return by_first


@lru_cache(maxsize=1)
def forms_by_words() -> dict[str, dict[str, list[Form]]]:
    """All forms by their first and second key ("" where there is only one), longest first."""
    found: dict[str, dict[str, list[Form]]] = {}
    for first, forms in force_forms().items():
        for form in forms:
            second = form.keys[1] if len(form.keys) > 1 else ""
            found.setdefault(first, {}).setdefault(second, []).append(form)
    return found


def _forms() -> Iterator[Form]:
    """Aliases before the names of countries before nouns, which may not be written twice."""
    found = _alias_forms()
    for form in (*_country_forms(), *_noun_forms()):
        found.setdefault((form.keys, form.context), [form])
    for forms in found.values():
        if len(forms) == 1:
            yield forms[0]
        else:
            eras = sorted(forms, key=lambda form: form.span)
            yield replace(eras[0], eras=tuple(eras))


def _alias_forms() -> dict[_Key, list[Form]]:
    """The forms of the aliases by key: several where they hold at other times; a user's take the place of ours."""
    found: dict[_Key, list[Form]] = {}
    rows: dict[_Key, list[Row]] = {}
    for row in _alias_rows():
        form = _alias_form(row)
        for spelt in demonym_forms(form) if form.code == "d" else (form,):
            key = (spelt.keys, spelt.context)
            if key in rows and is_users(row.table) and not is_users(rows[key][0].table):
                found[key], rows[key] = [], []
            for other, before in zip(found.get(key, ()), rows.get(key, ()), strict=True):
                if _overlap(spelt.span, other.span):
                    spelling = " ".join(spelt.keys)
                    raise row.error("alias", f"{spelling!r} is already on line {before.line} of {before.table.name}.")
            found.setdefault(key, []).append(spelt)
            rows.setdefault(key, []).append(row)
    return found


def _alias_rows() -> Iterator[Row]:
    known = forces().keys()
    contexts = {country["country"] + end for country in countries() for end in ("", "?")}
    for table in layers_of("force_aliases.csv"):
        for row in read_table(table, columns=_ALIAS_COLUMNS, required=("alias", "sense")):
            row.one_of("force", {""} if row["sense"] == "none" else known)
            if row["context"]:
                row.one_of("context", contexts)
            row.check_period()
            yield row


def _alias_form(row: Row) -> Form:
    code = SENSES[row.one_of("sense", SENSES)]
    lang = row.one_of("lang", ("en", "ar", "ku", "tr"))
    if code == "D" and lang == "ar":
        code = "d"
    alias = row["alias"]
    span = (row["valid_from"], row["valid_to"])
    if span == ("", "") and row["force"]:
        force = forces()[row["force"]]
        span = (force.valid_from, force.valid_to)
    return Form(
        _form_keys(row, "alias", alias),
        code,
        row["sense"],
        row["force"],
        row["context"],
        is_upper=lang != "ar" and alias.isupper() and len(alias) <= 6,
        is_name=lang == "en" and alias[0].isupper(),
        lang=lang,
        span=span,
    )


def _overlap(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return (not one[1] or other[0] < one[1]) and (not other[1] or one[0] < other[1])


def _country_forms() -> Iterator[Form]:
    """The names, adjectives and capitals of states, for whoever governed them at the time."""
    for country in countries():
        rules = [rule for rule in relations() if rule["of"] == country["country"] and rule["relation"] == "government"]
        for form in country_spellings(country):
            eras = [replace(form, force=rule["force"], span=(rule["valid_from"], rule["valid_to"])) for rule in rules]
            yield replace(eras[0], eras=tuple(eras)) if eras else form


def country_spellings(country: Row) -> Iterator[Form]:
    """The forms of a state's names, adjectives and capitals, each for the state itself."""
    for lang in ("en", "ar"):
        for column, sense in (("names", "country"), ("demonyms", "demonym"), ("capitals", "capital")):
            code = SENSES[sense].lower() if sense == "demonym" and lang == "ar" else SENSES[sense]
            for spelling in filter(None, country[f"{lang}_{column}"].split("|")):
                keys = _form_keys(country, f"{lang}_{column}", spelling)
                is_upper = lang == "en" and spelling.isupper() and len(spelling) <= 6
                form = Form(keys, code, sense, country["force"], is_upper=is_upper, is_name=lang == "en", lang=lang)
                yield from demonym_forms(form) if code == "d" else (form,)


def _noun_forms() -> Iterator[Form]:
    seen: dict[tuple[str, ...], Row] = {}
    columns = ("lang", "kind", "noun", "alone", "notes")
    for row in read_table("force_nouns.csv", columns=columns, required=("noun",)):
        code = NOUNS[row.one_of("kind", NOUNS)]
        lang = row.one_of("lang", ("en", "ar"))
        keys = _form_keys(row, "noun", row["noun"])
        if keys in seen:
            raise row.error("noun", f"{' '.join(keys)!r} is already on line {seen[keys].line}.")
        seen[keys] = row
        code = code if lang == "en" else code.lower()
        alone = row.one_of("alone", ALONE)
        yield Form(keys, code, row["kind"], lang=lang, has_madda=row["noun"].startswith("آ"), alone=alone)


def _form_keys(row: Row, column: str, phrase: str) -> tuple[str, ...]:
    """The keys of a phrase, without articles if there are several; a word after = keeps its article."""
    words = [key for key in fold_phrase(phrase) if key not in SKIPPED]
    keys = [key for key in words if key != "="]
    if not keys:
        raise row.error(column, "no word in it.")
    if len(keys) == 1:
        return (keys[0],)
    kept = {i - words[:i].count("=") for i in range(1, len(words)) if words[i - 1] == "="}
    return tuple(key if i in kept else bare(key) for i, key in enumerate(keys))


def demonym_forms(form: Form) -> Iterator[Form]:
    """The genders, numbers and cases of an Arabic adjective such as روسي, or كوري جنوبي; a plural such as روس has none.

    All words that end in the yāʾ of such an adjective change alike.
    """
    endings: Iterable[str] = _DEMONYM_ENDINGS if form.keys[-1].endswith("ي") else ("",)
    for ending in endings:
        yield replace(form, keys=tuple(key + ending if key.endswith("ي") else key for key in form.keys))


@lru_cache(maxsize=1)
def relations() -> tuple[Row, ...]:
    """Who governs a country, whose army and soldiers are meant there, who fights its rebels, whom it backs, by date.

    Raises LexiconError.
    """
    names = {country["country"] for country in countries()}
    known = forces().keys()
    rows = []
    for row in read_table("force_relations.csv", columns=_RELATION_COLUMNS, required=("of", "relation")):
        relation = row.one_of("relation", RELATIONS)
        row.one_of("of", known if relation in ("backed", "peacekeepers", "sort", "fights") else names)
        row.one_of("context", {"", *names})
        row.one_of("force", {"", *known})
        row.check_period()
        rows.append(row)
    return tuple(rows)


@lru_cache(maxsize=4096)
def related_force(of: str, relation: str, *, context: str = "", day: date | None = None) -> str | None:
    """The force that the table gives for a relation, "" where it says that there is none; None where it says nothing.

    A row for the country that a text is about goes before one for all.
    """
    rows = [row for row in relations() if row["of"] == of and row["relation"] == relation]
    for wanted in (context, ""):
        fitting = sorted(
            (row for row in rows if row["context"] == wanted and (not wanted or context)), key=lambda r: r["valid_from"]
        )
        held = [row for row in fitting if row.holds(day)]
        if held:
            return held[-1]["force"]
    return None


def state_force(country: str, relation: str, day: date | None) -> str:
    """Whose a country's army, or its people, are by themselves on a day; "" where nobody's in particular."""
    for asked in (relation, "government"):
        force = related_force(country, asked, day=day)
        if force is not None:
            return force
    return _forces_of_countries().get(country, "")


@lru_cache(maxsize=1)
def _forces_of_countries() -> dict[str, str]:
    return {country["country"]: country["force"] for country in countries()}
