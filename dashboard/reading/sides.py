"""Who takes part in a story: its tellings taken together, with what earlier events of the report lend it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from dashboard.events import ForceRole
from dashboard.reading.adversaries import adversaries_of_all
from dashboard.reading.bases import hosts_of
from dashboard.reading.downing import is_downing
from dashboard.reading.drafts import Draft
from dashboard.reading.forces import ForceMention
from dashboard.reading.heading_forces import heading_actor
from dashboard.reading.kinds import BOMBING, MARCHES
from dashboard.reading.left_out import (
    bomber_of,
    partners_of,
    passing_by,
    those_meant,
)
from dashboard.reading.mentions import voices_in, within
from dashboard.reading.participants import Participant, is_thrown
from dashboard.reading.patterns import split_words
from dashboard.reading.phrases import is_military, is_used
from dashboard.reading.retelling import Story, is_same_family
from dashboard.reading.sentences import Sentence
from dashboard.reading.told import Telling, Told
from dashboard.vocabulary import forces

NEEDS_ACTOR = frozenset(
    {"ied_or_mine", "air_or_drone_strike", "shelling", "attack_on_civilians", "clash", "movement", "arrest_or_raid"}
)
_AT_SOURCE = re.compile(
    r"(?<!\w)(?:(?:مصدر|مصادر)\s(?:ال)?(?:نيران|نار|إطلاق|قصف)|ال(?:قاعدة|نقطة|ثكنة|موقع|حاجز)(?!\w)"
    r"|[يت]?ر[دّ]+ت?\sعلي(?:هم|ها|ه)(?!\w))|\bsources? of (?:the )?(?:fire|shelling)\b"
)
"""Words that a strike in answer hit those whom it answered; one on a village may have hit nobody's men."""
_GOES_THERE = re.compile(r"(?<!\w)(?:إلى|من|في|to|from|in)\s$")
_NO_GROUP = frozenset({"coalition", "un", "unidentified"})
_PEOPLE = ("actor", "unit")
_TAKING_PART = ("actor", "unit", "equipment", "base")
_AGAINST_SOMEBODY = BOMBING | {"clash", "ied_or_mine"}
_COMING = frozenset({"movement", "patrol", "encounter"})
_ARRIVED = re.compile(
    r"\b(?:arriv\w+|intervened|rushed|came to|were called)\b|(?<!\w)و?(?:وصل|حضر|تدخل|هرع)ت?(?!\w)", re.I
)
_LIST_OF = re.compile(r"\b(?:activity|activities|attacks|operations)\b", re.I)
"""Words of a headline over lines that tell what one force did, with bullets or without."""
_AFTER = re.compile(r"\bafter\s")
_WHOLE = 3
"""At which of the reaches of _named_about it is the whole report."""
_NOBODY_CLAIMED = re.compile(
    r"\b(?:no(?:body|\sone|\s(?:\w+\s)?(?:group|party|side|organi[sz]ation|faction|claim))|none)\b[^.;]{0,40}"
    r"\b(?:claim(?:ed|s)?|responsib\w+|owned up)\b"
    r"|\bno\b[^.;]{0,15}\bclaims?\sof\sresponsibility\b|\bremains?\sunclaimed\b"
    r"|(?:لم|ولم|دون\sأن|فيما\sلم)\s(?:تتبنّ?ى?|تعلن|يتبن|يعلن)\s(?:\S+\s){0,3}(?:جهة|أحد|طرف|تنظيم|جماعة|فصيل)",
    re.I,
)
"""Words that leave open who did it: it is not the enemy whom the report names beside it."""
OWN_DOING = frozenset({"patrol", "joint_patrol", "movement", "arrest_or_raid"})
"""Kinds that a force tells of itself: "the ministry said that a patrol was carried out"."""
FOUGHT = "whom it was fighting"


