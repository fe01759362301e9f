"""Bringing in coded events: choose a file, look at what would come of it, put its mapping right, bring it in."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import cast

import streamlit as st

from dashboard.coded.bring_in import Outcome, Request, bring_in, estimate_rows, preview
from dashboard.coded.recognise import FILE_TYPES, SCHEMES
from dashboard.coded.records import Choices
from dashboard.coded_words import counts_html, field_words, first_rows, most_common, problems_csv, recognised_html
from dashboard.errors import CodedFileError, UnknownColumns
from dashboard.place_import_words import rows_html
from dashboard.state import opened, session
from dashboard.translation import Words
from dashboard.uploads import forget_upload, keep_upload, told_by_name
from dashboard.views import VIEWS, chrome
from dashboard.views.failures import shown_failures
from dashboard.views.worded import kept_list
from dashboard.wording import force_labels, kind_labels

UPLOAD, PREVIEWED, DONE, ROUND = "coded_upload", "coded_previewed", "coded_done", "coded_round"
CHOICE = "coded_as_"
LARGEST_MB = 2_000
MOST_PREVIEWED = 50_000
MOST_ASKED = 12
"""Unknown names and codes that are asked about on the page; the command line takes any number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Upload:
    """A file that was handed in, kept in a folder of its own until it is brought in or another is chosen."""

    file_id: str
    path: Path


def draw_coded_page() -> None:
    """Draws the page from the file that was handed in."""
    words = session.words()
    chrome.draw_data_tabs(words, "coded")
    with st.container(key="coded_import"):
        hint = words.say(
            "ACLED, UCDP, GDELT, Atlos and TimeMap files, GeoJSON, KML, GeoPackage or any table. "
            "Nothing is kept before you say so."
        )
        st.html(f'<h1>{escape(words.say("Bring in coded events"))}</h1><p class="dw-muted">{escape(hint)}</p>')
        _draw_done(words)
        with shown_failures(words), told_by_name(CodedFileError, _paths):
            upload = _take_upload(words)
            if upload is not None:
                _draw_upload(words, upload)


def _draw_done(words: Words) -> None:
    done = cast("Outcome | None", st.session_state.get(DONE))
    if done is None:
        return
    message = words.say_number("{number} event was brought in.", "{number} events were brought in.", done.added)
    if done.doubts:
        message += " " + words.say_number(
            "{number} may be there already: see Review.", "{number} may be there already: see Review.", done.doubts
        )
    st.success(message, icon=":material/check:")
    if done.problems.count:
        _draw_problems(words, done)
    if st.button(words.say("See on the map"), key="coded_to_map"):
        st.session_state.pop(DONE)
        st.switch_page(VIEWS / "map.py")


def _paths() -> list[Path]:
    upload = cast("_Upload | None", st.session_state.get(UPLOAD))
    return [upload.path] if upload else []


def _take_upload(words: Words) -> _Upload | None:
    """The file that is handed in, put on disk once, where the readers find it."""
    given = st.file_uploader(
        words.say("A file of events"),
        type=list(FILE_TYPES),
        key=f"coded_file_{st.session_state.get(ROUND, 0)}",
        max_upload_size=LARGEST_MB,
    )
    kept = cast("_Upload | None", st.session_state.get(UPLOAD))
    if given is None:
        _forget(kept)
        return None
    if kept is not None and kept.file_id == given.file_id:
        return kept
    _forget(kept)
    st.session_state.pop(DONE, None)
    (path,) = keep_upload([(given.name, given.getvalue())])
    upload = _Upload(file_id=given.file_id, path=path)
    st.session_state[UPLOAD] = upload
    return upload


def _forget(upload: _Upload | None) -> None:
    if upload is None:
        return
    forget_upload([upload.path])
    for key in [UPLOAD, PREVIEWED, *(key for key in st.session_state if str(key).startswith(CHOICE))]:
        st.session_state.pop(key, None)


# The preview ----------------------------------------------------------------------------------------------------------


