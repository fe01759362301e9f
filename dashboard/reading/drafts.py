"""First drafts of events: what each clause tells, with the dates, places, forces and figures in its own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from dashboard.reading.back_references import NO_RECALL, Recall, recall_of, tells_of_that
from dashboard.reading.before_news import is_before_news
from dashboard.reading.bystanders import tells_of_arms, tells_of_itself
from dashboard.reading.casualties import CasualtyMention, find_casualties
from dashboard.reading.clauses import clause_spans, head_triggers
from dashboard.reading.datelines import without_dateline
from dashboard.reading.dates import DateMention
from dashboard.reading.extents import (
    before_aside,
    before_reason,
    end_of_sides,
    end_of_telling,
    is_of_treaty,
    opens_elsewhere,
    without_funerals,
    without_homes,
    without_opening,
)
from dashboard.reading.forces import ForceMention
from dashboard.reading.genres import genre_of
from dashboard.reading.headings import headed, inline_heading, is_heading, is_headline, is_list_title
from dashboard.reading.kinds import BOMBING, MARCHES, SAME, Sense, Trigger, find_triggers, words_and_cues
from dashboard.reading.line_heads import is_heading_of
from dashboard.reading.mentions import LONGEST_NAME, Mentions, voices_outside_names, within
from dashboard.reading.other_days import is_of_other_event
from dashboard.reading.participants import Participant, is_protested, is_thrown, take_part
from dashboard.reading.reality import as_real, is_going_on, is_how_they_came, is_means
from dashboard.reading.second_tellings import second_tellings
from dashboard.reading.sections import find_sections
from dashboard.reading.sentences import Part, Sentence
from dashboard.reading.spoken import is_spoken, is_spoken_day, without_local_tellers
from dashboard.reading.ways import is_gun_post, is_taken_to
from dashboard.reading.words import lowered
from gazetteer.places import PlacedMention

DROPPED_SENSES: tuple[Sense, ...] = ("hypothetical", "habit", "negated", "background", "figurative", "accused")
"""Senses in which nothing happened that a map could show; denied and planned ones are kept as such."""

_AGAIN = re.compile(
    r"\b(?:second|(?<!one )another|separate(?:ly)?|third|(?<!minutes )(?<!moments )later|afterwards?|elsewhere|"
    r"earlier|previous(?:ly)?|again|(?:days?|hours) that followed|in (?:the )?(?:nearby|neighbou?ring|adjacent))\b"
    r"|(?:سياق|صعيد)\s+(?:آخر|متصل|منفصل)|(?:إلى|غضون)\s+ذلك|وفي\s+وقت\s+(?:سابق|لاحق)(?!\w)|من\s+(?:جهة|ناحية)\s+(?:أخرى|ثانية)"
    r"|(?:قوة|قوات|دورية|مجموعة|وحدة|آليات|طائرة|مسيرة|مسيّرة|عبوة|قذيفة|قذائف|فرقة)\s+(?:أخرى|ثانية|مماثلة)(?!\w)"
    r"|(?:رتل|رتلا|موكب|لغم)\s+(?:آخر|ثان|ثاني|مماثل)(?!\w)"
    r"|حادثة?\s+(?:سابقة?|أخرى|آخر|منفصلة?|مماثلة?|مشابهة?)|(?:عملية|هجوم(?:ا|اً)?|غارة|قصف(?:ا|اً)?|اشتباك|انفجار|تفجير)\s+(?:لاحقة|أخرى|ثانية|ثان|آخر|أول|سابقا?|مماثلا?)(?!\w)",
)


_LISTED = ("patrol", "clash", "arrest_or_raid", "air_or_drone_strike", "movement")
_SHORT_QUESTION = 30
"""Characters of a question that asks for news: a longer one may tell some."""
_OPENING = 60
"""Characters with which a list item says what it is about."""

_LONGEST_LINK = 10
_OF = re.compile(r"\s+of\s+(?:the\s+)?")
_NAMED = ("actor", "unit")

_SIMILAR = re.compile(
    r"\b(?:similar|simultaneous|(?:of (?:its|this|that) kind|the last such))\b"
    r"|من\s+هذا\s+النوع|مماثلة|مشابهة|الدورية\s+الأولى",
)
_GOING_ON = re.compile(
    r"\b(?:went on|continued|resumed|flared again|raged on)\b|(?:تواصلت|استمرت|تجددت)\s"
    r"|\b(?:drove|driven|fought|beat|beaten|pushed|repelled|repulsed|chased|forced|killed)\s(?:off|back|away|out)?\s?"
    r"(?:the|their|its|\w+ of the)\s(?:attackers|assailants|raiders|gunmen|attack|assault)\b|\breturned fire\b"
    r"|(?:صد|صدت|إفشال|أفشلت)\s(?:الهجوم|المهاجمين)",
)
_FOLLOWING = re.compile(
    r"\b(?:that followed|which followed|in response|in return|in retaliation|responded|answered|replied|"
    r"(?:clashes|fighting|gunfight|shoot-?out|exchange of fire) (?:then |soon |also )?"
    r"(?:followed|ensued|erupted|broke out|began|started)(?=[.,;]| (?:after|there|as|when|inside|at|near))|"
    r"countered|fired back|retaliated|hit back|"
    r"(?:these|those|such) (?:attacks|raids|strikes))\b"
    r"|(?:ردا|رداً)\s+على|تلت\s|تلاه\s|تلاها\s|أعقب|\b[وف]?ردّ?(?:ت|وا)?\s+(?:عليه|عليها|قوات|القوات|مدفعية|المدفعية|الجيش|الفصائل|فصائل|قسد|بقصف|باستهداف)|تلك\s+الهجمات|هذه\s+الهجمات",
)
_RELATIVE = re.compile(
    r"\b(?:which|that|who|where|whose)\s(?:\S+\s){0,3}$|(?<!\w)(?:الذي|التي|الذين|حيث)\s(?:\S+\s){0,2}$"
)
_BREAKING_UP = re.compile(r"\bto (?:disperse|break up|scatter)\b|لتفريق|لفض", re.I)
_GROUP = re.compile(r"\bthe (?:group|force)\b|الجماعة|المجموعة")
_RIVALS = re.compile(
    r"\b(?:infighting|internecine|(?:rival|warring|competing|opposing|two|different)\s(?:armed\s|\w+\s)?"
    r"(?:factions|gangs|wings|cells|clans|militias|cartels|camps|branches|units))\b",
)
"""Words for the sides of one force that fight each other."""
_SEVERAL = re.compile(
    r"\b(?:(?:two|three|four|five|six|several|[2-9]) (?:(?:other|separate|different|deadly) )?|(?:separate|different) )"
    r"(?:attacks|(?:air ?)?strikes|raids|incidents|ambushes|bombings|explosions|blasts|shootings|clashes|killings)\b"
    r"|(?<!\w)[وفبل]?(?:ال)?(?:هجومين|حادثين|حادثتين|عمليتين|غارتين|استهدافين|انفجارين|تفجيرين|كمينين|اغتيالين)(?!\w)"
    r"|(?:هجمات|حوادث|غارات|عمليات|انفجارات|تفجيرات|اغتيالات)\s+(?:منفصلة|متفرقة|متزامنة|متتالية)"
    r"|(?:ثلاثة?|أربعة?|خمسة?)\s+(?:هجمات|حوادث|غارات|عمليات|انفجارات|تفجيرات|كمائن|اغتيالات)",
)
"""Words of a lead that counts what the sentences after it tell one by one."""
_PARTED = re.compile("[;؛]")
_TWO_OF_ONE = ("عشيرتين", "عشيرتان", "قبيلتين", "قبيلتان")
_REPLY = re.compile(
    r"\b(?:replied|responded|retaliated|answered|hit back|returned fire|shot back)\b|\b[وف]?[تي]?ردّ?(?:ت|وا|ون)?\s",
)
_ANSWERS = re.compile(
    r"[\s،,]*(?:و(?:ال)?\w+\s+){0,2}[وف]?[تي]?رد\u0651?(?:ت|وا|ون)?\s+(?!أنباء|معلومات|تقارير|في\s|على\s)"
)
"""How an Arabic clause begins that tells of an answer: "... وردت قوات الإقليم بإسقاط مروحيتين"."""
_SHOWN = re.compile(
    r"\b(?:videos?|footage|images?|pictures?|photos?|photographs?|clips?|recordings?)\b[^.;]{0,60}"
    r"\b(?:shows?|showed|showing|shown|captured|depict\w*)\b|(?:مقطع|مقاطع|تسجيل|صور|مشاهد|فيديو)\S*\s[^.؛]{0,40}(?:يظهر|تظهر|أظهر)",
    re.I,
)
_OURS = re.compile(
    r"\bour (?:\w+ ){0,2}(?:forces|units|fighters|troops|patrols|elements|soldiers|vehicles|artillery|aircraft"
    r"|positions|defenders|comrades|men)\b"
    r"|\b[وفبل]?(?:قوات|وحدات|دوريات|مقاتلي|مقاتلو|مجاهدي|مجاهدو|مدفعيت|طيران|مسيرات|مسيّرات|دفاعات|أبطال|عناصر|كتائب|سرايا"
    r"|ثوار|جنود|رجال|صواريخ|نسور|مغاوير|قناصت|قناصي|قناصو|ضفادع|مفارز|تشكيلات)نا\b"
    r"|\bتمكن(?:ا|ّا)\s+(?:بعون|بفضل|من)|(?:جيش|حشد)نا\b",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One event as one clause tells it, before it is joined with what the rest of the report says."""

    kind: str
    sense: Sense
    part: Part
    block: int
    sentence: int
    start: int
    end: int
    triggers: tuple[Trigger, ...]
    participants: tuple[Participant, ...] = ()
    speakers: tuple[ForceMention, ...] = ()
    dates: tuple[DateMention, ...] = ()
    beside_dates: tuple[DateMention, ...] = ()
    spoken_dates: tuple[DateMention, ...] = ()
    passed_places: tuple[PlacedMention, ...] = ()
    places: tuple[PlacedMention, ...] = ()
    casualties: tuple[CasualtyMention, ...] = ()
    is_another: bool = False
    denial: tuple[int, int] | None = None
    is_internal: bool = False
    is_of_group: bool = False
    is_similar: bool = False
    is_definite: bool = False
    recall: Recall = NO_RECALL
    is_continuing: bool = False
    is_followed: bool = False
    is_ours: bool = False
    is_armed: bool = False
    is_reply: bool = False
    is_count: bool = False
    part_of_sentence: int = 0
    is_noun: bool = False
    is_elsewhere: bool = False
    is_before_news: bool = False
    carried_dates: tuple[DateMention, ...] = ()
    section: PlacedMention | None = None

    @property
    def strength(self) -> int:
        return max(trigger.strength for trigger in self.triggers)

    @property
    def days(self) -> tuple[DateMention, ...]:
        """The dates of its clause, else those of the rest of its sentence."""
        return self.dates or self.beside_dates

    @property
    def force_ids(self) -> frozenset[str]:
        return frozenset(p.force_id for p in self.participants)


