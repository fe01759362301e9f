"""When an event was: from its own words, else from what stands around them, always with the reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from dashboard.reading.datelines import is_dateline, without_dateline
from dashboard.reading.dates import DateMention
from dashboard.reading.drafts import Draft
from dashboard.reading.mentions import within
from dashboard.reading.other_days import is_of_other_event
from dashboard.reading.reckoning import OF_ANOTHER
from dashboard.reading.retelling import Story
from dashboard.reading.sentences import Sentence
from dashboard.reading.spoken import is_spoken
from dashboard.reading.told import CARRIED, Dated, Telling, Told

_TOLD_THEN = re.compile(r"[،,]?\s+(?:[أإ]نّ?(?:ه|ها|هم|نا)?|بأنّ?(?:ه|ها|هم)?|that)\s")
"""What stands after the day on which something was said: أعلن الجيش السبت أن ..."""
_UNTIL = re.compile(r"(?:until|till|through|حتى|لغاية|وحتى)\s", re.I)
_LONGEST_EVENT = 14
"""Days over which an event may go on."""
_NEWS_DAYS = 31
_LONGEST_LIST = 300
_HEADING_WORDS = 16
_ASIDE = re.compile(
    r"[,،]\s*(?:which|who|where|when|since|after)\b|\b(?:that|had been)\b|\b(?:التي|الذي|الذين|وكان|وكانت)\b", re.I
)
"""Words after which a date in a sentence is of something else than its news."""

_AFTERMATH = frozenset({"arrest_or_raid", "protest", "movement", "other"})
"""Kinds of what is done about an attack."""

_UNDER_WAY = re.compile(r"\b(?:is|are) being\b", re.I)
"""Words that tell of what goes on as the report is written: "Two battalions are being sent"."""

UNDATED = "no date in the text: the day of publication"
"""The reason of a day that the text does not give: what it tells may have been a day or two before."""


def date_of(story: Story, telling: Telling) -> Dated:
    """The days of a story: its own words', its sentence's, those of what was told before, the head's, publication's."""
    own = [(draft, mention) for draft in story.drafts for mention in draft.dates if not draft.is_continuing]
    going_on = [mention for draft in story.drafts for mention in draft.dates if draft.is_continuing]
    spoken = [d for draft in story.drafts for d in draft.spoken_dates if d.date_start]
    ends = [mention for _, mention in own if _UNTIL.match(mention.text)] + going_on
    own = [pair for pair in own if pair[1] not in ends]
    if own and not (spoken and all(_is_of_another(mention) for _, mention in own)):
        dated = _as_dated(min(own, key=lambda pair: _rank(pair[0], pair[1], telling.mentions.text, story))[1])
        return _until(_ahead(dated, story, telling), ends)
    if ends:
        return _until(_up_to(ends[0], story, telling), ends[1:])
    if _UNDER_WAY.search(telling.mentions.text, story.main.triggers[0].start, story.main.triggers[0].end):
        return _of_publication(story.main, telling)
    beside = _beside(story.main, telling)
    if beside is not None:
        return _as_dated(beside, "the date of its sentence")
    after = _told_after(story, telling)
    if after is not None:
        return _as_dated(after, "the next sentence says when")
    if spoken:
        return _as_dated(spoken[0], "the day when it was told")
    return _around(story.main, telling)


def _up_to(end: DateMention, story: Story, telling: Telling) -> Dated:
    """The days of what is only said to have lasted until a day: from the day that stands around it, if there is one."""
    dated = _as_dated(end)
    around = _around(story.main, telling) if _UNTIL.match(end.text) else dated
    if not (around.start and dated.end and 0 < (dated.end - around.start).days <= _LONGEST_EVENT):
        return dated
    return replace(dated, start=around.start, reason=f"it lasted until then; {around.reason}")


def _is_of_another(mention: DateMention) -> bool:
    """Whether a date is reckoned for what an event came after: "a week after the bombing"."""
    return mention.rule == "counted_from" and mention.reason == OF_ANOTHER


def _around(main: Draft, telling: Telling) -> Dated:
    """The days of an event that has none of its own: its paragraph's, its heading's, the lead's, the report's."""
    if main.sense == "planned":
        return _at_head(telling) or _of_publication(main, telling)
    return (
        _in_paragraph(main, telling)
        or _of_story_below(main, telling)
        or _of_heading(main, telling)
        or _of_lead(main, telling)
        or _at_head(telling)
        or _of_publication(main, telling)
    )


def _beside(main: Draft, telling: Telling) -> DateMention | None:
    """The date in a story's sentence that stands nearest to its words, if it is of an event and not of a speaker."""
    sentence = telling.sentence_of(main)
    dates = within(telling.mentions.dates, sentence.start, sentence.end)
    dates = [d for d in dates if d.sense == "event" and not is_spoken(telling.mentions.text, d.start)]
    head = main.triggers[0]
    dates = [d for d in dates if d not in main.spoken_dates and not is_of_other_event(telling.mentions.text, d, head)]
    dates = [d for d in without_dateline(dates, telling.mentions.text) if not _is_of_another(d)]
    return min(dates, key=lambda d: abs(d.start - main.triggers[0].start), default=None)


