"""Who takes part in an event: the forces about a trigger, with their roles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from dashboard.events import ForceRole
from dashboard.reading.bombs import has_planted, has_struck, is_our_deed
from dashboard.reading.casualties import CasualtyMention
from dashboard.reading.downing import is_shot_down
from dashboard.reading.forces import ForceMention
from dashboard.reading.hit_by import (
    ends_with_object,
    follows_verb,
    has_object_after,
    is_aimed_at,
    is_by_gunmen,
    is_exposed,
    is_harmed,
    is_hit_by_weapon,
    is_in_passive,
    is_killer,
)
from dashboard.reading.kinds import Trigger
from dashboard.reading.patterns import split_words, word_key
from dashboard.reading.phrases import Phrase, bare_keys, head_kind, is_used, phrase_of, phrases_in, uses
from dashboard.reading.role_words import (
    breaks_up,
    claims,
    cue_of,
    is_affiliation,
    is_helper,
    is_one_of,
    is_owner,
)

THROWN = ("@stones", "objects", "pelt~", "stoned", "رشق")
_PREMISES = ("مقر", "مقرات", "مبنى")
_LEFT = re.compile(
    r"(?<!\w)(?:بعد|عقب|إثر)\s(?:انسحاب|خروج|طرد|فرار|هروب|مغادرة|إخلاء|اندحار|رحيل|سقوط)\s(?:\w+\s){0,4}$"
)
"""Words before whoever had left when others came: بعد انسحاب قوات كذا منها."""
_ITS = re.compile(r"\b(?:its|their|لها|له|لهم)\b")
_FROM = re.compile(r"\sمن\s(?:\w+\s){0,2}")
_POSTS = ("حاجز", "حواجز", "نقطة")
_BESIDE = frozenset({"alongside", "beside"})
_KILLED_IN = re.compile(r"\s(?:has |had |also )?(?:killed|assassinated|eliminated|hit|struck|bombed|targeted)\s")
_MANNED = ("standoff", "arrest_or_raid")
"""Kinds in which a post acts: a checkpoint stopped the convoy."""
_TAKEN = ("clash", "arrest_or_raid")
"""Kinds in which something is taken from somebody."""
_FOUGHT = ("clash", "standoff", "encounter", "protest")
"""Kinds in which "with" may mean against."""
_TWO_SIDES = frozenset(("", "and", "and the", "و", "و ال", "مع", "with"))
_ONE_SIDE = re.compile(r"[^.;؛]{0,15}(?:\bon (?:the )?one (?:side|hand)\b|من\s+جهة(?!\s+[أا]خرى)|من\s+طرف(?!\s+آخر))")
_SENT_BY = re.compile(r"\b(?:fired|launched|sent|flown|shot|coming|operated)\s(?:by|from)\s[^.;,]*$")
_TIME = re.compile(
    r"\s+(?:نحو\s+|حوالي\s+|أقل\s+)?(?:\d|يوم|أيام|أسبوع|أسابيع|ساع|شهر|أشهر|سن|عام|دقائق|لحظات|قليل|ظهر|الظهر|منتصف|عصر|"
    r"العصر|الفجر|مغيب|غروب|صلاة|ثلاث|أربع|خمس|ست|سبع|عد|بضع|ذلك)"
)
"""What makes "before" and "after" of a time."""
_BEFORE_TO = 25
"""Characters after a figure of casualties in which those are named whom it counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A force in an event, its role, and the words that say so."""

    force_id: str
    role: ForceRole
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class _Scene:
    """What the role of a force depends on beside itself."""

    text: str
    trigger: Trigger
    lang: str
    is_passive: bool
    casualties: Sequence[CasualtyMention]


def take_part(
    text: str,
    trigger: Trigger,
    forces: Sequence[ForceMention],
    *,
    lang: str,
    casualties: Sequence[CasualtyMention] = (),
) -> list[Participant]:
    """The forces of one clause with their roles in what its trigger tells; each force once, in text order."""
    is_passive = trigger.frame == "passive" or (lang == "en" and is_in_passive(text, trigger))
    scene = _Scene(text, trigger, lang, is_passive, casualties)
    chosen: dict[str, Participant] = {}
    ordered = sorted(forces, key=lambda f: f.start)
    last: tuple[ForceMention, ForceRole, str] | None = None
    for mention, following in zip_longest(ordered, ordered[1:]):
        is_hit = _may_be_casualty(scene, mention) and is_casualty(mention, casualties, trigger, text)
        if not _can_take_part(text, trigger, mention, is_hit=is_hit):
            continue
        if not is_hit and _is_of_clause_before(scene, mention, ordered):
            continue
        if mention.sense == "unidentified" and following and is_one_of(text, mention, following):
            continue
        role, rule = _decide(scene, mention, chosen, last)
        if mention.rule == "its own" and role == "target" and _is_known_target(chosen, mention):
            continue
        last = (mention, role, rule)
        chosen.setdefault(
            mention.force_id,
            Participant(force_id=mention.force_id, role=role, start=mention.start, end=mention.end, rule=rule),
        )
    return _settled(list(chosen.values()), scene)


def _is_of_clause_before(scene: _Scene, mention: ForceMention, forces: Sequence[ForceMention]) -> bool:
    """Whether a force is of the clause that "after" or "when" ends, and the trigger's clause has its own subject."""
    trigger = scene.trigger
    if trigger.frame != "active" or mention.end > trigger.start:
        return False
    cuts = [
        word.end
        for word in split_words(scene.text, mention.end, trigger.start)
        if word.key in uses("subordinates") and not _TIME.match(scene.text, word.end)
    ]
    return bool(cuts) and any(cuts[-1] <= f.start < trigger.end and f.force_id != mention.force_id for f in forces)