def draft_events(sentences: Sequence[Sentence], mentions: Mentions) -> list[Draft]:
    """A draft for every clause that tells of an event, denials and plans included, in text order."""
    drafts: list[Draft] = []
    is_news = not genre_of(mentions.text)
    heading: Trigger | None = None
    sections = find_sections(sentences, mentions.places)
    for sentence, following in zip_longest(sentences, sentences[1:]):
        if sentence.part == "source" or not (is_news or find_casualties(sentence.text, 0, len(sentence.text))):
            continue
        triggers = [t for t in _triggers_of(sentence, mentions) if not _is_inside_name(t, mentions)]
        if is_heading(sentence, following, triggers):
            heading = triggers[0]
            continue
        if triggers and is_list_title(sentence, sentences):
            continue
        heading = heading if sentence.part == "item" else None
        is_alone = sentence.place == 0 and (following is None or following.block != sentence.block)
        triggers = _under_heading(triggers, heading, sentence)
        triggers = _with_kind_before(triggers, drafts, sentence)
        _deny_last(drafts, sentence, mentions)
        told = [as_real(t, sentence, mentions) for t in triggers]
        told = [
            t
            for t in told
            if t.sense not in DROPPED_SENSES and not is_going_on(t, sentence, mentions, is_alone=is_alone)
        ]
        told = [t for t in told if (is_news or t.strength == 3) and not is_how_they_came(t, sentence, not drafts)]
        told = [t for t in told if not is_means(t, told, mentions.text)]
        if (
            sentence.text.endswith("?") and len(sentence.text) < _SHORT_QUESTION
        ):  # "Protest at Hmeimim?" tells of nothing
            told = []
        if drafts and _is_breaking_up(sentence, drafts[-1]):
            told = []
        section = sections.of(sentence)
        new = [
            draft for draft in _sentence_drafts(sentence, told, mentions) if not _is_of_another_year(draft, sentence)
        ]
        if new and drafts and _SHOWN.search(sentence.text):  # "Videos show the vehicles driving off": the event before
            new = [draft for draft in new if draft.dates or draft.places]
        drafts += [replace(draft, section=section) for draft in new] if section is not None else new
    return drafts