def _draw_upload(words: Words, upload: _Upload) -> None:
    left, right = st.columns([1, 1.7], gap="medium")
    with left, st.container(key="coded_as"):
        scheme, source, status = _draw_kind(words)
        columns_place = st.container()
    with right, st.container(key="coded_preview"), shown_failures(words), told_by_name(CodedFileError, _paths):
        choices = Choices(source=source, status=status, actors=_chosen("actor"), kinds=_chosen("kind"))
        request = Request(path=upload.path, scheme=scheme, columns=_chosen("column"), choices=choices)
        try:
            outcome = _preview(words, upload, request)
        except UnknownColumns as error:
            with columns_place:
                _draw_columns(words, error.columns, {}, is_open=True)
            st.info(
                words.say("Choose the column of the date, or those of latitude and longitude."),
                icon=":material/view_column:",
            )
            return
        with columns_place:
            _draw_columns(words, outcome.columns, outcome.fields, is_open=outcome.scheme == "table")
        st.html(counts_html(outcome, words))
        st.dataframe(
            first_rows(outcome, words), hide_index=True, height="content", alt=words.say("The first events of the file")
        )
        with st.expander(words.say("Recognised"), key="coded_recognised"):
            st.html(recognised_html(outcome, words))
        _draw_unknown(words, outcome)
        _draw_problems(words, outcome)
        _draw_alike(words, outcome)
        _draw_button(words, request, outcome)


def _draw_kind(words: Words) -> tuple[str, str, str]:
    """Whose columns the file has, its source, and the status of its events."""
    names = {"": words.say("Find out")} | {name: one.label for name, one in SCHEMES.items()}
    names["table"] = words.say("A table")
    scheme = st.selectbox(words.say("Format"), **kept_list(f"{CHOICE}scheme", names, words.lang))
    source = st.text_input(
        words.say("Source"),
        key=f"{CHOICE}source",
        max_chars=200,
        placeholder=words.say("as each row says"),
        help=words.say("With a source, a row is known again by its own identifier; without, by its content."),
    )
    statuses = {
        "": words.say("as the format says"),
        "auto": words.say("wait for review"),
        "reviewed": words.say("reviewed"),
        "verified": words.say("verified"),
    }
    status = st.selectbox(words.say("Status"), **kept_list(f"{CHOICE}status", statuses, words.lang))
    return scheme or "", source.strip(), status or ""


def _draw_columns(words: Words, columns: tuple[str, ...], fields: dict[str, tuple[str, ...]], *, is_open: bool) -> None:
    """Which column is what, to put right; the choice holds from the next run of the page on."""
    with st.expander(words.say("Columns"), key="coded_columns_open", expanded=is_open):
        options = ["", *columns]
        with st.container(key="coded_columns"):
            for field, label in field_words(words).items():
                found = fields.get(field, ("",))
                st.selectbox(
                    label,
                    options,
                    index=options.index(found[0]) if found and found[0] in options else 0,
                    key=f"coded_field_{field}",
                    format_func=lambda column: column or "–",
                    on_change=_take_column,
                    args=(field,),
                )


def _take_column(field: str) -> None:
    st.session_state[f"{CHOICE}column_{field}"] = st.session_state[f"coded_field_{field}"] or ""


def _chosen(what: str) -> dict[str, str]:
    """What was chosen for columns, actors or kinds: {field, name or code: choice}."""
    start = f"{CHOICE}{what}_"
    found = {
        str(key).removeprefix(start): str(st.session_state[key])
        for key in st.session_state
        if str(key).startswith(start)
    }
    return {key: value for key, value in found.items() if value or what == "column"}


def _preview(words: Words, upload: _Upload, request: Request) -> Outcome:
    """What would come of it; worked out again only where something was changed."""
    key = (upload.file_id, repr(request), opened.revision())
    kept = st.session_state.get(PREVIEWED)
    if kept is not None and kept[0] == key:
        return cast(Outcome, kept[1])
    with st.spinner(words.say("Reading")):
        outcome = preview(request, opened.store(), most_rows=MOST_PREVIEWED)
    st.session_state[PREVIEWED] = (key, outcome)
    return outcome