def _decide(
    scene: _Scene,
    mention: ForceMention,
    chosen: dict[str, Participant],
    last: tuple[ForceMention, ForceRole, str] | None,
) -> tuple[ForceRole, str]:
    phrase = phrase_of(scene.text, mention)
    cue = "" if mention.rule == "refers to both" else cue_of(scene.text, mention)
    helps = scene.trigger.frame != "protest" and is_helper(scene.text, mention)
    if helps and scene.trigger.frame != "mutual":
        return "actor", "helps"
    if last is not None and last[0] is not mention and _act_as_one(scene, last[0], mention, phrase):
        return last[1:]
    if (
        cue != "by"
        and _may_be_casualty(scene, mention)
        and is_casualty(mention, scene.casualties, scene.trigger, scene.text)
    ):
        return "target", "its people were hit"
    has_actor = any(p.role == "actor" and p.rule != "helps" for p in chosen.values())
    if helps:
        return "actor", "helps"
    if has_actor and scene.trigger.kind == "clash" and {w.key for w in phrase.before[-2:]} & _BESIDE:
        return "actor", "does it with them"
    if has_actor and scene.trigger.kind not in _FOUGHT and [w.key for w in phrase.before[-1:]] in (["with"], ["مع"]):
        return "actor", "does it with them"
    return _role_of(scene, mention, phrase, cue, has_actor)


def _may_be_casualty(scene: _Scene, mention: ForceMention) -> bool:
    """Whether figures tell a force's role: not of those who fight each other, nor of gunmen right after the verb."""
    is_gunman = mention.sense == "unidentified" and mention.start < scene.trigger.end + 3
    return scene.trigger.frame not in ("move", "mutual") and not is_gunman and mention.rule != "refers to both"


def _is_known_target(chosen: dict[str, Participant], mention: ForceMention) -> bool:
    """Whether "two soldiers" are of whom the clause has named as hit before."""
    return any(p.role == "target" and p.force_id != mention.force_id for p in chosen.values())


# All sides together ---------------------------------------------------------------------------------------------------


