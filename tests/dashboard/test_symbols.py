"""Colours and signs, read from the tables of the lexicon."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard import symbols
from dashboard.symbols import Theme, contrast, edge_colour, fill_colour, is_hollow, line_colour, mix, palette, tokens
from dashboard.vocabulary import Force, forces, kinds

STATIC = Path(symbols.__file__).parent / "static"
THEMES: tuple[Theme, ...] = ("light", "dark")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("ink", "card", 12),
        ("ink-3", "card", 4.5),
        ("accent", "card", 4.5),
        ("on-accent", "accent", 4.5),
        ("town-label", "land", 7),
        ("governorate-label", "land", 4.5),
        ("country-label", "neighbour", 3),
        ("border", "land", 3),
    ],
)
def test_text_stands_out_in_both_themes(text: str, ground: str, least: float, theme: Theme) -> None:
    assert contrast(tokens(theme)[text], tokens(theme)[ground]) >= least


@pytest.mark.parametrize("theme", THEMES)
def test_lines_of_every_force_can_be_seen_on_land(theme: Theme) -> None:
    common = ("us", "russia", "turkey", "sdf", "syria-government", "isis", "iran-backed")
    for force_id in common:
        assert contrast(line_colour(forces()[force_id], theme), tokens(theme)["land"]) >= 2.5, force_id


def test_only_forces_of_one_family_may_share_a_tone() -> None:
    for theme in THEMES:
        by_colour: dict[str, list[Force]] = {}
        for force in forces().values():
            by_colour.setdefault(fill_colour(force, theme), []).append(force)
        for alike in by_colour.values():
            assert len({force.family for force in alike}) == 1, [force.id for force in alike]


def test_forces_of_the_region_have_colours_of_their_own() -> None:
    region = (
        "us coalition un israel russia syria-government turkey sna opposition hts sdf asayish ypg pkk peshmerga iran "
        "iran-backed hezbollah iraq pmf isis jordan lebanon unidentified"
    )
    for theme in THEMES:
        colours = [fill_colour(force, theme) for force in forces().values()]
        assert all(colours.count(fill_colour(forces()[one], theme)) == 1 for one in region.split())


def test_every_kind_has_a_sign_that_the_canvas_draws() -> None:
    script = (STATIC / "symbols.js").read_text(encoding="utf-8")
    drawn = set(re.findall(r"^    (\w+): \(c, x, y", script, flags=re.MULTILINE))
    assert {kind.symbol for kind in kinds().values()} <= drawn


def test_the_kinds_of_a_layer_share_its_shape() -> None:
    assert {kind.layer for kind in kinds().values()} == {"patrol", "incident"}
    assert all(kind.layer == "patrol" for kind in kinds().values() if kind.symbol in ("chevron", "encounter"))


def test_every_token_that_the_styles_use_is_in_the_palette() -> None:
    for name in ("map.css", "timeline.css"):
        used = set(re.findall(r"var\(--([\w-]+)", (STATIC / name).read_text(encoding="utf-8")))
        used -= {"bars", "handle-y"}  # lengths, set by the script
        assert used <= set(palette()), name


def test_edges_are_darker_than_their_fill() -> None:
    assert mix("#FFFFFF", "#000000", 0.5) == "#808080"
    assert all(symbols.luminance(edge_colour(one.light)) < symbols.luminance(one.light) for one in forces().values())


@pytest.mark.parametrize(
    ("geo_precision", "radius_m", "hollow"), [(1, 50_000, False), (2, 6_999, False), (2, 7_000, True), (3, None, True)]
)
def test_hollow_means_that_the_point_stands_for_an_area(
    geo_precision: int, radius_m: float | None, hollow: bool
) -> None:
    assert is_hollow(geo_precision=geo_precision, radius_m=radius_m) is hollow
