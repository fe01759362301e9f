"""What the sentences after an event add to it: its toll, who did it, and when and where "the incident" was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dashboard.reading.casualties import CasualtyMention, find_casualties
from dashboard.reading.drafts import Draft
from dashboard.reading.forces import ForceMention
from dashboard.reading.kinds import BOMBING
from dashboard.reading.mentions import Mentions, voices_in, within
from dashboard.reading.participants import Participant, is_casualty
from dashboard.reading.placing import places_agree
from dashboard.reading.retelling import dates_agree
from dashboard.reading.role_words import claims
from dashboard.reading.sentences import Sentence
from dashboard.reading.spoken import is_spoken

_MOST_OWN = 8
"""Drafts of one sentence that are looked at."""
_CLAIM_SENTENCES = 5
_CLAIM_BLOCKS = 2
"""Sentences, and paragraphs, after an attack within which news says who claims it."""
_ATTACKS = frozenset({"clash", "attack_on_civilians", "ied_or_mine", "shelling", "air_or_drone_strike"})
_KIND_NAMED = re.compile(
    r"\b(?P<bomb>bombings?|bomb|blasts?|explosions?|mine)\b|\b(?P<fire>rockets?|missiles?|shelling|strikes?|drones?)\b"
    r"|\b(?P<raid>ambush|assault|shootings?|killings?|murders?|kidnapping|abduction|raid)\b"
    r"|(?P<blast>تفجير|انفجار|عبوة|لغم)|(?P<shells>قصف|صاروخ|صواريخ|قذائف|مسيّ?رة|غارة)|(?P<trap>كمين|اغتيال|خطف|مقتل|إطلاق\sالنار)",
    re.I,
)
"""What the attack is called that a sentence lays at somebody's door."""
_HIT = re.compile(
    r"\b(?:hit|targeted|targeting|struck|killed|eliminated|destroyed|aimed at|was|were|belong(?:ed|ing) to|linked to|"
    r"used by|operated by|run by|affiliated with|housed|against)\s(?:(?!not\b)[\w’'-]+\s){0,5}$"
    r"|(?:استهدف|استهدفت|أصاب|أصابت|قتلت?|استهداف|تابعا?ة?|عناصر|قيادي\S*|يستخدمه\S?)\s(?:\S+\s){0,3}ل?$",
    re.I,
)
_WHAT_IT_HIT = re.compile(
    r"\b(?:it|they|he|which|(?:the|its|those|these|this) (?:\w+ )?(?:strikes?|attacks?|raids?|targets?|m[ae]n|dead|"
    r"victims?|buildings?|car|vehicle|house|site|facility|depot|drone|compound))\b|(?:إنه|أنه|إنها|أنها|الغارة|القصف|الضربة|المستهدف)",
    re.I,
)
_WHOSE_IT_WAS = re.compile(
    r"\b(?:used|operated|run|held|owned|manned) by (?:the )?$|\bbelong(?:ed|ing) to (?:the )?$", re.I
)
_ITS_MEN = re.compile(
    r"(?:['’]s)?\s(?:\w+\s){0,1}(?:operatives?|commanders?|members?|militants?|fighters?|cells?|positions?|sites?|depots?|"
    r"infrastructure|launchers?|officials?|leaders?|figures?|weapons|headquarters|bases?|tunnels?|squad)\b",
    re.I,
)
"""Words with which a sentence tells what a strike just told had hit."""
_WERE_ITS = (
    r"\b[^.;,]{0,30}?\b(?:were|was|are|is|belong(?:ed|s)?|came|come)\s(?:\w+ly\s|all\s|said\s|believed\s|thought\s|known\s)*"
    r"(?:to\s(?:be\s|have\sbeen\s|belong\sto\s)?|from\s|with\s)?"
    r"(?:(?:an?|the|two|three|members?|fighters?|remnants|part|supporters?|followers?|commanders?|leaders?|of|banned|"
    r"outlawed|local|senior|group|organi[sz]ation|suspected|alleged)\s)*$"
)
_ATTACKERS_WERE = re.compile(
    r"\b(?:attackers?|assailants?|gunm[ae]n|raiders?|perpetrators?|bombers?|shooters?|kidnappers?|abductors)"
    + _WERE_ITS,
    re.I,
)
_MEN_WERE = re.compile(
    r"\b(?:dead|suspects?|detainees?|those|captives|captured|m[ae]n|weapons|explosives|militants?|he|they)" + _WERE_ITS,
    re.I,
)
_AIMED = BOMBING | {"arrest_or_raid"}
_THEY_ALL = re.compile(
    r"\b(?:the|these|those|both|all)\s(?:\w+\s)?(?:attacks|bombings|blasts|explosions|strikes|killings|raids|ambushes)\b"
    r"|(?<!\w)(?:الهجمات|الهجومين|التفجيرات|التفجيرين|العمليتين|الانفجارين)(?!\w)",
    re.I,
)
_KINDS_OF_NOUNS = {
    **dict.fromkeys(("bomb", "blast"), frozenset({"ied_or_mine"})),
    **dict.fromkeys(("fire", "shells"), BOMBING),
    **dict.fromkeys(("raid", "trap"), frozenset({"clash", "attack_on_civilians"})),
}
_DISPERSED = re.compile(r"\b(?:dispers\w+|tear gas|break up|broke up|warning shots)\b|فرّ?ق\w*|تفريق|فضّ?\s|مسيل", re.I)
_OTHERS = re.compile(
    r"(?<!\w)و?سبق\s+(?:أن|ل)|(?:عادة|غالبا|غالباً)\s+ما(?!\w)|(?:مشابهة|مماثلة|سابقة)(?!\w)"
    r"|\b(?:similar|previous|earlier) (?:attacks|strikes|raids)\b"
)
"""Words that tell of other attacks like the last: who did those did not do it therefore."""
_WAS_BEHIND = re.compile(r"(?<!\w)(?:خلف|وراء|مسؤولي(?:ة|ته|تها|تهم)\sعن)\s$")
"""Words before an attack that somebody is charged with, or claims: بالوقوف خلف | الهجوم."""
_TOOK_PLACE = re.compile(
    r"\b(?:it|this|(?:the|this) (?:\w+ ){0,2}(?:incident|attack|ambush|raid|strike|blast|explosion|shooting"
    r"|clash|clashes|confrontation|encounter|collision|shelling|bombing|killings?|abduction|kidnapping|assault|operation|arrests?"
    r"|protest|march|patrol|meeting|exchange|fighting))"
    r" (?:had |is said to have |reportedly |also )?(?:took place|taken place|happened|occurred|unfolded|was carried out"
    r"|was reported|broke out|was staged|was recorded)\b"
    r"|(?:وقع|وقعت|حدث|حدثت|جرى|جرت|نفذ|نفذت)\s+(?:ذلك|(?:هذا|هذه)\s+\w+|"
    r"ال(?:حادث|حادثة|هجوم|انفجار|غارة|عملية|كمين|اشتباك|اشتباكات|استهداف|قصف|حاجز|دورية))(?!\w)",
    re.I,
)
"""Words with which a sentence says when and where that was what the one before it told."""