def _settled(participants: list[Participant], scene: _Scene) -> list[Participant]:
    """The roles once all sides are known: who is named as the doer leaves the others the target."""
    trigger = scene.trigger
    if is_shot_down(scene.text, trigger):
        return [_shot_at(p, scene) for p in participants]
    if _is_repelled(scene):
        return [_fought_back(p, scene) for p in participants]
    if trigger.kind == "standoff" and any(p.role == "actor" for p in participants):
        participants = [replace(p, role="counterpart") if p.role == "target" else p for p in participants]
    named = [p for p in participants if p.rule == "by"]
    if named and trigger.frame in ("active", "noun", "blast", "passive"):
        two_sided = trigger.kind == "standoff" or (trigger.kind == "clash" and trigger.frame != "passive")
        other: ForceRole = "counterpart" if two_sided and not _is_attack(scene) else "target"
        return [p if p in named or p.role != "actor" else replace(p, role=other) for p in participants]
    known = [p for p in participants if p.force_id != "unidentified"]
    if trigger.kind != "clash" or len(known) < 2:
        return participants
    if not any(p.role == "actor" for p in known) and not scene.is_passive and not _is_attack(scene):
        return [replace(known[0], role="actor"), *known[1:]]
    if all(p.role == "actor" for p in known) and _is_fight(scene, known[-1].end):
        return [*known[:-1], replace(known[-1], role="counterpart")]
    return participants


def _is_of(trigger: Trigger, words: Sequence[str]) -> bool:
    """Whether a trigger's row in the table has one of some words: what it tells is of that sort."""
    return any(word in trigger.rule for word in words)


def _is_repelled(scene: _Scene) -> bool:
    """Whether an attack was beaten off, by the words of its clause up to the trigger's end."""
    trigger = scene.trigger
    stretch = scene.text[max(0, trigger.start - 110) : trigger.end]
    begin = trigger.end - len(stretch.rpartition(". ")[2])
    return trigger.kind == "clash" and any(
        phrase in uses("repels") for phrase in phrases_in(scene.text, min(begin, trigger.start), trigger.end)
    )


def _fought_back(participant: Participant, scene: _Scene) -> Participant:
    """Whoever beat an attack off was attacked; the others had begun it."""
    is_subject = participant.end <= scene.trigger.start or participant.rule == "subject"
    held_out = participant.rule == "by" if scene.is_passive else is_subject and participant.rule != "by"
    return replace(participant, role="counterpart" if held_out else "actor")


def _shot_at(participant: Participant, scene: _Scene) -> Participant:
    """Whoever shot a drone down was its target; whose drone it was had sent it."""
    trigger = scene.trigger
    had_sent = bool(_SENT_BY.search(scene.text, max(0, participant.start - 30), participant.start))
    did_shoot = (participant.rule == "by" and not had_sent) or (
        participant.end <= trigger.start and not scene.is_passive
    )
    if trigger.start <= participant.start < trigger.end and not scene.is_passive:
        shot = uses("flying") | {"مسيره", "طائره", "صاروخ", "صواريخ"}
        is_arabic = not scene.text[participant.start].isascii()
        around = (-10, 0) if is_arabic else (0, 12)
        mine = split_words(scene.text, participant.start + around[0], participant.end + around[1])
        did_shoot = not any(bare in shot for word in mine for bare in bare_keys(word.key))
    return replace(participant, role="target" if did_shoot else "actor")


def _is_fight(scene: _Scene, start: int = -1) -> bool:
    begin = min(start, scene.trigger.start) if start >= 0 else scene.trigger.start
    words = split_words(scene.text, begin, scene.trigger.end)
    return any(word.key in uses("fights") for word in words)


def _is_attack(scene: _Scene) -> bool:
    """Whether a clash is told as an attack on somebody rather than as a fight between two."""
    words = split_words(scene.text, scene.trigger.start, scene.trigger.end)
    return not _is_fight(scene) and any(is_used(word.key, "attacks") for word in words)


def _act_as_one(scene: _Scene, last: ForceMention, mention: ForceMention, phrase: Phrase) -> bool:
    """Whether two forces are named in one breath: "the coalition and the SDF", طائرات روسية وسورية, A backed by B."""
    text, trigger = scene.text, scene.trigger
    if last.start == mention.start:
        return not (trigger.kind == "clash" and trigger.frame == "mutual")
    if last.end > mention.start or set(text[last.end : mention.start]) & set(".;؛"):
        return False
    if text[last.end : mention.start] == " " and trigger.frame == "active":
        return False  # اعترضت دورية أميركية موكب ضابط روسي: the subject, then the object
    between = _between(text, last.end, mention.start)
    shorter = _between(text, last.end, phrase.start) if phrase.start > last.end else between
    is_mutual = trigger.kind in ("clash", "encounter") and trigger.frame == "mutual"
    if is_mutual and {between, shorter} & _TWO_SIDES and not _ONE_SIDE.match(text, mention.end):
        return False
    return between in uses("joined") or shorter in uses("joined") or not split_words(text, last.end, mention.start)


