"""Words of a text that name forces or what belongs to them, each with a one-letter code for the force patterns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dashboard.reading.words import Token, fold_phrase, split_at, tokens_of, without_proclitic
from dashboard.tables import Row, read_table
from dashboard.vocabulary import forces

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
}
"""Codes of aliases by their sense and of nouns by their kind. Capital letters are English; Arabic has the same in small
letters, but F and C, which have one for both. Of the text itself: & and, p a preposition, s a possessive, - a hyphen,
h the Arabic "to it", "," a comma, % the end of a sentence, v a verb of saying or being, l of or by, m the Arabic from,
W a capitalised word, _ anything else."""

_DEMONYM_ENDINGS = ("", "ه", "ان", "ين", "ون", "تان", "تين", "ات", "و")
_PLACING = "in from near inside into across towards toward at around outside through via Syria Syria's"
_DIRECTIONS = "northern southern eastern western central north-eastern northeastern northwestern southeastern upper"
_PREPOSITIONS = frozenset(f"{_PLACING} {_DIRECTIONS}".casefold().split())
_VERBS = frozenset("said says has had is was will would told denied confirmed announced carried launched".split())  # noqa: SIM905
_ARABIC_PREPOSITIONS = frozenset(
    key
    for word in (
        "سوريا",
        "كردستان",
        "إقليم",
        "في",
        "داخل",
        "خارج",
        "قرب",
        "نحو",
        "شمال",
        "جنوب",
        "شرق",
        "غرب",
        "شمالي",
        "جنوبي",
        "شرقي",
        "غربي",
    )
    for key in fold_phrase(word)
)
_BORDERS = frozenset(
    ("border", "borders", "frontier", *(key for w in ("الحدود", "حدود", "الحدودية") for key in fold_phrase(w)))
)
_FROM = frozenset(fold_phrase("من"))
_TO_THEM = frozenset(key for word in ("لها", "له", "لهم", "لهما") for key in fold_phrase(word))
_LINKS = frozenset(fold_phrase("ل") + fold_phrase("قبل") + ("by", "with", "to", "the"))
_MARKS = {
    **dict.fromkeys(".!?؟;؛…\n", "%"),
    **dict.fromkeys(",،", ","),
    **dict.fromkeys("-–—−‐‑/", "-"),
    "&": "&",
}
_SKIPPED = frozenset("«»\"“”„'’()-‐‑–.")
_ARTICLE = "ال"


@dataclass(frozen=True, slots=True)
class Form:
    """One spelling of the lexicon: its keys (articles off if several), its code and what it stands for."""

    keys: tuple[str, ...]
    code: str
    kind: str
    force: str = ""
    context: str = ""
    is_upper: bool = False
    lang: str = ""
    has_madda: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One or more words of one meaning; `start`, `end` are code-point offsets."""

    start: int
    end: int
    code: str
    form: Form | None = None
    is_capital: bool = False


def items_of(text: str) -> list[Item]:
    """The words of a text that the lexicon knows, with their codes; all others have the code _."""
    tokens = list(tokens_of(text))
    context = _main_context(tokens)
    forms = force_forms()
    items: list[Item] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        found = _longest(forms, tokens, i, context) if token.kind in ("word", "number") else None
        if found:
            clitic, form, last = found
            if clitic:
                items.append(Item(token.start, split_at(token, clitic), "&" if token.key.startswith("و") else "l"))
            end = tokens[last].end
            if text[end : end + 1] == "." and form.is_upper and len(form.keys[-1]) == 1:
                end += 1
                last += 1
            items.append(Item(split_at(token, clitic), end, form.code, form, token.text[0].isupper()))
            i = last + 1
            continue
        items.append(Item(token.start, token.end, _code_of(tokens, i)))
        i += 1
    return items