def _is_of_another_year(draft: Draft, sentence: Sentence) -> bool:
    """Whether words only say beside something else what was in some year: "the bridge that raids destroyed in 2017"."""
    if draft.part != "body" or not draft.dates or any(d.precision != "year" for d in draft.dates):
        return False
    head = draft.triggers[0]
    if not (draft.passed_places or draft.casualties) and all(d.start > head.start for d in draft.dates):
        return True  # "the group lost its last pocket in 2019"
    is_relative = bool(_RELATIVE.search(sentence.text, 0, head.start - sentence.start))
    return is_relative or ((draft.is_noun or head.frame == "mutual") and head.strength < 3)


def _under_heading(triggers: list[Trigger], heading: Trigger | None, sentence: Sentence) -> list[Trigger]:
    """The triggers of a sentence as its own heading or the one above its list has them.

    In a list a bare noun tells an event: "Coalition patrol in …".
    """
    inline = inline_heading(sentence, triggers)
    if inline is not None:
        return headed(inline[0], sentence, inline[1], triggers)
    if heading is not None and sentence.place == 0:
        return headed(heading, sentence, sentence.start, triggers)
    is_bare = all(t.strength == 1 for t in triggers) and is_headline(sentence)
    if (sentence.part != "item" or sentence.place != 0) and not is_bare:
        return triggers
    opening = sentence.start + _OPENING
    return [
        replace(t, strength=2) if t.kind in _LISTED and t.strength == 1 and t.start < opening else t for t in triggers
    ]


