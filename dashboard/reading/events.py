"""Events with their evidence: the stories of a report given a day, a place, forces and figures."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dashboard.events import Claim, Event, EventForce, EventPlace, Evidence, claim_fields
from dashboard.reading.bystanders import is_speech
from dashboard.reading.casualties import total
from dashboard.reading.dating import date_of
from dashboard.reading.drafts import draft_events
from dashboard.reading.followups import with_follow_ups
from dashboard.reading.kinds import BOMBING
from dashboard.reading.mentions import Mentions
from dashboard.reading.participants import Participant
from dashboard.reading.patterns import split_words
from dashboard.reading.phrases import is_used
from dashboard.reading.place_names import place_names
from dashboard.reading.placing import geo_precision, point_of
from dashboard.reading.retelling import Story, is_same_family, join_retellings
from dashboard.reading.routes import Route, route_names, route_of
from dashboard.reading.sentences import Sentence
from dashboard.reading.sides import FOUGHT, participants_of
from dashboard.reading.skies import with_bomber
from dashboard.reading.told import Dated, Placed, Telling, Told
from dashboard.reading.whereabouts import place_of
from dashboard.vocabulary import kinds
from gazetteer.index import Gazetteer
from gazetteer.places import PlacedMention

_VICTIMS = 40
"""Characters after a figure of casualties in which those are named whom it counts."""
_GUNS = re.compile(r"مدفع|مدافع|هاون|صاروخ|صواريخ|قذيف|قذائف|راجم|دباب")
_HEAD = 14
"""Characters before the name of an Arabic force in which stands what is its own: مقاتلون من حركة الشباب."""
_SPOKESMEN = frozenset(
    {"spokesman", "spokesperson", "spokeswoman", "source", "sources", "official", "officials", "chief"}
)


def make_events(
    sentences: Sequence[Sentence],
    mentions: Mentions,
    gazetteer: Gazetteer,
    *,
    report_id: str,
    published: date | None,
    time_zone: str,
) -> list[Event]:
    """The events that a report tells, denies or plans, as it first tells of each, with the words behind its values."""
    items = {sentence.block for sentence in sentences if sentence.part == "item"}
    telling = Telling(sentences=sentences, mentions=mentions, published=published, told=[], is_list=len(items) > 1)
    events: dict[str, Event] = {}
    drafts = with_follow_ups(draft_events(sentences, mentions), sentences, mentions)
    for story in join_retellings(drafts):
        dated, placed = date_of(story, telling), place_of(story, telling)
        country = placed.mention.country if placed.mention else ""
        told = Told(story=story, dated=dated, placed=placed, participants=participants_of(story, telling, country))
        kind = _settled_kind(told, telling)
        sides = _sides_of(kind, story, told.participants)
        sides = with_bomber(sides, kind, placed.mention, dated.start, mentions.forces)
        told = replace(told, participants=sides)
        route = route_of(kind, placed.mention, telling.sentence_of(story.main), mentions, gazetteer)
        told = replace(told, route=route)
        event = _event(
            told,
            kind,
            mentions,
            gazetteer,
            report_id=report_id,
            published=published,
            time_zone=time_zone,
        )
        telling.told.append(told)
        events.setdefault(event.id, event)
    return sorted(events.values(), key=_first_told)


def _first_told(event: Event) -> int:
    return min(evidence.start for evidence in event.evidence if evidence.field == "kind")


def _event(
    told: Told,
    kind: str,
    mentions: Mentions,
    gazetteer: Gazetteer,
    *,
    report_id: str,
    published: date | None,
    time_zone: str,
) -> Event:
    story, dated, participants = told.story, told.dated, told.participants
    main = story.main
    figures = [c for draft in story.drafts for c in draft.casualties]
    killed, wounded = total(figures, "killed"), total(figures, "wounded")
    place = place_from(told.placed, mentions, gazetteer)
    if told.route is not None:
        place = along_route(place, told.route, gazetteer)
    forces = tuple(EventForce(id=p.force_id, role=p.role) for p in participants)
    event = Event(
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
        status=_status(told, published),
        confidence=_confidence(story, dated, place, participants),
        sources=(report_id,),
        evidence=_evidence(told, report_id),
    )
    return replace(event, claims=(Claim(report_id=report_id, fields=claim_fields(event)),))


def _status(told: Told, published: date | None) -> str:
    """Denied or planned by an event's words; planned too where its day is after the report's ("a strike tomorrow")."""
    sense, dated = told.story.main.sense, told.dated
    if sense in ("denied", "planned"):
        return sense
    is_to_come = published and dated.start and dated.evidence and dated.start > published
    return "planned" if is_to_come else "auto"


def _settled_kind(told: Told, telling: Telling) -> str:
    """The kind of a story: "the last such patrol" is of the kind told before."""
    story = told.story
    if story.kind == "clash" and _hits_civilians(told, telling):
        return "attack_on_civilians"
    if story.kind == "attack_on_civilians" and _hits_fighters(told, telling):
        return "clash"
    if story.kind == "shelling" and _came_from_the_air(story, telling.mentions.text):
        return "air_or_drone_strike"
    if story.kind == "patrol" and _is_made_by_two(told):
        return "joint_patrol"
    if story.main.is_definite and story.kind in BOMBING and story.main.part != "item":
        near = [t for t in telling.told[-1:] if 0 < story.main.sentence - t.story.main.sentence <= 3]
        return next((t.story.kind for t in near if t.story.kind in BOMBING), story.kind)
    akin = [t.story.kind for t in telling.told if is_same_family(t.story.kind, story.kind)]
    return akin[-1] if akin and story.kind == "patrol" and story.main.is_similar else story.kind


def _sides_of(kind: str, story: Story, participants: tuple[Participant, ...]) -> tuple[Participant, ...]:
    """The participants; an attack that turned out to be on civilians alone has no second side that nobody names."""
    if kind == story.kind or kind != "attack_on_civilians":
        return participants
    return tuple(p for p in participants if p.force_id != "unidentified" or p.role == "actor")


def _hits_civilians(told: Told, telling: Telling) -> bool:
    """Whether an attack that names no force on its other side killed or hurt none but civilians."""
    main, text = told.story.main, telling.mentions.text
    sides = told.participants if telling.mentions.lang == "ar" else main.participants
    known = [p for p in sides if p.force_id != "unidentified" and p.role != "actor" and p.rule != FOUGHT]
    if known or main.triggers[0].frame == "mutual" or not main.casualties or main.sense != "told":
        return False
    words = split_words(text, main.start, main.end)
    doers = [(p.start - _HEAD, p.end) for p in main.participants if p.role == "actor" and not text[p.start].isascii()]
    armed = [
        i
        for i, word in enumerate(words)
        if is_used(word.key, "armed") and not any(start <= word.start < end for start, end in doers)
    ]
    harmed = [w.key for c in main.casualties for w in split_words(text, c.start, min(c.end + _VICTIMS, main.end))]
    told_by = [any(is_speech(w.key) or w.key in _SPOKESMEN for w in words[i + 1 : i + 4]) for i in armed]
    return any(is_used(key, "victims") for key in harmed) and all(told_by)


def _hits_fighters(told: Told, telling: Telling) -> bool:
    """Whether all who were shot are said to be a force's people: "three members of the Asayish were shot dead"."""
    main, text = told.story.main, telling.mentions.text
    if not any(p.role == "target" for p in told.participants) or main.sense != "told":
        return False
    words = split_words(text, main.start, main.end)
    return any(
        is_used(word.key, "shoots") for word in split_words(text, main.triggers[0].start, main.triggers[0].end)
    ) and not any(is_used(word.key, "victims") for word in words)


