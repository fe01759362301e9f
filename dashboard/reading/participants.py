"""Who takes part in an event: the forces about a trigger, with their roles, without those that only speak of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest

from dashboard.events import ForceRole
from dashboard.reading.casualties import CasualtyMention
from dashboard.reading.forces import ForceMention
from dashboard.reading.kinds import Trigger
from dashboard.reading.patterns import Word, split_words, word_key
from dashboard.tables import read_table

USES = ("speech", "control", "by", "against", "own", "affiliated", "protest", "weapon")
_TOGETHER = frozenset({"", "و", "and", "and the", "led by", "led by the", "بقياده", "بدعم من", "باسناد من", "و ال"})
SPOKEN_OF = frozenset({"capital", "leader", "government"})
"""Senses of a force that speaks; it takes part only where it tells of its own doing."""
THROWN = ("@stones", "objects", "pelt~", "stoned", "رشق")
_PREMISES = ("مقر", "مقرات", "مبنى")
_SOURCE = ("مصدره", "مصدرها", "مصدرهما", "مصدرهم")
_GUNMEN = frozenset(
    {"gunmen", "gunman", "militants", "attackers", "assailants", "insurgents", "bandits", "tribesmen", "raiders"}
)
_FLYING = ("drone", "uav", "rocket", "missile", "shell", "mortar", "round", "projectile", "barrage")
_CLAIMED = ("تبني", "تبنت", "تبناه", "تبنته", "تبناها", "تبنتها", "تبنيه")
_CLITICS = ("و", "ف", "ب", "ل", "ك")


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A force in an event, its role, and the words that say so."""

    force_id: str
    role: ForceRole
    start: int
    end: int
    rule: str


def split_speakers(
    text: str, start: int, end: int, forces: Sequence[ForceMention]
) -> tuple[list[ForceMention], list[ForceMention]]:
    """The forces of a stretch of text that may take part in its events, and those that only speak there."""
    words = split_words(text, start, end)
    acting, speaking = [], []
    for mention in forces:
        if mention.sense in SPOKEN_OF or _speaks(text, words, mention):
            speaking.append(mention)
        elif not _holds_ground(words, mention):
            acting.append(mention)
    return acting, speaking


def is_speech(key: str) -> bool:
    """Whether a word's key is a verb of saying."""
    return any(bare in _uses("speech") for bare in _bare(key))


def tells_of_itself(text: str, speaker: ForceMention, trigger: Trigger) -> bool:
    """Whether what a speaker tells is its own doing: "said it had", "one of its patrols", أعلنت تنفيذ."""
    own = _uses("own")
    words = split_words(text, speaker.end, max(speaker.end, trigger.end + 20))
    return any(bare in own for word in words for bare in _bare(word.key))


def take_part(
    text: str,
    trigger: Trigger,
    forces: Sequence[ForceMention],
    *,
    lang: str,
    casualties: Sequence[CasualtyMention] = (),
) -> list[Participant]:
    """The forces of one clause with their roles in what its trigger tells; each force once, in text order."""
    passive = trigger.frame == "passive" or (lang == "en" and _is_passive(text, trigger))
    chosen: dict[str, Participant] = {}
    ordered = sorted(forces, key=lambda f: f.start)
    last: tuple[ForceMention, ForceRole, str] | None = None
    for mention, following in zip_longest(ordered, ordered[1:]):
        if not _can_take_part(text, trigger, mention):
            continue
        if mention.sense == "unidentified" and following and _is_one_of(text, mention, following):
            continue
        has_actor = any(p.role == "actor" for p in chosen.values())
        role, rule = _role_of(text, trigger, mention, passive=passive, lang=lang, actors_before=has_actor)
        if rule != "by" and trigger.frame not in ("move", "mutual") and is_casualty(mention, casualties, trigger):
            role, rule = "target", "its people were hit"
        elif last is not None and _act_as_one(text, trigger, last[0], mention):
            role, rule = last[1:]
        last = (mention, role, rule)
        chosen.setdefault(
            mention.force_id,
            Participant(force_id=mention.force_id, role=role, start=mention.start, end=mention.end, rule=rule),
        )
    return _settled(list(chosen.values()), trigger)


