"""What a name means: the tables of the command `search`, on the real gazetteer."""

from __future__ import annotations

import pytest

from gazetteer.index import Gazetteer

AL_QAHTANIYAH = "geonames:165757"

SPELLINGS = [
    (
        AL_QAHTANIYAH,
        "القحطانيه القحطانية قحطانية Qahtaniyah Al-Qahtaniyeh Qahtaniya al-Qahtaniyya Kahtaniyeh Tirbespî "
        "Tirbespi تربسبيه",
    ),
    ("geonames:173377", "Qamishli Kamishli al-Qamishli Qamishly Qamişlo القامشلي قامشلو قامشلي القامشلى"),
    ("geonames:173811", "Hasakah Hasaka al-Hasakeh al-Hasakah Hassakeh Hesekê الحسكة الحسكه"),
    ("geonames:173530", "al-Malikiyah Malikiya Derik Dêrik المالكية ديرك ديريك"),
    ("geonames:173797", "al-Hawl al-Hol Hol الهول"),
    ("geonames:170887", "Darbasiyah Derbassiye al-Darbasiyah الدرباسية"),
    ("geonames:172837", "Shaddadi Shadadi al-Shaddadi الشدادي الشدادة"),
    ("geonames:172256", "Kobani Kobane Kobanê كوباني"),
    ("geonames:383661", "al-Yaarubiyah Yaroubieh اليعربية"),
    ("geonames:448149", "Sinjar Shingal Şingal شنكال"),
    ("dawriya:rumaylan", "Rumaylan Rmelan Rmeilan Rumeilan رميلان"),
    ("dawriya:muabbada", "al-Muabbada Mu'abbada المعبدة كركيلكي"),
    ("ne:SY", "Syria سوريا سورية"),
    ("ne:US", "America USA أميركا امريكا"),
    ("dawriya:m4", "M4"),
]

PHRASES = [
    ("geonames:170794", "Deir ez-Zor"),
    ("geonames:170794", "Deir Ezzor"),
    ("geonames:170794", "Dayr az-Zawr"),
    ("geonames:170794", "دير الزور"),
    ("geonames:165509", "Ras al-Ayn"),
    ("geonames:165509", "رأس العين"),
    ("geonames:165509", "سري كانيه"),
    ("geonames:163750", "Tal Abyad"),
    ("geonames:163750", "كري سبي"),
    ("geonames:163434", "Tel Tamer"),
    ("dawriya:muabbada", "Girkê Legê"),
    ("dawriya:muabbada", "كركي لكي"),
    ("dawriya:abu-rasin", "أبو راسين"),
    ("dawriya:tishrin-dam", "Tishreen dam"),
    ("dawriya:semalka", "معبر سيمالكا"),
    ("dawriya:al-hawl-camp", "مخيم الهول"),
    ("dawriya:kurdistan-region", "إقليم كردستان"),
    ("dawriya:north-east-syria-administration", "Rojava"),
    ("admin:SY-HA", "محافظة الحسكة"),
    ("admin:SY-HA", "Hasakah governorate"),
    ("admin:TR-73", "Şırnak province"),
]

CASES = [(place_id, name) for place_id, names in SPELLINGS for name in names.split()] + PHRASES


@pytest.mark.parametrize(("place_id", "name"), CASES)
def test_every_spelling_finds_the_place_first(gazetteer: Gazetteer, place_id: str, name: str) -> None:
    found = gazetteer.search(name)
    assert found, f"nothing is called {name}"
    assert found[0].place.id == place_id


@pytest.mark.parametrize("name", ["القحطانية", "Qahtaniyah", "al-Qahtaniyeh"])
def test_without_context_every_qahtaniyah_is_listed_and_ranked(gazetteer: Gazetteer, name: str) -> None:
    found = gazetteer.search(name)
    assert {
        AL_QAHTANIYAH,
        "dawriya:al-qahtaniyah-raqqa",
        "dawriya:al-qahtaniyah-quneitra",
        "dawriya:al-qahtaniyah-sinjar",
    } <= {candidate.place.id for candidate in found}
    scores = [candidate.score for candidate in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_the_curated_spelling_of_al_hawl_replaces_the_wrong_one(gazetteer: Gazetteer) -> None:
    assert "geonames:173797" not in [candidate.place.id for candidate in gazetteer.search("الحول")]


def test_search_can_be_kept_to_a_country(gazetteer: Gazetteer) -> None:
    assert {c.place.country for c in gazetteer.search("Tripoli", country="lb")} == {"LB"}
    assert len({c.place.country for c in gazetteer.search("Tripoli")}) > 1


def test_search_gives_no_more_than_asked(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.search("San José", limit=3)) == 3


def test_the_beginning_of_a_name_is_enough_when_nothing_has_it(gazetteer: Gazetteer) -> None:
    assert AL_QAHTANIYAH in [candidate.place.id for candidate in gazetteer.search("Qahtaniy")]


@pytest.mark.parametrize("name", ["", "   ", "؟!", "Xyzzyqwv", "'; DROP TABLE places; --"])
def test_what_is_no_name_finds_nothing(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.search(name) == []
