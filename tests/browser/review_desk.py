"""A person at the review desk who has a keyboard and no mouse, and looks before each further key."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from dashboard.events import Event
from dashboard.wording import event_title
from tests.browser.conftest import AT_REST


class Analyst:
    """Presses keys; every look waits for what the key asked for, a minute at most."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def types(self, text: str) -> None:
        self.page.keyboard.type(text, delay=20)

    def sees(self, event: Event) -> None:
        """Waits until an event is open as it was read, and nothing holds the keys of the page."""
        expect(self.page.locator(".dw-review-head h1")).to_have_text(event_title(event, "en"))
        self.page.wait_for_url(f"**event={event.id}**")
        self.page.locator(".st-key-review_why input").wait_for()
        self.page.wait_for_function("window.dawriyaReviewKeys")
        self.rests()

    def opens(self, key: str, name: str) -> None:
        """Opens a field: the cursor is in its first input."""
        self.press(key)
        self.page.locator(f".st-key-review_edit_{name} :focus").wait_for(state="attached")
        self.rests()

    def closes(self, name: str, key: str = "Escape") -> None:
        """A key closes the field, what was typed is taken over, and the keys are the page's again."""
        self.press(key)
        expect(self.page.locator(f".st-key-review_edit_{name}")).to_have_count(0)
        self._has_the_keys()

    def has_changed(self, field: str) -> None:
        """Waits until the page says that a field was changed."""
        expect(self.page.locator(".st-key-review_changed p").first).to_contain_text(field)
        self.rests()

    def gives_a_reason(self, words: str) -> None:
        self.press("y")
        self.page.locator(".st-key-review_why :focus").wait_for()
        self.types(words)
        self.press("Enter")
        self._has_the_keys()

    def number_of(self, words: str) -> str:
        """The key of the candidate whose line says something."""
        lines = self.page.locator("[class*=st-key-review_take_] button").all_inner_texts()
        return next(str(number) for number, line in enumerate(lines, start=1) if words in line)

    def picks_words(self, words: str, *, of: str, key: str) -> None:
        """Picks words of the report by its arrow keys and Shift, and says by a key what they are evidence of."""
        at, number = len(of[: of.index(words)].split()), len(words.split())
        self.press("s")
        self.page.locator(".rt-body:focus").wait_for()
        for pressed in ("Home", *["ArrowRight"] * at, *["Shift+ArrowRight"] * (number - 1)):
            self.press(pressed)
        self.page.wait_for_function("words => document.getSelection().toString() === words", arg=words)
        self.press(key)

    def _has_the_keys(self) -> None:
        self.page.wait_for_function("document.activeElement === document.body")
        self.rests()

    def rests(self) -> None:
        self.page.locator(AT_REST).wait_for()
