// A report to pick words from: with the mouse, or with the arrow keys and Shift; a key or a button says of what.
const WORD = /[^\s]+/gu;
const [GAP, MARGIN] = [6, 28];

export default function (component) {
  const { parentElement } = component;
  const root = parentElement.querySelector(".rt-root");
  if (!root) return undefined;
  root.reportText = root.reportText || new ReportText(root);
  root.reportText.update(component);
  return undefined;
}

class ReportText {
  constructor(root) {
    this.root = root;
    this.body = make("div", "rt-body dw-text");
    this.bar = make("div", "rt-bar");
    this.hint = make("p", "rt-hint");
    root.replaceChildren(this.body, this.bar, this.hint);
    this.body.tabIndex = 0;
    this.body.setAttribute("role", "textbox");
    this.body.setAttribute("aria-readonly", "true");
    this.body.setAttribute("aria-multiline", "true");
    this.body.addEventListener("keydown", (event) => this.key(event));
    this.follow = () => this.selected();
    document.addEventListener("selectionchange", this.follow);
    this.body.addEventListener("scroll", this.follow);
  }

  update({ data, setTriggerValue }) {
    this.send = setTriggerValue;
    this.data = data;
    if (this.html !== data.html) {
      this.html = data.html;
      this.body.innerHTML = data.html; // escaped where it was made; it holds only p, mark, span and br
      this.words = this.findWords();
      this.anchor = this.cursor = -1;
    }
    if (this.subject !== data.subject) {
      this.subject = data.subject;
      this.showFirstMark();
    }
    this.body.dir = data.dir;
    this.body.lang = data.lang;
    this.body.setAttribute("aria-label", data.words.text);
    this.hint.textContent = data.words.hint;
    this.bar.replaceChildren(...data.fields.map((field) => this.button(field)));
    this.bar.hidden = true;
    if (data.focus && data.focus !== this.focused) {
      this.focused = data.focus;
      this.body.focus({ preventScroll: true });
    }
  }

  // A long report is read where it tells of the event.
  showFirstMark() {
    const mark = this.body.querySelector("mark");
    const above = mark ? mark.getBoundingClientRect().top - this.body.getBoundingClientRect().top : 0;
    this.body.scrollTop = mark ? this.body.scrollTop + above - this.body.clientHeight / 4 : 0;
  }

  button({ name, label, key }) {
    const button = make("button", `rt-pick dw-${name === "kind" ? "trigger" : name}`);
    button.type = "button";
    const cap = make("kbd", "");
    cap.textContent = key.toUpperCase();
    button.append(label, cap);
    // Pressing must not lose the selection that it is about.
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.addEventListener("click", () => this.pick(name));
    return button;
  }

  // Words and offsets ---------------------------------------------------------------------------------------------

  // A word may begin in a mark and end after it, as with the comma behind a marked name.
  findWords() {
    return [...this.body.querySelectorAll("p[data-start]")].flatMap((paragraph) => {
      const nodes = textNodes(paragraph);
      const text = nodes.map((node) => node.data).join("");
      return Array.from(text.matchAll(WORD), ({ index, 0: word }) => {
        const range = document.createRange();
        range.setStart(...place(nodes, index));
        range.setEnd(...place(nodes, index + word.length - 1, 1));
        return range;
      });
    });
  }

  // The offset in the report, in code points, of a place in one of its paragraphs.
  offset(node, at) {
    const paragraph = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("p[data-start]");
    if (!paragraph) return null;
    let count = Number(paragraph.dataset.start);
    if (node.nodeType !== Node.TEXT_NODE) {
      const next = node.childNodes[at];
      const before = textNodes(paragraph).filter((one) => !next || next.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING);
      return count + before.reduce((sum, one) => sum + points(one.data), 0);
    }
    for (const one of textNodes(paragraph)) {
      if (one === node) return count + points(node.data.slice(0, at));
      count += points(one.data);
    }
    return null;
  }

