"""Copies of one text are known by their signatures: edited, shortened or headed anew, but no look-alike."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dashboard.merging.near_duplicates import (
    Signature,
    containment,
    is_republication,
    resemblance,
    signature,
    text_families,
)

ENGLISH = (
    "Residents of three villages east of the river fled on Saturday as shells landed near the main bakery, local "
    "officials said. The shelling began before noon and went on until the evening, they added, and hit two schools, a "
    "mill and the road to the pumping station. Rescue workers carried nine wounded people to the hospital of the next "
    "town, where doctors spoke of a lack of blood and dressings. A spokesman for the council called on all sides to "
    "spare the grain stores, which feed forty thousand people in the valley until the harvest."
)
ARABIC = (
    "فرّ سكان ثلاث قرى شرق النهر يوم السبت بعد سقوط قذائف قرب المخبز الرئيسي، بحسب مسؤولين محليين. وبدأ القصف قبل الظهر "
    "واستمر حتى المساء وأصاب مدرستين ومطحنة والطريق المؤدي إلى محطة الضخ. ونقل المسعفون تسعة جرحى إلى مشفى البلدة "
    "المجاورة حيث تحدث الأطباء عن نقص في الدم والضمادات. ودعا متحدث باسم المجلس جميع الأطراف إلى تجنيب صوامع الحبوب "
    "التي تطعم أربعين ألف شخص في الوادي حتى موسم الحصاد."
)
POST = "قصف مدفعي تركي يستهدف قرية الدردارة بريف تل تمر الشمالي صباح اليوم"


def halved(text: str) -> str:
    words = text.split()
    return " ".join(words[: len(words) // 2])


@pytest.mark.parametrize("text", [ENGLISH, ARABIC])
@pytest.mark.parametrize(
    "edit",
    [
        lambda text: "QAMISHLI, Dec 4 (Agency) - " + text,
        lambda text: "Villagers flee the valley\n\n" + text,
        lambda text: text + " In another part of the country nothing of the kind was heard of for the third week.",
        halved,
        lambda text: " ".join("edited" if i % 12 == 5 else word for i, word in enumerate(text.split())),
        lambda text: text.replace("ّ", "").replace("أ", "ا").upper(),
    ],
    ids=["dateline", "headline", "more added", "cut", "words edited", "spelling"],
)
def test_a_text_republished_is_known(text: str, edit: object) -> None:
    copy = edit(text)  # type: ignore[operator]
    assert is_republication(signature(text), signature(copy))
    assert set(signature(text).bands) & set(signature(copy).bands)


def test_texts_of_other_events_are_no_copies() -> None:
    assert resemblance(signature(ENGLISH), signature(ARABIC)) == 0.0
    other = "Officials said on Saturday that the road to the pumping station is open again after two weeks of repairs."
    assert not is_republication(signature(ENGLISH), signature(other))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (POST, "عاجل | " + POST + " #تل_تمر", True),
        (POST, POST.replace("الدردارة", "العبوش"), False),
        (
            "BREAKING: 12 rockets hit the town of Nubl tonight",
            "BREAKING: 15 rockets hit the town of Nubl tonight",
            False,
        ),
        (
            "Shells hit Nubl on Monday evening, no one was hurt",
            "Shells hit Nubl on Friday evening, no one was hurt",
            False,
        ),
        ("Explosion heard", "Explosion heard", True),
        ("Explosion heard", "Explosion heard in the city centre a few minutes ago", False),
        ("", "", False),
    ],
)
def test_a_short_post_is_a_copy_only_with_the_same_names_and_numbers(one: str, other: str, expected: bool) -> None:
    assert is_republication(signature(one), signature(other)) is expected


_ADVICE = (
    "Movement on the eastern road is advised only by daylight, and staff should report to the office twice a day while "
    "the alert lasts. Checkpoints may ask for papers of every passenger, and the bridges may close without notice when "
    "the river is high. Drivers are reminded to keep the tank half full and the radio on."
)


def test_tomorrow_s_bulletin_is_no_copy_of_today_s() -> None:
    monday = f"Brief of Monday 12 February. The SDF arrested two men in al-Shuhayl at dawn. {_ADVICE}"
    tuesday = f"Brief of Tuesday 13 February. The SDF arrested four men in Dhiban at noon. {_ADVICE}"
    assert not is_republication(signature(monday), signature(tuesday))
    assert is_republication(signature(monday), signature(f"From our desk in Qamishli. {monday}"))


def test_what_two_texts_share_is_measured() -> None:
    whole, half = signature(ENGLISH), signature(halved(ENGLISH))
    assert resemblance(whole, half) == pytest.approx(0.5, abs=0.02)
    assert containment(whole, half) == pytest.approx(1.0, abs=0.02)
    assert resemblance(whole, whole) == 1.0


def test_a_long_text_is_estimated_from_its_sketch() -> None:
    words = [f"w{i}" for i in range(4000)]
    whole, half = signature(" ".join(words)), signature(" ".join(words[:2000]))
    assert (len(whole.sketch), whole.size) == (256, 3998)
    assert resemblance(whole, half) == pytest.approx(0.5, abs=0.1)
    assert is_republication(whole, half)


def test_a_signature_survives_being_stored() -> None:
    made = signature(ENGLISH)
    assert Signature.from_bytes(made.to_bytes()) == made
    assert all(-(2**63) <= band < 2**63 for band in made.bands)
    with pytest.raises(ValueError, match="was cut"):
        Signature.from_bytes(made.to_bytes()[:-1])
    with pytest.raises(ValueError, match="Not a text's signature"):
        Signature.from_bytes(b"\xff" * 20)


def test_a_signature_is_the_same_in_another_process() -> None:
    code = "import sys; from dashboard.merging.near_duplicates import signature; print(signature(sys.argv[1]).bands)"
    told = subprocess.run([sys.executable, "-c", code, ARABIC], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == str(signature(ARABIC).bands)


def test_a_family_is_named_after_its_first_report() -> None:
    texts = {"r3": ENGLISH, "r1": "Villagers flee\n" + ENGLISH, "r2": ARABIC, "r4": halved(ENGLISH)}
    assert text_families({name: signature(text) for name, text in texts.items()}) == {
        "r1": "r1",
        "r2": "r2",
        "r3": "r1",
        "r4": "r1",
    }