def with_follow_ups(drafts: Sequence[Draft], sentences: Sequence[Sentence], mentions: Mentions) -> list[Draft]:
    """The drafts, each with what the sentences after it that tell no event of their own say of it."""
    followed = list(drafts)
    told = {draft.sentence for draft in drafts}
    passing: set[int] = set()
    at = -1
    for sentence in sentences:
        while at + 1 < len(followed) and followed[at + 1].sentence <= sentence.index:
            at += 1
        if at < 0 or sentence.part == "source":
            continue
        if sentence.index in told:
            own = [i for i in range(max(0, at - _MOST_OWN), at + 1) if followed[i].sentence == sentence.index]
            if own[0] and all(_is_passing(followed[i], mentions.text) for i in own):  # "وتبنت الحركة الهجوم"
                is_claimed = False
                for i in _claimed_by(sentence, followed, own[0] - 1, mentions):
                    claimed = _with_culprit(followed[i], sentence, mentions)
                    if claimed is followed[i]:
                        continue
                    places = [p for j in own for p in followed[j].places if places_agree([p], claimed.places)]
                    followed[i] = replace(claimed, places=(*claimed.places, *places))
                    is_claimed = True
                if is_claimed:
                    passing.update(own)
                    continue
            followed[at] = _with_culprit(followed[at], sentence, mentions)  # "…, the office said, blaming Ankara"
            continue
        for add in (_with_toll, _with_whom_it_hit, _with_dispersers, _with_day_and_place):
            followed[at] = add(followed[at], sentence, mentions)
        for i in _claimed_by(sentence, followed, at, mentions):
            followed[i] = _with_culprit(followed[i], sentence, mentions)
    return [draft for i, draft in enumerate(followed) if i not in passing]