def _settled(participants: list[Participant], trigger: Trigger) -> list[Participant]:
    """The roles once all sides are known: who is named as the doer leaves the others the target."""
    if trigger.kind == "standoff":
        participants = [replace(p, role="counterpart") if p.role == "target" else p for p in participants]
    named = [p for p in participants if p.rule == "by"]
    if named and trigger.frame in ("active", "noun", "blast", "passive"):
        two_sided = trigger.kind == "standoff" or (trigger.kind == "clash" and trigger.frame != "passive")
        other: ForceRole = "counterpart" if two_sided else "target"
        return [p if p in named or p.role != "actor" else replace(p, role=other) for p in participants]
    known = [p for p in participants if p.force_id != "unidentified"]
    if trigger.kind == "clash" and len(known) > 1 and not any(p.role == "actor" for p in known):
        return [replace(known[0], role="actor"), *known[1:]]
    return participants


def _act_as_one(text: str, trigger: Trigger, last: ForceMention, mention: ForceMention) -> bool:
    """Whether two forces are named in one breath: "the coalition and the SDF", طائرات روسية وسورية, A led by B."""
    if trigger.kind == "clash" and trigger.frame == "mutual":
        return False
    if last.start == mention.start:
        return True
    between = [word.key for word in split_words(text, last.end, mention.start)]
    if text[last.end : mention.start] == " " and trigger.frame == "active":
        return False  # اعترضت دورية أميركية موكب ضابط روسي: the subject, then the object
    joined = " ".join(between) if last.end <= mention.start else "?"
    return joined in _TOGETHER and "." not in text[last.end : mention.start]


def is_casualty(mention: ForceMention, casualties: Sequence[CasualtyMention], trigger: Trigger) -> bool:
    """Whether a force's people are those whom a figure counts: "killing two members of the Asayish"."""
    return any(
        c.start <= mention.start <= c.end + 25 and c.count.best and not c.end <= trigger.start <= mention.end
        for c in casualties
    )


def _can_take_part(text: str, trigger: Trigger, mention: ForceMention) -> bool:
    if mention.sense == "country" and trigger.kind == "encounter":
        return False  # whose rulers met
    if mention.sense == "country" and _cue_of(text, mention) != "by":
        return mention.end <= trigger.start and trigger.start - mention.end < 60 and trigger.frame != "blast"
    if mention.sense == "base" and _cue_of(text, mention) != "by":
        return trigger.frame not in ("move", "mutual", "protest") and mention.start >= trigger.start
    if trigger.frame == "protest":
        return _is_target_of_protest(text, trigger, mention)
    return not (trigger.frame == "mutual" and mention.sense == "unidentified" and trigger.kind != "clash")


def is_thrown(trigger: Trigger) -> bool:
    """Whether a protest's words are of stones: it was against whoever passed."""
    return any(word in trigger.rule for word in THROWN)


def _is_target_of_protest(text: str, trigger: Trigger, mention: ForceMention) -> bool:
    """Stones hit whoever is beside them; a march is against those whom it names as such, not who bombed before it."""
    if mention.sense == "unidentified":
        return False
    if is_thrown(trigger) or "sealed|shut" in trigger.rule or text[trigger.start : trigger.end].endswith(_PREMISES):
        return True
    return is_protested(text, mention)


def is_protested(text: str, mention: ForceMention) -> bool:
    """Whether the words before a force say that a protest was against it: "chanting against the government"."""
    return _cue_of(text, mention) in ("protest", "against")


