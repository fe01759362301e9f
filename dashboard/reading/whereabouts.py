"""Where an event was: from its own words, else from what stands around them, always with the reason."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shapely import Point

from dashboard.reading.drafts import Draft, is_part_of_force
from dashboard.reading.kinds import MARCHES
from dashboard.reading.line_heads import has_no_word, heads_line, is_heading_of
from dashboard.reading.mentions import within
from dashboard.reading.patterns import word_key
from dashboard.reading.placing import BARE_NAME, finest, is_region, middle_one, nearest_exact, without_surroundings
from dashboard.reading.retelling import Story
from dashboard.reading.roads import is_road_to, road_between
from dashboard.reading.sections import is_out_of_section
from dashboard.reading.spoken import is_spoken
from dashboard.reading.told import CARRIED, Placed, Telling, Told
from dashboard.reading.towns import is_in_town, last_town, town_meant
from dashboard.reading.ways import Way, is_taken_to, way_of
from gazetteer.bundles import PROVINCES
from gazetteer.cues import capitals
from gazetteer.places import PlacedMention

_FEATURE = re.compile(
    r"(?<!\w)(?:[وبل]|)(?:ال|لل)(?P<ar>مطار|قاعدة|معسكر|مخيم|معبر|سجن|جسر|ميناء|مستشفى|حقل|سد|مدينة|بلدة|قرية)(?!\w|\s+ال)"
    r"|\bthe (?:same )?(?P<en>airport|base|camp|prison|crossing|barracks|port|dam|garrison)\b(?! of\b)",
    re.I,
)
_FAR_BACK = 900
"""Characters before a clause in which a place was named that it calls by its sort alone."""
_SAME_PLACE = re.compile(
    r"\b(?:there|the same (?:place|town|village|area|road|base|spot|city|jail|prison))\b"
    r"|(?:نفسها?|ذاتها?|عينها?)(?!\w)",
    re.I,
)
_THERE = re.compile(r"(?<!over )\bthere\b(?!\s(?:is|are|was|were|has|have|had|will|would|may))|\bهناك\b", re.I)
_IN_THE_TOWN = re.compile(
    r"\s(?:into |in |inside |on |through )?the (?:city|town|village)\b(?!\s(?:of|council|centre|hall)\b)"
)
"""What stands after words that tell of the town that heads the line: "HAMA: convoys entering the city"."""
TOWN = "the town that it means"
LINE = "the place at the head of its line"
_BESIDE_NAME = 12
"""Characters beside the name of an unknown place in which it is called a quarter, a square, a mosque."""
_OPENING = 6
"""Characters with which a sentence leads to its first place: "In ", وفي."""
_MOVING = frozenset({"movement"})
_ROUNDS = frozenset({"patrol", "joint_patrol"})
_WAYS: tuple[Way | None, ...] = ("arrival", "gate", None, "through", "heading", "origin")
"""What tells best where a movement was, first."""
_HEADING = 40
"""Characters of a paragraph in which the place that heads it ends."""
_HEADS = re.compile(r"(?:\s?\([^()\n]{2,25}\))?(?::|\s[—–|-])\s")
_AFTER_HEADING = re.compile(r"\s*(?:[.:|\t]|\n|$)")
_AT = re.compile(r"(?:\b(?:at|towards?)|(?<!\w)(?:نحو|على|باتجاه|صوب))\s$")
_DASH = re.compile(r"(?:\s?/\s?[\w'’ -]{2,25}?)?\s[—–-]\s")
_DASH_HEADED = re.compile(r"^[A-Z][\w'’ /-]{1,40}?\s[—–-]\s", re.MULTILINE)


def place_of(story: Story, telling: Telling) -> Placed:
    """Where a story was: by its own words, its sentence's, its line's head, what was told before, the report's head."""
    main = story.main
    at = main.triggers[0].start
    headed = _of_town_of_line(main, telling)
    if headed is not None:
        return headed
    goal = _goal(story, telling) if main.part != "item" else None
    if goal is not None:
        return Placed(mention=goal)
    own = _own_place(story, telling)
    if own is not None and main.section is not None and is_out_of_section(own, main.section):
        return _of_list(main, telling) or Placed(mention=own)
    is_origin = own is not None and story.kind in _MOVING and way_of(telling.mentions.text, own) == "origin"
    if is_origin and (town := _of_town(main, telling)) is not None:  # "reinforcements from X reached the city"
        return Placed(mention=town, reason=TOWN)
    if own is not None and not is_region(own):
        return _on_the_road_to(own, main, telling) or Placed(mention=own)
    unknown = _names_unknown_place(main, telling)
    town = None if unknown else _of_town(main, telling)
    if town is not None and not _is_outside(town, own):
        return Placed(mention=town, reason=TOWN)
    passed = _passed(story, telling)
    beside = [] if unknown else _beside(main, telling)
    for candidates, reason in ((passed, "a place on the way"), (beside, "the place of its sentence")):
        nearby = nearest_exact(candidates, at)
        if nearby is not None and not is_region(nearby) and not _is_outside(nearby, own):
            return Placed(mention=nearby, reason=reason)
    if own is not None:
        return _by_the_border(own, main, telling) or Placed(mention=own)
    if unknown:
        return _of_feature(main, telling) or _bounded(main, telling)
    if main.part == "item":
        return _of_line(main, telling) or _of_section(main) or _of_head(telling)
    around = _of_feature(main, telling) or _told_in_block(main, telling) or _of_heading(main, telling)
    around = around or _of_section(main) or _before(story, telling) or _of_head(telling)
    if around.mention:
        return around
    around = _of_town_of_dateline(main, telling) or _named_later(main, telling) or _country_hit(main, telling) or around
    return around if around.mention else _of_dateline(telling) or around