def _is_passing(draft: Draft, text: str) -> bool:
    """Whether a draft is a mere mention of an attack: "the attack", or one without a place of its own."""
    trigger = draft.triggers[0]
    if text.startswith("ال", trigger.start) and _WAS_BEHIND.search(text, max(0, trigger.start - 14), trigger.start):
        return True
    return draft.strength == 1 and (draft.is_definite or not draft.places)


def _with_day_and_place(last: Draft, sentence: Sentence, mentions: Mentions) -> Draft:
    """The last draft with the day and place of a sentence that only gives these: "The attack took place near X"."""
    is_listed = "item" in (last.part, sentence.part) or last.part == "title"
    if sentence.block - last.block > int(not is_listed) or sentence.index - last.sentence > 3 or last.sense != "told":
        return last
    if not _TOOK_PLACE.search(sentence.text):
        return last
    text = mentions.text
    dates = [d for d in within(mentions.dates, sentence.start, sentence.end) if d.sense == "event" and d.date_start]
    dates = [d for d in dates if d.rule != "counted_from" and not is_spoken(text, d.start)]
    carried = tuple(d for d in dates if d.refers_back and sentence.block == last.block)  # the dating looks for these
    last = replace(last, carried_dates=(*last.carried_dates, *carried)) if carried else last
    dates = [d for d in dates if d not in carried]
    if not dates_agree(dates, last.dates):
        return last
    places = [p for p in within(mentions.places, sentence.start, sentence.end) if p.is_resolved and p.role == "event"]
    places = [p for p in places if not is_spoken(text, p.start, p.end)]
    return replace(last, dates=(*last.dates, *dates), places=(*last.places, *places))


def _with_toll(last: Draft, sentence: Sentence, mentions: Mentions) -> Draft:
    """The last draft with the figures of a sentence that only says what it cost ("Two guards were killed")."""
    is_listed = "item" in (last.part, sentence.part) or last.part == "title"
    if (is_listed and last.block != sentence.block) or sentence.index - last.sentence > 3 or last.sense != "told":
        return last
    dates = [d for d in within(mentions.dates, sentence.start, sentence.end) if d.sense == "event" and d.date_start]
    if any(d.date_start not in [other.date_start for other in last.dates] for d in dates):
        return last
    found = find_casualties(mentions.text, sentence.start, sentence.end)
    if not found:
        return last
    victims = _victims(sentence, last, found, mentions)
    return replace(last, casualties=(*last.casualties, *found), participants=(*last.participants, *victims))


def _claimed_by(sentence: Sentence, drafts: Sequence[Draft], last: int, mentions: Mentions) -> list[int]:
    """Which drafts a sentence may lay at somebody's door: of the attacks told last that nobody did, those it means.

    News tells first what else happened: "... Reinforcements came. Al-Shabaab claimed the bombing."
    """
    near = [i for i in range(max(0, last - _MOST_OWN), last + 1) if _is_unclaimed(drafts[i], sentence)]
    if len(near) < 2:
        return near or [last]
    if _THEY_ALL.search(mentions.text, sentence.start, sentence.end):
        return near
    named = _KIND_NAMED.search(mentions.text, sentence.start, sentence.end)
    kinds = _KINDS_OF_NOUNS.get(named.lastgroup or "", _ATTACKS) if named else _ATTACKS
    meant = drafts[next((i for i in reversed(near) if drafts[i].kind in kinds), near[-1])]
    if _TOOK_PLACE.search(mentions.text, meant.start, meant.end):  # "The explosion happened near Ariha."
        return [i for i in near if drafts[i].kind == meant.kind]
    return [i for i in near if drafts[i].sentence == meant.sentence]


def _is_unclaimed(draft: Draft, sentence: Sentence) -> bool:
    """Whether an attack stands shortly before a sentence, in prose or in the same item, and nobody is named for it."""
    is_listed = "item" in (draft.part, sentence.part) or draft.part == "title"
    if draft.kind not in _ATTACKS or draft.sense != "told" or _has_actor(draft):
        return False
    return sentence.block - draft.block <= (0 if is_listed else _CLAIM_BLOCKS) and (
        sentence.index - draft.sentence <= _CLAIM_SENTENCES
    )


