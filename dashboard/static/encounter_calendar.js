// The calendar of encounters: a row a month, on narrow pages a small month sheet; a day with encounters is a button.
export default function (component) {
  const { parentElement, data } = component;
  const root = parentElement.querySelector(".dw-calendar");
  if (!root) return;
  const focused = parentElement.activeElement?.dataset?.day || root.getRootNode().activeElement?.dataset?.day;
  root.dir = data.rtl ? "rtl" : "ltr";
  for (const [name, colour] of Object.entries(data.tokens)) root.style.setProperty(`--${name}`, colour);
  const choose = (day) => component.setTriggerValue("day", day === data.chosen ? "" : day);
  const months = make("div", "months");
  months.append(header(), ...data.months.map((month, at) => sheet(month, data.months[at - 1], data, choose)));
  root.replaceChildren(make("h3", "title", data.title), make("p", "hint", data.hint), months);
  if (data.note) root.append(make("p", "hint", data.note));
  const buttons = [...months.querySelectorAll("button")];
  const first = buttons.find((button) => button.dataset.day === (focused || data.chosen)) || buttons[0];
  for (const button of buttons) button.tabIndex = button === first ? 0 : -1;
  if (focused) first?.focus();
  months.onkeydown = (event) => walk(event, buttons, data.rtl);
}

function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

// The days' numbers above the rows, for wide pages.
function header() {
  const row = make("div", "month header");
  row.setAttribute("aria-hidden", "true");
  const cells = make("div", "cells");
  for (let day = 1; day <= 31; day += 1) cells.append(make("span", "number", day % 5 && day !== 1 ? "" : String(day)));
  row.append(make("span", "name"), cells, make("span", "rest"));
  return row;
}

function sheet(month, before, data, choose) {
  const row = make("div", "month");
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", month.name);
  if (before && monthsBetween(before.id, month.id) > 1) row.classList.add("gap");
  const cells = make("div", "cells");
  cells.style.setProperty("--from", month.offset + 1);
  const counts = new Map(month.days.map(([day, ...rest]) => [day, rest]));
  for (let day = 1; day <= month.length; day += 1) {
    const id = `${month.id}-${String(day).padStart(2, "0")}`;
    const [number, sure, label] = counts.get(day) || [0];
    const cell = number ? dayButton(id, number, sure, label, data, choose) : make("span", "cell");
    if (!number) cell.setAttribute("aria-hidden", "true");
    cell.prepend(make("i", "number", String(day)));
    cells.append(cell);
  }
  const rest = make("span", "rest");
  if (month.unknown) {
    const label = `${month.name}: ${data.unknown}: ${month.unknown}`;
    const button = dayButton(month.id, month.unknown, 0, label, data, choose);
    button.classList.add("unknown");
    button.prepend(make("span", "what", data.unknown));
    rest.append(button);
  }
  row.append(make("span", "name", month.name), cells, rest);
  return row;
}

function dayButton(id, number, sure, label, data, choose) {
  const cell = make("button", `cell level${number > 7 ? 4 : number > 3 ? 3 : number > 1 ? 2 : 1}`);
  cell.type = "button";
  cell.dataset.day = id;
  cell.title = label;
  cell.setAttribute("aria-label", label);
  cell.setAttribute("aria-pressed", String(id === data.chosen));
  cell.append(make("b", "count", String(number)));
  if (sure) cell.classList.add("sure");
  cell.onclick = () => choose(id);
  return cell;
}

function monthsBetween(one, other) {
  const [[yearA, monthA], [yearB, monthB]] = [one, other].map((id) => id.split("-").map(Number));
  return (yearB - yearA) * 12 + monthB - monthA;
}

function walk(event, buttons, rtl) {
  const steps = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1, ArrowDown: 1, ArrowUp: -1 };
  const now = buttons.indexOf(event.target);
  let next = event.key === "Home" ? 0 : event.key === "End" ? buttons.length - 1 : now + (steps[event.key] || 0);
  next = Math.max(0, Math.min(buttons.length - 1, next));
  if (now < 0 || next === now) return;
  event.preventDefault();
  buttons[now].tabIndex = -1;
  buttons[next].tabIndex = 0;
  buttons[next].focus();
}