def _is_outside(place: PlacedMention, region: PlacedMention | None) -> bool:
    """Whether a place beside lies in another governorate than the one that an event's own words name."""
    if region is None or region.relation != "in" or not (place.admin1 and region.admin1):
        return False
    return place.admin1 != region.admin1


def _dateline(telling: Telling) -> PlacedMention | None:
    """The town where a report was written."""
    first = next((s for s in telling.sentences if s.part in ("body", "item")), None)
    towns = within(telling.mentions.places, first.start, first.start + 2) if first else []
    is_town = bool(towns) and towns[0].role == "source" and bool(towns[0].admin1) and not is_region(towns[0])
    return towns[0] if is_town else None


def _of_dateline(telling: Telling) -> Placed | None:
    """The town of the dateline of a report that names no other place, unless it is a capital, whence all is told."""
    town = _dateline(telling)
    if town is None or (word_key(town.name) in capitals() and not _is_home(town, telling)):
        return None
    return Placed(mention=town, reason="the town of the dateline, and no other is named")


def _of_town(main: Draft, telling: Telling) -> PlacedMention | None:
    """The town that a clause means by "the town", شرق المدينة, "the capital"."""
    is_listed = main.part == "item" and telling.is_list
    return town_meant(
        telling.mentions.text,
        main.start,
        main.end,
        lambda: _usable(telling.mentions.places, telling),
        since=telling.block_start(main) if is_listed else 0,
        dateline=main.section or (None if is_listed else _dateline(telling)),
    )


def _of_town_of_dateline(main: Draft, telling: Telling) -> Placed | None:
    """The dateline's town, of an event of the first paragraph; of a capital only what is of a town: "in a mosque"."""
    town = _dateline(telling)
    if town is None or telling.block_start(main) > town.start:
        return None
    if word_key(town.name) in capitals() and not is_in_town(telling.mentions.text, main.start, main.end):
        return None
    return Placed(mention=town, reason="the town of the dateline")


def _is_home(capital: PlacedMention, telling: Telling) -> bool:
    """Whether a text from a capital tells of that country and names no other."""
    countries = {p.country for p in telling.mentions.places if p is not capital and p.is_resolved and p.country}
    return countries == {capital.country}


def _scenes(main: Draft, story: Story, telling: Telling) -> Sequence[PlacedMention]:
    """The places of a draft; of a patrol's those it came from or went back to only if there are no others."""
    if story.kind not in _ROUNDS:
        return main.places
    text = telling.mentions.text
    toured = [p for p in main.passed_places if p.role == "event" or way_of(text, p) in ("through", "arrival")]
    for places in (toured, _beside(main, telling)):
        seen = [p for p in places if way_of(text, p) not in ("origin", "heading") and not is_region(p)]
        if seen:
            return seen
    return main.places


