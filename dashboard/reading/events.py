"""Events with their evidence: the stories of a report given a day, a place, forces and figures."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from shapely import Point
from shapely.ops import nearest_points

from dashboard.events import (
    CasualtyRange,
    Claim,
    DatePrecision,
    Event,
    EventForce,
    EventPlace,
    Evidence,
    ForceRole,
)
from dashboard.reading.casualties import total
from dashboard.reading.dates import DateMention
from dashboard.reading.drafts import Draft, Mentions, draft_events, is_spoken
from dashboard.reading.kinds import kinds
from dashboard.reading.participants import Participant
from dashboard.reading.retelling import BOMBING, Story, is_region, is_same_family, join_retellings, nearest_exact
from dashboard.reading.sentences import Sentence
from gazetteer.index import Gazetteer
from gazetteer.places import PlacedMention

NEEDS_ACTOR = frozenset(
    {"ied_or_mine", "air_or_drone_strike", "shelling", "attack_on_civilians", "clash", "movement", "arrest_or_raid"}
)
OWN_DOING = frozenset({"patrol", "joint_patrol", "movement", "arrest_or_raid"})
"""Kinds that a force tells of itself: "the ministry said that a patrol was carried out"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """The days of an event and where they come from; `evidence` is None where no words give them."""

    start: date | None = None
    end: date | None = None
    precision: DatePrecision = "unknown"
    reason: str = ""
    evidence: tuple[int, int, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The place of an event and the mention that gives it."""

    mention: PlacedMention | None = None
    reason: str = ""


_TO = re.compile(r"\b(?:to|towards?|into|reached|entered|entering)\b[^,.]*$|(?:إلى|نحو|باتجاه|دخلت|دخل)\s[^،.]*$", re.I)

Roles = tuple[Participant, ...]
Told = tuple[Story, Dated, Placed, Roles]
"""A story with what has been made out of it, as later stories of the report refer back to it."""


def make_events(
    sentences: Sequence[Sentence],
    mentions: Mentions,
    gazetteer: Gazetteer,
    *,
    report_id: str,
    published: date | None,
    time_zone: str,
) -> list[Event]:
    """The events that a report tells, denies or plans, in text order, each with the words behind its values."""
    events: list[Event] = []
    told: list[Told] = []
    for story in join_retellings(draft_events(sentences, mentions)):
        dated = _date_of(story, told, sentences, mentions, published)
        placed = _place_of(story, told, sentences, mentions)
        participants = _participants_of(story, told, mentions)
        event = _event(
            story,
            dated,
            placed,
            participants,
            gazetteer,
            before=_last_akin(story, told),
            report_id=report_id,
            time_zone=time_zone,
        )
        told.append((story, dated, placed, participants))
        events.append(event)
    return _with_distinct_ids(events)


def _date_of(
    story: Story, told: Sequence[Told], sentences: Sequence[Sentence], mentions: Mentions, published: date | None
) -> Dated:
    """The days of a story: its own words', its sentence's, those of what was told before, the head's, publication's."""
    own = [(draft, mention) for draft in story.drafts for mention in draft.dates if not draft.is_continuing]
    going_on = [mention for draft in story.drafts for mention in draft.dates if draft.is_continuing]
    if own:
        dated = _as_dated(min(own, key=lambda pair: _date_rank(*pair, story))[1], "")
        return _until(_ahead(dated, story, published), going_on)
    if going_on:
        return _as_dated(going_on[0], "")
    main = story.main
    same_sentence = [d for d in mentions.dates if d.sense == "event" and _in_sentence(d, main, sentences)]
    same_sentence = [d for d in same_sentence if not is_spoken(mentions.text, d.start)]
    if same_sentence:
        nearest = min(same_sentence, key=lambda d: abs(d.start - main.triggers[0].start))
        return _as_dated(nearest, "the date of its sentence")
    spoken = [d for draft in story.drafts for d in draft.spoken_dates if d.date_start]
    before = _date_before(story, told)
    if before is not None and not spoken:
        return replace(before, reason="carried over from what was told before", evidence=None)
    if spoken:
        return _as_dated(spoken[0], "the day when it was told")
    heading = next((d for d in mentions.dates if d.date_start and _is_heading(d, sentences)), None)
    if heading is not None:
        return _as_dated(heading, "the date at the head of the report")
    if published is not None and main.sense == "told":
        reason = "no date in the text: the day of publication"
        return Dated(start=published, end=published, precision="day", reason=reason)
    return Dated(reason="no date in the text" + ("" if published else ", and the day of publication is not known"))


def _ahead(dated: Dated, story: Story, published: date | None) -> Dated:
    """The days of a plan: a weekday that was read as the last one is the next one."""
    rule = dated.evidence[2] if dated.evidence else ""
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


def _date_before(story: Story, told: Sequence[Told]) -> Dated | None:
    """The date that a story without one carries over: of its paragraph's last event, else of the report's first."""
    main = story.main
    if main.part == "item":
        return None
    before = next((d for s, d, _, _ in reversed(told) if d.start and s.main.block == main.block), None)
    return before or next((d for _, d, _, _ in told if d.start and main.sense in ("told", "denied")), None)


def _date_rank(draft: Draft, mention: DateMention, story: Story) -> tuple[int, int, int, int]:
    days = (mention.date_end - mention.date_start).days if mention.date_start and mention.date_end else 0
    coarse = 0 if days < 5 else 1 if days < 32 else 2
    distance = abs(mention.start - draft.triggers[0].start)
    return (int(mention.date_start is None), int(draft is not story.main), coarse, distance)


def _as_dated(mention: DateMention, reason: str) -> Dated:
    return Dated(
        start=mention.date_start,
        end=mention.date_end,
        precision=mention.precision if mention.date_start else "unknown",
        reason=mention.reason if mention.reason or not reason else reason,
        evidence=(mention.start, mention.end, mention.rule),
    )


def _in_sentence(mention: DateMention | PlacedMention, draft: Draft, sentences: Sequence[Sentence]) -> bool:
    sentence = sentences[draft.sentence]
    return sentence.start <= mention.start < sentence.end


def _is_heading(mention: DateMention | PlacedMention, sentences: Sequence[Sentence]) -> bool:
    sentence = next((s for s in sentences if s.start <= mention.start < s.end), None)
    return sentence is not None and sentence.part in ("title", "dateline")


def _place_of(story: Story, told: Sequence[Told], sentences: Sequence[Sentence], mentions: Mentions) -> Placed:
    """Where a story was: by its own words, its sentence's, the line's head, what was told before, the report's head."""
    main = story.main
    at = main.triggers[0].start
    own = nearest_exact(main.places, at)
    if own is None or is_region(own):
        others = [p for draft in story.drafts for p in draft.places]
        own = nearest_exact(others, at) or own
    if own is not None and not is_region(own):
        return Placed(mention=own)
    passed = _destinations([p for draft in story.drafts for p in draft.passed_places], story, mentions)
    same = [p for p in mentions.places if p.role == "event" and p.is_resolved and _in_sentence(p, main, sentences)]
    same = [p for p in same if not is_spoken(mentions.text, p.start)]
    for candidates, reason in ((passed, "a place on the way"), (same, "the place of its sentence")):
        nearby = nearest_exact(candidates, at)
        if nearby is not None and not is_region(nearby):
            return Placed(mention=nearby, reason=reason)
    if own is not None:
        return _inside(own, story, told) or Placed(mention=own)
    heads = [p for p in mentions.places if p.is_resolved and _in_sentence(p, main, sentences)]
    if main.part == "item" and heads:
        return Placed(mention=heads[0], reason="the place at the head of its line")
    return _place_before(main, told, sentences, mentions)


def _destinations(passed: list[PlacedMention], story: Story, mentions: Mentions) -> list[PlacedMention]:
    """For a movement the places it went to, if any are named; else all that it passed."""
    if story.kind != "movement":
        return passed
    reached = [p for p in passed if _TO.search(mentions.text[max(0, p.start - 24) : p.start])]
    return reached or passed


def _inside(region: PlacedMention, story: Story, told: Sequence[Told]) -> Placed | None:
    """The place of the paragraph's last event, where "near the border" only says on which side of it this one was."""
    before = next((p.mention for s, _, p, _ in reversed(told) if p.mention and s.main.block == story.main.block), None)
    if before is None or region.relation != "border" or region.geometry is None or is_region(before):
        return None
    if (
        before.lat is None
        or before.lon is None
        or not region.geometry.buffer(0.1).covers(Point(before.lon, before.lat))
    ):
        return None
    return Placed(mention=before, reason="the place told before, by the border that is named")


def _place_before(main: Draft, told: Sequence[Told], sentences: Sequence[Sentence], mentions: Mentions) -> Placed:
    """The place that an event without one carries over: of the paragraph's last event, the last one, the report's."""
    if main.part != "item":
        before = next((p for s, _, p, _ in reversed(told) if p.mention and s.main.block == main.block), None)
        before = before or next((p for _, _, p, _ in reversed(told) if p.mention), None)
        if before is not None:
            return Placed(mention=before.mention, reason="carried over from what was told before")
        earlier = [p for p in mentions.places if p.role == "event" and p.is_resolved and p.start < main.start]
        if earlier:
            return Placed(mention=earlier[-1], reason="the place named before")
    heading = next((p for p in mentions.places if p.is_resolved and _is_heading(p, sentences)), None)
    if heading is not None:
        return Placed(mention=heading, reason="the place at the head of the report")
    return Placed(reason="no place in the text")


def _participants_of(story: Story, told: Sequence[Told], mentions: Mentions) -> Roles:
    """Everybody who takes part by any telling of the story, with what earlier events of the report lend it."""
    chosen: dict[str, Participant] = {}
    # A headline is short of words and often names other events' forces too: it counts where the body names none.
    for draft in sorted(story.drafts, key=lambda d: (d.part == "title", d is not story.main)):
        for participant in draft.participants if not (draft.part == "title" and chosen) else ():
            chosen.setdefault(participant.force_id, participant)
    main = story.main
    if main.is_ours and mentions.issuer and not any(p.role == "actor" for p in chosen.values()):
        trigger = main.triggers[0]
        chosen[mentions.issuer] = _participant(
            mentions.issuer, "actor", trigger.start, trigger.end, "says “our forces”"
        )
    if not chosen and main.kind in OWN_DOING:
        for speaker in main.speakers[:1]:
            chosen[speaker.force_id] = _participant(
                speaker.force_id, "actor", speaker.start, speaker.end, "tells of it"
            )
    known = [p for p in chosen.values() if p.force_id != "unidentified"]
    lone_side = main.kind == "clash" and len(known) == 1 and not main.is_internal
    if lone_side or not any(p.role == "actor" for p in known):
        for participant in _lent_actors(story, told):
            chosen.setdefault(participant.force_id, participant)
    return _with_unidentified(list(chosen.values()), main)


def _lent_actors(story: Story, told: Sequence[Told]) -> list[Participant]:
    """The actors of the event before, where this one goes on with it: a second raid, or the next verb of one subject."""
    if not told:
        return []
    main = story.main
    before, _, _, roles = next((t for t in reversed(told) if main.is_similar and _is_akin(story, t[0])), told[-1])
    same_block = before.main.block == main.block
    same_sentence = before.main.sentence == main.sentence and main.triggers[0].frame in ("active", "mutual", "noun")
    akin = is_same_family(before.kind, main.kind) and main.part != "item"
    goes_on = akin and (main.kind in BOMBING | {"joint_patrol"} or main.is_similar or main.is_followed)
    next_move = akin and same_block and main.kind == "movement"
    if main.is_followed and same_block and not goes_on:
        return [p for p in roles if p.force_id != "unidentified"]
    if not (same_sentence or goes_on or next_move):
        return []
    return [p for p in roles if p.role == "actor" and p.force_id != "unidentified"]


def _is_akin(story: Story, other: Story) -> bool:
    return is_same_family(story.kind, other.kind)


def _last_akin(story: Story, told: Sequence[Told]) -> Story | None:
    return next((t[0] for t in reversed(told) if _is_akin(story, t[0])), None)


def _with_unidentified(participants: list[Participant], main: Draft) -> Roles:
    """The participants, and an unidentified one where the kind needs an actor or a second side and none is named."""
    known = [p for p in participants if p.force_id != "unidentified"]
    has_actor = any(p.role == "actor" for p in known)
    if has_actor and not (main.kind == "clash" and len(known) == 1):
        return tuple(known)
    kept = [p for p in participants if p.force_id == "unidentified"][:1]
    lone_side = main.kind == "clash" and len(known) == 1 and not main.is_internal
    if not kept and ((not has_actor and main.kind in NEEDS_ACTOR) or lone_side):
        trigger = main.triggers[0]
        role: ForceRole = "counterpart" if has_actor else "actor"
        kept = [_participant("unidentified", role, trigger.start, trigger.end, "nobody is named")]
    if main.kind == "protest":
        kept = []
    return (*known, *kept)


def _participant(force_id: str, role: ForceRole, start: int, end: int, rule: str) -> Participant:
    return Participant(force_id=force_id, role=role, start=start, end=end, rule=rule)


def _event(
    story: Story,
    dated: Dated,
    placed: Placed,
    participants: Sequence[Participant],
    gazetteer: Gazetteer,
    *,
    before: Story | None,
    report_id: str,
    time_zone: str,
) -> Event:
    main = story.main
    kind = _settled_kind(story, participants, before)
    figures = [c for draft in story.drafts for c in draft.casualties]
    killed, wounded = total(figures, "killed"), total(figures, "wounded")
    place = event_place(placed, gazetteer)
    status = main.sense if main.sense in ("denied", "planned") else "auto"
    forces = tuple(EventForce(id=p.force_id, role=p.role) for p in participants)
    return Event(
        id=_event_id(report_id, kind, main.triggers[0].start),
        layer=kinds()[kind].layer,
        kind=kind,
        date_start=dated.start,
        date_end=dated.end,
        date_precision=dated.precision,
        date_reason=dated.reason,
        time_zone=time_zone,
        forces=forces,
        place=place,
        killed=killed,
        wounded=wounded,
        status=status,
        confidence=_confidence(story, dated, place, participants),
        sources=(report_id,),
        claims=(Claim(report_id=report_id, fields=_claim(kind, dated, forces, place, killed, wounded, status)),),
        evidence=_evidence(story, dated, placed, participants, report_id),
    )


def _settled_kind(story: Story, participants: Sequence[Participant], before: Story | None) -> str:
    """The kind of a story once it is known who took part."""
    kind = story.kind
    if story.main.is_similar and before is not None and kind == "patrol":
        return before.kind
    actors = {p.force_id for p in participants if p.role != "target"}
    if kind == "joint_patrol" and len(actors) == 1 and story.main.strength < 2:
        return "patrol"
    return kind


def event_place(placed: Placed, gazetteer: Gazetteer) -> EventPlace:
    """The place of an event from the mention that gives it, with its names in English and Arabic."""
    mention = placed.mention
    if mention is None:
        return EventPlace(reason=placed.reason)
    places = gazetteer.places(mention.place_ids)
    lat, lon = point_of(mention)
    return EventPlace(
        name=", ".join(p.name_in("en") for p in places[:2]) or mention.text,
        name_ar="، ".join(p.name_in("ar") for p in places[:2]) or mention.text,
        relation=mention.relation,
        lat=lat,
        lon=lon,
        radius_m=mention.radius_m,
        geometry=mention.geometry,
        place_ids=mention.place_ids,
        country=mention.country,
        admin1=mention.admin1,
        geo_precision=_geo_precision(mention, places[0].kind if places else ""),
        score=mention.score,
        reason=placed.reason or mention.reason,
        label=mention.label,
    )


def point_of(mention: PlacedMention) -> tuple[float | None, float | None]:
    """Where to put the one point of an expression, (lat, lon): a mention names a town, "10 km north of" it is elsewhere.

    The middle of the shape, or the point inside it that is nearest to the middle where the shape bends round it.
    """
    shape = mention.geometry
    if shape is None or shape.is_empty or mention.relation in ("", "in", "near"):
        return mention.lat, mention.lon
    middle = shape.centroid
    if mention.relation == "sector" and not is_region(mention) and mention.lat is not None and mention.lon is not None:
        # "West of X" without a distance is said of what lies close to X, not of the middle of the west.
        middle = Point((middle.x + mention.lon) / 2, (middle.y + mention.lat) / 2)
    if not shape.covers(middle):
        middle = nearest_points(shape, middle)[0]
    return middle.y, middle.x


def _geo_precision(mention: PlacedMention, kind: str) -> int:
    """ACLED's 1 for a named town, 2 near one or in part of a small region, 3 for a larger region."""
    if is_region(mention) or (
        kind in ("country", "governorate", "region") and mention.relation in ("", "in", "part_of")
    ):
        return 3
    if (
        mention.relation in ("", "in")
        and (mention.radius_m or 0) <= 15_000
        and kind not in ("district", "border", "road")
    ):
        return 1
    return 2


def _confidence(story: Story, dated: Dated, place: EventPlace, participants: Sequence[Participant]) -> float:
    """From 0 to 1: sure words, a date and a place of its own, known forces and several tellings add up."""
    score = 0.2 + 0.1 * story.main.strength
    if dated.start:
        score += 0.05 if dated.reason else 0.15
    if place.is_resolved:
        score += 0.2 * max(0.3, place.score)
    if any(p.force_id != "unidentified" for p in participants):
        score += 0.1
    return min(0.98, score + 0.05 * min(2, len(story.drafts) - 1))


def _evidence(
    story: Story, dated: Dated, placed: Placed, participants: Sequence[Participant], report_id: str
) -> tuple[Evidence, ...]:
    spans: list[tuple[str, int, int, str]] = []
    for draft in story.drafts:
        spans += [("kind", t.start, t.end, t.rule) for t in draft.triggers]
    if dated.evidence:
        start, end, rule = dated.evidence
        spans.append(("date", start, end, f"{rule}; {dated.reason}" if dated.reason else rule))
    spans += [("place", *_expression(p), p.reason) for p in _place_mentions(story, placed)]
    spans += [(f"force:{p.force_id}", p.start, p.end, p.rule) for p in participants]
    spans += [("casualties", c.start, c.end, c.rule) for draft in story.drafts for c in draft.casualties]
    main = story.main
    if main.denial and main.sense in ("denied", "planned"):
        spans.append(("status", *main.denial, main.sense))
    unique = dict.fromkeys(spans)
    return tuple(Evidence(field=f, report_id=report_id, start=s, end=e, rule=r) for f, s, e, r in unique)


def _place_mentions(story: Story, placed: Placed) -> list[PlacedMention]:
    """The mention that gives the place, and those of the other tellings."""
    mentions = [placed.mention] if placed.mention else []
    return mentions + [p for draft in story.drafts for p in draft.places if p is not placed.mention]


def _expression(mention: PlacedMention) -> tuple[int, int]:
    if 0 <= mention.expression_start < mention.expression_end:
        return mention.expression_start, mention.expression_end
    return mention.start, mention.end


def _claim(
    kind: str,
    dated: Dated,
    forces: Sequence[EventForce],
    place: EventPlace,
    killed: CasualtyRange,
    wounded: CasualtyRange,
    status: str,
) -> dict[str, Any]:
    """What the report says, field by field, as plain values."""
    return {
        "kind": kind,
        "date": [d.isoformat() if d else None for d in (dated.start, dated.end)],
        "date_precision": dated.precision,
        "forces": [{"id": force.id, "role": force.role} for force in forces],
        "place": place.name,
        "lat": place.lat,
        "lon": place.lon,
        "killed": killed.best,
        "wounded": wounded.best,
        "status": status,
    }


def _event_id(report_id: str, kind: str, position: int) -> str:
    return hashlib.sha256(f"{report_id}:{kind}:{position}".encode("utf-8", "replace")).hexdigest()[:16]


def _with_distinct_ids(events: list[Event]) -> list[Event]:
    seen: dict[str, Event] = {}
    for event in events:
        seen.setdefault(event.id, event)
    return list(seen.values())
