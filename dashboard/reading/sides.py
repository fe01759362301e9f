"""Who takes part in a story: its tellings taken together, with what earlier events of the report lend it."""

from __future__ import annotations

from dataclasses import replace

from dashboard.events import ForceRole
from dashboard.reading.drafts import Draft
from dashboard.reading.participants import Participant, is_thrown
from dashboard.reading.retelling import BOMBING, Story, is_same_family
from dashboard.reading.told import Telling
from dashboard.vocabulary import forces

NEEDS_ACTOR = frozenset(
    {"ied_or_mine", "air_or_drone_strike", "shelling", "attack_on_civilians", "clash", "movement", "arrest_or_raid"}
)
OWN_DOING = frozenset({"patrol", "joint_patrol", "movement", "arrest_or_raid"})
"""Kinds that a force tells of itself: "the ministry said that a patrol was carried out"."""


def participants_of(story: Story, telling: Telling) -> tuple[Participant, ...]:
    """Everybody who takes part by any telling of the story, each once; an unidentified actor where none is named."""
    chosen = _named(story)
    main = story.main
    trigger = main.triggers[0]
    if main.is_ours and telling.mentions.issuer and not _has_actor(chosen):
        issuer = telling.mentions.issuer
        chosen[issuer] = _participant(issuer, "actor", trigger.start, trigger.end, "says “our forces”")
    if main.is_of_group and not _has_actor(chosen):
        chosen |= _group_before(main, telling)
    if not chosen and main.kind in OWN_DOING:
        chosen |= {
            s.force_id: _participant(s.force_id, "actor", s.start, s.end, "tells of it") for s in main.speakers[:1]
        }
    if not chosen and main.kind == "protest" and is_thrown(trigger):
        chosen |= _passers_by(main, telling)
    if _is_lone_side(main, chosen) or not _has_actor(chosen):
        lent = {p.force_id: p for p in _lent(story, telling) if p.force_id not in chosen}
        if main.kind == "protest":
            lent = {}
        if lent and main.kind == "clash":
            chosen = {i: replace(p, role="counterpart") if p.role == "actor" else p for i, p in chosen.items()}
        chosen = {**lent, **chosen}
    return _with_unidentified(chosen, main)


def _named(story: Story) -> dict[str, Participant]:
    """Those whom the tellings name, the main one first; a headline counts only where the body names nobody."""
    chosen: dict[str, Participant] = {}
    for draft in sorted(story.drafts, key=lambda d: (d.part == "title", d is not story.main)):
        if draft.part == "title" and chosen:
            break
        for participant in draft.participants:
            chosen.setdefault(participant.force_id, participant)
    return chosen


def _passers_by(main: Draft, telling: Telling) -> dict[str, Participant]:
    """Those whom stones hit that name nobody: who was on the road in what the paragraph told last."""
    before = [t for t in telling.told[-1:] if t.block == main.block and t.story.kind in OWN_DOING | {"encounter"}]
    known = [p for t in before for p in t.participants if p.force_id != "unidentified"]
    return {p.force_id: replace(p, role="target", rule="who passed") for p in known}


def _group_before(main: Draft, telling: Telling) -> dict[str, Participant]:
    """The armed group named last before "the group" or الجماعة, as the actor; states are no group."""
    before = [f for f in telling.mentions.forces if f.end <= main.triggers[0].end and f.sense in ("unit", "actor")]
    groups = [f for f in before if not forces()[f.force_id].is_state]
    return {f.force_id: _participant(f.force_id, "actor", f.start, f.end, "the group named last") for f in groups[-1:]}


def _lent(story: Story, telling: Telling) -> list[Participant]:
    """The actors of an event before, where this one goes on with it: a second raid, or the next verb of one subject."""
    if not telling.told:
        return []
    main = story.main
    akin = [t for t in telling.told if is_same_family(t.story.kind, main.kind)]
    before = akin[-1] if main.is_similar and akin else telling.told[-1]
    first = before.story.main
    is_akin = before in akin and main.part != "item"
    same_sentence = first.sentence == main.sentence and main.triggers[0].frame in ("active", "mutual", "noun")
    goes_on = is_akin and (main.kind in BOMBING | {"joint_patrol"} or main.is_similar or main.is_followed)
    next_move = is_akin and first.block == main.block and main.kind == "movement"
    known = [p for p in before.participants if p.force_id != "unidentified"]
    if main.is_followed and first.block == main.block and not goes_on:
        return known
    return [p for p in known if p.role == "actor"] if same_sentence or goes_on or next_move else []


def _with_unidentified(chosen: dict[str, Participant], main: Draft) -> tuple[Participant, ...]:
    """The participants, and an unidentified one where the kind needs an actor or a second side and none is named."""
    known = tuple(p for p in chosen.values() if p.force_id != "unidentified")
    lone_side = _is_lone_side(main, chosen)
    has_actor = any(p.role == "actor" for p in known)
    if main.kind == "protest" or (has_actor and not lone_side):
        return known
    if "unidentified" in chosen:
        return (*known, chosen["unidentified"])
    if not lone_side and main.kind not in NEEDS_ACTOR:
        return known
    trigger = main.triggers[0]
    role: ForceRole = "counterpart" if has_actor else "actor"
    return (*known, _participant("unidentified", role, trigger.start, trigger.end, "nobody is named"))


def _is_lone_side(main: Draft, chosen: dict[str, Participant]) -> bool:
    """Whether of a fight only one side is named, and it does not fight among itself."""
    known = [force_id for force_id in chosen if force_id != "unidentified"]
    return main.kind == "clash" and len(known) == 1 and not main.is_internal


def _has_actor(chosen: dict[str, Participant]) -> bool:
    return any(p.role == "actor" and p.force_id != "unidentified" for p in chosen.values())


def _participant(force_id: str, role: ForceRole, start: int, end: int, rule: str) -> Participant:
    return Participant(force_id=force_id, role=role, start=start, end=end, rule=rule)