def _of_movement(story: Story, telling: Telling) -> PlacedMention | None:
    """Where a movement was: where it arrived, the crossing it went through, where it was seen, whither, last whence."""
    text, at = telling.mentions.text, story.main.triggers[0].start

    def remoteness(place: PlacedMention) -> tuple[int, int]:
        bare = 0 if place.relation else BARE_NAME
        return _WAYS.index(way_of(text, place)), abs(place.start - at) + bare

    passed = _passed(story, telling)
    exact = [p for p in passed if p.is_resolved and not is_region(p) and p.relation != "part_of"]
    return min(without_surroundings(exact), key=remoteness, default=None)


def _goal(story: Story, telling: Telling) -> PlacedMention | None:
    """The governorate or country that a movement was to, where no exact place says where it arrived: إلى الأنبار."""
    if story.kind not in _MOVING:
        return None
    text = telling.mentions.text
    ways = [(p, way_of(text, p)) for p in _passed(story, telling) if p.is_resolved and p.relation != "part_of"]
    if any(way not in ("origin", "heading") and not is_region(p) for p, way in ways):
        return None
    return next((p for p, way in ways if way == "arrival" and p.admin1), None)


def _own_place(story: Story, telling: Telling) -> PlacedMention | None:
    """The place that a story's own words give, or in a list the head of its line where they give none."""
    main = story.main
    at = main.triggers[0].start
    moved = _of_movement(story, telling) if story.kind in _MOVING else None
    scenes = _scenes(main, story, telling)
    own = moved or nearest_exact(_taken(scenes, main) or _in_province(scenes, main, telling), at)
    if own is not None and moved is None and len(scenes) > 2:
        own = middle_one(own, scenes, telling.mentions.text)
    if own is None or is_region(own):
        own = _there(main, telling) or own
    if own is None or is_region(own):
        told = [nearest_exact(draft.places, draft.triggers[0].start) for draft in story.drafts]
        own = nearest_exact([p for p in told if p is not None], at) or own
    head = _line_head(main, telling)
    if main.part != "item" and head is None:
        return own
    if story.kind not in _MOVING and not (own and own in _beside(main, telling)):
        own = head or own
    if own is not None and not own.place_ids:
        line = _of_line(main, telling)  # "Kalat: ... near X", where X is in no gazetteer
        own = line.mention if line and line.mention and line.mention.place_ids else own
    # "Harib: ... at X", where only a namesake of X far off is known
    return head if own is not None and head is not None and is_out_of_section(own, head) else own


def _taken(scenes: Sequence[PlacedMention], main: Draft) -> list[PlacedMention]:
    """The places that the event's own words reach into: "retook the town of" X, after a push near Y."""
    trigger = main.triggers[0]
    return [p for p in scenes if p.start < trigger.end < p.end and p.start > trigger.start and not is_region(p)]


def _in_province(scenes: Sequence[PlacedMention], main: Draft, telling: Telling) -> Sequence[PlacedMention]:
    """The places without the first where it only names the province: "In Hodeidah, ... in Hays district"."""
    first = min(scenes, key=lambda p: p.start, default=None)
    if first is None or len(scenes) < 2 or first.relation != "in" or is_region(first):
        return scenes
    if first.start - telling.sentence_of(main).start > _OPENING:
        return scenes
    inside = [p for p in scenes if p.admin1 == first.admin1 and p.start > first.end + _OPENING and not is_region(p)]
    is_province = bool(inside) and any(c.place.kind in PROVINCES for c in first.candidates)
    return [p for p in scenes if p is not first] if is_province else scenes


def _of_town_of_line(main: Draft, telling: Telling) -> Placed | None:
    """The town that heads a line, where its event only says "the city"."""
    is_of_town = _IN_THE_TOWN.match(telling.mentions.text, main.triggers[0].end)
    return _of_heading(main, telling) if is_of_town and main.part in ("item", "body") else None