def _code_of(tokens: Sequence[Token], i: int) -> str:
    token = tokens[i]
    if token.kind == "break":
        return "%"
    if token.kind == "mark":
        return _MARKS.get(token.text, "'" if token.text in "'’" else "_")
    if token.kind == "number":
        return "J"
    if token.key in ("and", "و", "or", "او"):
        return "&"
    if token.key == "s" and i and tokens[i - 1].text in ("'", "’"):
        return "s"
    if token.key in _PREPOSITIONS or token.key in _ARABIC_PREPOSITIONS:
        return "p"
    if token.key in ("with", "مع") and i and tokens[i - 1].key in _BORDERS:
        return "p"
    if token.key in _VERBS:
        return "v"
    if token.key in _FROM:
        return "m"
    if token.key in _TO_THEM:
        return "h"
    if token.key in _LINKS:
        return "l"
    return "W" if token.text[0].isascii() and token.text[0].isupper() else "_"


def _longest(
    forms: dict[str, list[Form]], tokens: Sequence[Token], i: int, context: str
) -> tuple[int, Form, int] | None:
    """The letters of a proclitic, the form and its last token, of the longest form that begins at a token."""
    best: tuple[int, Form, int] | None = None
    for clitic, key in _readings(tokens[i].key, "ً" in tokens[i].text):
        for form in forms.get(key, ()):
            if best and len(form.keys) < len(best[1].keys):
                break
            if not _is_spoken_of(form, context):
                continue
            last = _last_token(form, tokens, i)
            if last is None or (form.is_upper and not _is_upper(tokens, i, last)):
                continue
            if form.has_madda and ("إ" in tokens[i].text or "أ" in tokens[i].text):
                continue
            if form.kind in ("country", "capital") and form.lang == "en" and not tokens[i].text[0].isupper():
                continue
            if best is None or len(form.keys) > len(best[1].keys) or (form.context and not best[1].context):
                best = (clitic, form, last)
    return best


def _is_spoken_of(form: Form, context: str) -> bool:
    """Whether a form counts in a text about that country; one of "syria?" also where the country is not known."""
    if form.context.endswith("?"):
        return context in (form.context[:-1], "")
    return form.context in ("", context)


def _last_token(form: Form, tokens: Sequence[Token], i: int) -> int | None:
    """The last token of a form that begins at `i`, quotes and hyphens between its words left out of account."""
    for key in form.keys[1:]:
        i += 1
        skipped = 0
        while i < len(tokens) and tokens[i].kind == "mark" and tokens[i].text in _SKIPPED and skipped < 2:
            i += 1
            skipped += 1
        if i >= len(tokens) or (_bare(tokens[i].key) != key and tokens[i].key != key):
            return None
    return i


def _is_upper(tokens: Sequence[Token], first: int, last: int) -> bool:
    return all(
        token.text[0].isupper() and token.text.upper() == token.text
        for token in tokens[first : last + 1]
        if token.kind == "word"
    )


def _bare(key: str) -> str:
    return key[2:] if key.startswith(_ARTICLE) and len(key) > 4 else key


@lru_cache(maxsize=200_000)
def _readings(key: str, has_tanween: bool) -> tuple[tuple[int, str], ...]:
    """What a folded word may be: itself, without its article, without a proclitic, without an accusative's alif."""
    found: list[tuple[int, str]] = [(0, key), (0, _bare(key))]
    if key and "\u0600" <= key[0] <= "\u06ff":
        for clitic, rest in without_proclitic(key):
            found += [(clitic, rest), (clitic, _bare(rest))]
        if has_tanween:
            found += [(clitic, rest[:-1]) for clitic, rest in list(found) if rest.endswith("ا")]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1)
def force_forms() -> dict[str, list[Form]]:
    """All forms by their first key, longest first. Raises LexiconError."""
    by_first: dict[str, list[Form]] = {}
    for form in sorted(_forms(), key=lambda form: (-len(form.keys), not form.context)):
        by_first.setdefault(form.keys[0], []).append(form)
    return by_first


