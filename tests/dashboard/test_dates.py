"""Dates: a table of texts and the days they mean, and what holds for any text."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.reading.dates import find_dates, find_publication_date

SUNDAY = date(2022, 10, 9)


def days(first: str, last: str = "") -> tuple[date, date]:
    start = date.fromisoformat(first)
    return start, date.fromisoformat(last) if last else start


DAYS = [
    # weekdays
    ("والسبت، التقت دوريتان", "السبت", days("2022-10-08")),
    ("مرت الدورية الأحد", "الأحد", days("2022-10-09")),
    ("يوم السبت", "يوم السبت", days("2022-10-08")),
    ("ظهر الأربعاء", "ظهر الأربعاء", days("2022-10-05")),
    ("on Wednesday morning", "on Wednesday morning", days("2022-10-05")),
    ("late on Thursday", "late on Thursday", days("2022-10-06")),
    ("before dawn on Monday", "before dawn on Monday", days("2022-10-03")),
    ("Wednesday's attack", "Wednesday", days("2022-10-05")),
    ("last Sunday", "last Sunday", days("2022-10-02")),
    ("مساء الأحد الماضي", "مساء الأحد الماضي", days("2022-10-02")),
    ("next Friday", "next Friday", days("2022-10-14")),
    ("الجمعة المقبل", "الجمعة المقبل", days("2022-10-14")),
    ("Organisers called for another protest on Friday", "on Friday", days("2022-10-14")),
    ("يوم الجمعة القادم", "يوم الجمعة القادم", days("2022-10-14")),
    ("the army plans to start clearing on Tuesday", "on Tuesday", days("2022-10-11")),
    ("سوف تبدأ الدورية الثلاثاء", "الثلاثاء", days("2022-10-11")),
    ("They will leave, he said on Tuesday", "on Tuesday", days("2022-10-04")),
    ("from Monday to Wednesday", "Monday to Wednesday", days("2022-10-03", "2022-10-05")),
    ("يومي السبت والأحد", "يومي السبت والأحد", days("2022-10-08", "2022-10-09")),
    ("ليل الجمعة", "ليل الجمعة", days("2022-10-07")),
    ("ليل السبت - الأحد", "ليل السبت - الأحد", days("2022-10-08", "2022-10-09")),
    ("خلال ليل الخميس الجمعة", "خلال ليل الخميس الجمعة", days("2022-10-06", "2022-10-07")),
    ("since Tuesday", "since Tuesday", days("2022-10-04", "2022-10-09")),
    # relative days
    ("صباح اليوم الأحد", "صباح اليوم الأحد", days("2022-10-09")),
    ("فجر اليوم", "فجر اليوم", days("2022-10-09")),
    ("مساء أمس السبت", "مساء أمس السبت", days("2022-10-08")),
    ("مساء أمس", "مساء أمس", days("2022-10-08")),
    ("فجر يوم أمس", "فجر يوم أمس", days("2022-10-08")),
    ("أول أمس", "أول أمس", days("2022-10-07")),
    ("أول من أمس", "أول من أمس", days("2022-10-07")),
    ("الليلة الماضية", "الليلة الماضية", days("2022-10-08", "2022-10-09")),
    ("last night", "last night", days("2022-10-08", "2022-10-09")),
    ("Overnight, a post", "Overnight", days("2022-10-08", "2022-10-09")),
    ("yesterday afternoon", "yesterday afternoon", days("2022-10-08")),
    ("earlier today", "earlier today", days("2022-10-09")),
    ("غداً الاثنين", "غداً الاثنين", days("2022-10-10")),
    ("قبل يومين", "قبل يومين", days("2022-10-07")),
    ("قبل ثلاثة أيام", "قبل ثلاثة أيام", days("2022-10-06")),
    ("منذ ثلاثة أيام", "منذ ثلاثة أيام", days("2022-10-06")),
    ("two days ago", "two days ago", days("2022-10-07")),
    ("in the past 24 hours", "in the past 24 hours", days("2022-10-08", "2022-10-09")),
    ("خلال الساعات الـ24 الماضية", "خلال الساعات الـ24 الماضية", days("2022-10-08", "2022-10-09")),
    ("over the last three days", "the last three days", days("2022-10-06", "2022-10-09")),
    # a day and a month
    ("في 27 آب", "في 27 آب", days("2022-08-27")),
    ("On 22 February", "On 22 February", days("2022-02-22")),
    ("on 21 December", "on 21 December", days("2021-12-21")),
    ("Jan 27 -", "Jan 27", days("2022-01-27")),
    ("on Friday, Feb. 16, 2018", "on Friday, Feb. 16, 2018", days("2018-02-16")),
    ("يوم 24 كانون الثاني 2020", "يوم 24 كانون الثاني 2020", days("2020-01-24")),
    ("٦ حزيران ٢٠٢٢", "٦ حزيران ٢٠٢٢", days("2022-06-06")),
    ("۶ حزیران ۲۰۲۲", "۶ حزیران ۲۰۲۲", days("2022-06-06")),
    ("الخميس 13 تشرين الأول", "الخميس 13 تشرين الأول", days("2022-10-13")),
    ("on Friday, 14 October", "on Friday, 14 October", days("2022-10-14")),
    ("on Monday evening, 22 August", "on Monday evening, 22 August", days("2022-08-22")),
    ("on the evening of Saturday, 8 October", "on the evening of Saturday, 8 October", days("2022-10-08")),
    ("on the night of 20 January", "on the night of 20 January", days("2022-01-20")),
    ("في الخامس من الشهر الجاري", "في الخامس من الشهر الجاري", days("2022-10-05")),
    ("on the 28th of last month", "on the 28th of last month", days("2022-09-28")),
    ("on the evening of the 7th.", "on the evening of the 7th", days("2022-10-07")),
    ("will send 5 vehicles on Friday", "on Friday", days("2022-10-14")),
    ("في الثامن من تموز الجاري", "في الثامن من تموز الجاري", days("2022-07-08")),
    ("في الثالث والعشرين من أيلول الماضي", "في الثالث والعشرين من أيلول الماضي", days("2022-09-23")),
    ("السبت (8 تشرين الأول)", "السبت (8 تشرين الأول)", days("2022-10-08")),
    ("الأربعاء الموافق 5 تشرين الأول", "الأربعاء الموافق 5 تشرين الأول", days("2022-10-05")),
    ("8 تشرين الأول/أكتوبر 2021", "8 تشرين الأول/أكتوبر 2021", days("2021-10-08")),
    ("8 أكتوبر (تشرين الأول) 2021", "8 أكتوبر (تشرين الأول) 2021", days("2021-10-08")),
    ("9 يوليو « تموز » الماضي", "9 يوليو « تموز » الماضي", days("2022-07-09")),
    ("11 سبتمبر أيلول 2001", "11 سبتمبر أيلول 2001", days("2001-09-11")),
    ("11 جويلية 2021", "11 جويلية 2021", days("2021-07-11")),
    ("3 أوت 2021", "3 أوت 2021", days("2021-08-03")),
    ("On the 7th, shells fell", "On the 7th", days("2022-10-07")),
    ("on the 5th and 6th.", "on the 5th and 6th", days("2022-10-05", "2022-10-06")),
    ("until 10 October", "until 10 October", days("2022-10-10")),
    ("on Christmas Day", "on Christmas Day", days("2021-12-25")),
    # ranges
    ("between 3 and 5 May 2022", "between 3 and 5 May 2022", days("2022-05-03", "2022-05-05")),
    ("من 3 إلى 5 أيار", "3 إلى 5 أيار", days("2022-05-03", "2022-05-05")),
    ("20–26 January", "20–26 January", days("2022-01-20", "2022-01-26")),
    ("August 3-5, 2022", "August 3-5, 2022", days("2022-08-03", "2022-08-05")),
    ("بين 25 آب و17 أيلول 2022", "بين 25 آب و17 أيلول 2022", days("2022-08-25", "2022-09-17")),
    ("27 كانون الأول إلى 4 كانون الثاني 2022", None, days("2021-12-27", "2022-01-04")),
    ("يومي 29 و30 أيلول", "يومي 29 و30 أيلول", days("2022-09-29", "2022-09-30")),
    # figures only
    ("08/10/2022", "08/10/2022", days("2022-10-08")),
    ("13/1/24", "13/1/24", days("2024-01-13")),
    ("١٣/١/٢٠٢٤", "١٣/١/٢٠٢٤", days("2024-01-13")),
    ("2022-10-08T12:00", "2022-10-08T12:00", days("2022-10-08")),
    ("10/25/2022", "10/25/2022", days("2022-10-25")),
    ("السبت 2022/10/08", "السبت 2022/10/08", days("2022-10-08")),
    ("8.10.2022", "8.10.2022", days("2022-10-08")),
]


@pytest.mark.parametrize(("text", "span", "expected"), DAYS)
def test_text_means_these_days(text: str, span: str | None, expected: tuple[date, date]) -> None:
    [mention] = find_dates(text, published=SUNDAY)
    assert (mention.date_start, mention.date_end) == expected
    assert mention.text == (span or text)
    assert mention.precision == "day"
    assert mention.sense == "event"


COARSE = [
    ("In November 2021", "month", days("2021-11-01", "2021-11-30")),
    ("في تشرين الثاني 2021", "month", days("2021-11-01", "2021-11-30")),
    ("خلال شهر نيسان 2022", "month", days("2022-04-01", "2022-04-30")),
    ("في آب", "month", days("2022-08-01", "2022-08-31")),
    ("in December", "month", days("2021-12-01", "2021-12-31")),
    ("last month", "month", days("2022-09-01", "2022-09-30")),
    ("الشهر الماضي", "month", days("2022-09-01", "2022-09-30")),
    ("earlier this month", "month", days("2022-10-01", "2022-10-09")),
    ("late September", "month", days("2022-09-21", "2022-09-30")),
    ("منتصف أيلول الماضي", "month", days("2022-09-11", "2022-09-20")),
    ("last week", "week", days("2022-09-26", "2022-10-02")),
    ("الأسبوع المقبل", "week", days("2022-10-10", "2022-10-16")),
    ("In 2020", "year", days("2020-01-01", "2020-12-31")),
    ("وفي 2020، تداول", "year", days("2020-01-01", "2020-12-31")),
    ("في عام 2020", "year", days("2020-01-01", "2020-12-31")),
    ("العام الماضي", "year", days("2021-01-01", "2021-12-31")),
    ("in the summer of 2015", "year", days("2015-06-01", "2015-08-31")),
    ("from April to June 2021", "month", days("2021-04-01", "2021-06-30")),
    ("between 2014 and 2019", "year", days("2014-01-01", "2019-12-31")),
]


@pytest.mark.parametrize(("text", "precision", "expected"), COARSE)
def test_text_is_no_more_precise_than_it_says(text: str, precision: str, expected: tuple[date, date]) -> None:
    [mention] = find_dates(text, published=SUNDAY)
    assert (mention.precision, mention.date_start, mention.date_end) == (precision, *expected)


CONTEXT = [
    "since 2014",
    "منذ العام 2014",
    "منذ تشرين الأول 2019",
    "since late 2019",
    "has fired at ships since November",
    "for years",
    "منذ سنوات",
    "منذ شهرين",
    "every Friday",
    "on Fridays",
    "كل جمعة",
    "في ذكرى 15 آذار 2011",
    "the deal struck in Sochi on 22 October 2019",
    "ضمن الاتفاق الموقع في 5 آذار 2020",
    "he was born in 1985",
]


@pytest.mark.parametrize("text", CONTEXT)
def test_background_is_context(text: str) -> None:
    [mention] = find_dates(text, published=SUNDAY)
    assert mention.sense == "context"


NO_DATE = [
    "فرانس 24",
    "the M4 near 21:00",
    "نحو أربعين دقيقة",
    "for three hours",
    "مرتين في الأسبوع",
    "تكتفي بربطتين في اليوم",
    "لليوم الثامن على التوالي",
    "twice a week",
    "they march and may attack",
    "Theresa May said",
    "قُتل 5 مدنيين و24 جندياً",
    "1,500 people, 2.5 million",
    "القرار 2254",
    "سوق الجمعة",
    "Sunday Times",
    "روسيا اليوم",
    "the Aleppo Today channel",
    "كتاب وباب وشبابيك",
    "أحد الجنود واثنين من رفاقه",
    "سد تشرين",
    "أم جوان",
    "10.10.20.22",
    "24/7",
    "أبو آب",
    "Mar Elias",
    "آلاف",
    "the 2014 Winter Olympics",
]


@pytest.mark.parametrize("text", NO_DATE)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert find_dates(text, published=SUNDAY) == []


@pytest.mark.parametrize("text", ["31 February 2022", "31/02/2022", "31 شباط", "30.02.2021", "2022-13-45"])
def test_impossible_date_stays_unresolved_with_a_reason(text: str) -> None:
    for mention in find_dates(text, published=SUNDAY):
        assert mention.date_start is None
        assert mention.precision == "unknown"
        assert mention.reason


@pytest.mark.parametrize("text", ["السبت", "on Saturday", "أمس", "yesterday", "في 27 آب", "last week", "قبل يومين"])
def test_without_publication_date_relative_dates_stay_unresolved(text: str) -> None:
    [mention] = find_dates(text)
    assert (mention.date_start, mention.date_end, mention.precision) == (None, None, "unknown")
    assert "publication date" in mention.reason


def test_whole_date_needs_no_publication_date() -> None:
    [mention] = find_dates("in a raid on 3 May 2022")
    assert mention.date_start == date(2022, 5, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On Thursday they came. A convoy left on the same day.", "2022-10-06"),
        ("الخميس وصلت دورية، وفي اليوم نفسه غادرت", "2022-10-06"),
        ("On Thursday they came. The following day they left.", "2022-10-07"),
        ("الخميس وصلت دورية، وفي اليوم التالي غادرت", "2022-10-07"),
        ("They struck on Saturday, a day after the raid.", "2022-10-07"),
        ("مرت السبت، بعد يومين من مرور رتل", "2022-10-06"),
        ("On Thursday they came; the same night they left.", "2022-10-06"),
    ],
)
def test_second_date_is_counted_from_the_first(text: str, expected: str) -> None:
    assert str(find_dates(text, published=SUNDAY)[-1].date_start) == expected


def test_month_of_the_year_named_before() -> None:
    mentions = find_dates("في 25 آب 2020 وقع احتكاك، وفي شباط من العام نفسه قتل شاب", published=SUNDAY)
    assert str(mentions[-1].date_start) == "2020-02-01"


def test_weekday_that_is_not_yesterday_wins_over_yesterday() -> None:
    """A report published a day late still says "yesterday, Friday"."""
    [mention] = find_dates("أمس الجمعة", published=SUNDAY)
    assert mention.date_start == date(2022, 10, 7)


def test_publication_instant_counts_as_its_day_in_the_time_zone() -> None:
    late = datetime(2022, 10, 8, 22, 30, tzinfo=UTC)
    [mention] = find_dates("today", published=late, time_zone="Asia/Damascus")
    assert mention.date_start == date(2022, 10, 9)


def test_hijri_date_is_near_the_gregorian_one() -> None:
    [mention] = find_dates("1 رمضان 1443")
    assert mention.date_start is not None
    assert abs(mention.date_start - date(2022, 4, 2)) <= timedelta(days=1)


STATED = [
    ("عنوان\nالحسكة – وكالة – 19 شباط 2020\nنص", "2020-02-19"),
    ("TRIPOLI, June 6, 2020 - Forces pushed", "2020-06-06"),
    ("Daily summary, Sunday 29 May 2022\nALEPPO: shells", "2022-05-29"),
    ("حصيلة يوم الأربعاء 23 تشرين الثاني 2022:\n- قصفت", "2022-11-23"),
    ("Published: 9 October 2022\nText", "2022-10-09"),
    ("نُشر في 9 تشرين الأول 2022\nنص", "2022-10-09"),
    ("بيان\nنص البيان هنا.\nالقيادة العامة\n18 أيلول 2022", "2022-09-18"),
    ("صرّح مصدر.\nوأكد المصدر ذلك في بيان طويل جداً.\nعمّان في 18 كانون الأول 2023", "2023-12-18"),
    ("By a reporter, Oct 9, 2022\nText", "2022-10-09"),
]


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_text_says_when_it_was_published(text: str, expected: str) -> None:
    mention = find_publication_date(text)
    assert mention is not None
    assert str(mention.date_start) == expected
    assert text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    "text",
    [
        "HASAKAH, Jan 27 - The force said",
        "وفي 2020، تداول رواد الإنترنت مقطعاً",
        "Clashes in Hasakah on 20 January 2022\nFighting broke out.",
        "On 3 May 2022 a patrol passed the town and a second followed.",
        "الحسكة\nالتقت دوريتان السبت",
        "",
    ],
)
def test_event_date_is_no_publication_date(text: str) -> None:
    assert find_publication_date(text) is None


PIECES = """on في 3 31 ٥ 2022 آب May March Saturday السبت و - / , . ( ) أمس قبل يومين since منذ last الماضي the of
من إلى to between بين day أيام ago later next every كل early أواخر 7th الثامن night ليل 12:30 1/1/22 صباح same نفسه
اليوم"""
WORDS = st.sampled_from([*PIECES.split(), "\n"])


@given(
    st.one_of(st.text(), st.lists(WORDS, max_size=30).map(" ".join)),
    st.none() | st.dates(),
)
def test_any_text_gives_spans_of_itself_in_order(text: str, published: date | None) -> None:
    mentions = find_dates(text, published=published)
    end = 0
    for mention in mentions:
        assert end <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        assert (mention.date_start is None) == (mention.date_end is None) == (mention.precision == "unknown")
        if mention.date_start and mention.date_end:
            assert mention.date_start <= mention.date_end
        else:
            assert mention.reason
        end = mention.end
    find_publication_date(text)


@pytest.mark.parametrize("piece", ["in ", "1 of ", "3 and ", ",", "1/", "last the of ", "U.S.", "السبت و"])
def test_time_grows_with_the_length_only(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    began = time.perf_counter()
    find_dates(text, published=SUNDAY)
    assert time.perf_counter() - began < 10