def _of_list(main: Draft, telling: Telling) -> Placed | None:
    """The place that heads the line of an item, else its part of the list."""
    head = _line_head(main, telling) if main.part == "item" else None
    return Placed(mention=head, reason=LINE) if head else _of_section(main)


def _there(main: Draft, telling: Telling) -> PlacedMention | None:
    """The place that "there" means in a clause, the last before it: "asked him to Hasakah and arrested him there"."""
    found = _THERE.search(telling.mentions.text, main.triggers[0].start, main.end)
    if found is None:
        return None
    before = _usable(within(telling.mentions.places, telling.block_start(main), found.start()), telling)
    return next((p for p in reversed(before) if not is_region(p) and p.relation != "part_of"), None)


def _passed(story: Story, telling: Telling) -> list[PlacedMention]:
    """The places that a story speaks of besides; of what is no move none that somebody had come from or gone to.

    Of a move not whence, where the line says by its head whither: "TARTUS: reinforcements reach the city from Homs".
    """
    passed = [p for draft in story.drafts for p in draft.passed_places]
    text, sentence = telling.mentions.text, telling.sentence_of(story.main)
    if story.kind not in _MOVING | _ROUNDS:
        at = story.main.triggers[0].start
        return [p for p in passed if p.role == "event" or p.start > at or way_of(text, p) not in ("origin", "arrival")]
    heads = within(telling.mentions.places, sentence.start, sentence.start + _HEADING)
    if story.kind in _MOVING and any(is_heading_of(text, p, sentence) for p in heads):
        return [p for p in passed if way_of(text, p) != "origin"]
    return passed


def _usable(places: Sequence[PlacedMention], telling: Telling) -> list[PlacedMention]:
    """The resolved places at which something may have happened: not a government's, a speaker's or a part of a name."""
    text = telling.mentions.text
    return [
        p
        for p in places
        if p.is_resolved
        and p.role != "actor"
        and not is_spoken(text, p.start, p.end)
        and not is_part_of_force(p, telling.mentions)
    ]


def _beside(main: Draft, telling: Telling) -> list[PlacedMention]:
    """The places in a story's sentence, without those where somebody only spoke and the one that heads it."""
    sentence, text = telling.sentence_of(main), telling.mentions.text
    places = _usable(within(telling.mentions.places, sentence.start, sentence.end), telling)
    places = [p for p in places if p.role == "event" and not is_heading_of(text, p, sentence)]
    return places if main.kind in MARCHES else [p for p in places if not is_taken_to(text, p)]


def _names_unknown_place(main: Draft, telling: Telling) -> bool:
    """Whether a clause says plainly where it was, by a name that the gazetteer lacks: "in the village of X"."""
    places = within(telling.mentions.places, main.start, main.end)
    return any(not p.is_resolved and p.role == "event" and p.relation not in ("", "part_of") for p in places)


def _bounded(main: Draft, telling: Telling) -> Placed:
    """The region, or the line's head, within which an unknown place lies; nowhere if the text gives no bounds."""
    sentence = telling.sentence_of(main)
    start = telling.block_start(main)
    regions = [p for p in within(telling.mentions.places, start, sentence.end) if is_region(p)]
    town = _town_around_unknown(main, telling)
    if town is not None:
        return Placed(mention=town, reason="the town of a place that is not in the gazetteer")
    bound = finest([p for p in _usable(regions, telling) if p.relation in ("in", "part_of", "sector", "countryside")])
    if bound is not None:
        return Placed(mention=bound, reason="the region of a place that is not in the gazetteer")
    line = _of_line(main, telling) if main.part == "item" else _of_heading(main, telling)
    line = line or _of_section(main)
    if line is None or line.mention is None or _is_dateline(line.mention, main, telling):
        return Placed(reason="the place it names is not in the gazetteer")
    return line


def _town_around_unknown(main: Draft, telling: Telling) -> PlacedMention | None:
    """The town told of in which a quarter, a square or a mosque lies that no gazetteer has; else the dateline's."""
    text = telling.mentions.text
    places = within(telling.mentions.places, main.start, main.end)
    unknown = next((p for p in places if not p.is_resolved and p.role == "event" and p.relation), None)
    if unknown is None or not is_in_town(
        text, max(main.start, unknown.start - _BESIDE_NAME), unknown.end + _BESIDE_NAME
    ):
        return None
    start = telling.block_start(main)
    earlier = _usable(within(telling.mentions.places, start, unknown.start), telling)
    return last_town(earlier, start, unknown.start) or _line_head(main, telling) or main.section or _dateline(telling)


