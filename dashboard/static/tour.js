// A short tour of the map page, only when asked for: it rings one part of the page after another and says what it is.
export default function (component) {
  const { data, parentElement } = component;
  const button = parentElement.querySelector(".tool");
  button.querySelector(".text").textContent = data.label;
  button.onclick = () => {
    button.tour?.close();
    button.tour = new Tour(data, button);
  };
  return () => button.tour?.close();
}

const [EDGE, GAP] = [12, 14];

class Tour {
  constructor(data, button) {
    this.data = data;
    this.button = button;
    this.at = 0;
    this.steps = data.steps.filter((step) => seen(step.targets));
    this.page = document.querySelector("#root");
    this.ring = make("div", "dw-tour-ring");
    this.ring.setAttribute("aria-hidden", "true");
    this.dialog = make("div", "dw-tour");
    this.dialog.dir = data.rtl ? "rtl" : "ltr";
    this.dialog.setAttribute("role", "dialog");
    this.dialog.setAttribute("aria-modal", "true");
    this.dialog.setAttribute("aria-label", data.label);
    this.text = make("p", "dw-tour-text");
    this.text.setAttribute("aria-live", "polite");
    this.count = make("span", "dw-tour-count");
    this.back = this.control(data.back, () => this.go(-1));
    this.next = this.control(data.next, () => this.go(1));
    this.next.classList.add("dw-tour-main");
    this.end = this.control(data.close, () => this.close());
    const row = make("div", "dw-tour-row");
    row.append(this.count, this.end, this.back, this.next);
    this.dialog.append(this.text, row);
    document.body.append(this.ring, this.dialog);
    // What is behind can be seen and not used: Tab stays in the dialog, and so does a screen reader.
    this.page.inert = true;
    this.onKey = (event) => this.key(event);
    this.onMove = () => this.place();
    document.addEventListener("keydown", this.onKey, true);
    addEventListener("resize", this.onMove);
    addEventListener("scroll", this.onMove, true);
    this.show();
    this.next.focus();
  }

  control(label, act) {
    const button = make("button", "dw-tour-button", label);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  }

  key(event) {
    const forward = this.data.rtl ? "ArrowLeft" : "ArrowRight";
    const backward = this.data.rtl ? "ArrowRight" : "ArrowLeft";
    if (event.key === "Escape") this.close();
    else if (event.key === forward) this.go(1);
    else if (event.key === backward) this.go(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  go(by) {
    if (this.at + by >= this.steps.length) { this.close(); return; }
    this.at = Math.max(0, this.at + by);
    this.show();
  }

  show() {
    const step = this.steps[this.at];
    if (!step) { this.close(); return; }
    this.text.textContent = step.text;
    this.count.textContent = `${this.at + 1} / ${this.steps.length}`;
    this.back.disabled = this.at === 0;
    this.next.textContent = this.at === this.steps.length - 1 ? this.data.done : this.data.next;
    seen(step.targets)?.scrollIntoView({ block: "center" });
    this.place();
  }

  // The ring around the part, the words below it, above it, or over its lower end, wherever there is room.
  place() {
    const target = seen(this.steps[this.at].targets);
    if (!target) return;
    const box = target.getBoundingClientRect();
    const top = Math.max(box.top, EDGE / 2);
    const bottom = Math.min(box.bottom, innerHeight - EDGE / 2);
    const left = Math.max(box.left, EDGE / 2);
    const right = Math.min(box.right, innerWidth - EDGE / 2);
    Object.assign(this.ring.style, {
      left: `${left - 4}px`, top: `${top - 4}px`, width: `${right - left + 8}px`, height: `${bottom - top + 8}px`,
    });
    const { offsetWidth: width, offsetHeight: height } = this.dialog;
    const isRoomBelow = bottom + GAP + height + EDGE <= innerHeight;
    const isRoomAbove = top - GAP - height >= EDGE;
    const y = isRoomBelow ? bottom + GAP : isRoomAbove ? top - GAP - height : bottom - height - EDGE;
    const middle = (left + right - width) / 2;
    this.dialog.style.left = `${Math.max(EDGE, Math.min(innerWidth - width - EDGE, middle))}px`;
    this.dialog.style.top = `${Math.max(EDGE, Math.min(innerHeight - height - EDGE, y))}px`;
  }

  close() {
    document.removeEventListener("keydown", this.onKey, true);
    removeEventListener("resize", this.onMove);
    removeEventListener("scroll", this.onMove, true);
    this.ring.remove();
    this.dialog.remove();
    this.page.inert = false;
    this.button.tour = null;
    this.button.focus();
  }
}

// The first of the selectors that shows something: on a phone the filters are a button.
function seen(targets) {
  for (const selector of targets) {
    const found = document.querySelector(selector);
    const box = found?.getBoundingClientRect();
    if (box && box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth) return found;
  }
  return null;
}

function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}
