"""English dates: one table of expressions, the day of the report, and the days and precision that they mean."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.reading.dates import find_dates

WEDNESDAY = "2024-05-15"
MEANINGS = [
    # a day and a month, however written
    ("on 3 Jan 2024", WEDNESDAY, "2024-01-03", "2024-01-03", "day"),
    ("on 3 Sept. 2023", WEDNESDAY, "2023-09-03", "2023-09-03", "day"),
    ("the 9th of October 2023", WEDNESDAY, "2023-10-09", "2023-10-09", "day"),
    ("October 9th, 2023", WEDNESDAY, "2023-10-09", "2023-10-09", "day"),
    ("22-Mar-2024", WEDNESDAY, "2024-03-22", "2024-03-22", "day"),
    ("22-Mar-24", WEDNESDAY, "2024-03-22", "2024-03-22", "day"),
    ("the twenty-third of April", WEDNESDAY, "2024-04-23", "2024-04-23", "day"),
    ("on the tenth of May", WEDNESDAY, "2024-05-10", "2024-05-10", "day"),
    ("Friday the 10th", WEDNESDAY, "2024-05-10", "2024-05-10", "day"),
    ("Fri. 10 May", WEDNESDAY, "2024-05-10", "2024-05-10", "day"),
    ("Friday, May 10, 2024", WEDNESDAY, "2024-05-10", "2024-05-10", "day"),
    ("On 31 December", "2024-01-02", "2023-12-31", "2023-12-31", "day"),
    ("they will march on 2 January", "2023-12-30", "2024-01-02", "2024-01-02", "day"),
    ("on the night of 20 January", WEDNESDAY, "2024-01-20", "2024-01-20", "day"),
    ("On the night of 20 to 21 January", WEDNESDAY, "2024-01-20", "2024-01-21", "day"),
    # figures only, the day first
    ("on 24/4", WEDNESDAY, "2024-04-24", "2024-04-24", "day"),
    ("Wed 24/4", WEDNESDAY, "2024-04-24", "2024-04-24", "day"),
    ("they say the next one is Wed 22/5", WEDNESDAY, "2024-05-22", "2024-05-22", "day"),
    ("yesterday (Tue 14/5)", WEDNESDAY, "2024-05-14", "2024-05-14", "day"),
    ("- 12/5: IED hits a tanker", WEDNESDAY, "2024-05-12", "2024-05-12", "day"),
    ("Mon 13.5: shells fell in Sidon", WEDNESDAY, "2024-05-13", "2024-05-13", "day"),
    ("- 11-12.05: two ambushes", WEDNESDAY, "2024-05-11", "2024-05-12", "day"),
    ("12.05 | Deraa | two men shot", WEDNESDAY, "2024-05-12", "2024-05-12", "day"),
    ("they patrolled to Ansongo, 12/5, no contact", WEDNESDAY, "2024-05-12", "2024-05-12", "day"),
    ("On the 12th ISIS fired rockets", WEDNESDAY, "2024-05-12", "2024-05-12", "day"),
    ("12/05 – Sebba: phone masts sabotaged", WEDNESDAY, "2024-05-12", "2024-05-12", "day"),
    ("- Night of 6-7/5: gunmen murder a mayor", WEDNESDAY, "2024-05-06", "2024-05-07", "day"),
    ("from 29/4 to 2/5", WEDNESDAY, "2024-04-29", "2024-05-02", "day"),
    ("24-4-2020", WEDNESDAY, "2020-04-24", "2020-04-24", "day"),
    ("24.06.20", WEDNESDAY, "2020-06-24", "2020-06-24", "day"),
    ("24-06-20", WEDNESDAY, "2020-06-24", "2020-06-24", "day"),
    ("on 10/25/2023", WEDNESDAY, "2023-10-25", "2023-10-25", "day"),
    ("2024-05-03T10:15:00", WEDNESDAY, "2024-05-03", "2024-05-03", "day"),
    ("2024/05/03 14:05", WEDNESDAY, "2024-05-03", "2024-05-03", "day"),
    # weekdays
    ("on Wednesday", WEDNESDAY, "2024-05-15", "2024-05-15", "day"),
    ("on Thursday", WEDNESDAY, "2024-05-09", "2024-05-09", "day"),
    ("Thurs 7am special units came in", WEDNESDAY, "2024-05-09", "2024-05-09", "day"),
    ("Mon. they did not show up", WEDNESDAY, "2024-05-13", "2024-05-13", "day"),
    ("on Tues", WEDNESDAY, "2024-05-14", "2024-05-14", "day"),
    # weekdays that head the lines of a list
    ("Tue – a convoy left Rmelan", WEDNESDAY, "2024-05-14", "2024-05-14", "day"),
    ("• Mon: shells on Sarmin", WEDNESDAY, "2024-05-13", "2024-05-13", "day"),
    ("Sat 4: two mortar rounds", WEDNESDAY, "2024-05-04", "2024-05-04", "day"),
    ("Sunday 28 – nothing to report", WEDNESDAY, "2024-04-28", "2024-04-28", "day"),
    ("advanced on Friday (3rd) after raids", WEDNESDAY, "2024-05-03", "2024-05-03", "day"),
    ("Mon-Tue: clashes at the bridge", WEDNESDAY, "2024-05-13", "2024-05-14", "day"),
    ("incidents, week to 12 May", WEDNESDAY, "2024-05-06", "2024-05-12", "week"),
    ("last Wednesday", WEDNESDAY, "2024-05-08", "2024-05-08", "day"),
    ("this coming Friday", WEDNESDAY, "2024-05-17", "2024-05-17", "day"),
    ("next Monday", WEDNESDAY, "2024-05-20", "2024-05-20", "day"),
    ("talks are due to resume on Thursday", WEDNESDAY, "2024-05-16", "2024-05-16", "day"),
    ("on Monday of last week", WEDNESDAY, "2024-05-06", "2024-05-06", "day"),
    ("Tuesday last week", WEDNESDAY, "2024-05-07", "2024-05-07", "day"),
    ("for a fourth day on Monday", WEDNESDAY, "2024-05-13", "2024-05-13", "day"),
    ("for the third consecutive day on Tuesday", WEDNESDAY, "2024-05-14", "2024-05-14", "day"),
    ("On Sunday and Monday", WEDNESDAY, "2024-05-12", "2024-05-13", "day"),
    ("on Saturday, Sunday and Monday", WEDNESDAY, "2024-05-11", "2024-05-13", "day"),
    ("from Friday through Sunday", WEDNESDAY, "2024-05-10", "2024-05-12", "day"),
    ("in the night of Saturday to Sunday", WEDNESDAY, "2024-05-11", "2024-05-12", "day"),
    ("between Saturday night and the early hours of Sunday", WEDNESDAY, "2024-05-11", "2024-05-12", "day"),
    ("from Saturday evening until Sunday morning", WEDNESDAY, "2024-05-11", "2024-05-12", "day"),
    ("overnight into Tuesday", WEDNESDAY, "2024-05-13", "2024-05-14", "day"),
    ("overnight Saturday to Sunday", WEDNESDAY, "2024-05-11", "2024-05-12", "day"),
    ("overnight on Monday", WEDNESDAY, "2024-05-13", "2024-05-14", "day"),
    ("since Friday", WEDNESDAY, "2024-05-10", "2024-05-15", "day"),
    ("since the shooting started on Monday", WEDNESDAY, "2024-05-13", "2024-05-15", "day"),
    ("since Thursday, when a column arrived", WEDNESDAY, "2024-05-09", "2024-05-09", "day"),
    # days reckoned from the report's
    ("TODAY", WEDNESDAY, "2024-05-15", "2024-05-15", "day"),
    ("at dawn today", WEDNESDAY, "2024-05-15", "2024-05-15", "day"),
    ("at about 8.20 this morning", WEDNESDAY, "2024-05-15", "2024-05-15", "day"),
    ("tonite", WEDNESDAY, "2024-05-15", "2024-05-15", "day"),
    ("about an hour ago", WEDNESDAY, "2024-05-15", "2024-05-15", "day"),
    ("abt 2 hrs ago", WEDNESDAY, "2024-05-15", "2024-05-15", "day"),
    ("a few minutes ago", WEDNESDAY, "2024-05-15", "2024-05-15", "day"),
    ("yest. afternoon", WEDNESDAY, "2024-05-14", "2024-05-14", "day"),
    ("the day before yesterday", WEDNESDAY, "2024-05-13", "2024-05-13", "day"),
    ("the night before last", WEDNESDAY, "2024-05-13", "2024-05-14", "day"),
    ("a couple of days ago", WEDNESDAY, "2024-05-13", "2024-05-13", "day"),
    ("eleven days ago", WEDNESDAY, "2024-05-04", "2024-05-04", "day"),
    ("a few days ago", WEDNESDAY, "2024-05-08", "2024-05-13", "week"),
    ("several weeks ago", WEDNESDAY, "2024-03-20", "2024-05-01", "month"),
    ("over the weekend", WEDNESDAY, "2024-05-11", "2024-05-12", "day"),
    ("last weekend", WEDNESDAY, "2024-05-11", "2024-05-12", "day"),
    ("they will vote at the weekend", WEDNESDAY, "2024-05-18", "2024-05-19", "day"),
    ("in recent days", WEDNESDAY, "2024-05-08", "2024-05-15", "week"),
    ("over the past 48 hours", WEDNESDAY, "2024-05-13", "2024-05-15", "day"),
    ("in the past week", WEDNESDAY, "2024-05-08", "2024-05-15", "week"),
    ("During the past two weeks", WEDNESDAY, "2024-05-01", "2024-05-15", "month"),
    # weeks, months, years and their parts
    ("earlier this week", WEDNESDAY, "2024-05-13", "2024-05-15", "week"),
    ("late last week", WEDNESDAY, "2024-05-09", "2024-05-12", "week"),
    ("early last month", WEDNESDAY, "2024-04-01", "2024-04-10", "month"),
    ("mid-March", WEDNESDAY, "2024-03-11", "2024-03-20", "month"),
    ("in mid March 2023", WEDNESDAY, "2023-03-11", "2023-03-20", "month"),
    ("early June", WEDNESDAY, "2023-06-01", "2023-06-10", "month"),
    ("the first week of April", WEDNESDAY, "2024-04-01", "2024-04-07", "week"),
    ("in the last week of March", WEDNESDAY, "2024-03-25", "2024-03-31", "week"),
    ("in the second half of March", WEDNESDAY, "2024-03-16", "2024-03-31", "month"),
    ("in the first half of 2023", WEDNESDAY, "2023-01-01", "2023-06-30", "year"),
    ("in the first quarter of 2024", WEDNESDAY, "2024-01-01", "2024-03-31", "year"),
    ("in late 2019", WEDNESDAY, "2019-09-01", "2019-12-31", "year"),
    ("late last year", WEDNESDAY, "2023-09-01", "2023-12-31", "year"),
    ("back in March", WEDNESDAY, "2024-03-01", "2024-03-31", "month"),
    ("last March", WEDNESDAY, "2024-03-01", "2024-03-31", "month"),
    ("in the winter of 2019", WEDNESDAY, "2019-12-01", "2020-02-29", "year"),
    ("last summer", WEDNESDAY, "2023-06-01", "2023-08-31", "year"),
    ("in the spring of 2023", WEDNESDAY, "2023-03-01", "2023-05-31", "year"),
    ("in the spring of last year", WEDNESDAY, "2023-03-01", "2023-05-31", "year"),
    # ranges
    ("between 3 and 5 May", WEDNESDAY, "2024-05-03", "2024-05-05", "day"),
    ("3–5 May", WEDNESDAY, "2024-05-03", "2024-05-05", "day"),
    ("May 3-5", WEDNESDAY, "2024-05-03", "2024-05-05", "day"),
    ("from May 3 to 5", WEDNESDAY, "2024-05-03", "2024-05-05", "day"),
    ("from 30 April to 2 May", WEDNESDAY, "2024-04-30", "2024-05-02", "day"),
    ("April 30-May 2", WEDNESDAY, "2024-04-30", "2024-05-02", "day"),
    ("between April 30 and May 2", WEDNESDAY, "2024-04-30", "2024-05-02", "day"),
    ("December 30 to January 2", WEDNESDAY, "2023-12-30", "2024-01-02", "day"),
    ("overnight 13-14 May", WEDNESDAY, "2024-05-13", "2024-05-14", "day"),
    ("on the night of 13/14 May", WEDNESDAY, "2024-05-13", "2024-05-14", "day"),
    ("30/04/2024 - 02/05/2024", WEDNESDAY, "2024-04-30", "2024-05-02", "day"),
    ("from 30/04 until 02/05/2024", WEDNESDAY, "2024-04-30", "2024-05-02", "day"),
    ("in the week of 6 May", WEDNESDAY, "2024-05-06", "2024-05-12", "week"),
    ("on 5 May last year", WEDNESDAY, "2023-05-05", "2023-05-05", "day"),
    ("in August of last year", WEDNESDAY, "2023-08-01", "2023-08-31", "month"),
    ("24hrs ago", WEDNESDAY, "2024-05-14", "2024-05-15", "day"),
    ("on the first day of Eid", WEDNESDAY, "2024-04-10", "2024-04-10", "day"),
    ("during the holy month of Ramadan", WEDNESDAY, "2024-03-11", "2024-04-09", "month"),
    ("next Thursday, 16 May", WEDNESDAY, "2024-05-16", "2024-05-16", "day"),
    ("on 3 and 4 May", WEDNESDAY, "2024-05-03", "2024-05-04", "day"),
    # feasts and the Islamic calendar (Umm al-Qura)
    ("on Christmas Day", WEDNESDAY, "2023-12-25", "2023-12-25", "day"),
    ("on New Year's Eve", WEDNESDAY, "2023-12-31", "2023-12-31", "day"),
    ("on Orthodox Christmas", WEDNESDAY, "2024-01-07", "2024-01-07", "day"),
    ("on Easter Sunday", WEDNESDAY, "2024-03-31", "2024-03-31", "day"),
    ("on Good Friday", WEDNESDAY, "2024-03-29", "2024-03-29", "day"),
    ("on Eid al-Fitr", WEDNESDAY, "2024-04-10", "2024-04-10", "day"),
    ("on the second day of Eid al-Fitr", WEDNESDAY, "2024-04-11", "2024-04-11", "day"),
    ("on the eve of Eid al-Fitr", WEDNESDAY, "2024-04-09", "2024-04-09", "day"),
    ("during Eid al-Adha", WEDNESDAY, "2023-06-28", "2023-07-01", "day"),
    ("on Ashura", WEDNESDAY, "2023-07-28", "2023-07-28", "day"),
    ("on Nowruz", WEDNESDAY, "2024-03-21", "2024-03-21", "day"),
    ("during Ramadan", WEDNESDAY, "2024-03-11", "2024-04-09", "month"),
    ("on the first day of Ramadan", WEDNESDAY, "2024-03-11", "2024-03-11", "day"),
    ("12 Shawwal 1445", WEDNESDAY, "2024-04-21", "2024-04-21", "day"),
    ("on 27 Ramadan", WEDNESDAY, "2024-04-06", "2024-04-06", "day"),
    # the line that a wire story begins with
    ("QAMISHLI, Oct 9 (Reuters) -", "2022-10-09", "2022-10-09", "2022-10-09", "day"),
    ("BEIRUT, 3 May —", WEDNESDAY, "2024-05-03", "2024-05-03", "day"),
]


@pytest.mark.parametrize(("text", "published", "start", "end", "precision"), MEANINGS)
def test_english_expression_means_these_days(text: str, published: str, start: str, end: str, precision: str) -> None:
    found = [m for m in find_dates(text, published=date.fromisoformat(published)) if m.sense == "event"]
    assert [(str(m.date_start), str(m.date_end), m.precision) for m in found] == [(start, end, precision)]


@pytest.mark.parametrize(
    "text",
    [
        "the 14 March Alliance",
        "a militant of Black September",
        "the October 7 attack",
        "the September 11 attacks",
        "a rally on 17 July Street",
        "in 6 October City",
        "shells hit the July 14 Bridge",
        "Tishreen Square",
        "the 17th Division",
        "the 1st Corps and the 2nd Brigade",
        "flight 1703",
        "won 3-2",
        "troops on duty 24/7",
        "a third, 1/3 of the men",
        "in 2/3 of the villages",
        "at 36.20, 37.15",
        "RPG-7 and PG-29",
        "for 12.50 pounds, 3.5 dollars",
        "10 km along the M4, 5/6 of it mined",
        "Resolution 2254",
        "Article 3/5 of the law",
        "a ratio of 3/4 to 1/2",
        "shares of 3/4, 2/3, and less",
        "On the 5th Corps he had no word",
        "on the 16th floor",
        "6-7.5 km: a rough estimate",
        "version 2.0.24",
        "the Eid family",
        "version 10.10.20.22",
        "the Sun came up",
        "they sat, wed, and sat",
        "The Friday Market",
        "it may be, March on",
        "Mr Ramadan and Mr Shaaban",
        "Ayn Issa 1-2, Kobani 3-4",
        "call 09-12-55-17",
    ],
)
def test_english_name_or_figure_is_no_date(text: str) -> None:
    assert [m for m in find_dates(text, published=date(2024, 5, 15)) if m.sense == "event"] == []


@pytest.mark.parametrize(
    "text",
    [
        "since 2014",
        "for years",
        "for three months",
        "in a town that has been shelled every Friday",
        "on Fridays",
        "on the anniversary of 15 March 2011",
        "since the front line moved last November",
        "since the fall of the regime in December",
        "since Oct. 7",
        "until last year",
        "the ceasefire signed on 5 March 2020",
        "Ukraine: situation summary (published 13 May)",
    ],
)
def test_english_background_is_context(text: str) -> None:
    assert [m.sense for m in find_dates(text, published=date(2024, 5, 15))] == ["context"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They came on Thursday. Hours later, shells fell.", "2024-05-09"),
        ("They came on Thursday. The same evening shells fell.", "2024-05-09"),
        ("They came on Thursday. A day earlier, shells fell.", "2024-05-08"),
        ("They came on Thursday. The following night, shells fell.", "2024-05-10"),
        ("They came on Thursday. Three days later, shells fell.", "2024-05-12"),
        ("The attack was on Sunday. Two days before the attack, gunmen came.", "2024-05-10"),
        ("The attack was on Sunday. A day after the attack, they left.", "2024-05-13"),
        ("They struck on Saturday, a day after the raid.", "2024-05-10"),
        ("They struck on Saturday, two days before the talks.", "2024-05-13"),
        ("They will leave on Friday. In the evening shells fell.", "2024-05-15"),
        ("They came on Thursday. At noon they left.", "2024-05-09"),
    ],
)
def test_english_date_is_counted_from_the_one_before(text: str, expected: str) -> None:
    assert str(find_dates(text, published=date(2024, 5, 15))[-1].date_start) == expected


@pytest.mark.parametrize(
    ("text", "time_zone", "expected"),
    [
        ("at 22:30 GMT on Saturday", "Asia/Damascus", "2024-05-12"),
        ("on Saturday at 2230 GMT", "Asia/Damascus", "2024-05-12"),
        ("on Saturday at 19:30 UTC", "Asia/Damascus", "2024-05-11"),
        ("on Saturday at 22:30", "Asia/Damascus", "2024-05-11"),
        ("on the 11th, at 2300Z", "Asia/Damascus", "2024-05-12"),
        ("2024-05-11T22:30:00Z", "Asia/Damascus", "2024-05-12"),
        ("on Saturday at 2 am GMT", "America/Bogota", "2024-05-10"),
        ("on Saturday at 23:00 Moscow time", "Asia/Damascus", "2024-05-11"),
    ],
)
def test_english_hour_of_another_zone_gives_the_local_day(text: str, time_zone: str, expected: str) -> None:
    [mention] = find_dates(text, published=date(2024, 5, 15), time_zone=time_zone)
    assert str(mention.date_start) == expected


def test_weekday_that_contradicts_its_date_is_told() -> None:
    [mention] = find_dates("on Monday, 12 May 2024", published=date(2024, 5, 15))
    assert (str(mention.date_start), mention.reason) == ("2024-05-12", "but 2024-05-12 is a Sunday")