def _is_dateline(place: PlacedMention, main: Draft, telling: Telling) -> bool:
    """Whether a place in capitals at the head of a report's first paragraph is only where it was written."""
    return main.block <= 1 and telling.mentions.text[place.start : place.end].isupper()


def _on_the_road_to(end: PlacedMention, main: Draft, telling: Telling) -> Placed | None:
    """The way to a place ("on the road to X") from the last one at which something happened before it."""
    if not is_road_to(telling.mentions.text, end):
        return None
    before = _usable(within(telling.mentions.places, telling.block_start(main), end.start), telling)
    start = next((p for p in reversed(before) if p.role == "event" and not is_region(p) and p.place_ids), None)
    way = road_between(start, end) if start is not None else None
    return Placed(mention=way, reason="on the road there from the place named before") if way else None


def _by_the_border(region: PlacedMention, main: Draft, telling: Telling) -> Placed | None:
    """The place of the paragraph's last event, where "near the border" only says by which border this one was."""
    before = next((t.placed.mention for t in reversed(_of_block(main, telling)) if t.placed.mention), None)
    if before is None or before.lat is None or before.lon is None or is_region(before):
        return None
    if region.relation != "border" or region.geometry is None:
        return None
    if not region.geometry.buffer(0.1).covers(Point(before.lon, before.lat)):
        return None
    return Placed(mention=before, reason="the place told before, by the border that is named")


def _of_feature(main: Draft, telling: Telling) -> Placed | None:
    """The last place named as what the clause calls by its sort alone: محيط المطار, "the base"."""
    for found in _FEATURE.finditer(telling.mentions.text, main.start, main.end):
        noun = (found["ar"] or found["en"]).casefold()
        before = within(telling.mentions.places, max(0, main.start - _FAR_BACK), found.start())
        alike = [p for p in before if p.is_resolved and not is_region(p) and _is_a(noun, p, telling.mentions.text)]
        if alike:
            return Placed(mention=alike[-1], reason="the place named before that it means")
    return None


def _is_a(noun: str, place: PlacedMention, text: str) -> bool:
    """Whether a place was named as a camp, an airport …, by a word of its name or right beside it."""
    words = text[max(0, place.start - len(noun) - 4) : place.end + len(noun) + 1].casefold().split()
    return any(word == noun or word.removeprefix("ال") == noun or word[1:] == noun for word in words)


def _told_in_block(main: Draft, telling: Telling) -> Placed | None:
    """The place of the last event that the same paragraph told."""
    told = [t.placed for t in _of_block(main, telling) if t.placed.mention]
    return Placed(mention=told[-1].mention, reason=CARRIED) if told else None


def _of_heading(main: Draft, telling: Telling) -> Placed | None:
    """The place that heads the paragraph ("Taiz. …", "Taiz: …", in a round-up "Taiz — …")."""
    start = telling.block_start(main)
    text = telling.mentions.text
    is_in_brief = bool(_DASH_HEADED.match(text, start)) and len(_DASH_HEADED.findall(text)) > 1
    for place in within(telling.mentions.places, start, start + _HEADING):
        stop = _AFTER_HEADING.match(text, place.end) or (is_in_brief and _DASH.match(text, place.end))
        is_heading = (stop and has_no_word(text, start, place.start)) or heads_line(text, place, start)
        if is_heading and place.is_resolved and place.admin1:
            return Placed(mention=place, reason=LINE)
    return None


def _of_section(main: Draft) -> Placed | None:
    """The place that heads the part of the report: "RAQQA" on a line of its own."""
    return Placed(mention=main.section, reason="the place that heads its part of the list") if main.section else None