def _role_of(
    text: str, trigger: Trigger, mention: ForceMention, *, passive: bool, lang: str, actors_before: bool
) -> tuple[ForceRole, str]:
    cue = _cue_of(text, mention)
    if mention.sense == "base" and cue != "by":
        return "target", "a base"
    if trigger.frame == "protest":
        return "target", "force in a protest"
    if trigger.frame == "move":
        return "actor", "force that moves"
    if trigger.frame == "mutual":
        if trigger.kind in ("joint_patrol", "encounter"):
            return "actor", "both sides act"
        return ("counterpart" if actors_before else "actor"), "side of a clash"
    if trigger.frame == "blast":
        planted = text[mention.end : trigger.start] in (" ", " suicide ") and text[trigger.start].isascii()
        planted = planted or (mention.start - trigger.end < 16 and _is_bomber(text, trigger))
        return ("actor", "by") if cue == "by" or planted else ("target", "hit by a blast")
    if cue == "by":
        return "actor", "by"
    if trigger.kind == "arrest_or_raid" and mention.start > trigger.start and _is_affiliation(text, mention):
        if not actors_before and mention.force_id != "isis" and _follows_verb(text, trigger, mention):
            return "actor", "subject of a verb"
        return "target", "whom the arrest was of"
    if lang == "en" and mention.start > trigger.start and not actors_before and _is_by_gunmen(text, trigger):
        return "target", "attacked by gunmen"
    if mention.start >= trigger.end and _is_weapon_subject(text, trigger):
        return "target", "hit by what flew"
    before = mention.end <= trigger.start
    inside = trigger.start <= mention.start < trigger.end
    if passive:
        return ("target", "subject of a passive") if before or lang == "ar" else ("target", "after a passive")
    if cue == "against" and not before and actors_before:
        return "target", "against"
    if trigger.frame == "noun":
        joined = inside or -1 <= mention.start - trigger.end <= 2 or 0 <= trigger.start - mention.end <= 2
        if joined and not actors_before:
            return "actor", "beside the event's noun"
        if _is_owner(text, mention):
            return "target", "whose was hit"
        near = 0 <= mention.start - trigger.end < 25 or 0 <= trigger.start - mention.end < 25
        if near and not actors_before and cue != "against":
            return "actor", "near the event's noun"
        return ("target" if actors_before or cue == "against" else "actor"), "noun"
    if trigger.kind == "standoff" and 0 <= mention.start - trigger.end < 4 and _ends_with_object(text, trigger):
        return "target", "whose way was barred"
    if before or inside or not actors_before:
        return ("actor" if not (actors_before and inside) else "target"), "subject"
    return ("counterpart" if trigger.kind in ("clash", "standoff") else "target"), "object"


def _ends_with_object(text: str, trigger: Trigger) -> bool:
    """Whether an Arabic trigger ends with an accusative: who follows is its owner (اعترض أهال رتلاً للقوات)."""
    return text[trigger.start : trigger.end].endswith(("اً", "ًا"))


def _follows_verb(text: str, trigger: Trigger, mention: ForceMention) -> bool:
    """Whether an Arabic force is the verb's subject: داهم عناصر من فرقة كذا, not مداهمة عناصر من داعش."""
    verb = text[trigger.start : trigger.end].split()[0]
    is_noun = verb.isascii() or any(noun in word_key(verb) for noun in ("اعتقال", "مداهم", "توقيف", "القاء", "احتجاز"))
    return not is_noun and mention.start - trigger.end < 20


def _is_by_gunmen(text: str, trigger: Trigger) -> bool:
    """Whether an English attack's subject is nobody's people: "Militants in two pick-ups opened fire on …"."""
    if trigger.frame != "active" or trigger.kind not in ("clash", "attack_on_civilians"):
        return False
    before = split_words(text, max(0, trigger.start - 60), trigger.start)
    inside = split_words(text, trigger.start, trigger.end)[:1]
    return any(word.key in _GUNMEN for word in (*before[-7:], *inside))


def _is_weapon_subject(text: str, trigger: Trigger) -> bool:
    """Whether an English verb's subject is what flew ("Rockets hit the post"): the forces after it were hit."""
    words = split_words(text, trigger.start, trigger.end)
    return trigger.frame == "active" and len(words) > 1 and words[0].key.removesuffix("s") in _FLYING


def _is_affiliation(text: str, mention: ForceMention) -> bool:
    words = split_words(text, max(0, mention.start - 40), mention.end)[-5:]
    return any(bare in _uses("affiliated") for word in words for bare in _bare(word.key))


def _is_owner(text: str, mention: ForceMention) -> bool:
    """Whether an Arabic force has the ل of an owner: سيارة لقسد."""
    before = text[max(0, mention.start - 2) : mention.start]
    return before in (" ل", "«ل") or text[mention.start : mention.start + 1] == "ل"


def _is_bomber(text: str, trigger: Trigger) -> bool:
    words = split_words(text, trigger.start, trigger.end)
    return any(word.key.startswith(("bomber", "انتحاري")) for word in words)


def _is_one_of(text: str, mention: ForceMention, other: ForceMention) -> bool:
    """Whether "gunmen" are said to be of a force: "gunmen from the SNA", مسلحون من الجيش الوطني."""
    between = [word.key for word in split_words(text, mention.end, other.start)] if mention.end < other.start else []
    return (
        bool(between)
        and len(between) < 4
        and between[0] in ("of", "from", "belonging", "linked", "loyal", "من", "تابعون", "تابعين")
    )


