"""When an event was: from its own words, else from what stands around them, always with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from dashboard.reading.dates import DateMention
from dashboard.reading.drafts import Draft, is_spoken, within
from dashboard.reading.retelling import Story
from dashboard.reading.told import CARRIED, Dated, Telling


def date_of(story: Story, telling: Telling) -> Dated:
    """The days of a story: its own words', its sentence's, those of what was told before, the head's, publication's."""
    own = [(draft, mention) for draft in story.drafts for mention in draft.dates if not draft.is_continuing]
    going_on = [mention for draft in story.drafts for mention in draft.dates if draft.is_continuing]
    if own:
        dated = _as_dated(min(own, key=lambda pair: _rank(pair[0], pair[1], story))[1])
        return _until(_ahead(dated, story, telling), going_on)
    if going_on:
        return _as_dated(going_on[0])
    beside = _beside(story.main, telling)
    if beside is not None:
        return _as_dated(beside, "the date of its sentence")
    spoken = [d for draft in story.drafts for d in draft.spoken_dates if d.date_start]
    if spoken:
        return _as_dated(spoken[0], "the day when it was told")
    return _before(story.main, telling) or _at_head(telling) or _of_publication(story.main, telling)


def _beside(main: Draft, telling: Telling) -> DateMention | None:
    """The date in a story's sentence that stands nearest to its words, if it is of an event and not of a speaker."""
    sentence = telling.sentence_of(main)
    dates = within(telling.mentions.dates, sentence.start, sentence.end)
    dates = [d for d in dates if d.sense == "event" and not is_spoken(telling.mentions.text, d.start)]
    return min(dates, key=lambda d: abs(d.start - main.triggers[0].start), default=None)


def _before(main: Draft, telling: Telling) -> Dated | None:
    """The days that a story without a date carries over: of its paragraph's last event, else of the report's first."""
    if main.part == "item" or main.sense == "planned":
        return None
    known = [t for t in telling.told if t.dated.start]
    same_block = [t.dated for t in known if t.block == main.block]
    # "... on Saturday, a day after entering the town. Air strikes hit …": the aside gives no day to what follows.
    same_block = [d for d in same_block if d.evidence is None or d.evidence[2] != "counted_from"] or same_block
    carried = same_block[-1:] or [t.dated for t in known[:1]]
    return replace(carried[0], reason=CARRIED, evidence=None) if carried else None


def _at_head(telling: Telling) -> Dated | None:
    heading = next((d for d in telling.mentions.dates if d.date_start and telling.is_in_head(d)), None)
    return _as_dated(heading, "the date at the head of the report") if heading else None


def _of_publication(main: Draft, telling: Telling) -> Dated:
    """The day of publication for what is told as news; unknown, with the reason, for anything else."""
    published = telling.published
    if published is None:
        return Dated(reason="no date in the text, and the day of publication is not known")
    if main.sense != "told":
        return Dated(reason="no date in the text")
    return Dated(start=published, end=published, precision="day", reason="no date in the text: the day of publication")


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
    ends = [m.date_end for m in going_on if m.date_end and dated.end and 0 < (m.date_end - dated.end).days <= 14]
    return replace(dated, end=max(ends), reason="it went on after its first day") if ends else dated


def _rank(draft: Draft, mention: DateMention, story: Story) -> tuple[int, int, int, int]:
    """Known before unknown, the main telling's before others', days before months, then the nearest."""
    days = (mention.date_end - mention.date_start).days if mention.date_start and mention.date_end else 0
    coarse = 0 if days < 5 else 1 if days < 32 else 2
    distance = abs(mention.start - draft.triggers[0].start)
    return (int(mention.date_start is None), int(draft is not story.main), coarse, distance)


def _as_dated(mention: DateMention, reason: str = "") -> Dated:
    return Dated(
        start=mention.date_start,
        end=mention.date_end,
        precision=mention.precision if mention.date_start else "unknown",
        reason=mention.reason or reason,
        evidence=(mention.start, mention.end, mention.rule),
    )