def _before(story: Story, telling: Telling) -> Placed | None:
    """The place that an event without one carries over: its paragraph's; of another day only the region told of."""
    main = story.main
    earlier = [p for p in _usable(within(telling.mentions.places, 0, main.start), telling) if p.role == "event"]
    near = [p for p in earlier if p.start >= telling.block_start(main) and not is_region(p)]
    if near:
        return Placed(mention=near[-1], reason="the place named before")
    placed = [t.placed for t in telling.told if t.placed.mention]
    regions = [p for p in earlier if is_region(p) and p.relation != "border"]
    if _is_of_another_time(story) and regions and not _SAME_PLACE.search(telling.sentence_of(main).text):
        return Placed(mention=regions[0], reason="the region that the report is about")
    if placed:
        return Placed(mention=placed[-1].mention, reason=CARRIED)
    return Placed(mention=earlier[-1], reason="the place named before") if earlier else _spoken_of(main, telling)


def _country_hit(main: Draft, telling: Telling) -> Placed | None:
    """The country at which a state fired, where the text says no more: "launched 300 missiles at Israel"."""
    text, sentence = telling.mentions.text, telling.sentence_of(main)
    countries = within(telling.mentions.places, main.triggers[0].start, sentence.end)
    hit = [p for p in countries if p.is_resolved and is_region(p) and _AT.search(text, max(0, p.start - 10), p.start)]
    return Placed(mention=hit[0], reason="the country that was fired at") if hit else None


def _named_later(main: Draft, telling: Telling) -> Placed | None:
    """The first place after an event that nothing before it places; the district that a story gives at its end."""
    later = within(telling.mentions.places, main.end, len(telling.mentions.text))
    first = next((p for p in later if p.role == "event" and p.is_resolved and p.admin1), None)
    return Placed(mention=first, reason="the place named after it") if first else None


def _spoken_of(main: Draft, telling: Telling) -> Placed | None:
    """The town spoken of last before an event without any place: "the road out of Derik … in the town centre"."""
    before = _usable(within(telling.mentions.places, 0, main.start), telling)
    towns = [p for p in before if p.role == "context" and not is_region(p)]
    return Placed(mention=towns[-1], reason="the place spoken of before") if towns else None


def _is_of_another_time(story: Story) -> bool:
    """Whether a story is dated to a month or a year: an older thing that a report recalls, not its news."""
    spans = [
        (d.date_end - d.date_start).days for draft in story.drafts for d in draft.dates if d.date_start and d.date_end
    ]
    return bool(spans) and min(spans) > 26


def _of_line(main: Draft, telling: Telling) -> Placed | None:
    """The place at the head of a round-up's line ("HASAKAH: ...")."""
    sentence = telling.sentence_of(main)
    start = telling.block_start(main)
    heads = _usable(within(telling.mentions.places, start, sentence.end), telling)
    end = telling.mentions.text.find(":", start, start + _HEADING)
    head = finest([p for p in heads if p.end <= end]) or next(iter(heads), None)
    return Placed(mention=head, reason=LINE) if head else None


def _line_head(main: Draft, telling: Telling) -> PlacedMention | None:
    """The place that a line of a list begins with: "Mahabad – heavy shooting ... on the Urmia road"."""
    start, text = telling.block_start(main), telling.mentions.text
    places = _usable(within(telling.mentions.places, start, start + _HEADING), telling)
    heads = [p for p in places if heads_line(text, p, start)]
    if heads and not (telling.is_list or main.block):
        return None
    if not telling.is_list and any(_is_dateline(p, main, telling) for p in heads):
        return None  # a wire: "DUHOK: Turkish soldiers ..."
    if not heads and telling.is_list:
        heads = [p for p in places[:1] if _HEADS.match(text, p.end) and has_no_word(text, start, p.start)]
    return finest([p for p in heads if not is_region(p)])


def _of_head(telling: Telling) -> Placed:
    in_head = [p for p in telling.mentions.places if p.is_resolved and telling.is_in_head(p)]
    heading = finest([p for p in in_head if not is_part_of_force(p, telling.mentions)])
    if heading is not None:
        return Placed(mention=heading, reason="the place at the head of the report")
    return Placed(reason="no place in the text")


def _of_block(main: Draft, telling: Telling) -> Sequence[Told]:
    return [t for t in telling.told[-30:] if t.block == main.block]