def _is_passive(text: str, trigger: Trigger) -> bool:
    before = split_words(text, max(0, trigger.start - 24), trigger.start)
    inside = split_words(text, trigger.start, trigger.end)
    return bool({w.key for w in before[-2:]} & {"was", "were", "been", "being"}) or any(
        w.key in ("was", "were", "been") for w in inside
    )


def _words_before(words: Sequence[Word], mention: ForceMention, count: int) -> Sequence[Word]:
    """The last words that end before a mention; found by halves, for a sentence may hold thousands of forces."""
    stop = bisect_right(words, mention.start, key=lambda word: word.end)
    return words[max(0, stop - count) : stop]


def _words_after(words: Sequence[Word], mention: ForceMention, count: int) -> Sequence[Word]:
    start = bisect_left(words, mention.end, key=lambda word: word.start)
    return words[start : start + count]


def _speaks(text: str, words: Sequence[Word], mention: ForceMention) -> bool:
    """Whether a verb of saying stands right by a force: after it in English, before it in Arabic."""
    after = [w.key for w in _words_after(words, mention, 3) if "," not in text[mention.end : w.start]]
    if "responsibility" in after:
        return False
    before = [w.key for w in _words_before(words, mention, 4)]
    speech = _uses("speech")
    if any(bare in speech for key in before[-3:] for bare in _bare(key) if not key.isascii()):
        return True
    if before[-3:] and "according" in before[-3:]:
        return True
    return any(key in speech for key in after if key.isascii())


def _holds_ground(words: Sequence[Word], mention: ForceMention) -> bool:
    before = [w.key for w in _words_before(words, mention, 2)]
    control = _uses("control")
    if any(bare in _SOURCE for w in _words_before(words, mention, 5) for bare in _bare(w.key)):
        return False  # "shells whose source were areas held by X": X fired them
    if any(bare in control for key in before for bare in _bare(key)):
        return True
    after = [w.key for w in _words_after(words, mention, 1)]
    return bool(after) and after[0] in ("held", "controlled", "run", "administered", "occupied")


def _cue_of(text: str, mention: ForceMention) -> str:
    """`by`, `against` or `protest` where one of the three words before a force says so, the nearest first."""
    first = split_words(text, mention.start, mention.end)[:1]
    if first and first[0].key in _uses("weapon"):
        return "by"
    words = split_words(text, max(0, mention.start - 40), mention.start)
    if is_blamed(words) or any(bare in _CLAIMED for word in words[-2:] for bare in _bare(word.key)):
        return "by"
    for back, word in enumerate(reversed(words[-3:])):
        for use in ("by", "against", "protest"):
            if (use == "by" or back < 2) and any(bare in _uses(use) for bare in _bare(word.key)):
                return use
    return ""


def is_blamed(before: Sequence[Word]) -> bool:
    """Whether the words before a force lay an event at its door: "blamed", "attributed to", نسبت ... إلى."""
    keys = [word.key for word in before]
    if {"blamed", "attributed", "claimed", "suspicion", "pointed"} & set(keys[-3:]):
        return True
    return keys[-1:] == ["الي"] and any(
        bare in ("نسب", "نسبت", "عزا", "عزت") for key in keys[-5:] for bare in _bare(key)
    )


def claims(text: str, mention: ForceMention) -> bool:
    """Whether a sentence says that a force did what was told before it: "X claimed the attack", وتبنى التنظيم."""
    before = split_words(text, max(0, mention.start - 40), mention.start)
    if is_blamed(before) or any(bare in _CLAIMED for word in before[-2:] for bare in _bare(word.key)):
        return True
    after = [word.key for word in split_words(text, mention.end, mention.end + 45)[:4]]
    held = {"held", "holds", "hold"} & {word.key for word in before[-2:]} and "responsible" in after[:2]
    charged = any(key.startswith("المسؤوليه") for key in after[:2])
    return (
        bool(held) or charged or after[:1] == ["claimed"] or "behind it" in " ".join(after) or "responsibility" in after
    )


def _bare(key: str) -> tuple[str, ...]:
    if key.isascii() or len(key) < 4:
        return (key,)
    shorter = [key[1:]] if key.startswith(_CLITICS) else []
    return (key, *shorter)


@cache
def _uses(use: str) -> frozenset[str]:
    rows = read_table("argument_words.csv", columns=("use", "lang", "words", "note"), required=("use", "words"))
    return frozenset(word_key(word) for row in rows if row.one_of("use", USES) == use for word in row["words"].split())
