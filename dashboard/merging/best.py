"""One event made of what several reports tell, with its best-supported values, and the table of who says what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from dashboard.events import CasualtyRange, Claim, Event, EventForce, claim_fields
from dashboard.merging.claims import (
    FIELDS,
    REVIEWED,
    Said,
    Why,
    agree,
    best_supported,
    is_silent,
    value_of,
)
from dashboard.vocabulary import forces as known_forces
from dashboard.vocabulary import kinds

Standing = Literal["shown", "agrees", "differs", "silent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedValue:
    """What one report says of a field: its value as plain data, and how that stands to the value shown."""

    report_id: str
    source: str
    family: str
    event_id: str
    value: Any
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSupport:
    """A field of an event: the value shown and why, how many independent texts stand behind it, and every claim."""

    field: str
    shown: Any
    why: Why
    families: int
    claims: tuple[ClaimedValue, ...]

    @property
    def is_disputed(self) -> bool:
        return any(claim.standing == "differs" for claim in self.claims)


def joined_event(event_id: str, members: Sequence[Event], families: Mapping[str, str]) -> Event:
    """The event that the members, as they were read or corrected one by one, tell together.

    Each value is the one that the most text families support (`families`: report id to family; a report left out is
    one by itself), then the most exact, then what a person reviewed. Evidence, sources and claims are all kept, one
    claim for each member that a report tells. Raises ValueError if there are no members.
    """
    if not members:
        raise ValueError(f"Event {event_id!r} can't be made of no events.")
    said = [_said_of(member, families) for member in members]
    kind, dated, placed = (members[_best(field, said)] for field in ("kind", "date", "place"))
    return replace(
        dated,
        id=event_id,
        layer=kinds()[kind.kind].layer if kind.kind in kinds() else kind.layer,
        kind=kind.kind,
        forces=_joined_forces(members, said),
        place=placed.place,
        killed=_joined_figures([member.killed for member in members], _best("killed", said)),
        wounded=_joined_figures([member.wounded for member in members], _best("wounded", said)),
        status=_joined_status([member.status for member in members]),
        confidence=_joined_confidence(members, said),
        sources=tuple(dict.fromkeys(source for member in members for source in member.sources)),
        claims=tuple(_claim_of(member) for member in members if member.sources),
        evidence=tuple(dict.fromkeys(one for member in members for one in member.evidence)),
        note="\n".join(dict.fromkeys(member.note for member in members if member.note)),
    )


def support(event: Event, families: Mapping[str, str], sources: Mapping[str, str]) -> tuple[FieldSupport, ...]:
    """For each of FIELDS what every claim of an event says of it; `sources` names a report's source.

    `why` is "by_hand" where the value shown is none of the claims': a person set it.
    """
    said = [
        Said(fields=claim.fields, families=frozenset([families.get(claim.report_id, claim.report_id)]))
        for claim in event.claims
    ]
    return tuple(_support_of(field, event, said, families, sources) for field in FIELDS)


def _support_of(
    field: str, event: Event, said: Sequence[Said], families: Mapping[str, str], sources: Mapping[str, str]
) -> FieldSupport:
    # What stands between the lowest and the highest figure of all is not what the event shows.
    shown = claim_fields(event) | {"killed_range": None, "wounded_range": None}
    claims = tuple(
        ClaimedValue(
            report_id=claim.report_id,
            source=sources.get(claim.report_id, ""),
            family=families.get(claim.report_id, claim.report_id),
            event_id=claim.fields.get("event_id", ""),
            value=value_of(field, claim.fields),
            standing=_standing(field, claim.fields, shown),
        )
        for claim in event.claims
    )
    backing = {claim.family for claim in claims if claim.standing in ("shown", "agrees")}
    _, why = best_supported(field, said)
    if not is_silent(field, shown) and not backing:
        why = "by_hand"
    return FieldSupport(field=field, shown=value_of(field, shown), why=why, families=len(backing), claims=claims)


def _standing(field: str, fields: Mapping[str, Any], shown: Mapping[str, Any]) -> Standing:
    if is_silent(field, fields):
        return "silent"
    if value_of(field, fields) == value_of(field, shown):
        return "shown"
    if is_silent(field, shown):
        return "differs"
    return "agrees" if agree(field, fields, shown) else "differs"


def _said_of(member: Event, families: Mapping[str, str]) -> Said:
    behind = frozenset(families.get(report, report) for report in member.sources) or frozenset([member.id])
    return Said(fields=claim_fields(member), families=behind, reviewed=REVIEWED.get(member.status, 0))


def _best(field: str, said: Sequence[Said]) -> int:
    best, _ = best_supported(field, said)
    return best or 0


def _claim_of(member: Event) -> Claim:
    """The claim that a report made; of an event that a person looked at, what its record says now."""
    if len(member.claims) == 1 and member.status not in REVIEWED:
        claim = member.claims[0]
        return replace(claim, fields={**claim_fields(member), **claim.fields})
    return Claim(report_id=member.sources[0], fields=claim_fields(member))


def _joined_forces(members: Sequence[Event], said: Sequence[Said]) -> tuple[EventForce, ...]:
    """The best-supported forces, and of the claims that agree with them those that they leave out."""
    best = _best("forces", said)
    order = [
        best,
        *(i for i in range(len(members)) if i != best and agree("forces", said[i].fields, said[best].fields)),
    ]
    roles: dict[str, EventForce] = {}
    for i in order:
        for force in members[i].forces:
            roles.setdefault(force.id, force)
    told = [force for force in roles.values() if force.id != "unidentified"]
    filled = {force.role for force in told}
    unnamed = [force for i in order for force in members[i].forces if force.id == "unidentified"]
    told += [force for force in unnamed[:1] if force.role not in filled]
    parents = {known_forces()[force.id].parent for force in told if force.id in known_forces()}
    return tuple(force for force in told if force.id not in parents)


def _joined_figures(figures: Sequence[CasualtyRange], best: int) -> CasualtyRange:
    """The best-supported figure between the lowest and the highest that anyone gives."""
    lows = [value for one in figures for value in (one.low, one.best) if value is not None]
    highs = [value for one in figures for value in (one.high, one.best) if value is not None]
    return CasualtyRange(low=min(lows, default=None), best=figures[best].best, high=max(highs, default=None))


def _joined_status(statuses: Sequence[str]) -> str:
    """What a person decided, the strongest; else disputed if some tell it and others deny it, else as it is told."""
    decided = [status for status in statuses if status in REVIEWED]
    if decided:
        return max(decided, key=lambda status: REVIEWED[status])
    if len(set(statuses)) == 1:
        return statuses[0]
    return "disputed" if "denied" in statuses else "auto"


def _joined_confidence(members: Sequence[Event], said: Sequence[Said]) -> float:
    """How sure at least one reading is, were the independent texts read each by itself; never quite 1."""
    by_family: dict[str, float] = {}
    for member, one in zip(members, said, strict=True):
        for family in one.families:
            by_family[family] = max(by_family.get(family, 0.0), member.confidence)
    doubt = 1.0
    for confidence in by_family.values():
        doubt *= 1 - confidence
    return max(min(1 - doubt, 0.99), max(member.confidence for member in members))