def participants_of(story: Story, telling: Telling, country: str = "") -> tuple[Participant, ...]:
    """Everybody who takes part by any telling of the story, each once; an unidentified actor where none is named.

    `country` is the ISO code of the one in which the event was put.
    """
    chosen = _named(story, telling.mentions.text)
    main = story.main
    trigger = main.triggers[0]
    if telling.mentions.issuer and any(draft.is_ours for draft in story.drafts):
        chosen = _told_by(telling.mentions.issuer, chosen, main)
    if main.is_of_group and not _has_actor(chosen):
        chosen |= _group_before(main, telling)
    if not chosen and main.kind in OWN_DOING:
        chosen |= {
            s.force_id: _participant(s.force_id, "actor", s.start, s.end, "tells of it") for s in main.speakers[:1]
        }
    if not chosen and main.kind == "protest" and is_thrown(trigger):
        chosen |= _passers_by(main, telling)
    if not chosen and main.kind == "protest":
        chosen |= _at_whose_premises(main, telling)
    if main.kind in _AGAINST_SOMEBODY and not any(p.role == "target" for p in chosen.values()):
        passing = passing_by(main, telling) or those_meant(main, telling)
        chosen |= {i: p for i, p in passing.items() if i not in chosen}
    chosen |= partners_of(main, chosen, telling)
    if _is_lone_side(main, chosen):
        chosen |= _other_side(story, chosen, telling)
    if not _has_actor(chosen):
        chosen |= heading_actor(main, telling) or _issuer_of_list(main, chosen, telling)
    elif _is_lone_side(main, chosen):
        chosen |= {i: replace(p, role="counterpart") for i, p in heading_actor(main, telling).items()}
    if _is_lone_side(main, chosen) or not _has_actor(chosen):
        lent = {p.force_id: p for p in _lent(story, telling) if p.force_id not in chosen}
        if main.kind == "protest" or _is_of_unknown_origin(main, telling):
            lent = {}
        if lent and main.kind == "clash":
            chosen = {i: replace(p, role="counterpart") if p.role == "actor" else p for i, p in chosen.items()}
        chosen = {**lent, **chosen}
    if (
        main.is_followed
        and main.kind in BOMBING
        and len(chosen) == 1
        and _has_actor(chosen)
        and (_is_at_army(main, chosen, telling) or _AT_SOURCE.search(telling.mentions.text, main.start, main.end))
    ):
        chosen |= _answered(main, chosen, telling)
    if main.kind in BOMBING and all(p.role == "actor" for p in chosen.values()):
        chosen |= _hit_just_before(main, chosen, telling)
    if main.kind in _AGAINST_SOMEBODY and not any(p.role == "target" for p in chosen.values()):
        chosen |= _hosts(story, chosen, telling)
    if chosen and (
        _is_lone_side(main, chosen)
        or not _has_actor(chosen)
        or _is_at_army(main, chosen, telling)
        or (len(chosen) == 1 and is_downing(telling.mentions.text, trigger))
    ):
        chosen |= _adversary(main, chosen, telling)
    if not _has_actor(chosen) and "unidentified" not in chosen and not _is_of_unknown_origin(main, telling):
        chosen |= bomber_of(main, chosen, telling, country)
    return _with_unidentified(chosen, main)


def _named(story: Story, text: str) -> dict[str, Participant]:
    """Those whom the tellings name, the main one first; a headline counts only where the body names nobody."""
    chosen: dict[str, Participant] = {}
    for draft in sorted(story.drafts, key=lambda d: (d.part == "title", d is not story.main)):
        if draft.part == "title" and chosen:
            break
        if chosen and _came_later(draft, story.main, text):
            continue
        for participant in draft.participants:
            chosen.setdefault(participant.force_id, participant)
    return chosen


def _came_later(draft: Draft, main: Draft, text: str) -> bool:
    """Whether a later sentence only tells who came to the spot: "The army arrived, and the patrol went on"."""
    is_coming = draft.kind in _COMING and main.kind not in _COMING and draft.sentence > main.sentence
    return is_coming and bool(_ARRIVED.search(text, draft.start, draft.end))


def _told_by(issuer: str, chosen: dict[str, Participant], main: Draft) -> dict[str, Participant]:
    """The participants with the force that says "our forces": in its own telling it acts, and others are against it."""
    if issuer in chosen:
        return chosen
    trigger = main.triggers[0]
    ours = _participant(issuer, "actor", trigger.start, trigger.end, "says “our forces”")
    if main.kind in OWN_DOING | {"encounter"}:
        return chosen if _has_actor(chosen) else {issuer: ours, **chosen}
    others = {i: replace(p, role="target") if p.role == "actor" and p.rule != "by" else p for i, p in chosen.items()}
    return {issuer: replace(ours, role="target") if _has_actor(others) else ours, **others}