  stretch() {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    if (!this.body.contains(range.startContainer) || !this.body.contains(range.endContainer)) return null;
    const start = this.offset(range.startContainer, range.startOffset);
    const end = this.offset(range.endContainer, range.endOffset);
    return start === null || end === null || end <= start ? null : { start, end };
  }

  // Choosing ------------------------------------------------------------------------------------------------------

  selected() {
    if (!this.root.isConnected) {
      document.removeEventListener("selectionchange", this.follow);
      return;
    }
    const stretch = this.stretch();
    this.bar.hidden = !stretch;
    if (!stretch) return;
    const box = document.getSelection().getRangeAt(0).getBoundingClientRect();
    const own = this.root.getBoundingClientRect();
    const isLow = box.bottom + GAP + this.bar.offsetHeight > sight().bottom;
    this.bar.style.top = `${(isLow ? box.top - GAP - this.bar.offsetHeight : box.bottom + GAP) - own.top}px`;
    const left = Math.min(Math.max(box.left - own.left, 0), Math.max(own.width - this.bar.offsetWidth, 0));
    this.bar.style.left = `${left}px`;
  }

  pick(name) {
    const stretch = this.stretch();
    if (!stretch) return;
    this.send("picked", { ...stretch, field: name, at: Date.now() });
    document.getSelection().removeAllRanges();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.words.length) return;
    const field = this.data.fields.find((one) => event.code === `Key${one.key.toUpperCase()}`);
    if (field && this.stretch()) {
      this.pick(field.name);
    } else if (STEPS[event.key]) {
      this.move(this.step(event.key), event.shiftKey);
    } else if (event.key === "Escape") {
      document.getSelection().removeAllRanges();
      this.body.blur();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  step(key) {
    const forward = this.data.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (key === "Home" || key === "End") return key === "Home" ? -this.words.length : this.words.length;
    if (key === "ArrowUp" || key === "ArrowDown") return STEPS[key];
    return key === forward ? 1 : -1;
  }

  move(by, isLonger) {
    const from = this.cursor < 0 ? (by > 0 ? -1 : this.words.length) : this.cursor;
    this.cursor = Math.min(Math.max(from + by, 0), this.words.length - 1);
    if (!isLonger || this.anchor < 0) this.anchor = this.cursor;
    const [first, last] = [this.anchor, this.cursor].sort((a, b) => a - b).map((index) => this.words[index]);
    document.getSelection().setBaseAndExtent(first.startContainer, first.startOffset, last.endContainer, last.endOffset);
    this.reveal(this.words[this.cursor]);
  }

  // The report scrolls in its own frame, and that with the page, whose ends are under the head and the decisions.
  reveal(word) {
    this.body.scrollTop += beyond(word.getBoundingClientRect(), this.body.getBoundingClientRect());
    const page = this.body.closest('[data-testid="stMain"]');
    if (page) page.scrollTop += beyond(word.getBoundingClientRect(), sight());
  }
}

const STEPS = { ArrowLeft: 1, ArrowRight: 1, ArrowUp: -8, ArrowDown: 8, Home: 1, End: 1 };

// The node and the offset in it of a place in the text of all nodes; `more` is added once the node is found.
function place(nodes, at, more = 0) {
  let left = at;
  const node = nodes.find((one) => left < one.length || ((left -= one.length), false));
  return [node, left + more];
}

// What of the page is in sight between its head and the decisions.
function sight() {
  const edge = (selector, side, otherwise) => document.querySelector(selector)?.getBoundingClientRect()[side] ?? otherwise;
  return { top: edge('[data-testid="stHeader"]', "bottom", 0), bottom: edge(".st-key-review_decisions", "top", innerHeight) };
}

// How far to scroll until a box is inside, with some room around it.
function beyond(box, { top, bottom }) {
  return Math.min(box.top - MARGIN - top, 0) || Math.max(box.bottom + MARGIN - bottom, 0);
}

function textNodes(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(".dw-number") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

function points(text) {
  return Array.from(text).length;
}

function make(tag, name) {
  const element = document.createElement(tag);
  element.className = name;
  return element;
}