def _told_after(story: Story, telling: Telling) -> DateMention | None:
    """The date of the sentence after a story that only says when it was: "It happened on Sunday"."""
    last = max(draft.sentence for draft in story.drafts)
    after = telling.sentences[last + 1 : last + 3]
    found = [
        mention
        for sentence in after
        if sentence.block == story.main.block
        for mention in within(telling.mentions.dates, sentence.start, sentence.end)
        if mention.refers_back and mention.sense == "event"
    ]
    return found[0] if found else None


def _in_paragraph(main: Draft, telling: Telling) -> Dated | None:
    """The days named last in the paragraph of an event: of the event told before it, or of a sentence without one."""
    told = [t for t in telling.told if t.block == main.block and t.dated.start]
    # "... on Saturday, a day after entering the town. Air strikes hit …": the aside gives no day to what follows.
    told = [t for t in told if t.dated.evidence is None or t.dated.evidence[2] != "counted_from"] or told
    if not main.is_before_news:
        told = [t for t in told if not _is_aside(t)] or told
    referred = _referred_to(main, told[-1], telling) if told else None
    if referred is not None:
        return _as_dated(referred, "the day of what the sentence before refers to")
    named = _named_before(main, telling)
    if named and not (told and told[-1].story.main.start > named.start):
        return _as_dated(named, "named before in its paragraph")
    # "... on Tuesday after a strike on Monday. It then ...": what follows goes on from the later of the two
    beside = [t for t in told if t.story.main.sentence == told[-1].story.main.sentence]
    return _carried(max(beside, key=lambda t: t.dated.end or date.min).dated) if beside else None


def _referred_to(main: Draft, last: Told, telling: Telling) -> DateMention | None:
    """The day of the attack over which people were held or marched just before, if its details follow.

    "Police arrested ten men over Sunday's attack in X. Gunmen had opened fire on a church."
    """
    near = 0 < main.sentence - last.story.main.sentence <= 2
    if not near or last.story.kind not in _AFTERMATH or main.kind in _AFTERMATH:
        return None
    sentence, head = telling.sentence_of(last.story.main), last.story.main.triggers[0]
    dates = within(telling.mentions.dates, sentence.start, sentence.end)
    text = telling.mentions.text
    return next((d for d in dates if d.sense == "event" and d.date_start and is_of_other_event(text, d, head)), None)


def _is_aside(told: Told) -> bool:
    """Whether an event of the past is told beside the news: "In a similar attack in March, ...", وكانت قصفت."""
    return told.dated.precision in ("week", "month", "year") or told.story.main.is_before_news


def _of_story_below(main: Draft, telling: Telling) -> Dated | None:
    """The first day of news in the lead of a story, for what its headline alone tells."""
    if main.part != "title":
        return None
    below = [s for s in telling.sentences[main.sentence + 1 :][:6] if s.part == "body"]
    lead = [s for s in below if s.block == below[0].block][:2]
    days = (d for s in lead for d in within(telling.mentions.dates, s.start, s.end) if _is_news_day(d, s, telling))
    first = next(days, None)
    return _as_dated(first, "the day of the story's lead") if first else None


def _named_before(main: Draft, telling: Telling) -> DateMention | None:
    """The last day named before an event in its paragraph by a sentence that tells no event: "On Monday they left"."""
    telling_sentences = {draft.sentence for t in telling.told for draft in t.story.drafts}
    own = telling.sentence_of(main)
    for sentence in reversed(telling.sentences[own.index - own.place : own.index]):
        if sentence.index in telling_sentences:
            return None
        for mention in reversed(within(telling.mentions.dates, sentence.start, sentence.end)):
            if _is_news_day(mention, sentence, telling):
                return mention
    return None