def _passers_by(main: Draft, telling: Telling) -> dict[str, Participant]:
    """Those whom stones hit that name nobody: who was on the road in what the paragraph told last."""
    before = [t for t in telling.told[-1:] if t.block == main.block and t.story.kind in OWN_DOING | {"encounter"}]
    known = [p for t in before for p in t.participants if p.force_id != "unidentified"]
    return {p.force_id: replace(p, role="target", rule="who passed") for p in known}


def _at_whose_premises(main: Draft, telling: Telling) -> dict[str, Participant]:
    """Before whose headquarters, base or embassy people protest; it is not the United Nations that they are against."""
    text = telling.mentions.text
    for force in within(telling.mentions.forces, main.triggers[0].start, main.end):
        around = split_words(text, max(main.start, force.start - 8), min(main.end, force.end + 14))
        words = [w for w in around if w.start < force.end or w.start == force.end + 1]
        if force.force_id not in _NO_GROUP and any(is_used(word.key, "premises") for word in words):
            return {force.force_id: _participant(force.force_id, "target", force.start, force.end, "whose premises")}
    return {}


def _group_before(main: Draft, telling: Telling) -> dict[str, Participant]:
    """The armed group named last before "the group" or الجماعة, as the actor; states are no group."""
    before = [f for f in telling.mentions.forces if f.end <= main.triggers[0].end and f.sense in ("unit", "actor")]
    groups = [f for f in before if not (forces()[f.force_id].is_state or f.force_id in _NO_GROUP)]
    return {f.force_id: _participant(f.force_id, "actor", f.start, f.end, "the group named last") for f in groups[-1:]}


def _lent(story: Story, telling: Telling) -> list[Participant]:
    """The actors of an event before, where this one goes on with it: a second raid, or the next verb of one subject."""
    if not telling.told:
        return []
    main, text = story.main, telling.mentions.text
    akin = [t for t in telling.told if is_same_family(t.story.kind, main.kind)]
    before = akin[-1] if main.is_similar and akin else telling.told[-1]
    first = before.story.main
    is_akin = before in akin and main.part != "item"
    same_sentence = first.sentence == main.sentence and main.triggers[0].frame in ("active", "mutual", "noun")
    goes_on = is_akin and (main.kind in BOMBING | {"joint_patrol"} or main.is_similar or main.is_followed)
    next_move = is_akin and first.block == main.block and main.kind == "movement"
    known = [_lent_to(p, main, before) for p in before.participants if p.force_id != "unidentified"]
    known = _with_air_force(known) if main.kind == "air_or_drone_strike" and not is_akin else known
    if main.is_followed and first.block == main.block and not goes_on and main.kind != "ied_or_mine":
        return known
    if same_sentence and main.kind in BOMBING and _AFTER.search(text, first.triggers[0].end, main.triggers[0].start):
        return []  # "shelled the hills after two rockets landed": what it answered was another's doing
    is_hit = same_sentence and before.story.kind in MARCHES
    return [p for p in known if p.role == "actor" or is_hit] if same_sentence or goes_on or next_move else []


def _with_air_force(sides: list[Participant]) -> list[Participant]:
    """The sides of a fight with the only state among them as who bombs from the air: bands have no aircraft."""
    states = [p for p in sides if forces()[p.force_id].is_state]
    if len(states) != 1 or len(sides) == 1:
        return sides
    return [replace(p, role="actor" if p is states[0] else "target") for p in sides]


def _lent_to(participant: Participant, main: Draft, before: Told) -> Participant:
    """Who stood on the other side of a fight, or was on the road, is the target of a strike that followed."""
    was_other = participant.role == "counterpart" or before.story.kind in MARCHES
    is_hit = was_other and main.kind in BOMBING | {"ied_or_mine", "arrest_or_raid"}
    return replace(participant, role="target") if is_hit else participant


