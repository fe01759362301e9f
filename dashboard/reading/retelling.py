"""One event told several times: drafts of the same thing joined, passing references given to what they refer to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from dashboard.reading.dates import DateMention
from dashboard.reading.drafts import Draft
from dashboard.reading.kinds import BOMBING
from dashboard.reading.participants import is_thrown
from dashboard.reading.placing import SLACK_M, is_region, places_agree
from dashboard.reading.same_attack import FIGHT, MOST_DETAILS, ONE_WAY, is_same_attack, is_that_event, is_the_event
from gazetteer.places import PlacedMention

_TITLE_SLACK_M = 30_000
"""A headline names the town that people know."""

_ROAD = frozenset({"standoff", "encounter", "joint_patrol", "patrol", "movement"})
_FAMILIES = (_ROAD, FIGHT, BOMBING)
_NOISE = ("دوى", "heard")
"""Words of triggers that tell what was heard."""
_SMUGGLING = "تهريب+"
"""What rows for smugglers who were stopped have."""
_LONG = timedelta(days=14)
_MOST_STORIES = 25
_MOST_DRAFTS = 10
"""How far back a retelling is looked for: no article goes further, and a whole book must not take hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All that a report tells of one event: its drafts in text order, the one that tells it best first named."""

    drafts: tuple[Draft, ...]
    main: Draft

    @property
    def kind(self) -> str:
        return self.main.kind

    @property
    def force_ids(self) -> frozenset[str]:
        return frozenset(force for draft in self.drafts for force in draft.force_ids)


def join_retellings(drafts: Sequence[Draft]) -> list[Story]:
    """The stories of a report in text order; a weak reference that fits none and says nothing new is left out."""
    stories: list[list[Draft]] = []
    drafts = _with_days_carried(_without_counting_leads(drafts))
    titles = [draft for draft in drafts if draft.part == "title"]
    # A headline names what the body tells: it is given to the body's events, so it comes last.
    for draft in [*(d for d in drafts if d.part != "title"), *titles]:
        story = _story_of(draft, stories)
        if story is not None:
            story.append(draft)
        elif stands_alone(draft):
            stories.append([draft])
    told = [
        Story(drafts=tuple(sorted(story, key=lambda d: d.start)), main=max(story, key=_weight)) for story in stories
    ]
    return sorted(told, key=lambda s: s.main.start)


def _without_counting_leads(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts without a lead that only counts what is told after it one by one: "killed in two separate attacks".

    What it told of the day holds for each.
    """
    told = list(drafts)
    for lead in drafts:
        if not lead.is_count or lead.part != "body":
            continue
        if lead.strength > 1 and any(not is_region(place) for place in lead.places):
            continue
        after = [
            d
            for d in drafts
            if 0 < d.sentence - lead.sentence <= MOST_DETAILS
            and d.places
            and d.sense == lead.sense
            and dates_agree(d.dates, lead.dates)
            and (is_same_family(d.kind, lead.kind) or {d.kind, lead.kind} <= FIGHT | BOMBING | {"ied_or_mine"})
        ]
        if len(after) > 1 and not any(_shares_place(one, [other]) for one, other in pairwise(after)):
            told.remove(lead)
            told = [replace(d, beside_dates=d.days or lead.days) if d in after else d for d in told]
    return told