def _is_news_day(mention: DateMention, sentence: Sentence, telling: Telling) -> bool:
    """Whether a date is a day of the news that a paragraph tells, and not of a speaker, an aside or the past."""
    text, published = telling.mentions.text, telling.published
    if mention.sense != "event" or mention.precision != "day" or mention.rule == "counted_from" or not mention.date_end:
        return False
    if published and not 0 <= (published - mention.date_end).days <= _NEWS_DAYS:
        return False
    return not is_spoken(text, mention.start) and not _ASIDE.search(text, sentence.start, mention.start)


def _of_heading(main: Draft, telling: Telling) -> Dated | None:
    """The days of the nearest line above that is little but a date ("Monday 3 May:"); for a list any heading's."""
    own = telling.sentence_of(main)
    told_blocks = {draft.block for t in telling.told for draft in t.story.drafts}
    for sentence in reversed(telling.sentences[max(0, own.index - _LONGEST_LIST) : own.index - own.place]):
        if sentence.block in told_blocks or sentence.place or len(sentence.text.split()) > _HEADING_WORDS:
            continue
        is_open = sentence.text.rstrip().endswith(":")
        if (sentence.part == "item" and not is_open) or (sentence.part == "title" and main.part != "item"):
            continue
        dates = within(telling.mentions.dates, sentence.start, sentence.end)
        dates = [d for d in dates if d.date_start and d.sense == "event"]
        is_date = bool(dates) and sum(len(d.text) for d in dates) * 5 >= 2 * len(sentence.text)
        if dates and (main.part == "item" or is_date or is_open):
            return _as_dated(dates[0], "the date of its heading")
    return None


def _of_lead(main: Draft, telling: Telling) -> Dated | None:
    """The days of the report's first event, which the rest of a story goes on from; an item of a list stands alone."""
    known = [t for t in telling.told if t.dated.start] if main.part != "item" else []
    return _carried(known[0].dated) if known else None


def _carried(dated: Dated) -> Dated:
    return replace(dated, reason=CARRIED, evidence=None)


def _at_head(telling: Telling) -> Dated | None:
    dates = [d for d in telling.mentions.dates if d.date_start and d.sense == "event"]
    heading = next((d for d in dates if telling.is_in_head(d) or is_dateline(d, telling.mentions.text)), None)
    return _as_dated(heading, "the date at the head of the report") if heading else None


def _of_publication(main: Draft, telling: Telling) -> Dated:
    """The day of publication for what is told or denied as news; unknown, with the reason, for what is planned."""
    published = telling.published
    if published is None:
        return Dated(reason="no date in the text, and the day of publication is not known")
    if main.sense == "planned":
        return Dated(reason="no date in the text")
    return Dated(start=published, end=published, precision="day", reason=UNDATED)


def _ahead(dated: Dated, story: Story, telling: Telling) -> Dated:
    """The days of a plan: a weekday that was read as the last one is the next one."""
    rule = dated.evidence[2] if dated.evidence else ""
    published = telling.published
    if story.main.sense != "planned" or rule != "weekday" or not (dated.start and dated.end and published):
        return dated
    if dated.end >= published:
        return dated
    week = timedelta(days=7)
    return replace(dated, start=dated.start + week, end=dated.end + week, reason="planned: the weekday to come")


def _until(dated: Dated, going_on: Sequence[DateMention]) -> Dated:
    """The days of an event that "went on" on a later day, at most two weeks on."""
    ends = [
        m.date_end for m in going_on if m.date_end and dated.end and 0 < (m.date_end - dated.end).days <= _LONGEST_EVENT
    ]
    return replace(dated, end=max(ends), reason="it went on after its first day") if ends else dated


def _rank(draft: Draft, mention: DateMention, text: str, story: Story) -> tuple[int, int, int, int, int]:
    """Known before unknown, the main telling's before others', not of a speaker, days before months, the nearest."""
    days = (mention.date_end - mention.date_start).days if mention.date_start and mention.date_end else 0
    coarse = 0 if days < 5 else 1 if days < 32 else 2
    distance = abs(mention.start - draft.triggers[0].start)
    is_told = bool(_TOLD_THEN.match(text, mention.end))
    return (int(mention.date_start is None), int(draft is not story.main), int(is_told), coarse, distance)


def _as_dated(mention: DateMention, reason: str = "") -> Dated:
    return Dated(
        start=mention.date_start,
        end=mention.date_end,
        precision=mention.precision if mention.date_start else "unknown",
        reason="; ".join(filter(None, (reason, mention.reason))),
        evidence=(mention.start, mention.end, mention.rule),
    )