def _came_from_the_air(story: Story, text: str) -> bool:
    """Whether a قصف that names no guns is one of aircraft by what is told of it later."""
    main = story.main
    is_bare = text[main.triggers[0].start : main.triggers[0].end].lstrip("وفبالك").startswith("قصف")
    flew = any(d.kind == "air_or_drone_strike" and d.strength == 3 for d in story.drafts if d is not main)
    return is_bare and flew and not _GUNS.search(text, main.start, main.end)


def _is_made_by_two(told: Told) -> bool:
    """Whether one clause names two forces as making a patrol: "a Russian patrol with Turkish vehicles toured …"."""
    return any(p.rule == "does it with them" for p in told.participants)


def place_from(placed: Placed, mentions: Mentions, gazetteer: Gazetteer) -> EventPlace:
    """The place of an event from the mention that gives it, with its names in English and Arabic."""
    mention = placed.mention
    if mention is None:
        return EventPlace(reason=placed.reason)
    places = gazetteer.places(mention.place_ids)
    lat, lon = point_of(mention)
    name, name_ar = place_names(mention, mentions.places, mentions.text, gazetteer)
    return EventPlace(
        name=name,
        name_ar=name_ar,
        relation=mention.relation,
        lat=lat,
        lon=lon,
        radius_m=mention.radius_m,
        geometry=mention.geometry,
        place_ids=mention.place_ids,
        country=mention.country,
        admin1=mention.admin1,
        geo_precision=geo_precision(mention, places[0].kind if places else ""),
        score=mention.score,
        reason=placed.reason or mention.reason,
        label=mention.label,
    )


