"""Importing a file of places: choose it, look at what would come of it, put the columns right, import it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import cast

import streamlit as st

from dashboard.place_doorway import import_places
from dashboard.place_import import (
    FIELDS,
    FILE_TYPES,
    LARGEST_MB,
    FileColumns,
    build_progress,
    changed_mapping,
    columns_of,
)
from dashboard.place_import_words import duplicates_html, field_word, file_kind_word, first_rows, rows_html
from dashboard.place_words import kind_word, licence_word
from dashboard.state import loaded_places, opened, signed_in
from dashboard.translation import Words
from dashboard.uploads import forget_upload, keep_upload, told_by_name
from dashboard.views.failures import shown_failures
from dashboard.views.worded import kept_list
from gazetteer.errors import GazetteerError
from gazetteer.importing import ImportPreview, ImportRequest, preview_import
from gazetteer.place_kinds import read_kinds
from gazetteer.places import Place

UPLOAD, PREVIEWED, DONE, ROUND = "import_upload", "import_previewed", "import_done", "import_round"
MOST_PREVIEWED = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Upload:
    """A file that was handed in, kept in a folder of its own until it is imported or another is chosen."""

    file_id: str
    path: Path
    columns: FileColumns = field(default_factory=FileColumns)


def draw_import(words: Words) -> None:
    """The page's part for importing a file."""
    with st.container(key="place_import"):
        hint = words.say("A table, a map file or a GeoNames dump. Nothing is kept before you say so.")
        st.html(f'<h1>{escape(words.say("Import places"))}</h1><p class="dw-muted">{escape(hint)}</p>')
        if done := st.session_state.pop(DONE, ""):
            st.success(done, icon=":material/check:")
        with shown_failures(words), told_by_name(GazetteerError, _paths):
            upload = _take_upload(words)
            if upload is not None:
                _draw_upload(words, upload)


def _paths() -> list[Path]:
    upload = cast("_Upload | None", st.session_state.get(UPLOAD))
    return [upload.path] if upload else []


def _take_upload(words: Words) -> _Upload | None:
    """The file that is handed in, put on disk once, where the readers find it."""
    given = st.file_uploader(
        words.say("CSV, Excel, GeoJSON, KML, GeoPackage, or a GeoNames dump (.zip, .txt)"),
        type=list(FILE_TYPES),
        key=f"import_file_{st.session_state.get(ROUND, 0)}",
        max_upload_size=LARGEST_MB,
    )
    kept = cast("_Upload | None", st.session_state.get(UPLOAD))
    if given is None:
        _forget(kept)
        return None
    if kept is not None and kept.file_id == given.file_id:
        return kept
    _forget(kept)
    (path,) = keep_upload([(given.name, given.getvalue())])
    upload = _Upload(file_id=given.file_id, path=path)
    st.session_state[UPLOAD] = upload
    for key in [key for key in st.session_state if str(key).startswith("import_as_")]:
        del st.session_state[key]
    with st.spinner(words.say("Reading")):
        upload = _Upload(file_id=given.file_id, path=path, columns=columns_of(path))
    st.session_state[UPLOAD] = upload
    return upload


def _forget(upload: _Upload | None) -> None:
    if upload is not None:
        forget_upload([upload.path])
    for key in (UPLOAD, PREVIEWED):
        st.session_state.pop(key, None)


# The preview ----------------------------------------------------------------------------------------------------------


def _draw_upload(words: Words, upload: _Upload) -> None:
    left, right = st.columns([1, 1.5], gap="medium")
    with left, st.container(key="import_as"):
        request = _draw_request(words, upload)
    with right, st.container(key="import_preview"), shown_failures(words), told_by_name(GazetteerError, _paths):
        if lacking := _lacking(words, upload, request):
            st.info(lacking, icon=":material/view_column:")
            return
        preview = _preview(words, upload, request)
        _draw_preview(words, preview)
        _draw_import_button(words, request, preview)


def _draw_request(words: Words, upload: _Upload) -> ImportRequest:
    """The fields that say how the file is meant."""
    name = st.text_input(
        words.say("Name of the import"),
        key="import_as_name",
        max_chars=80,
        placeholder=upload.path.stem,
        help=words.say("A file imported under the same name takes the place of the former one."),
    )
    source = st.text_input(words.say("Source"), key="import_as_source", max_chars=200, placeholder=upload.path.name)
    licence = st.text_input(
        words.say("Licence"), key="import_as_licence", max_chars=200, placeholder=words.say("not stated")
    )
    kinds = {kind: kind_word(kind, words) for kind in read_kinds()}
    place_kind = st.selectbox(
        words.say("Kind of places, where the file tells none"),
        **kept_list("import_as_kind", kinds, words.lang, begins="place"),
    )
    return ImportRequest(
        path=upload.path,
        name=name.strip(),
        source=source.strip(),
        licence=licence.strip(),
        place_kind=place_kind or "place",
        mapping=_draw_columns(words, upload.columns),
    )


def _draw_columns(words: Words, found: FileColumns) -> dict[str, str]:
    """Which column is what, to put right; what was changed."""
    if not found.columns:
        return {}
    guessed = found.guessed or {}
    st.html(f"<h3>{escape(words.say('Columns'))}</h3>")
    chosen = {}
    options = ["", *found.columns]
    with st.container(key="import_columns"):
        for name in FIELDS:
            chosen[name] = (
                st.selectbox(
                    field_word(name, words),
                    options,
                    index=options.index(guessed[name]) if guessed.get(name) in options else 0,
                    key=f"import_as_column_{name}",
                    format_func=lambda column: column or "–",
                )
                or ""
            )
    return changed_mapping(guessed, chosen)


