"""Where an event was: from its own words, else from what stands around them, always with the reason."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shapely import Point

from dashboard.reading.drafts import Draft, is_part_of_force, is_spoken, within
from dashboard.reading.placing import finest, is_region, nearest_exact
from dashboard.reading.retelling import Story
from dashboard.reading.told import CARRIED, Placed, Telling, Told
from gazetteer.places import PlacedMention

_TO = re.compile(r"\b(?:to|towards?|into|reached|entered|entering)\b[^,.]*$|(?:إلى|نحو|باتجاه|دخلت|دخل)\s[^،.]*$", re.I)
_SAME_PLACE = re.compile(
    r"\b(?:there|the same (?:place|town|village|area|road|base|spot|city|jail|prison))\b"
    r"|(?:نفسها?|ذاتها?|عينها?)(?!\w)",
    re.I,
)
_FAR = 24
_HEADING = 40
"""Characters of a paragraph in which the place that heads it ends."""
_AFTER_HEADING = re.compile(r"\s*(?:[.:|]|\n|$)")


def place_of(story: Story, telling: Telling) -> Placed:
    """Where a story was: by its own words, its sentence's, its line's head, what was told before, the report's head."""
    main = story.main
    at = main.triggers[0].start
    own = nearest_exact(main.places, at)
    if own is None or is_region(own):
        own = nearest_exact([p for draft in story.drafts for p in draft.places], at) or own
    if own is not None and not is_region(own):
        return Placed(mention=own)
    passed = _destinations([p for draft in story.drafts for p in draft.passed_places], story, telling)
    for candidates, reason in ((passed, "a place on the way"), (_beside(main, telling), "the place of its sentence")):
        nearby = nearest_exact(candidates, at)
        if nearby is not None and not is_region(nearby):
            return Placed(mention=nearby, reason=reason)
    if own is not None:
        return _by_the_border(own, main, telling) or Placed(mention=own)
    if main.part == "item":
        return _of_line(main, telling) or _of_head(telling)
    return _told_in_block(main, telling) or _of_heading(main, telling) or _before(story, telling) or _of_head(telling)


def _beside(main: Draft, telling: Telling) -> list[PlacedMention]:
    """The places in a story's sentence, without those where somebody only spoke."""
    sentence, text = telling.sentence_of(main), telling.mentions.text
    places = within(telling.mentions.places, sentence.start, sentence.end)
    return [p for p in places if p.role == "event" and p.is_resolved and not is_spoken(text, p.start, p.end)]


def _destinations(passed: list[PlacedMention], story: Story, telling: Telling) -> list[PlacedMention]:
    """For a movement the places it went to, if any are named; else all that it passed."""
    if story.kind != "movement":
        return passed
    text = telling.mentions.text
    return [p for p in passed if _TO.search(text[max(0, p.start - _FAR) : p.start])] or passed


def _by_the_border(region: PlacedMention, main: Draft, telling: Telling) -> Placed | None:
    """The place of the paragraph's last event, where "near the border" only says by which border this one was."""
    before = next((t.placed.mention for t in reversed(_of_block(main, telling)) if t.placed.mention), None)
    if before is None or before.lat is None or before.lon is None or is_region(before):
        return None
    if region.relation != "border" or region.geometry is None:
        return None
    if not region.geometry.buffer(0.1).covers(Point(before.lon, before.lat)):
        return None
    return Placed(mention=before, reason="the place told before, by the border that is named")


def _told_in_block(main: Draft, telling: Telling) -> Placed | None:
    """The place of the last event that the same paragraph told."""
    told = [t.placed for t in _of_block(main, telling) if t.placed.mention]
    return Placed(mention=told[-1].mention, reason=CARRIED) if told else None


def _of_heading(main: Draft, telling: Telling) -> Placed | None:
    """The place that heads the paragraph ("Taiz. …", "Taiz: …"), or that is all there is of the line before it."""
    start = telling.block_start(main)
    text = telling.mentions.text
    for place in within(telling.mentions.places, start, start + _HEADING):
        is_first = not re.search(r"\w", text[start : place.start])
        if is_first and place.is_resolved and place.admin1 and _AFTER_HEADING.match(text, place.end):
            return Placed(mention=place, reason="the place at the head of its line")
    return None


def _before(story: Story, telling: Telling) -> Placed | None:
    """The place that an event without one carries over: its paragraph's; of another day only the region told of."""
    main = story.main
    earlier = [p for p in within(telling.mentions.places, 0, main.start) if p.role == "event" and p.is_resolved]
    near = [p for p in earlier if p.start >= telling.block_start(main) and not is_region(p)]
    if near:
        return Placed(mention=near[-1], reason="the place named before")
    placed = [t.placed for t in telling.told if t.placed.mention]
    regions = [p for p in earlier if is_region(p) and p.relation != "border"]
    if _is_of_another_time(story) and regions and not _SAME_PLACE.search(telling.sentence_of(main).text):
        return Placed(mention=regions[0], reason="the region that the report is about")
    if placed:
        return Placed(mention=placed[-1].mention, reason=CARRIED)
    return Placed(mention=earlier[-1], reason="the place named before") if earlier else _spoken_of(main, telling)


def _spoken_of(main: Draft, telling: Telling) -> Placed | None:
    """The town spoken of last before an event without any place: "the road out of Derik … in the town centre"."""
    before = within(telling.mentions.places, 0, main.start)
    towns = [p for p in before if p.role == "context" and p.is_resolved and not is_region(p)]
    towns = [p for p in towns if not is_part_of_force(p, telling.mentions)]
    return Placed(mention=towns[-1], reason="the place spoken of before") if towns else None


def _is_of_another_time(story: Story) -> bool:
    """Whether a story is dated to a month or a year: an older thing that a report recalls, not its news."""
    spans = [
        (d.date_end - d.date_start).days for draft in story.drafts for d in draft.dates if d.date_start and d.date_end
    ]
    return bool(spans) and min(spans) > 26


def _of_line(main: Draft, telling: Telling) -> Placed | None:
    """The place at the head of a round-up's line ("HASAKAH: ...")."""
    sentence = telling.sentence_of(main)
    heads = [p for p in within(telling.mentions.places, sentence.start, sentence.end) if p.is_resolved]
    return Placed(mention=heads[0], reason="the place at the head of its line") if heads else None


def _of_head(telling: Telling) -> Placed:
    heading = finest([p for p in telling.mentions.places if p.is_resolved and telling.is_in_head(p)])
    if heading is not None:
        return Placed(mention=heading, reason="the place at the head of the report")
    return Placed(reason="no place in the text")


def _of_block(main: Draft, telling: Telling) -> Sequence[Told]:
    return [t for t in telling.told[-30:] if t.block == main.block]