def _triggers_of(sentence: Sentence, mentions: Mentions) -> list[Trigger]:
    near = max(0, sentence.start - LONGEST_NAME)
    return find_triggers(
        sentence,
        places=[(p.start, p.end) for p in within(mentions.places, near, sentence.end)],
        forces=[(f.start, f.end) for f in within(mentions.forces, near, sentence.end) if f.sense in _NAMED],
    )


def _with_kind_before(triggers: list[Trigger], drafts: Sequence[Draft], sentence: Sentence) -> list[Trigger]:
    """The triggers with those that tell "the same again" given the kind of the event before, or left out."""
    others = [t for t in triggers if t.kind != SAME]
    again = next((t for t in triggers if t.kind == SAME), None)
    if again is None or any(t.strength > 1 for t in others):
        return others
    last = next((d for d in reversed(drafts) if d.sense == "told" and sentence.block - d.block <= 1), None)
    if last is None or sentence.index - last.sentence > 3:
        return others
    return [replace(again, kind=last.kind, frame=last.triggers[0].frame, is_again=True)]


def _is_breaking_up(sentence: Sentence, last: Draft) -> bool:
    """Whether a sentence tells only how the protest before it was broken up."""
    return last.kind == "protest" and last.block == sentence.block and bool(_BREAKING_UP.search(sentence.text))


def _sentence_drafts(sentence: Sentence, triggers: Sequence[Trigger], mentions: Mentions) -> list[Draft]:
    if not triggers:
        return []
    clauses = clause_spans(sentence, second_tellings(sentence, triggers, mentions))
    groups = head_triggers(triggers, clauses, sentence)
    spans = _territories(sentence, clauses, groups)
    acting, speaking = voices_outside_names(mentions, sentence)
    drafts = []
    for group, span in zip(groups, spans, strict=True):
        drafts.append(_draft(sentence, group, span, acting, speaking, mentions))
        beside = next((t for t in group[1:] if _is_event_beside(group[0], t)), None)
        if beside is not None:
            drafts.append(_draft(sentence, [beside], span, acting, speaking, mentions))
    return drafts


def _is_event_beside(head: Trigger, other: Trigger) -> bool:
    """Whether one clause tells two things: "villagers stoned a joint patrol" is a patrol and a protest."""
    pair = {head.kind, other.kind}
    stones = head if head.kind == "protest" else other
    is_patrol = pair == {"protest", "joint_patrol"} or (pair == {"protest", "patrol"} and other.strength > 1)
    return is_patrol and is_thrown(stones) and other.sense == "told"


