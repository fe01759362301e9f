"""What has been made out of a report so far, as its later events refer back to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from dashboard.events import DatePrecision
from dashboard.reading.dates import DateMention
from dashboard.reading.drafts import Draft
from dashboard.reading.forces import ForceMention
from dashboard.reading.mentions import Mentions
from dashboard.reading.participants import Participant
from dashboard.reading.retelling import Story
from dashboard.reading.routes import Route
from dashboard.reading.sentences import Sentence
from gazetteer.places import PlacedMention

CARRIED = "carried over from what was told before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """The days of an event and where they come from; `evidence` is None where no words give them."""

    start: date | None = None
    end: date | None = None
    precision: DatePrecision = "unknown"
    reason: str = ""
    evidence: tuple[int, int, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The place of an event: the mention that gives it, and why this one where it is not the event's own."""

    mention: PlacedMention | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One event of the report that is settled."""

    story: Story
    dated: Dated
    placed: Placed
    participants: tuple[Participant, ...]
    route: Route | None = None

    @property
    def block(self) -> int:
        return self.story.main.block


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A report while its events are settled in text order; `told` grows, the rest stays.

    `is_list` says that the report has several lines of a list; `acting` is, once somebody asked for it, the last
    mention of each force that acts anywhere.
    """

    sentences: Sequence[Sentence]
    mentions: Mentions
    published: date | None
    told: list[Told]
    is_list: bool
    acting: dict[str, ForceMention] = field(default_factory=dict)

    def sentence_of(self, draft: Draft) -> Sentence:
        return self.sentences[draft.sentence]

    def paragraph_of(self, draft: Draft) -> Sequence[Sentence]:
        sentence = self.sentence_of(draft)
        start = end = sentence.index - sentence.place
        while end < len(self.sentences) and self.sentences[end].block == sentence.block:
            end += 1
        return self.sentences[start:end]

    def block_start(self, draft: Draft) -> int:
        """Where the paragraph of a draft begins."""
        sentence = self.sentence_of(draft)
        return self.sentences[sentence.index - sentence.place].start

    def is_in_head(self, mention: DateMention | PlacedMention) -> bool:
        """Whether a mention stands in the title or the dateline."""
        heads = [s for s in self.sentences[:6] if s.part in ("title", "dateline")]
        return any(s.start <= mention.start < s.end for s in heads)
