"""How QGIS is to draw a layer of events: its QML, with our colours, symbols and labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

import geopandas as gpd

from dashboard.events import LAYERS
from dashboard.interchange.names import force_colour, force_name
from dashboard.symbols import contrast, edge_colour, palette
from dashboard.tables import Row, read_table
from dashboard.translation import Language, Words
from dashboard.vocabulary import SIGNS, kinds
from dashboard.wording import layer_label

_SIGNS_TABLE = Path(__file__).parent / "qgis_signs.csv"
_COLUMNS = ("sign", "shape", "angle", "mark", "mark_angle", "is_filled")
_SHAPES = ("circle", "diamond", "triangle", "arrowhead", "cross", "cross2", "line")
_DISC_MM, _MARK_MM, _OUTLINE_MM, _CASING_MM = "3.6", "1.5", "0.25", "1.4"
_AREA_ALPHA = 40  # of 255: what lies below an area stays readable
_LABELS_FROM = "600000"
"""The scale from which on names are drawn: before it they would cover the events."""


def style_of(frame: gpd.GeoDataFrame, layer: str, lang: Language) -> str:
    """The QML of a layer of `parts.NAMES`: a rule for each layer and first force among its events, and labels."""
    words = Words(lang)
    root = Element("qgis", version="3.22.0", styleCategories="Symbology|Labeling")
    renderer = SubElement(
        root, "renderer-v2", type="RuleRenderer", symbollevels="0", enableorderby="0", forceraster="0"
    )
    rules = SubElement(renderer, "rules", key="events")
    symbols = SubElement(renderer, "symbols")
    number = 0
    first = frame["forces"].map(lambda ids: ids[0] if ids else "")
    for kind_layer in LAYERS:
        present = list(dict.fromkeys(first[(frame["layer"] == kind_layer).to_numpy()]))
        if not present:
            continue
        label = layer_label(kind_layer, words)
        group = SubElement(rules, "rule", key=kind_layer, label=label, filter=f"\"layer\" = '{kind_layer}'")
        for force_id in present:
            SubElement(
                group,
                "rule",
                key=f"{kind_layer}-{force_id or 'none'}",
                label=force_name(force_id, lang) or words.say("No force named"),
                filter=_force_filter(force_id),
                symbol=str(number),
            )
            _symbol(symbols, str(number), layer, force_colour(force_id))
            number += 1
    _label(root, layer, lang)
    return "<!DOCTYPE qgis>\n" + tostring(root, encoding="unicode")


def _force_filter(force_id: str) -> str:
    """The expression of events whose first force it is; ids of our tables hold no quote, but a store's may."""
    safe = force_id.replace("'", "''")
    column = "coalesce(\"forces\", '')"
    if not force_id:
        return f"{column} = ''"
    return f"{column} = '{safe}' OR left({column}, {len(force_id) + 1}) = '{safe};'"


# Symbols --------------------------------------------------------------------------------------------------------------


def _symbol(symbols: Element, name: str, layer: str, colour: str) -> None:
    if layer == "events_points":
        symbol = SubElement(symbols, "symbol", type="marker", name=name, alpha="1", clip_to_extent="1", force_rhr="0")
        _disc(symbol, colour)
        _mark(symbol, colour)
    elif layer == "events_lines":
        symbol = SubElement(symbols, "symbol", type="line", name=name, alpha="1", clip_to_extent="1", force_rhr="0")
        _line(symbol, edge_colour(colour), _CASING_MM)
        _line(symbol, colour, "0.9")
    else:
        symbol = SubElement(symbols, "symbol", type="fill", name=name, alpha="1", clip_to_extent="1", force_rhr="0")
        options = {
            "color": _rgba(colour, _AREA_ALPHA),
            "outline_color": _rgba(edge_colour(colour)),
            "outline_style": "dash",
            "outline_width": "0.35",
            "outline_width_unit": "MM",
            "style": "solid",
        }
        _layer(symbol, "SimpleFill", options)


def _disc(symbol: Element, colour: str) -> None:
    """The outer shape, which the kind gives, in the force's colour with a dark outline."""
    options = {
        "name": "circle",
        "color": _rgba(colour),
        "outline_color": _rgba(edge_colour(colour)),
        "outline_style": "solid",
        "outline_width": _OUTLINE_MM,
        "outline_width_unit": "MM",
        "size": _DISC_MM,
        "size_unit": "MM",
    }
    given = {"name": _by_kind("shape", text=True), "angle": _by_kind("angle")}
    _layer(symbol, "SimpleMarker", options, given)