def _draw_unknown(words: Words, outcome: Outcome) -> None:
    """Names of actors and codes of kinds that are not known, each with a choice of what it means."""
    tally, lang = outcome.tally, words.lang
    forces = {"": words.say("unidentified"), "people": words.say("no force: civilians")} | force_labels(lang)
    actors = [*_chosen("actor"), *(name for name, _ in most_common(tally.unknown_actors, MOST_ASKED))]
    if actors:
        count = len(tally.unknown_actors)
        title = words.say_number("{number} actor is not known", "{number} actors are not known", count)
        with st.expander(title, key="coded_actors", expanded=0 < count <= MOST_ASKED):
            hint = words.say("They come in as unidentified, and the event's note keeps their name.")
            st.html(f'<p class="dw-muted">{escape(hint)}</p>')
            _draw_choices(actors, "actor", forces, tally.unknown_actors, words)
    codes = [*_chosen("kind"), *(code for code, _ in most_common(tally.unknown_kinds, MOST_ASKED))]
    if codes:
        count = len(tally.unknown_kinds)
        title = words.say_number("{number} kind is not known", "{number} kinds are not known", count)
        with st.expander(title, key="coded_kinds", expanded=0 < count <= MOST_ASKED):
            kinds = {"": kind_labels(lang)["other"]} | kind_labels(lang)
            _draw_choices(codes, "kind", kinds, tally.unknown_kinds, words)


def _draw_choices(names: list[str], what: str, options: dict[str, str], counts: dict[str, int], words: Words) -> None:
    with st.container(key=f"coded_choices_{what}"):
        for name in dict.fromkeys(names):
            count = f" ({words.figure(counts[name])})" if counts.get(name) else ""
            # Its words are a file's: shown as they are, not as Markdown.
            label = "".join(f"\\{letter}" if letter in r"\`*_{}[]()#+-.!|<>~$:" else letter for letter in name[:80])
            st.selectbox(f"{label}{count}", **kept_list(f"{CHOICE}{what}_{name}", options, words.lang))


def _draw_problems(words: Words, outcome: Outcome) -> None:
    problems = outcome.problems
    if problems.count:
        title = words.say_number("{number} row can't be used", "{number} rows can't be used", problems.count)
        with st.expander(title, key="coded_problems"):
            st.html(rows_html(problems.rows, problems.count, words))
    if problems.doubt_count:
        title = words.say_number("{number} row looks wrong", "{number} rows look wrong", problems.doubt_count)
        with st.expander(title, key="coded_doubts"):
            st.html(rows_html(problems.doubts, problems.doubt_count, words))
            st.html(f'<p class="dw-muted">{escape(words.say("They are brought in all the same."))}</p>')
    if problems.count or problems.doubt_count:
        st.download_button(
            words.say("These rows as CSV"),
            data=problems_csv(problems),
            file_name="rows.csv",
            mime="text/csv",
            key="coded_problem_file",
            on_click="ignore",
        )


def _draw_alike(words: Words, outcome: Outcome) -> None:
    if not outcome.alike:
        return
    title = words.say_number(
        "{number} may tell of an event that is there already",
        "{number} may tell of events that are there already",
        outcome.likely,
    )
    with st.expander(title, key="coded_alike"):
        hint = words.say(
            "The same day and kind, a force in common, and within 5 km. They are brought in, and Review asks."
        )
        st.html(f'<p class="dw-muted">{escape(hint)}</p>')
        lines = "".join(
            f"<li>{escape(words.say('Line {number}', number=words.figure(line)))}: <bdi>{escape(event_id)}</bdi></li>"
            for line, event_id, _ in outcome.alike[:30]
        )
        st.html(f'<ul class="dw-history">{lines}</ul>')


# Bringing in ----------------------------------------------------------------------------------------------------------


def _draw_button(words: Words, request: Request, outcome: Outcome) -> None:
    label = words.say_number("Bring in {number} event", "Bring in {number} events", outcome.added)
    if not outcome.is_whole:
        label = words.say("Bring in all events")
    if not st.button(label, key="coded_run", type="primary", disabled=not outcome.added and outcome.is_whole):
        return
    total = estimate_rows(request.path, outcome.container) or 0
    bar = st.progress(0.0, text=words.say("Bringing in the events"))
    done = 0

    def watch(rows: int) -> None:
        nonlocal done
        done += rows
        bar.progress(min(done / max(total, done, 1), 1.0), text=words.say("{number} rows", number=words.figure(done)))

    st.session_state[DONE] = bring_in(request, opened.store(), watch=watch)
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1  # the next file is handed in afresh
    opened.look_again()
    st.rerun()
