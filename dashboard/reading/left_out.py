"""Sides that words leave out: a joint patrol's partner, who was passing, which state alone bombs from the air."""

from __future__ import annotations

import re
from dataclasses import replace

from dashboard.events import ForceRole
from dashboard.reading.adversaries import adversaries_of
from dashboard.reading.drafts import Draft
from dashboard.reading.forces import ForceMention
from dashboard.reading.kinds import BOMBING, MARCHES
from dashboard.reading.mentions import voices_in, within
from dashboard.reading.participants import Participant
from dashboard.reading.told import Telling
from dashboard.vocabulary import forces

_TAKING_PART = ("actor", "unit", "equipment")
_NO_PARTNERS = frozenset({"unidentified"})
_PASSING = re.compile(
    r"\b(?:as|when|while)\b(?=[^.;]{0,90}\b(?:pass\w*|patrol\w*|driv\w+|drove|travel\w+|mov\w+|convoys?|approach\w*|cross\w*|"
    r"return\w*|went|walk\w*|enter\w*|heading|advanc\w+|clear\w*|search\w*|inspect\w*)\b)"
    r"|(?<!\w)(?:أثناء|لدى|خلال|عند|حين|عندما|بينما|أثنا)\s(?=[^.؛]{0,60}(?:مرور|عبور|دخول|مرّ?ت?|تسيير|تجو|جول|تحرك|عود|دوري))"
)
_IT = re.compile(r"\s(?:(?:on|at|against|upon)\s)?(?:it|them)\b")
_GUNS = re.compile(r"\b(?:tanks?|artillery|howitzers?)\b|دباب|مدفعي", re.I)
_DRONES = ("drone", "uav", "مسير", "مسيّر")
_WITH_DRONES = frozenset({"rsf", "houthi", "iran-backed", "hts", "isis", "m23"})
"""Bands that fly drones of their own: where one is named, a drone need not be the state's."""
_FELLOWS = 2
"""Sentences after a joint patrol within which those are named who made it."""


def partners_of(main: Draft, chosen: dict[str, Participant], telling: Telling) -> dict[str, Participant]:
    """Who else made a joint patrol of which only one side, or none, is named: in its sentence, else in those after."""
    if main.kind != "joint_patrol":
        return {}
    known = set(chosen) - _NO_PARTNERS
    found: dict[str, ForceMention] = {}
    following = [s for s in telling.paragraph_of(main) if 0 <= s.index - main.sentence <= _FELLOWS]
    for sentence in following if len(known) < 2 else ():
        acting, _ = voices_in(telling.mentions, sentence)
        for force in acting:
            if force.sense in _TAKING_PART and force.force_id not in known | _NO_PARTNERS:
                found.setdefault(force.force_id, force)
        if len(known | found.keys()) > 1:
            break
    if len(known | found.keys()) != 2:
        return {}
    return {force_id: _participant(force, "actor", "made it together") for force_id, force in found.items()}


def passing_by(main: Draft, telling: Telling) -> dict[str, Participant]:
    """Whom a bomb, a shot or a strike hit that came "as a patrol of theirs was passing", لدى مرور رتل."""
    text, trigger = telling.mentions.text, main.triggers[0]
    sentence = telling.sentence_of(main)
    cue = _PASSING.search(text, trigger.end, sentence.end)
    if cue is None:
        return {}
    acting, _ = voices_in(telling.mentions, sentence)
    end = min([i for stop in ".;؛" if (i := text.find(stop, cue.end(), sentence.end)) >= 0], default=sentence.end)
    passed = within(acting, cue.end(), end)
    first = next((f for f in passed if f.sense in _TAKING_PART), None)
    if first is None:
        return {}
    beside = [f for f in passed if f.sense in _TAKING_PART and f.start - first.end < 12]
    return {f.force_id: _participant(f, "target", "was passing") for f in beside if f.force_id != "unidentified"}


def those_meant(main: Draft, telling: Telling) -> dict[str, Participant]:
    """Whom "it" or "them" right after an attack's words means: who was on the road in what was told just before."""
    text, trigger = telling.mentions.text, main.triggers[0]
    before = [t for t in telling.told[-1:] if t.story.kind in MARCHES and t.block == main.block]
    if not before or not _IT.match(text, trigger.end) or main.sentence - before[0].story.main.sentence > 1:
        return {}
    known = [p for p in before[0].participants if p.force_id != "unidentified"]
    return {p.force_id: replace(p, role="target", rule="whom it means") for p in known}


def bomber_of(main: Draft, chosen: dict[str, Participant], telling: Telling, country: str) -> dict[str, Participant]:
    """Who bombed from the air where no words say it: the one state that the report tells of acting in that country."""
    text, trigger = telling.mentions.text, main.triggers[0]
    is_gun = main.kind == "shelling" and bool(_GUNS.search(text, trigger.start, trigger.end))
    if not (is_gun or main.kind == "air_or_drone_strike") or not country:
        return {}
    is_drone = any(word in text[trigger.start : trigger.end].lower() for word in _DRONES)
    if is_drone and any(f.force_id in _WITH_DRONES for f in telling.mentions.forces):
        return {}
    told = [t for t in telling.told if t.placed.mention and t.placed.mention.country == country]
    if is_gun:
        told = [t for t in told if t.story.kind in BOMBING]
    states = {
        p.force_id: p
        for t in told
        for p in t.participants
        if forces()[p.force_id].is_state and (p.role == "actor" or not is_gun)
    }
    for side in chosen:
        states = {i: p for i, p in states.items() if i != side and i in adversaries_of(side, telling.published)}
    return {i: replace(p, role="actor", rule="the only state") for i, p in states.items()} if len(states) == 1 else {}


def _participant(force: ForceMention, role: ForceRole, rule: str) -> Participant:
    return Participant(force_id=force.force_id, role=role, start=force.start, end=force.end, rule=rule)