def _draft(
    sentence: Sentence,
    group: Sequence[Trigger],
    span: tuple[int, int],
    acting: Sequence[ForceMention],
    speaking: Sequence[ForceMention],
    mentions: Mentions,
) -> Draft:
    head, (start, end) = group[0], span
    small = lowered(mentions.text)
    sense: Sense = "denied" if head.sense == "rejected" else head.sense
    casualties = find_casualties(mentions.text, start, end)
    told_until = end_of_telling(sentence, head, start, end)
    dates = _days_between(start, told_until, head, mentions)
    spoken = [d for d in dates if is_spoken_day(d, head, sentence, mentions.text)]
    places = _places_between(start, told_until, head, sentence, mentions)
    own_places = [p for p in places if not is_spoken(mentions.text, p.start, p.end, since=head.start)]
    own_places = without_local_tellers(mentions.text, own_places)
    if head.kind not in MARCHES:
        own_places = [p for p in own_places if not is_taken_to(mentions.text, p)]
    if head.kind in BOMBING:
        told_by = max(t.end for t in group)
        hit = [p for p in own_places if not is_gun_post(mentions.text, p, told_by)]
        own_places = hit or own_places
    sides_until = end_of_sides(mentions.text, head, group, end)
    if head.kind in MARCHES:  # "... deployed for fear of clashes with X"
        sides_until = min(sides_until, told_until)
    inside = within(acting, start, sides_until)
    own = [f for f in speaking if _is_before_or_in(f, head) and tells_of_itself(mentions.text, f, head, acting)]
    named = {f.force_id for f in inside if f.rule == "refers" and f.sense == "actor"}
    own = [f for f in own if f.force_id not in named]  # "announced the death of 16 of its members"
    if head.kind == "protest":
        own += [f for f in speaking if f.sense == "government" and is_protested(mentions.text, f)]
    return Draft(
        kind=head.kind,
        sense=sense,
        part=sentence.part,
        block=sentence.block,
        sentence=sentence.index,
        start=start,
        end=end,
        triggers=tuple(group),
        participants=tuple(take_part(mentions.text, head, inside + own, lang=mentions.lang, casualties=casualties)),
        speakers=tuple(speaking),
        dates=tuple(d for d in dates if d not in spoken),
        beside_dates=tuple(
            d
            for d in _days_between(sentence.start, sentence.end, head, mentions)
            if not is_spoken_day(d, head, sentence, mentions.text)
        ),
        spoken_dates=tuple(spoken),
        places=tuple(p for p in own_places if p.role == "event"),
        passed_places=tuple(p for p in own_places if p.role in ("event", "context")),
        casualties=tuple(casualties),
        is_another=head.is_again or bool(_AGAIN.search(small, sentence.start, min(head.end + 35, sentence.end))),
        denial=(head.cue_start, head.cue_end) if head.cue_start >= 0 else None,
        is_internal=_has_two_of_one(acting) or bool(_RIVALS.search(small, sentence.start, end)),
        is_of_group=bool(_GROUP.search(small, start, end)),
        is_elsewhere=opens_elsewhere(sentence, places),
        is_definite=tells_of_that(mentions.text, group),
        recall=recall_of(mentions.text, sentence.text, head, end),
        is_similar=bool(_SIMILAR.search(small, start, end)),
        is_continuing=bool(_GOING_ON.search(small, start, end)),
        is_followed=bool(_FOLLOWING.search(small, sentence.start, end)),
        is_ours=bool(_OURS.search(small, start, end)),
        is_noun=head.frame == "noun" and not mentions.text.endswith("ed", head.start, head.end),
        is_count=bool(_SEVERAL.search(small, start, end)),
        part_of_sentence=len(_PARTED.findall(mentions.text, sentence.start, head.start)),
        is_reply=bool(_REPLY.search(small, head.start, head.end) or _ANSWERS.match(mentions.text, start, head.end)),
        is_before_news=is_before_news(sentence.text),
        is_armed=tells_of_arms(mentions.text, start, end),
    )


def _is_before_or_in(speaker: ForceMention, head: Trigger) -> bool:
    """Whether a speaker stands before the words of an event, or among them: أعلنت وزارة الدفاع التركية تحييد."""
    return speaker.end <= head.start or (head.start < speaker.start and speaker.end < head.end)