def _mark(symbol: Element, colour: str) -> None:
    """The sign of the kind inside, dark or light, whichever is easier to see on the colour."""
    ink = max(("#FFFFFF", "#17211F"), key=lambda one: contrast(one, colour))
    options = {
        "name": "circle",
        "color": _rgba(ink),
        "outline_color": _rgba(ink),
        "outline_style": "solid",
        "outline_width": "0.3",
        "outline_width_unit": "MM",
        "size": _MARK_MM,
        "size_unit": "MM",
    }
    filled = [kind for kind in kinds() if _sign_of(kind)["is_filled"] == "yes"]
    red, green, blue = _channels(ink)
    given = {
        "name": _by_kind("mark", text=True),
        "angle": _by_kind("mark_angle"),
        "fillColor": f'CASE WHEN "kind" IN ({_listed(filled)}) THEN color_rgba({red},{green},{blue},255)'
        f" ELSE color_rgba({red},{green},{blue},0) END",
    }
    _layer(symbol, "SimpleMarker", options, given)


def _line(symbol: Element, colour: str, width: str) -> None:
    options = {"line_color": _rgba(colour), "line_style": "solid", "line_width": width, "line_width_unit": "MM"}
    _layer(symbol, "SimpleLine", {**options, "capstyle": "round", "joinstyle": "round"})


def _layer(symbol: Element, kind: str, options: Mapping[str, str], given: Mapping[str, str] | None = None) -> None:
    """A layer of a symbol; `given` are expressions that an event's values decide."""
    layer = SubElement(symbol, "layer", {"class": kind, "enabled": "1", "pass": "0", "locked": "0"})
    _options(SubElement(layer, "Option", type="Map"), options)
    if given:
        properties = SubElement(SubElement(layer, "data_defined_properties"), "Option", type="Map")
        SubElement(properties, "Option", name="name", type="QString", value="")
        named = SubElement(properties, "Option", name="properties", type="Map")
        for name, expression in given.items():
            one = SubElement(named, "Option", name=name, type="Map")
            SubElement(one, "Option", name="active", type="bool", value="true")
            SubElement(one, "Option", name="expression", type="QString", value=expression)
            SubElement(one, "Option", name="type", type="int", value="3")
        SubElement(properties, "Option", name="type", type="QString", value="collection")


def _options(parent: Element, options: Mapping[str, str]) -> None:
    for name, value in options.items():
        SubElement(parent, "Option", name=name, type="QString", value=value)


# What the kind decides ------------------------------------------------------------------------------------------------


def _by_kind(column: str, *, text: bool = False) -> str:
    """A QGIS expression for a cell of the table of signs by the event's kind."""
    groups: dict[str, list[str]] = {}
    for kind in kinds():
        groups.setdefault(_sign_of(kind)[column], []).append(kind)
    quote = "'" if text else ""
    cases = [f'WHEN "kind" IN ({_listed(members)}) THEN {quote}{cell}{quote}' for cell, members in groups.items()]
    return f"CASE {' '.join(cases)} END"


def _listed(words: Iterable[str]) -> str:
    return ",".join("'" + word.replace("'", "''") + "'" for word in words)


def _sign_of(kind: str) -> Row:
    return _signs()[kinds()[kind].symbol]


@cache
def _signs() -> dict[str, Row]:
    rows = read_table(_SIGNS_TABLE, columns=_COLUMNS, required=_COLUMNS, unique=("sign",))
    for row in rows:
        row.one_of("sign", SIGNS)
        row.one_of("shape", _SHAPES)
        row.one_of("mark", _SHAPES)
        row.one_of("is_filled", ("yes", "no"))
        for column in ("angle", "mark_angle"):
            row.number(column, low=-360, high=360)
    return {row["sign"]: row for row in rows}


# Labels ---------------------------------------------------------------------------------------------------------------


def _label(root: Element, layer: str, lang: Language) -> None:
    first, second = ("place_name_ar", "place_name") if lang == "ar" else ("place_name", "place_name_ar")
    expression = f'coalesce(nullif("{first}", \'\'), "{second}")'
    tones = palette()
    labeling = SubElement(root, "labeling", type="simple")
    settings = SubElement(labeling, "settings", calloutType="simple")
    style = SubElement(
        settings,
        "text-style",
        fieldName=expression,
        isExpression="1",
        fontSize="8",
        fontSizeUnit="Point",
        fontFamily="IBM Plex Sans",
        textColor=_rgba(tones["town-label"]["light"]),
        textOpacity="1",
    )
    SubElement(
        style,
        "text-buffer",
        bufferDraw="1",
        bufferSize="0.8",
        bufferSizeUnits="MM",
        bufferColor=_rgba(tones["land"]["light"]),
        bufferOpacity="1",
        bufferJoinStyle="128",
    )
    # QGIS: 6 is around a point by how the map is read, 2 along a line, 1 over an area.
    placement = {"events_points": "6", "events_lines": "2"}.get(layer, "1")
    SubElement(settings, "placement", placement=placement, dist="1", distUnits="MM", priority="5")
    SubElement(
        settings,
        "rendering",
        scaleVisibility="1",
        scaleMin="1",
        scaleMax=_LABELS_FROM,
        drawLabels="1",
        obstacle="1",
    )


def _rgba(colour: str, alpha: int = 255) -> str:
    return ",".join(str(channel) for channel in (*_channels(colour), alpha))


def _channels(colour: str) -> Sequence[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