def _between(text: str, start: int, end: int) -> str:
    """The words between two forces, without those that go with the first: "SDF | fighters, | supported by"."""
    keys = [word.key for word in split_words(text, start, end)]
    while keys and keys[0] not in uses("joined") and head_kind(keys[0]):
        del keys[0]
    return " ".join(keys)


def is_casualty(mention: ForceMention, casualties: Sequence[CasualtyMention], trigger: Trigger, text: str) -> bool:
    """Whether a force's people are those whom a figure counts: "killing two members of the Asayish"."""
    return any(
        c.start <= mention.start <= c.end + _BEFORE_TO
        and c.count.best
        and not is_killer(c, mention, text)
        and not c.end <= trigger.start <= mention.end
        and not any(is_used(w.key, "apart") for w in split_words(text, c.end, mention.start))
        for c in casualties
    )


def _can_take_part(text: str, trigger: Trigger, mention: ForceMention, *, is_hit: bool) -> bool:
    cue = cue_of(text, mention)
    if mention.sense == "country" and cue != "by":
        if trigger.kind == "encounter":
            return False  # whose rulers met
        if trigger.start <= mention.start < trigger.end and trigger.frame == "active":
            return cue != "against"  # أطلقت روسيا صواريخ, but "strikes on Lebanon"
        if set(text[mention.end : trigger.start]) & set("—–:|.(") or trigger.frame == "blast":
            return False
        reach = (
            160 if _KILLED_IN.match(text, mention.end) else 60
        )  # "Israel killed X, a commander of Y, in an air strike"
        return mention.end <= trigger.start and trigger.start - mention.end < reach
    if trigger.frame == "move" and mention.start > trigger.end and _LEFT.search(text, trigger.end, mention.start):
        return False
    if mention.rule.startswith("refers") and trigger.frame == "move":
        before = split_words(text, max(0, mention.start - 10), mention.start)[-1:]
        if cue in ("against", "between") or any(word.key in ("between", "بين") for word in before):
            return False  # "moved in to separate the two sides"
    if mention.sense == "base" and cue != "by" and trigger.kind not in _MANNED:
        if mention.rule == "its own" and _is_named_place(text, mention):
            return False
        if trigger.frame in ("move", "mutual", "protest"):
            return False
        is_means = trigger.frame == "blast" and text[trigger.start] == "ب"  # a post hit with a bomb
        is_passive = trigger.frame == "passive" and trigger.kind != "arrest_or_raid"
        return mention.start >= trigger.start or is_means or is_passive or is_exposed(text, mention, trigger)
    if trigger.frame == "protest":
        return _is_target_of_protest(text, trigger, mention) or breaks_up(text, mention)
    if trigger.frame == "noun" and mention.end <= trigger.start and _is_before_after(text, trigger, mention):
        return is_hit or bool(_ITS.search(text, trigger.end, trigger.end + 60))
    return not (trigger.frame == "mutual" and mention.sense == "unidentified" and trigger.kind != "clash")


def _is_before_after(text: str, trigger: Trigger, mention: ForceMention) -> bool:
    """Whether "after" stands between a force and an event's noun: what the force did came later."""
    return any(word.key in uses("afterwards") for word in split_words(text, mention.end, trigger.start))


def _is_named_place(text: str, mention: ForceMention) -> bool:
    """Whether a base has a name of its own, which tells where it is rather than whose: "the Biranit barracks"."""
    before = split_words(text, max(0, mention.start - 30), mention.start)[-1:]
    is_theirs = mention.text.lower().startswith(("army ", "police ", "gendarmerie "))
    return bool(before) and text[before[0].start].isupper() and before[0].key != "the" and not is_theirs


def is_thrown(trigger: Trigger) -> bool:
    """Whether a protest's words are of stones: it was against whoever passed."""
    return _is_of(trigger, THROWN)