def along_route(place: EventPlace, route: Route, gazetteer: Gazetteer) -> EventPlace:
    """The place of a patrol that went a route: its line and all its stops; the point stays the one that was read."""
    name, name_ar = route_names(route, gazetteer)
    return replace(
        place,
        name=name,
        name_ar=name_ar,
        relation="route",
        geometry=route.line,
        place_ids=tuple(stop.place_ids[0] for stop in route.stops),
        geo_precision=max(2, place.geo_precision),
    )


_DATE_WEIGHT = {"day": 0.15, "week": 0.12, "month": 0.09, "year": 0.05, "unknown": 0.0}
_PLACE_WEIGHT = {1: 0.2, 2: 0.17, 3: 0.07, 0: 0.0}


def _confidence(story: Story, dated: Dated, place: EventPlace, participants: Sequence[Participant]) -> float:
    """From 0 to 1: sure words, an exact date and place of its own, known forces and a second telling add up."""
    score = 0.2 + 0.1 * story.main.strength
    score += _DATE_WEIGHT[dated.precision] * (1.0 if dated.evidence else 0.4)
    score += _PLACE_WEIGHT[place.geo_precision] * max(0.3, place.score)
    if any(p.force_id != "unidentified" for p in participants):
        score += 0.1
    tellings = {draft.sentence for draft in story.drafts if draft.strength > 1}
    return min(0.98, score + 0.05 * min(2, max(0, len(tellings) - 1)))


def _evidence(told: Told, report_id: str) -> tuple[Evidence, ...]:
    story, dated, placed, participants, route = told.story, told.dated, told.placed, told.participants, told.route
    spans: list[tuple[str, int, int, str]] = []
    for draft in story.drafts:
        spans += [("kind", t.start, t.end, t.rule) for t in draft.triggers]
    if dated.evidence:
        start, end, rule = dated.evidence
        spans.append(("date", start, end, f"{rule}; {dated.reason}" if dated.reason else rule))
    spans += [("place", *expression_of(p), p.reason) for p in _place_mentions(story, placed)]
    spans += [("place", p.start, p.end, "a stop of the route") for p in (route.stops if route else ())]
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


def expression_of(mention: PlacedMention) -> tuple[int, int]:
    """Where the words that make a mention's shape begin and end: "10 km north of X"."""
    if 0 <= mention.expression_start < mention.expression_end:
        return mention.expression_start, mention.expression_end
    return mention.start, mention.end


def _event_id(report_id: str, kind: str, position: int) -> str:
    return hashlib.sha256(f"{report_id}:{kind}:{position}".encode("utf-8", "replace")).hexdigest()[:16]