def _other_side(story: Story, chosen: dict[str, Participant], telling: Telling) -> dict[str, Participant]:
    """Whom the only side that a fight names fights: another force of its sentence, else its enemy of just before."""
    mine = next(p for p in chosen.values() if p.force_id != "unidentified")
    other: ForceRole = "counterpart" if mine.role == "actor" else "actor"
    for draft in story.drafts:
        sentence = telling.sentence_of(draft)
        acting, _ = voices_in(telling.mentions, sentence)
        others = {
            f.force_id: f for f in acting if f.sense in _PEOPLE and f.force_id not in (mine.force_id, "unidentified")
        }
        if len(others) == 1:
            force = next(iter(others.values()))
            return {
                force.force_id: _participant(force.force_id, other, force.start, force.end, "named in its sentence")
            }
    issuer = _teller(telling)
    if issuer is not None and mine.force_id != issuer.force_id:
        return {issuer.force_id: replace(issuer, role=other)}
    answering = _answering(story.main, mine.force_id, telling)
    if answering is not None:
        return {answering.force_id: _participant(answering.force_id, other, answering.start, answering.end, "answers")}
    for told in telling.told[:-4:-1] if mine.role != "target" else ():
        enemies = _enemies(mine.force_id, told)
        if len(enemies) == 1 and told.story.kind in _AGAINST_SOMEBODY:
            return {enemies[0].force_id: replace(enemies[0], role=other, rule="whom it fought just before")}
    return {}


def _answering(main: Draft, mine: str, telling: Telling) -> ForceMention | None:
    """The one capital that speaks right after a fight: "… has been under assault. Kyiv said it had moved reserves"."""
    following = next(iter(telling.sentences[main.sentence + 1 : main.sentence + 2]), None)
    if following is None or following.block != main.block:
        return None
    _, speaking = voices_in(telling.mentions, following)
    text = telling.mentions.text
    capitals = {
        f.force_id: f
        for f in speaking
        if f.sense == "capital" and f.force_id != mine and not _GOES_THERE.search(text, max(0, f.start - 6), f.start)
    }
    return next(iter(capitals.values())) if len(capitals) == 1 else None


def _enemies(force_id: str, told: Told) -> list[Participant]:
    """Those on the other side from a force in an event before."""
    role = next((p.role for p in told.participants if p.force_id == force_id), None)
    if role is None:
        return []
    return [
        p
        for p in told.participants
        if p.force_id not in (force_id, "unidentified") and (p.role == "actor") != (role == "actor")
    ]


def _answered(main: Draft, chosen: dict[str, Participant], telling: Telling) -> dict[str, Participant]:
    """Whom a strike "in response" was aimed at: who did what the paragraph, or the one before it, told last."""
    before = [t for t in telling.told[-1:] if main.block - t.block <= 1 and t.story.kind in _AGAINST_SOMEBODY]
    doers = [p for t in before for p in t.participants if p.role == "actor" and p.force_id != "unidentified"]
    return {p.force_id: replace(p, role="target", rule="whom it answered") for p in doers if p.force_id not in chosen}


def _hit_just_before(main: Draft, chosen: dict[str, Participant], telling: Telling) -> dict[str, Participant]:
    """Whom the same force bombed by the same sentence: "struck an X site, a day after it hit dozens of targets"."""
    before = [t for t in telling.told[-1:] if t.story.kind in BOMBING and t.story.main.sentence == main.sentence]
    same = [t for t in before if any(p.force_id in chosen and p.role == "actor" for p in t.participants)]
    return {p.force_id: p for t in same for p in t.participants if p.role == "target" and p.force_id not in chosen}


def _adversary(main: Draft, chosen: dict[str, Participant], telling: Telling) -> dict[str, Participant]:
    """Whom a side that stands alone was fighting at the time, where its sentence or paragraph names only one such."""
    if "unidentified" in chosen or main.kind == "protest" or _is_of_unknown_origin(main, telling):
        return {}
    enemies = adversaries_of_all(chosen, telling.published)
    if not enemies:
        return {}
    for reach, named in enumerate(_named_about(main, telling)):
        against = {f.force_id: f for f in named if f.force_id in enemies}
        if reach == _WHOLE and main.part == "item" and not _has_actor(chosen):  # other items tell of other bands
            against = {i: f for i, f in against.items() if forces()[i].is_state}
        if len(against) == 1:
            force = next(iter(against.values()))
            other: ForceRole = "counterpart" if main.kind == "clash" else "target"
            role = other if _has_actor(chosen) else "actor"
            return {force.force_id: _participant(force.force_id, role, force.start, force.end, FOUGHT)}
    return {}