def _has_actor(draft: Draft) -> bool:
    return any(p.role == "actor" and p.force_id != "unidentified" for p in draft.participants)


def _with_culprit(last: Draft, sentence: Sentence, mentions: Mentions) -> Draft:
    """The last draft with the force that its sentence or the next blames, or that claims it ("Baghdad blamed X")."""
    # Arabic news has a sentence a paragraph: "وتبنت الحركة الهجوم" stands in the next.
    is_listed = "item" in (last.part, sentence.part) or last.part == "title"
    near = sentence.block - last.block <= int(not is_listed) and sentence.index - last.sentence <= 2
    if not (near or _is_unclaimed(last, sentence)) or _has_actor(last) or last.sense != "told":
        return last
    if _OTHERS.search(sentence.text):
        return last
    forces = within(mentions.forces, sentence.start, sentence.end)
    culprit = next(
        (f for f in forces if claims(mentions.text, f) or _are_its(_ATTACKERS_WERE, f, sentence, mentions)), None
    )
    if culprit is None:
        return last
    others = tuple(p for p in last.participants if p.force_id not in (culprit.force_id, "unidentified"))
    blamed = Participant(
        force_id=culprit.force_id, role="actor", start=culprit.start, end=culprit.end, rule="blamed or claims it"
    )
    return replace(last, participants=(*others, blamed))


def _with_whom_it_hit(last: Draft, sentence: Sentence, mentions: Mentions) -> Draft:
    """A strike with the force that the next sentence says was its mark: "The army said it had hit a Hezbollah man"."""
    near = sentence.block - last.block <= int(last.part == "body") and sentence.index - last.sentence <= 2
    known = any(p.role != "actor" and p.force_id != "unidentified" for p in last.participants)
    if last.kind not in _AIMED or last.sense != "told" or known or not near or not _has_actor(last):
        return last
    text = mentions.text
    acting, _ = voices_in(mentions, sentence)
    for force in acting:
        if force.force_id in last.force_ids or force.sense not in ("actor", "unit", "base"):
            continue
        is_mark = last.kind in BOMBING and bool(_HIT.search(text, max(sentence.start, force.start - 60), force.start))
        is_mark = is_mark and bool(
            _WHOSE_IT_WAS.search(text, max(sentence.start, force.start - 30), force.start)
            or _WHAT_IT_HIT.search(text, sentence.start, force.start)
            or _ITS_MEN.match(text, force.end)
        )
        if is_mark or _are_its(_MEN_WERE, force, sentence, mentions):
            marked = Participant(
                force_id=force.force_id, role="target", start=force.start, end=force.end, rule="its mark"
            )
            return replace(last, participants=(*last.participants, marked))
    return last


def _are_its(who: re.Pattern[str], force: ForceMention, sentence: Sentence, mentions: Mentions) -> bool:
    """Whether a sentence says that those who attacked, or who were hit or taken, are a force's."""
    return bool(who.search(mentions.text, max(sentence.start, force.start - 90), force.start))


def _with_dispersers(last: Draft, sentence: Sentence, mentions: Mentions) -> Draft:
    """A protest with the force that a sentence after it says broke it up."""
    if last.kind != "protest" or last.block != sentence.block or not _DISPERSED.search(sentence.text):
        return last
    acting, _ = voices_in(mentions, sentence)
    known = [f for f in acting if f.force_id not in last.force_ids and f.sense in ("actor", "unit")]
    against = tuple(
        Participant(force_id=f.force_id, role="counterpart", start=f.start, end=f.end, rule="broke it up")
        for f in known[:1]
        if f.force_id != "unidentified"
    )
    return replace(last, participants=(*last.participants, *against))


def _victims(
    sentence: Sentence, draft: Draft, toll: Sequence[CasualtyMention], mentions: Mentions
) -> list[Participant]:
    """The forces whose people a toll counts and that a draft has not named."""
    hit = [
        f
        for f in within(mentions.forces, sentence.start, sentence.end)
        if f.sense in ("actor", "unit")
        and f.force_id not in draft.force_ids
        and not (f.rule == "its own" and draft.force_ids - {"unidentified"})
        and is_casualty(f, toll, draft.triggers[0], mentions.text)
    ]
    return [
        Participant(force_id=f.force_id, role="target", start=f.start, end=f.end, rule="its people were hit")
        for f in hit[:1]
    ]