def _days_between(start: int, end: int, head: Trigger, mentions: Mentions) -> list[DateMention]:
    """The dates of a stretch of text on which an event may have been, the dateline's and other events' left out."""
    days = without_dateline([d for d in within(mentions.dates, start, end) if d.sense == "event"], mentions.text)
    return [d for d in days if not is_of_other_event(mentions.text, d, head)]


def _places_between(start: int, end: int, head: Trigger, sentence: Sentence, mentions: Mentions) -> list[PlacedMention]:
    """The places of a stretch of text in which its event may be: no heading, aside, part of a name, or reason."""
    places = [p for p in within(mentions.places, start, end) if p.is_resolved]
    places = [p for p in places if not is_heading_of(mentions.text, p, sentence) and not is_part_of_force(p, mentions)]
    places = [p for p in places if not is_of_treaty(mentions.text, p)]
    if not sentence.text.isascii():
        places = without_funerals(without_homes(places, mentions.text), mentions.text)
    places = without_opening(before_aside(places, head, sentence, mentions), sentence, head)
    return before_reason(places, mentions.text, max(head.end, start), end)


def _has_two_of_one(acting: Sequence[ForceMention]) -> bool:
    """Whether two units of one force are named: they fight each other."""
    units = {(f.force_id, f.text) for f in acting if f.sense == "unit"}
    ids = [force_id for force_id, _ in units]
    return len(ids) > len(set(ids)) or any(text.endswith(_TWO_OF_ONE) for _, text in units)


def is_part_of_force(place: PlacedMention, mentions: Mentions) -> bool:
    """Whether a place's name is only a part of a force's: Maghawir al-Thawra, the General Command of Jordan's army.

    A base that is said to be of a force stays the place that it is: قاعدة التنف التابعة للتحالف.
    """
    after = within(mentions.forces, place.end, place.end + _LONGEST_LINK)
    if after and _OF.fullmatch(mentions.text, place.end, after[0].start):
        return after[0].sense in ("actor", "unit") and " " in place.name
    return any(
        f.start <= place.start
        and place.end <= f.end
        and f.sense in ("actor", "unit", "equipment", "government")
        and not (f.rule == "loyal" and f.start == place.start)
        for f in within(mentions.forces, max(0, place.start - LONGEST_NAME), place.end)
    )


def _territories(
    sentence: Sentence, clauses: Sequence[tuple[int, int]], groups: Sequence[Sequence[Trigger]]
) -> list[tuple[int, int]]:
    """The stretch of the sentence that each group speaks for: its clause and those after it without a trigger."""
    starts = []
    for i, group in enumerate(groups):
        first = min(t.start for t in group)
        clause = next(start for start, end in clauses if start <= first < end)
        starts.append(sentence.start if i == 0 else clause)
    return list(zip(starts, [*starts[1:], sentence.end], strict=False))


def _deny_last(drafts: list[Draft], sentence: Sentence, mentions: Mentions) -> None:
    """Mark the drafts of the sentence before as denied where this one only says "these claims are false"."""
    words, cues = words_and_cues(sentence.text)
    cue = next((c for c in cues if c.sense == "rejected"), None)
    if cue is None or any(t.strength > 1 for t in _triggers_of(sentence, mentions)):
        return
    where = (sentence.start + words[cue.first].start, sentence.start + words[cue.last].end)
    for i, draft in enumerate(drafts[-6:], start=max(0, len(drafts) - 6)):
        if draft.sentence == sentence.index - 1 and draft.block == sentence.block and draft.sense == "told":
            drafts[i] = replace(draft, sense="denied", denial=where)


def _is_inside_name(trigger: Trigger, mentions: Mentions) -> bool:
    """Whether a trigger's only word is part of a place's or force's name ("Military Police Patrol Unit")."""
    near = max(0, trigger.start - LONGEST_NAME)
    places = within(mentions.places, near, trigger.end)
    units = [f for f in within(mentions.forces, near, trigger.end) if f.sense == "unit"]
    # A list's heading may be taken for a name; "a coalition patrol" is a unit and a patrol.
    in_place = any(
        p.start <= trigger.start and trigger.end <= p.end and (p.start, p.end) != (trigger.start, trigger.end)
        for p in places
    )
    return in_place or any(f.start <= trigger.start and trigger.end < f.end for f in units)