def _is_target_of_protest(text: str, trigger: Trigger, mention: ForceMention) -> bool:
    """Stones hit whoever is beside them; a march is against those whom it names as such, not who bombed before it."""
    if mention.sense == "unidentified":
        return False
    if is_thrown(trigger) or "sealed|shut" in trigger.rule or text[trigger.start : trigger.end].endswith(_PREMISES):
        return True
    return is_protested(text, mention)


def is_protested(text: str, mention: ForceMention) -> bool:
    """Whether the words before a force say that a protest was against it: "chanting against the government"."""
    return cue_of(text, mention) in ("protest", "against")


# One force ------------------------------------------------------------------------------------------------------------


def _role_of(scene: _Scene, mention: ForceMention, phrase: Phrase, cue: str, has_actor: bool) -> tuple[ForceRole, str]:
    trigger = scene.trigger
    if mention.sense == "base" and cue not in ("by", "from") and trigger.kind not in _MANNED:
        return "target", "a base"
    if trigger.frame == "protest":
        if breaks_up(scene.text, mention) and not is_thrown(trigger):
            return "counterpart", "broke it up"
        return "target", "force in a protest"
    if trigger.frame == "move":
        return "actor", "force that moves"
    if trigger.frame == "mutual":
        is_one = trigger.kind == "joint_patrol"
        return (
            "counterpart" if has_actor and not is_one else "actor"
        ), "both sides act" if is_one else "side of a clash"
    if trigger.frame == "blast":
        planted = is_our_deed(scene.text, trigger, mention) or (
            cue in ("by", "from") or claims(scene.text, mention) or has_planted(scene.text, trigger, mention, phrase)
        )
        planted = planted or (not has_actor and has_struck(scene.text, trigger, mention, phrase))
        return ("actor", "by") if planted else ("target", "hit by a blast")
    if cue == "by" or (cue == "from" and not (trigger.frame == "active" and trigger.kind in _TAKEN)):
        return "actor", "by"
    if cue == "lent" and not _is_first_after_verb(scene, mention, has_actor):
        return "target", "goes with what was hit"
    special = _role_by_kind(scene, mention, phrase, has_actor)
    if special is not None:
        return special
    before = mention.end <= trigger.start
    if _is_hit_by_suffix(scene):
        return ("target", "object of the verb's suffix") if before else ("actor", "by")
    if scene.is_passive and scene.lang == "ar" and _FROM.fullmatch(scene.text, trigger.end, mention.start):
        return "actor", "by"  # تعرضت لهجوم من حركة الشباب
    if scene.is_passive:
        return ("target", "subject of a passive") if before or scene.lang == "ar" else ("target", "after a passive")
    if (
        cue == "against"
        and not (before or has_object_after(scene.text, mention))
        and (has_actor or phrase.head or trigger.frame == "noun" or is_owner(scene.text, mention))
    ):
        return "target", "against"
    if before and _is_object_before(scene, phrase, has_actor):
        return "target", "whom a verb before it names"
    if trigger.frame == "noun":
        return _role_beside_noun(scene, mention, phrase, cue, has_actor)
    return _role_beside_verb(scene, mention, phrase, has_actor)


def _is_first_after_verb(scene: _Scene, mention: ForceMention, has_actor: bool) -> bool:
    """Whether an Arabic verb's subject stands right behind it: قصفت القوات المتمركزة في س بلدة ص بالمدفعية."""
    is_next = not scene.text[scene.trigger.start : mention.start].strip().count(" ")
    return scene.lang == "ar" and scene.trigger.frame == "active" and is_next and not has_actor