def _named_about(main: Draft, telling: Telling) -> Iterator[Iterable[ForceMention]]:
    """The forces about an event, ever wider: who acts in its sentence, is named there, in its paragraph, the report."""
    acting, speaking = voices_in(telling.mentions, telling.sentence_of(main))
    yield [f for f in acting if f.sense in _TAKING_PART]
    yield [*acting, *(f for f in speaking if not _is_where(f, telling))]
    yield _acting_in(telling.paragraph_of(main), telling)
    if main.kind != "ied_or_mine":
        if not telling.acting:
            telling.acting.update({f.force_id: f for f in _acting_in(telling.sentences, telling)})
        yield telling.acting.values()


def _is_where(force: ForceMention, telling: Telling) -> bool:
    """Whether a capital's name is the place of an event and not its government."""
    here = within(telling.mentions.places, force.start, force.start + 1)
    return force.sense == "capital" and any(place.role == "event" for place in here)


def _hosts(story: Story, chosen: dict[str, Participant], telling: Telling) -> dict[str, Participant]:
    """Who was in the base that was attacked: those of them whom the report names, else its owner."""
    for place in (place for draft in story.drafts for place in draft.places):
        hosts = hosts_of(place, telling.mentions.text, telling.published)
        if hosts and not chosen.keys() & set(hosts):
            named = {force.force_id for force in telling.mentions.forces}
            here = [host for host in hosts if host in named] or hosts[:1]
            return {i: _participant(i, "target", place.start, place.end, "whose base it is") for i in here}
    return {}


def _is_at_army(main: Draft, chosen: dict[str, Participant], telling: Telling) -> bool:
    """Whether only the doers of a strike are named, and it hit positions, tanks or fighters that are not theirs."""
    if main.kind not in BOMBING or not all(p.role == "actor" for p in chosen.values()):
        return False
    text, trigger = telling.mentions.text, main.triggers[0]
    named = within(telling.mentions.forces, main.start, main.end)
    begin = max([trigger.start, *(f.end for f in named if f.start < trigger.end)])
    words = split_words(text, begin, min(main.end, trigger.end + 60))
    return any(is_military(w.key) and not any(f.start <= w.start <= f.end + 1 for f in named) for w in words)


def _acting_in(sentences: Sequence[Sentence], telling: Telling) -> list[ForceMention]:
    """The forces of some sentences that are named as more than speakers."""
    acting = (voices_in(telling.mentions, sentence)[0] for sentence in sentences)
    return [force for forces_of_one in acting for force in forces_of_one if force.sense in _TAKING_PART]


def _issuer_of_list(main: Draft, chosen: dict[str, Participant], telling: Telling) -> dict[str, Participant]:
    """Who heads a list of its own doings: "Operations of the Islamic Resistance on Sunday" over what it attacked."""
    issuer = _teller(telling)
    is_listed = main.part == "item" or (main.kind in NEEDS_ACTOR and _LIST_OF.search(telling.sentences[0].text))
    if not is_listed or main.kind == "protest" or issuer is None or issuer.force_id in chosen:
        return {}
    return {issuer.force_id: issuer}


def _teller(telling: Telling) -> Participant | None:
    """The force that heads a report as its statement, summary or update, as the actor of what it tells."""
    first = telling.sentences[0]
    heads = [f for f in within(telling.mentions.forces, first.start, first.end) if f.sense == "unit"]
    is_list = any(is_used(w.key, "doings") for w in split_words(first.text))
    if len({f.force_id for f in heads}) != 1 or not is_list:
        return None
    return _participant(heads[0].force_id, "actor", heads[0].start, heads[0].end, "heads what it tells")


def _is_of_unknown_origin(main: Draft, telling: Telling) -> bool:
    """Whether the words say that it is not known who did it: "shells of unknown origin", قذائف مجهولة المصدر."""
    text, sentence = telling.mentions.text, telling.sentence_of(main)
    if any(is_used(word.key, "unknown") for word in split_words(text, main.start, main.end)):
        return True
    after = [s for s in telling.sentences[main.sentence + 1 : main.sentence + 4] if s.block - sentence.block <= 1]
    return bool(_NOBODY_CLAIMED.search(text, sentence.start, after[-1].end if after else sentence.end))


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
