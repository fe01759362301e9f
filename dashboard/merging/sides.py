"""Whether the forces that two reports name can be those of one event: who did it, to whom, with whom."""

from __future__ import annotations

from functools import lru_cache

from dashboard.merging.weights import kin_forces, level
from dashboard.vocabulary import kinds

ForceRoles = tuple[tuple[str, str], ...]

SIDE = "side"
"""The role of a force in what two sides do to each other: reports begin with either of them."""

_MUTUAL = frozenset(["clash", "standoff"])


def sides_of(kind: str, told: ForceRoles) -> ForceRoles:
    """Forces with their roles; all of them sides where it takes two: a clash, a patrol that is barred or met."""
    told_of = kinds().get(kind)
    if kind in _MUTUAL or (told_of is not None and told_of.layer == "patrol"):
        return tuple((force, SIDE) for force, _ in told)
    return told


@lru_cache(maxsize=100_000)
def compare_forces(some: ForceRoles, others: ForceRoles) -> int:
    """The level of `forces` of two events, each a tuple of (force, role)."""
    mine, theirs = (frozenset(force for force, _ in told) - {"unidentified"} for told in (some, others))
    if not mine or not theirs:
        return level("forces", "unnamed")
    shared = mine & theirs
    if not shared and not _are_kin(mine, theirs):
        # "Turkish drones hit …" and "… an SDF post was hit": each names the side that the other leaves out.
        leaves_out = not (_roles(some) & _roles(others))
        return level("forces", "unnamed" if leaves_out else "other")
    if _are_swapped(some, others):
        # Where no second force tells the sides apart, one of the two may have been read the wrong way round.
        return level("forces", "turned" if len(mine | theirs) == 1 else "swapped")
    if _contradict(some, others) or _have_other_sides(some, others):
        return level("forces", "other")
    if not shared:
        return level("forces", "kin")
    return level("forces", "same" if len(shared) > 1 else "shared")


def _roles(told: ForceRoles) -> frozenset[str]:
    return frozenset(role for force, role in told if force != "unidentified")


def _in_role(told: ForceRoles, role: str) -> frozenset[str]:
    return frozenset(force for force, its in told if its == role and force != "unidentified")


def _are_kin(some: frozenset[str], others: frozenset[str]) -> bool:
    kin = kin_forces()
    return any(not others.isdisjoint(kin.get(force, ())) for force in some)


def _are_swapped(some: ForceRoles, others: ForceRoles) -> bool:
    """Whether one who acts on a target in one is the target of the other."""
    acting, hit = _in_role(some, "actor"), _in_role(some, "target")
    acting_there, hit_there = _in_role(others, "actor"), _in_role(others, "target")
    flips = (acting & hit_there) - hit, (acting_there & hit) - hit_there
    return any(flips) and not acting & acting_there


def _contradict(some: ForceRoles, others: ForceRoles) -> bool:
    """Whether both name who acted, and no one of these can be told as one of those."""
    acting, acting_there = _in_role(some, "actor"), _in_role(others, "actor")
    taking_part = frozenset(force for force, _ in (*some, *others) if _ == "counterpart")
    acting, acting_there = acting - taking_part, acting_there - taking_part
    if not acting or not acting_there:
        return False
    return not acting & acting_there and not _are_kin(acting, acting_there)


def _have_other_sides(some: ForceRoles, others: ForceRoles) -> bool:
    """Whether sides of one are no sides of the other: it fought another force than that one did."""
    if SIDE not in {role for _, role in (*some, *others)}:
        return False
    mine, theirs = (frozenset(force for force, _ in told) - {"unidentified"} for told in (some, others))
    more, more_there = mine - theirs, theirs - mine
    if not more or not more_there or len(mine & theirs) > 1:
        return False
    return not _are_kin(more, more_there)