def _role_by_kind(
    scene: _Scene, mention: ForceMention, phrase: Phrase, has_actor: bool
) -> tuple[ForceRole, str] | None:
    """The role that the words of some kinds of events settle: arrests, gunmen, what flew, who is barred."""
    text, trigger, after = scene.text, scene.trigger, mention.start > scene.trigger.start
    if trigger.kind == "arrest_or_raid" and after and is_affiliation(text, mention):
        if not has_actor and mention.force_id != "isis" and follows_verb(text, trigger, mention):
            return "actor", "subject of a verb"
        return "target", "whom the arrest was of"
    if scene.lang == "en" and after and not has_actor and is_by_gunmen(text, trigger, mention):
        return "target", "attacked by gunmen"
    if mention.start >= trigger.end and is_hit_by_weapon(text, trigger, mention, phrase):
        return "target", "hit by what flew"
    if is_harmed(text, phrase):
        return "target", "its people were hit"
    if is_aimed_at(text, trigger, mention):
        return "target", "whose was aimed at"
    is_last = trigger.start < phrase.start < trigger.end and text[mention.start - 1] == "ل"
    is_last = is_last and not text.startswith(_POSTS, phrase.start)  # a checkpoint bars the way
    is_next = 0 <= mention.start - trigger.end < 4 and ends_with_object(text, trigger)
    if trigger.kind == "standoff" and (is_last or is_next or (after and _is_by_crowd(scene, phrase))):
        return "target", "whose way was barred"
    return None


def _is_by_crowd(scene: _Scene, phrase: Phrase) -> bool:
    """Whether those who barred a way are people of the place: اعترض سكان قرية دورية أميركية."""
    words = split_words(scene.text, max(0, scene.trigger.start - 25), phrase.start)
    return any(is_used(word.key, "crowd") for word in words)


def _role_beside_noun(
    scene: _Scene, mention: ForceMention, phrase: Phrase, cue: str, has_actor: bool
) -> tuple[ForceRole, str]:
    """The role of a force beside an event's noun: a Turkish strike, قصف الجيش, shelling of its positions."""
    trigger = scene.trigger
    before, inside = mention.end <= trigger.start, trigger.start <= mention.start < trigger.end
    if phrase.head == "thing" and not before and phrase.start >= trigger.start:
        return "target", "whose was hit"
    if before and _is_before_after(scene.text, trigger, mention):
        return "target", "what followed was its doing"
    joined = inside or -1 <= mention.start - trigger.end <= 2 or 0 <= trigger.start - mention.end <= 2
    if joined and not has_actor:
        return "actor", "beside the event's noun"
    if is_owner(scene.text, mention):
        return "target", "whose was hit"
    near = 0 <= mention.start - trigger.end < 25 or 0 <= trigger.start - mention.end < 25
    if near and not has_actor and cue != "against":
        return "actor", "near the event's noun"
    return ("target" if has_actor or (cue == "against" and not before) else "actor"), "noun"


def _role_beside_verb(scene: _Scene, mention: ForceMention, phrase: Phrase, has_actor: bool) -> tuple[ForceRole, str]:
    """The role of a force beside an active verb: the subject, or what comes after it."""
    trigger = scene.trigger
    before, inside = mention.end <= trigger.start, trigger.start <= mention.start < trigger.end
    two_sided = trigger.kind in ("clash", "standoff") and not (trigger.kind == "clash" and _is_attack(scene))
    other: ForceRole = "counterpart" if two_sided else "target"
    if not before and phrase.head == "thing" and trigger.start < phrase.start and trigger.kind not in _MANNED:
        return "target", "whose was hit"
    if before or not has_actor:
        return "actor", "subject"
    if inside and scene.lang == "ar" and len(split_words(scene.text, trigger.start, mention.start)) == 1:
        return "actor", "subject"
    return other, "object"


def _is_object_before(scene: _Scene, phrase: Phrase, has_actor: bool) -> bool:
    """Whether a verb before the trigger has already named whom it hit: "targeted an SDF post with two drones"."""
    words = [w.key for w in phrase.before[-3:]]
    verbs = {"targeted", "targeting", "hit", "struck", "target", "استهدف", "استهدفت", "مستهدفا", "مستهدفه", "باستهداف"}
    return bool(verbs & set(words)) or (phrase.head == "thing" and has_actor and scene.trigger.frame == "active")


def _is_hit_by_suffix(scene: _Scene) -> bool:
    """Whether an Arabic trigger's verb has its object as a suffix: رتل لقسد ضربه طيران."""
    verb, *rest = scene.text[scene.trigger.start : scene.trigger.end].split()
    if verb.isascii() or verb.endswith("ة") or verb[0] in "بل" or (rest and rest[0].startswith("ال")):
        return False  # جددت القوات قصفها المدفعي
    return word_key(verb) in uses("by")
