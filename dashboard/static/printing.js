// How large map and timeline are on the screen, and how much that is on paper: told to the style sheet before printing.
const PAPER_PX = { width: 1044, map: 430, time: 118 }; // A4 landscape less its margins, at 96 pixels to the inch; some room is left
const PARTS = { map: ".st-key-stage_map iframe", time: ".st-key-stage_time" };

export default function () {
  addEventListener("beforeprint", measure);
  return () => removeEventListener("beforeprint", measure);
}

function measure() {
  const root = document.documentElement.style;
  for (const [name, selector] of Object.entries(PARTS)) {
    const part = document.querySelector(selector);
    if (!part) continue;
    const { width, height } = part.getBoundingClientRect();
    root.setProperty(`--print-${name}-width`, width.toFixed(1));
    root.setProperty(`--print-${name}-height`, height.toFixed(1));
    root.setProperty(`--print-${name}-scale`, Math.min(PAPER_PX.width / width, PAPER_PX[name] / height).toFixed(4));
  }
}
