"""Files that hold several reports: what is in them, reading all of it into the store, and what failed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from html import escape
from typing import cast

import streamlit as st

from dashboard.failure_list import failures_csv
from dashboard.handed_in import FILE_TYPES, LARGEST_MB, FirstRow, HandedIn, open_files, progress_line
from dashboard.incoming import IncomingText, load_text
from dashboard.incoming.lists import FIELDS
from dashboard.ingest import Failure, IngestResult, ingest
from dashboard.problems import say_problem
from dashboard.state import opened
from dashboard.translation import Words
from dashboard.uploads import forget_upload, keep_upload, without_folder
from dashboard.views import VIEWS
from dashboard.views.failures import shown_failures
from dashboard.wording import day

HANDED_IN, RESULT, ROUND = "read_files", "read_files_result", "read_files_round"
_EACH_S = 0.25  # how often the line of progress is drawn anew
_MOST_SHOWN = 500  # failures in the table; the file has all
_MOST_HEADER = 400


def take_files(words: Words) -> IncomingText | None:
    """The field for files: the one report of what is handed in; several are kept to be offered. Raises ReportError."""
    given = st.file_uploader(
        words.say("Files: text, web page, PDF, Word, mail, list (CSV, Excel), feed, JSON lines, or a ZIP of these"),
        type=list(FILE_TYPES),
        accept_multiple_files=True,
        key=_field_key(),
        max_upload_size=LARGEST_MB,
        help=words.say("Several at once, each of up to {number} MB.", number=LARGEST_MB),
    )
    ids = tuple(file.file_id for file in given or ())
    if not ids or st.session_state.get("uploaded") == ids:
        return None
    st.session_state["uploaded"] = ids
    return take_in(words, [(file.name, file.getvalue()) for file in given])


def take_in(words: Words, named: Sequence[tuple[str, bytes]]) -> IncomingText | None:
    """The one report of files, as (name, bytes); several are kept to be offered, which draws the page anew.

    Raises ReportError.
    """
    paths = keep_upload(named)
    with st.spinner(words.say("Looking into it")):
        files = open_files(paths)
    if len(files.reports) == 1 and not files.is_list:
        try:
            return load_text(files.reports[0])
        finally:
            forget_upload(paths)
    st.session_state[HANDED_IN] = files
    st.session_state[RESULT] = None
    st.rerun()
    return None


def _field_key() -> str:
    """The key of the field for files: another each time it is to be empty again."""
    number = st.session_state.get(ROUND, 0)
    return f"report_file_{number}" if number else "report_file"


def draw_files(words: Words) -> bool:
    """What was handed in and holds several reports, or how reading it went; False where there is none."""
    files = cast("HandedIn | None", st.session_state.get(HANDED_IN))
    if files is None:
        return False
    result = cast("IngestResult | None", st.session_state.get(RESULT))
    with st.container(key="read_files"), shown_failures(words):
        if result is not None:
            _draw_result(words, files, result)
        else:
            _draw_offer(words, files)
    return True


def forget_files() -> None:
    """Lets go of the files that were handed in; the field for files is empty again."""
    files = cast("HandedIn | None", st.session_state.pop(HANDED_IN, None))
    if files is not None:
        forget_upload(files.paths)
    for key in [key for key in st.session_state if str(key).startswith("list_column_")]:
        del st.session_state[key]
    st.session_state.pop(RESULT, None)
    st.session_state.pop("uploaded", None)
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1


# What is in them ------------------------------------------------------------------------------------------------------


def _draw_offer(words: Words, files: HandedIn) -> None:
    columns = _chosen_columns(files)
    shown = _opened_with(words, files, columns)
    broken = all(row.problem for row in shown.first)
    # Those that can't be read are listed, and not counted; of those further on it is not known yet.
    number = len(shown.reports) - (0 if broken else sum(bool(row.problem) for row in shown.first))
    is_asking = broken and files.columns is not None and "text" not in files.columns.fields
    title = words.say_number("{number} report", "{number} reports", number)
    if is_asking:
        title = words.say("A list of reports")
    about = words.say("Each is read into the store as it is; what was read before is left alone.")
    name = f'<bdi dir="auto">{escape(files.name)}</bdi> · ' if files.name else ""
    st.html(f'<h1>{escape(title)}</h1><p class="dw-muted">{name}{escape(about)}</p>')
    if is_asking:
        st.info(words.say("Choose which column holds the text of the reports."), icon=":material/view_column:")
    if files.columns is not None:
        _draw_columns(words, files)
    if not is_asking:
        st.html(_first_html(words, shown))
    with st.container(key="read_files_actions", horizontal=True, gap="xsmall"):
        label = words.say_number("Read {number} report into the store", "Read all {number} into the store", number)
        is_wanted = st.button(label, key="read_all", type="primary", icon=":material/auto_stories:", disabled=broken)
        st.button(words.say("Other files"), key="other_files", on_click=forget_files)
    if is_wanted:
        _read_all(words, shown, columns)


def _chosen_columns(files: HandedIn) -> dict[str, str]:
    """Which column of a list is what, as it was chosen otherwise than its names tell."""
    if files.columns is None:
        return {}
    chosen = {field: st.session_state.get(f"list_column_{field}") for field in FIELDS}
    return {field: header for field, header in chosen.items() if header}


def _opened_with(words: Words, files: HandedIn, columns: dict[str, str]) -> HandedIn:
    """The files as they read with these columns, opened anew only where others were chosen."""
    key = tuple(columns.items())
    kept = st.session_state.get("read_files_as")
    if kept is not None and kept[0] == (files.paths, key):
        return cast(HandedIn, kept[1])
    if columns:
        with st.spinner(words.say("Looking into it")):
            shown = open_files(files.paths, columns)
    else:
        shown = files
    st.session_state["read_files_as"] = ((files.paths, key), shown)
    return shown


def _draw_columns(words: Words, files: HandedIn) -> None:
    """Which column is what, to put right."""
    assert files.columns is not None
    header = [cell for cell in files.columns.header if cell][:_MOST_HEADER]
    guessed = {field: files.columns.header[number] for field, number in files.columns.fields.items()}
    names = _field_names(words)
    with st.container(key="list_columns"):
        for field, name in names.items():
            st.selectbox(
                name,
                ["", *header],
                index=header.index(guessed[field]) + 1 if guessed.get(field) in header else 0,
                key=f"list_column_{field}",
                format_func=lambda column: column or "–",
            )


def _field_names(words: Words) -> dict[str, str]:
    return {
        "text": words.say("Text of the report"),
        "title": words.say("Title"),
        "published": words.say("Published on"),
        "source": words.say("Source"),
        "url": words.say("Address of the source"),
    }


def _first_html(words: Words, files: HandedIn) -> str:
    """The first reports as a list, and how many more there are."""
    items = "".join(_first_item(words, row) for row in files.first)
    rest = len(files.reports) - len(files.first)
    more = words.say_number("and {number} more report", "and {number} more reports", rest) if rest > 0 else ""
    return f'<ol class="dw-first">{items}</ol><p class="dw-muted">{escape(more)}</p>'


def _first_item(words: Words, row: FirstRow) -> str:
    where = f'<bdi dir="auto">{escape(row.where)}</bdi>'
    if row.loaded is None:
        problem = escape(say_problem(row.problem, words))
        return f'<li class="dw-failed"><strong>{problem}</strong><span class="dw-muted">{where}</span></li>'
    published = row.loaded.published
    known = [words.say("published {day}", day=day(published, words.lang))] if published else [words.say("no date")]
    about = " · ".join(map(escape, known))
    source = f' · <bdi dir="auto">{escape(row.loaded.source)}</bdi>' if row.loaded.source else ""
    return (
        f'<li><strong dir="auto">{escape(row.title)}</strong>'
        f'<span class="dw-muted">{about}{source} · {where}</span></li>'
    )


# Reading them ---------------------------------------------------------------------------------------------------------


def _read_all(words: Words, files: HandedIn, columns: dict[str, str]) -> None:
    """Reads all into the store under a line that says how far it is; what is read stays, should the page be left."""
    total = len(files.reports)
    bar = st.progress(0.0, text=progress_line(0, total, 0, words))
    st.caption(words.say("What has been read is kept, should you leave this page: hand the files in again to go on."))
    started = drawn = time.monotonic()

    def show(done: int) -> None:
        nonlocal drawn
        now = time.monotonic()
        if now - drawn >= _EACH_S or done >= total:
            drawn = now
            bar.progress(min(done / max(total, 1), 1.0), text=progress_line(done, total, now - started, words))

    st.session_state[RESULT] = ingest(files.paths, opened.store(), columns=columns, on_progress=show)
    opened.look_again()
    st.rerun()


def _draw_result(words: Words, files: HandedIn, result: IngestResult) -> None:
    title = words.say_number("{number} report was added", "{number} reports were added", result.added)
    st.html(f"<h1>{escape(title)}</h1>{_figures_html(words, result)}")
    if result.failures:
        _draw_failures(words, files, result)
    with st.container(key="read_files_actions", horizontal=True, gap="xsmall"):
        if st.button(words.say("See on the map"), key="see_on_map", type="primary", icon=":material/map:"):
            forget_files()
            st.switch_page(VIEWS / "map.py")
        if st.button(words.say("Review"), key="to_review", icon=":material/fact_check:"):
            forget_files()
            st.switch_page(VIEWS / "review.py")
        st.button(words.say("Other files"), key="other_files", on_click=forget_files)


def _figures_html(words: Words, result: IngestResult) -> str:
    figures = [
        (result.added, words.say("reports added")),
        (result.events, words.say("events in them")),
        (result.known, words.say("reports known already")),
        (len(result.failures), words.say("failed")),
    ]
    cells = "".join(
        f"<div><strong>{escape(words.figure(number))}</strong><span>{escape(label)}</span></div>"
        for number, label in figures
    )
    return f'<div class="dw-figures">{cells}</div>'


def _draw_failures(words: Words, files: HandedIn, result: IngestResult) -> None:
    rows = [_failure_row(one, files, words) for one in result.failures]
    title = words.say_number("{number} report could not be read", "{number} reports could not be read", len(rows))
    st.html(f"<h2>{escape(title)}</h2>")
    body = "".join(
        f'<tr><td><bdi dir="auto">{escape(where)}</bdi></td><td>{escape(problem)}</td></tr>'
        for where, problem in rows[:_MOST_SHOWN]
    )
    head = f"<tr><th>{escape(words.say('Where'))}</th><th>{escape(words.say('Why'))}</th></tr>"
    st.html(f'<div class="dw-failures" tabindex="0"><table>{head}{body}</table></div>')
    st.download_button(
        words.say("Save this list (CSV)"),
        data=failures_csv(rows),
        file_name="failures.csv",
        mime="text/csv",
        key="save_failures",
        icon=":material/download:",
        on_click="ignore",
    )


def _failure_row(failure: Failure, files: HandedIn, words: Words) -> tuple[str, str]:
    where, problem = (without_folder(text, files.paths) for text in (failure.where, failure.problem))
    return where, say_problem(problem, words)
