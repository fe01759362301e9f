"""The words around a name, read into a relation and its numbers."""

from __future__ import annotations

import pytest

from gazetteer.cues import read_words
from gazetteer.relations import Relation, join_relations, read_relation


def relation_of(text: str, name: str) -> Relation:
    """The relation of the first place where `name` stands in a text."""
    words = read_words(text)
    start = text.index(name)
    inside = [i for i, t in enumerate(words.tokens) if t.end > start and t.start < start + len(name)]
    return read_relation(words, inside[0], inside[-1] + 1)


@pytest.mark.parametrize(
    ("text", "name", "azimuth", "distance_km"),
    [
        ("10 km north of Xa", "Xa", 0, 10),
        ("some 2.5 kilometres south-west of the town of Xa", "Xa", 225, 2.5),
        ("six miles east of Xa", "Xa", 90, 9.656),
        ("about 180 km northwest of Xa", "Xa", 315, 180),
        ("على بعد 25 كيلومتراً جنوب مدينة كسا", "كسا", 180, 25),
        ("على مسافة نحو خمسة عشر كيلومتراً جنوب غرب كسا", "كسا", 225, 15),
        ("على بعد ٧ كم شمالي كسا", "كسا", 0, 7),
        ("حوالي 20 كم إلى الشرق من كسا", "كسا", 90, 20),
        ("ثلاثة كيلومترات شمال شرقي كسا", "كسا", 45, 3),
    ],
)
def test_a_distance_and_a_direction_are_an_offset(text: str, name: str, azimuth: float, distance_km: float) -> None:
    relation = relation_of(text, name)
    assert relation.name == "offset"
    assert relation.azimuth == azimuth
    assert relation.distance_m == pytest.approx(distance_km * 1000, abs=1)


@pytest.mark.parametrize(
    ("text", "name", "azimuth"),
    [
        ("north of Xa", "Xa", 0),
        ("north-eastern Xa", "Xa", 45),
        ("northeast Xa", "Xa", 45),
        ("in the south of Xa", "Xa", 180),
        ("شمال غربي كسا", "كسا", 315),
        ("جنوب شرق مدينة كسا", "كسا", 135),
        ("غربي بلدة كسا", "كسا", 270),
    ],
)
def test_a_direction_alone_is_a_sector(text: str, name: str, azimuth: float) -> None:
    relation = relation_of(text, name)
    assert (relation.name, relation.azimuth, relation.distance_m) == ("sector", azimuth, None)


@pytest.mark.parametrize(
    ("text", "name", "expected", "azimuth", "kinds"),
    [
        ("in the town of Xa", "Xa", "in", None, ("town",)),
        ("in Xa city", "Xa", "in", None, ("city",)),
        ("in Xa governorate", "Xa", "in", None, ("governorate",)),
        ("في بلدة كسا", "كسا", "in", None, ("town",)),
        ("وبمحافظة كسا", "كسا", "in", None, ("governorate",)),
        ("near Xa", "Xa", "near", None, ()),
        ("on the outskirts of the village of Xa", "Xa", "near", None, ("village",)),
        ("the eastern outskirts of Xa", "Xa", "near", 90, ()),
        ("5 km from Xa", "Xa", "near", None, ()),
        ("قرب قرية كسا", "كسا", "near", None, ("village",)),
        ("بالقرب من كسا", "كسا", "near", None, ()),
        ("في محيط مدينة كسا", "كسا", "near", None, ("city",)),
        ("in the western countryside of Xa", "Xa", "countryside", 270, ()),
        ("northern Xa countryside", "Xa", "countryside", 0, ()),
        ("Xaba's northern countryside", "Xaba", "countryside", 0, ()),
        ("ريف كسا", "كسا", "countryside", None, ()),
        ("بريف كسا الشمالي", "كسا", "countryside", 0, ()),
        ("في ريف كسا الشمالي الشرقي", "كسا", "countryside", 45, ()),
        ("الريف الجنوبي لكسا", "لكسا", "countryside", 180, ()),
        ("along the Xa", "Xa", "along", None, ()),
        ("على ضفاف كسا", "كسا", "along", None, ()),
        ("Xa", "Xa", "", None, ()),
        ("towards Xa", "Xa", "", None, ()),
    ],
)
def test_other_relations(text: str, name: str, expected: str, azimuth: float | None, kinds: tuple[str, ...]) -> None:
    relation = relation_of(text, name)
    assert relation.name == expected
    assert relation.azimuth == azimuth
    assert set(relation.kinds) == set(kinds)


def test_a_relation_does_not_reach_over_a_full_stop_or_a_line() -> None:
    assert relation_of("He stood near. Xa was quiet", "Xa").name == ""
    assert relation_of("وقف قرب\nكسا هادئة", "كسا").name == ""


def test_a_feature_without_a_name_becomes_the_label() -> None:
    assert "oil field" in relation_of("an oil field near Xa", "Xa").label
    assert relation_of("قرب حقل نفطي بالقرب من كسا", "كسا").label == "حقل نفطي بالقرب من"[:8]


@pytest.mark.parametrize(
    "text",
    [
        "between Xa and Yb",
        "the road from Xa to Yb",
        "the road linking Xa with Yb",
        "the Xa to Yb highway",
        "the Xa-Yb road",
        "بين كسا ويبا",
        "الطريق الواصل بين كسا ويبا",
        "طريق كسا - يبا",
        "طريق كسا يبا",
        "الطريق الذي يربط كسا بيبا",
    ],
)
def test_two_names_are_a_pair(text: str) -> None:
    words = read_words(text)
    names = [i for i, t in enumerate(words.tokens) if t.text in ("Xa", "Yb", "كسا", "ويبا", "بيبا", "يبا")]
    spans = [(i, i + 1) for i in names]
    first, second = join_relations(words, spans, [read_relation(words, *span) for span in spans])
    assert first.name == second.name == "between"
    assert (first.partner, second.partner) == (1, 0)


@pytest.mark.parametrize(
    "text",
    [
        "from Xa to Yb",
        "من كسا إلى يبا",
        "from Xa on Monday. Yb was calm",
        "قادمة من كسا. وفي يبا",
        "between Xa, and later that week Yb",
    ],
)
def test_two_names_apart_are_no_pair(text: str) -> None:
    words = read_words(text)
    spans = [(i, i + 1) for i, t in enumerate(words.tokens) if t.text in ("Xa", "Yb", "كسا", "يبا")]
    joined = join_relations(words, spans, [read_relation(words, *span) for span in spans])
    assert all(relation.partner is None for relation in joined)