def _lacking(words: Words, upload: _Upload, request: ImportRequest) -> str:
    """Which columns are still to be chosen before anything can be shown; empty where none are."""
    found = upload.columns
    if not found.columns:
        return ""
    known = {field: column for field, column in {**(found.guessed or {}), **request.mapping}.items() if column}
    if not any(field == "name" or field.startswith("name:") for field in known):
        return words.say("Choose which column holds the name.")
    if found.is_table and not ({"lat", "lon"} <= known.keys() or "latlon" in known):
        return words.say("Choose the columns of latitude and longitude, or the one that holds both.")
    return ""


def _preview(words: Words, upload: _Upload, request: ImportRequest) -> ImportPreview:
    """What the import would bring; worked out again only where something was changed."""
    key = (upload.file_id, request, opened.gazetteer_key())
    kept = st.session_state.get(PREVIEWED)
    if kept is not None and kept[0] == key:
        return cast(ImportPreview, kept[1])
    with st.spinner(words.say("Reading")):
        preview = preview_import(request, gazetteer=opened.gazetteer(), most_rows=MOST_PREVIEWED)
    st.session_state[PREVIEWED] = (key, preview)
    return preview


def _draw_preview(words: Words, preview: ImportPreview) -> None:
    st.html(_counts_html(words, preview))
    if preview.first:
        rows = first_rows(preview.first, words, loaded_places.region_name)
        st.dataframe(rows, hide_index=True, height="content", alt=words.say("The first places of the file"))
    if preview.problems.rows:
        title = words.say_number("{number} row can't be used", "{number} rows can't be used", preview.problems.count)
        with st.expander(title, key="import_problems"):
            st.html(rows_html(preview.problems.rows, preview.problems.count, words))
    if preview.problems.doubts:
        title = words.say_number("{number} row looks wrong", "{number} rows look wrong", preview.problems.doubt_count)
        with st.expander(title, key="import_doubts"):
            st.html(rows_html(preview.problems.doubts, preview.problems.doubt_count, words))
            st.html(f'<p class="dw-muted">{escape(words.say("They are imported all the same."))}</p>')
    if preview.duplicates.shown:
        title = words.say_number(
            "{number} has the name of a place close by",
            "{number} have the name of a place close by",
            preview.duplicates.same_name,
        )
        with st.expander(title, key="import_duplicates"):
            st.html(duplicates_html(preview.duplicates, words))
            st.html(f'<p class="dw-muted">{escape(words.say("They are imported too, beside the places known."))}</p>')


def _counts_html(words: Words, preview: ImportPreview) -> str:
    """What the file is, and how many of its rows are what."""
    about = words.say("more than {number}", number=words.figure(preview.count))
    figures = [
        (words.figure(preview.count) if preview.is_whole else about, words.say("places")),
        (words.figure(preview.duplicates.same_id), words.say("known, to be replaced")),
        (words.figure(preview.duplicates.same_name), words.say("perhaps known")),
        (words.figure(preview.problems.count), words.say("rows can't be used")),
    ]
    cells = "".join(f"<div><strong>{escape(one)}</strong><span>{escape(label)}</span></div>" for one, label in figures)
    kind = words.say("Recognised as: {kind}", kind=file_kind_word(preview.kind, words))
    remarks = "".join(f'<p class="dw-muted" dir="auto">{escape(remark)}</p>' for remark in preview.problems.remarks[:5])
    return (
        f"<h2>{escape(kind)}</h2>"
        f'<p class="dw-muted"><bdi dir="auto">{escape(preview.source)}</bdi> · '
        f'<bdi dir="auto">{escape(licence_word(preview.licence, words))}</bdi></p>'
        f'<div class="dw-figures">{cells}</div>{remarks}'
    )


# Importing ------------------------------------------------------------------------------------------------------------


def _draw_import_button(words: Words, request: ImportRequest, preview: ImportPreview) -> None:
    label = words.say_number("Import {number} place", "Import {number} places", preview.count)
    if not preview.is_whole:
        label = words.say("Import all places")
    if st.button(label, key="run_import", type="primary", disabled=not preview.count):
        bar = st.progress(0.0, text=words.say("Keeping the places"))

        def watch(places: Iterator[Place]) -> Iterator[Place]:
            for number, place in enumerate(places):
                if number % 500 == 0:
                    bar.progress(min(number / max(preview.count, 1), 1.0) * 0.3, text=words.say("Keeping the places"))
                yield place

        result = import_places(signed_in.person(), request, gazetteer=opened.gazetteer(), rebuild=False, progress=watch)
        rebuild(words, bar, after=0.3)
        st.session_state[DONE] = words.say_number(
            "{number} place was imported. Reports read from now on know it.",
            "{number} places were imported. Reports read from now on know them.",
            result.file.count,
        )
        st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1  # the next file is handed in afresh
        st.rerun()


def rebuild(words: Words, bar: st.delta_generator.DeltaGenerator, *, after: float = 0.0) -> None:
    """Builds the gazetteer anew, shown on a bar that is `after` of its way already. Raises GazetteerError."""
    for done in build_progress():
        bar.progress(after + done * (1 - after), text=words.say("Building the gazetteer, for half a minute or more"))
    loaded_places.forget_built()