def _with_days_carried(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, those without a day each with the days told last in their paragraph."""
    told: list[Draft] = []
    days: tuple[DateMention, ...] = ()
    block = -1
    for draft in drafts:
        if draft.block != block:
            block, days = draft.block, ()
        own = tuple(d for d in draft.days if d.rule != "counted_from")
        if own and not draft.is_before_news:
            days = own
        told.append(draft if draft.days or draft.carried_dates or not days else replace(draft, carried_dates=days))
    return told


def _story_of(draft: Draft, stories: Sequence[list[Draft]]) -> list[Draft] | None:
    """The story that a draft tells again: the last of its own kind, for a headline the first; else the last akin."""
    is_title = draft.part == "title"
    near = stories[:_MOST_STORIES] if is_title else stories[: -_MOST_STORIES - 1 : -1]
    alike = [story for story in near if _tells_again(draft, [*story[:1], *story[1:][-_MOST_DRAFTS:]])]
    heard = [story for story in alike if story[-1].sentence == draft.sentence and _is_heard(draft, story[-1])]
    own_kind = heard or [story for story in alike if any(other.kind == draft.kind for other in story)]
    return next(iter(own_kind or alike), None)


def stands_alone(draft: Draft) -> bool:
    """Whether a draft is enough for an event by itself: the weaker its words, the more it must say besides."""
    if draft.part == "title" and draft.strength < 3 and not (draft.dates or draft.participants):
        return False
    if draft.sense in ("planned", "denied") and not (draft.dates or draft.passed_places):
        return False  # what is meant or denied in general
    if draft.kind == "encounter" or (draft.kind == "joint_patrol" and draft.sense == "told"):
        return len(draft.force_ids) >= 2 or (
            draft.strength >= 2 and bool(draft.dates or draft.places or draft.force_ids)
        )
    if draft.kind in ("patrol", "movement", "standoff", "other") and draft.strength < 2:
        return bool(draft.participants and draft.dates)
    if draft.kind in ("patrol", "arrest_or_raid") and not _has_doer(draft):
        return False
    if draft.recall.is_same_people and draft.kind in FIGHT and draft.strength > 1:
        return True  # "They checked papers and shot three men"
    if draft.strength == 1:
        if draft.sense == "denied" and draft.places:
            return True
        return bool(draft.dates and (draft.places or draft.participants or draft.casualties))
    if draft.strength == 2:
        is_known = bool(draft.force_ids - {"unidentified"})
        if draft.part == "body" and draft.is_noun and not (draft.dates or draft.casualties or is_known):
            return any(not is_region(place) for place in draft.places)
        is_placed = draft.places or (draft.kind == "movement" and draft.passed_places)
        return bool(
            draft.part == "item" or draft.section or draft.dates or is_placed or draft.participants or draft.casualties
        )
    return True


def _has_doer(draft: Draft) -> bool:
    """Whether any force at all stands behind a patrol or an arrest: without one it is traffic, police work, a flood."""
    known = draft.force_ids - {"unidentified"}
    if draft.part == "item":
        return True
    return bool(known or draft.speakers or draft.is_ours or draft.is_of_group or draft.is_similar or draft.is_armed)


def _tells_again(draft: Draft, story: Sequence[Draft]) -> bool:
    """Whether a draft tells of the same event as the drafts of a story."""
    last = story[-1]
    if "item" in (draft.part, last.part) and draft.block != last.block:
        return False
    if draft.part == "item" and draft.triggers[0].is_again:
        return False
    if draft.section is not last.section and "title" not in (draft.part, last.part):
        return False
    if draft.sense != story[0].sense and (draft.strength > 1 or draft.places):
        return False
    if _is_heard(draft, last):
        return True
    if not _can_be_one(draft, max(story, key=_weight)):
        return False
    is_going_on = draft.is_continuing and (draft.is_before_news or not last.is_before_news)
    if is_going_on and draft.kind == last.kind and draft.block == last.block:
        return True
    if not dates_agree(draft.days, [d for other in story for d in other.days]) or _is_of_before(draft, story):
        return False
    if _is_of_other_day(draft, story):
        return False
    if _is_other_part(draft, last):
        return False
    if draft.is_elsewhere and draft.places and not _shares_place(draft, story):
        return False
    if _is_part_of_count(draft, story):
        return False
    refers_back = (draft.strength == 1 and draft.kind == last.kind and not draft.dates) or _goes_on(draft, last)
    is_theirs = _is_their_doing(draft, last)
    refers_back = refers_back or is_that_event(draft, last) or is_theirs
    slack = _TITLE_SLACK_M if draft.part == "title" else SLACK_M
    places = [p for other in story for p in other.places]
    if not refers_back and not (places_agree(draft.places, places, slack) or _names_its_region(draft, places)):
        return False
    if not (_forces_agree(draft, story) or _goes_on(draft, last) or _names_the_actor(draft, story) or is_theirs):
        return False
    if _is_answer(draft, story):
        return False
    if draft.strength == 1 or _has_title(draft, story):
        return True
    return not draft.is_another or draft.sentence == last.sentence or (is_theirs and draft.recall.is_recap)


def _is_of_before(draft: Draft, story: Sequence[Draft]) -> bool:
    """Whether a draft tells of long before what was told only with the day on which somebody spoke of it."""
    mine = _exact_days(draft.dates)
    spoken = _exact_days([d for other in story if not other.days for d in other.spoken_dates])
    return bool(mine and spoken) and max(b for _, b in mine) + _LONG < min(a for a, _ in spoken)


def _is_of_other_day(draft: Draft, story: Sequence[Draft]) -> bool:
    """Whether a draft has a day and a place of its own and its story goes on from another day: no retelling.

    "Gunmen attacked X on Tuesday. Clashes went on till noon. On Sunday shots were fired near Y."
    """
    if not draft.dates or draft.part == "title" or not (draft.places or draft.is_before_news or draft.is_another):
        return False
    if any(other.days or other.part == "title" for other in story) or _shares_place(draft, story):
        return False
    carried = [d for other in story for d in other.carried_dates]
    spoken = [d.date_end for other in story for d in other.spoken_dates if d.date_end]
    if spoken and all(d.date_start and d.date_start > max(spoken) for d in draft.dates):
        return True  # nobody speaks of what is to come
    is_past = draft.is_before_news and not story[-1].is_before_news and draft.dates[0].precision != "day"
    return bool(carried) and (is_past or not dates_agree(draft.dates, carried))


def _is_other_part(draft: Draft, last: Draft) -> bool:
    """Whether a semicolon parts a draft from the one before it and each has a place of its own."""
    is_parted = draft.sentence == last.sentence and draft.part_of_sentence != last.part_of_sentence
    return is_parted and bool(draft.places and last.places) and not _shares_place(draft, [last])


def _names_its_region(draft: Draft, places: Sequence[PlacedMention]) -> bool:
    """Whether a headline names the region in which the body puts it by its capital: Kursk for a village near it."""
    regions = {p.admin1 for p in places if p.admin1}
    return draft.part == "title" and any(p.admin1 in regions for p in draft.places)


def _can_be_one(draft: Draft, other: Draft) -> bool:
    """Whether a draft can be of a story by its kind: the same as its main draft's, or akin and a passing reference."""
    if draft.kind == other.kind:
        return True
    same_sentence = draft.sentence == other.sentence
    if {draft.kind, other.kind} == BOMBING and same_sentence and min(draft.strength, other.strength) == 3:
        return not draft.places or _shares_place(draft, [other])  # "Drones hit X and shells landed in Y"
    if is_same_attack(draft, other) or _is_who_bombed(draft, other) or _is_shot_after(draft, other):
        return True
    if _is_haul(draft, other):
        return True
    weak = min(draft.strength, other.strength) == 1 and not (draft.dates and other.dates)
    if draft.kind == "protest" and other.kind == "standoff" and _goes_on(draft, other):
        return True
    if not is_same_family(draft.kind, other.kind):
        if _is_march_to(draft, other):
            return True
        if draft.kind == "movement" and other.kind in FIGHT | BOMBING and not draft.dates:
            is_nobodys = not (draft.force_ids - {"unidentified"} or draft.speakers)
            is_here = places_agree(draft.passed_places, other.passed_places)
            return draft.block == other.block and is_nobodys and is_here
        return weak and same_sentence
    return weak or "title" in (draft.part, other.part) or (same_sentence and not draft.dates) or _goes_on(draft, other)


def _is_their_doing(draft: Draft, last: Draft) -> bool:
    """Whether a sentence tells how those of the one before it went on: "the protesters blocked Zaria road"."""
    if draft.recall.is_recap and is_the_event(draft, last):
        return True
    if not (draft.recall.is_same_people or draft.recall.is_toll) or draft.kind != last.kind or draft.dates:
        return False
    near = draft.block == last.block and 0 < draft.sentence - last.sentence <= 2 and draft.part == last.part == "body"
    return near and not draft.is_another and (draft.kind == "protest" or not draft.places)


def _is_shot_after(draft: Draft, other: Draft) -> bool:
    """Whether shots are only what followed a blast or a strike in its sentence: انفجار عبوة، أعقبه إطلاق نار."""
    if draft.kind != "clash" or other.kind not in ("ied_or_mine", *BOMBING, "attack_on_civilians"):
        return False
    is_bare = draft.force_ids <= {"unidentified"} and draft.strength < 3
    return draft.sentence == other.sentence and draft.is_followed and is_bare


def _is_haul(draft: Draft, other: Draft) -> bool:
    """Whether weapons found, or smuggling stopped, are only what a raid or fight of the same paragraph brought in."""
    if draft.dates or draft.places or draft.block != other.block or draft.sentence - other.sentence > 2:
        return False
    if draft.kind == "other":
        return other.kind in ("arrest_or_raid", "clash")
    is_smuggling = any(_SMUGGLING in d.triggers[0].rule for d in (draft, other))
    return {draft.kind, other.kind} == {"clash", "arrest_or_raid"} and is_smuggling


def _is_who_bombed(draft: Draft, other: Draft) -> bool:
    """Whether a sentence of its own only says what flew in the bombing before it: أطلقت مسيّرة صاروخاً على المدرسة."""
    if {draft.kind, other.kind} != BOMBING or draft.dates or draft.places or draft.is_another or draft.is_elsewhere:
        return False
    if draft.is_reply or draft.is_followed:
        return False  # "Turkey responded by shelling ..."
    return draft.block == other.block and 0 < draft.sentence - other.sentence <= 2


def _is_march_to(draft: Draft, other: Draft) -> bool:
    """Whether one sentence tells how a force came and what it did there: "entered the village and arrested ten"."""
    march, act = (draft, other) if draft.kind == "movement" else (other, draft)
    is_pair = march.kind == "movement" and act.kind in FIGHT | {"arrest_or_raid"}
    if not is_pair or draft.sentence != other.sentence or (draft.dates and other.dates):
        return False
    actors = [{p.force_id for p in d.participants if p.role == "actor"} - {"unidentified"} for d in (march, act)]
    return bool(actors[0] & actors[1]) or (not actors[1] and act.kind != "clash")


def _is_heard(draft: Draft, other: Draft) -> bool:
    """Whether an explosion is only what was heard of a strike told just before: وسُمعت انفجارات داخلها."""
    if other.kind == "ied_or_mine" and draft.kind in BOMBING:  # "Blasts were heard in X; air defences met missiles"
        is_noise = other.strength < 3 and any(word in other.triggers[0].rule for word in _NOISE)
        is_there = all(is_region(place) for place in draft.places)
        return is_noise and is_there and 0 <= draft.sentence - other.sentence < 2 and not draft.dates
    if draft.kind != "ied_or_mine" or other.kind not in BOMBING or draft.dates:
        return False
    return draft.strength < 3 and draft.sentence == other.sentence and draft.start > other.start and not draft.places


def _goes_on(draft: Draft, other: Draft) -> bool:
    """Whether a draft only tells how an event went on: the next sentence of the paragraph, no day of its own."""
    if draft.sentence == other.sentence and draft.kind == other.kind:
        if _is_elsewhere(draft, other) or _is_others_move(draft, other) or _is_others_fire(draft, other):
            return False
        return not draft.dates and not draft.is_another
    near = draft.block == other.block and 0 <= draft.sentence - other.sentence <= 2
    if draft.kind == "protest" and other.kind == "standoff" and is_thrown(draft.triggers[0]):
        return near and not draft.dates  # those who barred the road threw stones too
    return near and not draft.dates and not draft.is_another and draft.kind in _ROAD and other.kind in _ROAD


def _is_part_of_count(draft: Draft, story: Sequence[Draft]) -> bool:
    """Whether a draft tells one day's event of the many that a story counts over weeks."""
    mine = _exact_days(draft.dates)
    theirs = _exact_days([d for other in story for d in other.dates])
    if not mine or not theirs or not draft.places:
        return False
    return min((b - a).days for a, b in mine) < 3 and min((b - a).days for a, b in theirs) > 20


def is_same_family(one: str, other: str) -> bool:
    """Whether two kinds are often words for the same event."""
    return one == other or any(one in family and other in family for family in _FAMILIES)


def dates_agree(some: Sequence[DateMention], others: Sequence[DateMention]) -> bool:
    """Whether the dates of two accounts share a day, the most exact ones of each; unknown dates agree with all."""
    mine, theirs = _exact_days(some), _exact_days(others)
    return not mine or not theirs or any(a <= d and c <= b for a, b in mine for c, d in theirs)


def _exact_days(mentions: Sequence[DateMention]) -> list[tuple[date, date]]:
    known = [(m.date_start, m.date_end) for m in mentions if m.date_start and m.date_end]
    shortest = min((b - a for a, b in known), default=None)
    return [(a, b) for a, b in known if b - a == shortest]


def _forces_agree(draft: Draft, story: Sequence[Draft]) -> bool:
    mine = draft.force_ids - {"unidentified"}
    theirs = {force for other in story for force in other.force_ids} - {"unidentified"}
    if not mine or not theirs or mine & theirs or _is_side_of_speaker(draft, story):
        return True
    return draft.kind in ONE_WAY and _told_from_other_end(draft, story)


def _is_side_of_speaker(draft: Draft, story: Sequence[Draft]) -> bool:
    """Whether those who announced a fight are the ones whose losses are told next: أعلن الجيش ... وقُتل جندي."""
    last = story[-1]
    if draft.kind != "clash" or draft.dates or draft.places or draft.block != last.block:
        return False
    return draft.sentence - last.sentence < 2 and draft.force_ids <= {f.force_id for f in last.speakers}


def _told_from_other_end(draft: Draft, story: Sequence[Draft]) -> bool:
    """Whether one telling names only who did it and the other only who was hit, in the same paragraph."""
    mine = {p.role for p in draft.participants if p.force_id != "unidentified"}
    theirs = {p.role for other in story for p in other.participants if p.force_id != "unidentified"}
    return draft.block == story[-1].block and {*mine, *theirs} == {"actor", "target"} and len(mine) == len(theirs) == 1


def _is_elsewhere(draft: Draft, other: Draft) -> bool:
    """Whether two clauses of one sentence tell of different forces at different places, or of two fights far apart."""
    if draft.kind not in _ROAD and draft.places and not places_agree(draft.places, other.places, SLACK_M):
        return bool(other.places)
    mine, theirs = (d.force_ids - {"unidentified"} for d in (draft, other))
    here, there = ({place for p in d.places for place in p.place_ids} for d in (draft, other))
    return bool(mine and theirs and here and there) and not mine & theirs and not here & there


def _is_others_move(draft: Draft, other: Draft) -> bool:
    """Whether two clauses tell how two forces moved: "the rebels drove in after the army withdrew"."""
    mine, theirs = ({p.force_id for p in d.participants if p.role == "actor"} for d in (draft, other))
    return draft.kind == "movement" and bool(mine and theirs) and not mine & theirs | {"unidentified"} & (mine | theirs)


def _is_others_fire(draft: Draft, other: Draft) -> bool:
    """Whether two clauses tell how two forces fired: "Houthis fired at A hours after Israel's navy shelled B"."""
    mine, theirs = ({p.force_id for p in d.participants if p.role == "actor"} for d in (draft, other))
    return draft.kind in BOMBING and bool(mine and theirs) and not mine & theirs and "unidentified" not in mine | theirs


def _shares_place(draft: Draft, story: Sequence[Draft]) -> bool:
    there = {place for other in story for p in other.places for place in p.place_ids}
    return any(place in there for p in draft.places for place in p.place_ids)


def _names_the_actor(draft: Draft, story: Sequence[Draft]) -> bool:
    """Whether a passing reference only says who did it: "the governor blamed the attack on the YPG"."""
    known = [p for other in story for p in other.participants if p.role == "actor" and p.force_id != "unidentified"]
    named = [p for p in draft.participants if p.role == "actor" and p.rule == "by"]
    return draft.strength == 1 and draft.block == story[-1].block and bool(named) and not known


def _is_answer(draft: Draft, story: Sequence[Draft]) -> bool:
    """Whether who was hit in a story is the one that hits here: the answer to an attack is another event."""
    if draft.kind not in BOMBING or _has_title(draft, story):
        return False
    if draft.recall.is_reply and not draft.force_ids - {"unidentified"}:
        return 0 < draft.sentence - story[-1].sentence < 3
    if draft.is_reply and draft.sentence == story[-1].sentence:
        return True
    actors = {p.force_id for p in draft.participants if p.role == "actor"}
    hit = {p.force_id for other in story for p in other.participants if p.role == "target"}
    hitting = {p.force_id for other in story for p in other.participants if p.role == "actor"}
    if (draft.is_reply or draft.is_followed) and actors - {"unidentified"}:
        return not actors & hitting
    if draft.sentence == story[-1].sentence and actors - {"unidentified"} and not actors & hitting:
        return bool({p.force_id for p in draft.participants if p.role == "target"} & hitting)  # what it answered
    return bool(actors & hit) and not actors & hitting


def _has_title(draft: Draft, story: Sequence[Draft]) -> bool:
    """Whether a draft or one of those told before is the report's title."""
    return draft.part == "title" or any(other.part == "title" for other in story)


def _weight(draft: Draft) -> tuple[int, int, int, int, int, int]:
    """How much a draft says: the strongest words, the body before the title, no march, most fields, the earliest.

    What only says whom "the shelling" hit says less than the shelling itself.
    """
    is_told = int(not (draft.is_definite and draft.kind == "attack_on_civilians"))
    said = bool(draft.dates) + bool(draft.places) + bool(draft.participants)
    return (
        is_told and int(draft.kind != "other"),
        draft.strength,
        int(draft.part != "title"),
        int(draft.kind != "movement"),
        said,
        -draft.start,
    )