def _forms() -> Iterator[Form]:
    seen: dict[tuple[tuple[str, ...], str], Row] = {}
    aliases = ("force", "lang", "alias", "sense", "context", "notes")
    known = forces().keys()
    contexts = {row["context"] + end for row in _context_rows() for end in ("", "?")}
    for row in read_table("force_aliases.csv", columns=aliases, required=("alias", "sense")):
        row.one_of("force", {""} if row["sense"] == "none" else known)
        if row["context"]:
            row.one_of("context", contexts)
        form = _alias_form(row)
        spellings = _demonym_forms(form) if form.code == "d" else (form,)
        for spelt in spellings:
            _assert_new(seen, row, "alias", (spelt.keys, spelt.context))
            yield spelt
    for row in read_table("force_nouns.csv", columns=("lang", "kind", "noun", "notes"), required=("noun",)):
        code = NOUNS[row.one_of("kind", NOUNS)]
        lang = row.one_of("lang", ("en", "ar"))
        keys = _form_keys(row, "noun", row["noun"])
        if (keys, "") not in seen:
            _assert_new(seen, row, "noun", (keys, ""))
            has_madda = row["noun"].startswith("آ")
            yield Form(keys, code if lang == "en" else code.lower(), row["kind"], lang=lang, has_madda=has_madda)


def _alias_form(row: Row) -> Form:
    code = SENSES[row.one_of("sense", SENSES)]
    lang = row.one_of("lang", ("en", "ar", "ku", "tr"))
    if code == "D" and lang == "ar":
        code = "d"
    alias = row["alias"]
    is_upper = lang != "ar" and alias.isupper() and len(alias) <= 6
    return Form(_form_keys(row, "alias", alias), code, row["sense"], row["force"], row["context"], is_upper, lang)


def _form_keys(row: Row, column: str, phrase: str) -> tuple[str, ...]:
    """The keys of a phrase, without articles if there are several; a word after = keeps its article."""
    words = [key for key in fold_phrase(phrase) if key not in _SKIPPED]
    keys = [key for key in words if key != "="]
    if not keys:
        raise row.error(column, "no word in it.")
    if len(keys) == 1:
        return (keys[0],)
    kept = {i - words[:i].count("=") for i in range(1, len(words)) if words[i - 1] == "="}
    return tuple(key if i in kept else _bare(key) for i, key in enumerate(keys))


def _demonym_forms(form: Form) -> Iterator[Form]:
    """The genders, numbers and cases of an Arabic adjective such as روسي."""
    for ending in _DEMONYM_ENDINGS:
        yield Form((*form.keys[:-1], form.keys[-1] + ending), form.code, form.kind, form.force, form.context, lang="ar")
    for word in _BROKEN_PLURALS.get(form.keys[-1], ()):
        yield Form((word,), form.code, form.kind, form.force, form.context, lang="ar")


_BROKEN_PLURALS = {"روسي": ("روس",), "تركي": ("اتراك",)}


def _assert_new(
    seen: dict[tuple[tuple[str, ...], str], Row], row: Row, column: str, key: tuple[tuple[str, ...], str]
) -> None:
    if key in seen:
        raise row.error(column, f"{' '.join(key[0])!r} is already on line {seen[key].line} of {seen[key].table.name}.")
    seen[key] = row


def _context_rows() -> list[Row]:
    return read_table(
        "force_contexts.csv", columns=("context", "lang", "words", "notes"), required=("context", "words")
    )


@lru_cache(maxsize=1)
def _context_words() -> dict[str, str]:
    """The country that a word's presence speaks for, by the word's (last) key without its article."""
    words: dict[str, str] = {}
    for row in _context_rows():
        for word in row["words"].split("|"):
            keys = fold_phrase(word)
            words.setdefault(_bare(keys[-1]), row["context"])
    return words


def _main_context(tokens: Sequence[Token]) -> str:
    """The country that a text speaks of most, or nothing; a bare "the army" is its army."""
    words = _context_words()
    counts: Counter[str] = Counter()
    for token in tokens:
        if token.kind == "word":
            for _, key in _readings(token.key, False):
                if key in words:
                    counts[words[key]] += 1
                    break
    return counts.most_common(1)[0][0] if counts else ""
