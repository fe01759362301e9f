// The keyboard on the review desk, where Streamlit's shortcuts end: the cursor goes into a field that a key has opened,
// Escape closes it or leaves a field, Y goes to the reason, and the next event is read from its top.
const desk = { event: null, editor: "" };
const REASON = ".st-key-review_why input";
const OVERLAYS = '[data-testid="stDialog"], [role="listbox"], [role="dialog"]';
const INPUT = ':is(input, textarea, [role="spinbutton"]):not([disabled], [type="hidden"], [hidden])';
const LIST = '[role="combobox"][aria-expanded="true"]';

export default function ({ data }) {
  if (!window.dawriyaReviewKeys) {
    window.dawriyaReviewKeys = true;
    document.addEventListener("keydown", (event) => pressed(event), true);
  }
  const isNext = desk.event !== data.event;
  const isOpened = data.editor && desk.editor !== data.editor;
  Object.assign(desk, data);
  if (isNext) begin();
  if (isOpened) focusIn(`.st-key-review_edit_${data.editor}`);
  return undefined;
}

// The next event: nothing of the last one keeps the keys, and both are seen from their beginning.
function begin() {
  const focused = document.activeElement;
  if (focused && focused.closest(".st-key-review_event, .st-key-review_side")) focused.blur();
  document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 });
  document.querySelector('.st-key-review_queue [class*="st-key-queue_"][class*="_open"]:not([class*="st-key-queue_open_"])')
    ?.scrollIntoView({ block: "nearest" });
}

// The first input of a field, which the browser may draw later than those after it.
function focusIn(place, triesLeft = 100) {
  const field = document.querySelector(`${place} [data-testid="stElementContainer"]`)?.querySelector(INPUT);
  if (field) {
    field.focus();
    field.select?.();
  } else if (triesLeft) {
    setTimeout(focusIn, 30, place, triesLeft - 1);
  }
}

function pressed(event) {
  const target = event.target;
  if (!document.querySelector(".st-key-review") || event.ctrlKey || event.metaKey || event.altKey) return;
  const isTyping = target.matches("input, textarea, [contenteditable=true]");
  if (event.key === "Escape" && !document.querySelector(OVERLAYS)) {
    if (isTyping) event.stopPropagation(); // a date would go back to what it was
    leave(target, isTyping);
  } else if (event.key === "Escape" && target.matches(LIST)) {
    setTimeout(leave, 0, target, isTyping); // after its list is closed, by which what was chosen is taken over
  } else if (event.key === "Enter" && target.matches('[class*="st-key-review_edit_"] [role="spinbutton"]')) {
    leave(target, true); // a date, which takes no Enter itself
  } else if (event.key === "Enter" && target.matches(REASON)) {
    setTimeout(() => target.blur()); // after it is taken over: the next key is a decision
  } else if (event.code === "KeyY" && !isTyping && !document.querySelector(OVERLAYS)) {
    event.preventDefault();
    document.querySelector(REASON)?.focus();
  }
}

function leave(target, isTyping) {
  const done = doneButton();
  if (!done || (isTyping && !target.closest('[class*="st-key-review_edit_"]'))) {
    if (isTyping) target.blur();
    return;
  }
  done.focus(); // by which what was typed is taken over, a date too
  setTimeout(() => {
    const now = doneButton(); // the page may have been drawn anew since
    now?.click();
    now?.blur();
  }, isTyping ? 250 : 0);
}

// The button that closes the field that is open, if one is.
function doneButton() {
  return desk.editor && document.querySelector(`.st-key-review_line_${desk.editor}_open button`);
}
