// Buttons of the page's frame: change the theme, copy the address, open the drawer of filters.
const MOON = '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M20 14.5A8.5 8.5 0 1 1 9.5 4a6.8 6.8 0 0 0 10.5 10.5Z"/></svg>';
const SUN = '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><circle cx="12" cy="12" r="4"/><path d="M12 2.5v2.2M12 19.3v2.2M2.5 12h2.2M19.3 12h2.2M5.3 5.3l1.5 1.5M17.2 17.2l1.5 1.5M5.3 18.7l1.5-1.5M17.2 6.8l1.5-1.5"/></svg>';
const LINK = '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M10 14a4.5 4.5 0 0 0 6.4 0l3.2-3.2a4.5 4.5 0 0 0-6.4-6.4L12 5.6"/><path d="M14 10a4.5 4.5 0 0 0-6.4 0l-3.2 3.2a4.5 4.5 0 0 0 6.4 6.4L12 18.4"/></svg>';
const SLIDERS = '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><path d="M4 7h16M7 12h10M10 17h4"/></svg>';
const CALENDAR = '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><rect x="4" y="5" width="16" height="15" rx="2"/><path d="M4 10h16M8.5 3v4M15.5 3v4"/></svg>';
const [PHONE, DESKTOP] = [768, 1200];

export default function (component) {
  const { data, parentElement } = component;
  const button = parentElement.querySelector(".tool");
  const sign = button.querySelector(".sign");
  const text = button.querySelector(".text");
  button.dataset.tool = data.tool;
  button.setAttribute("aria-label", data.label);
  button.title = data.label;
  text.textContent = data.text || "";
  const badge = button.querySelector(".badge");
  badge.textContent = data.badge || "";
  if (data.tool === "theme") {
    speak(data);
    document.removeEventListener("keydown", window.dawriyaIntoList);
    document.addEventListener("keydown", (window.dawriyaIntoList = intoList));
    sign.innerHTML = isDark(button) ? SUN : MOON;
    button.onclick = () => changeTheme(!isDark(button));
  } else if (data.tool === "rail") {
    sign.innerHTML = data.sign === "days" ? CALENDAR : SLIDERS;
    button.setAttribute("aria-label", [data.label, data.badge || (data.sign === "days" && data.text)].filter(Boolean).join(": "));
    button.onclick = () => document.querySelector('[data-testid="stExpandSidebarButton"]')?.click();
    closeRailOnce();
  } else {
    sign.innerHTML = LINK;
    button.onclick = () => copyAddress(button, text, data);
  }
}

// Streamlit closes the rail of a phone by itself, but not of a tablet, where it would cover a third of the map.
// Until then the style sheet keeps it out of sight.
function closeRailOnce() {
  const page = document.documentElement;
  if ("rail" in page.dataset) return;
  page.dataset.rail = "closing";
  const isTablet = innerWidth >= PHONE && innerWidth < DESKTOP;
  const tryClosing = (triesLeft) => {
    const isClosed = document.querySelector('[data-testid="stExpandSidebarButton"]');
    if (!isTablet || isClosed || !triesLeft) {
      setTimeout(() => { page.dataset.rail = "ready"; }, 400); // after its own sliding out
      return;
    }
    document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
    setTimeout(tryClosing, 200, triesLeft - 1); // the rail and its button may come later than this tool
  };
  tryClosing(50);
}

// The page's language and direction, and what Streamlit says in English only.
function speak({ lang, rtl, said }) {
  Object.assign(document.documentElement, { lang, dir: rtl ? "rtl" : "ltr" });
  const skip = [...document.querySelectorAll("a")].find((link) => link.dataset.skip || link.textContent === "Skip to main content");
  if (skip) {
    skip.dataset.skip = "yes";
    skip.textContent = said.skip;
  }
  document.querySelector('[data-testid="stMainMenu"] button, button[data-testid="stMainMenuButton"]')?.setAttribute("aria-label", said.menu);
}

// An open list stands at the end of the document, all of the map and timeline after its button: Tab goes into it at once.
function intoList(event) {
  const opener = document.activeElement?.closest('[data-testid="stPopoverButton"][aria-expanded="true"]');
  if (event.key !== "Tab" || event.shiftKey || !opener) return;
  const first = document.querySelector('[data-testid="stPopoverBody"] :is(button, input, a[href]):not(:disabled)');
  if (!first) return;
  event.preventDefault();
  first.focus();
}

function isDark(element) {
  return getComputedStyle(element).colorScheme.includes("dark");
}

// Streamlit keeps the choice of theme to itself: it is made in its menu, here opened out of sight, so that the
// page goes on as it is. Where that fails, the choice is stored as the menu stores it and the page loads again.
async function changeTheme(dark) {
  const wanted = dark ? "Dark" : "Light";
  const hide = document.createElement("style");
  hide.textContent = '[data-testid="stMainMenuPopover"] { opacity: 0 !important; }';
  document.head.append(hide);
  document.querySelector('[data-testid="stMainMenu"] button, button[data-testid="stMainMenuButton"]')?.click();
  const choice = await until(() => themeChoice(wanted));
  if (choice) {
    choice.click();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    await until(() => !document.querySelector('[data-testid="stMainMenuPopover"]'), 300);
  }
  hide.remove();
  if (!choice) {
    localStorage.setItem(`stActiveTheme-${location.pathname}-v2`, JSON.stringify(wanted));
    location.reload();
  }
}

function themeChoice(name) {
  const switcher = document.querySelector('[data-testid="stThemeSwitcher"]');
  if (!switcher) return null;
  const parts = [...switcher.querySelectorAll("button, label, input, [role=radio]")];
  return parts.find((part) => [part.getAttribute("aria-label"), part.title, part.textContent, part.value]
    .some((said) => said && said.trim().toLowerCase().startsWith(name.toLowerCase())));
}

async function until(test, limit = 1500) {
  const end = performance.now() + limit;
  while (performance.now() < end) {
    const found = test();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 20));
  }
  return null;
}

async function copyAddress(button, text, data) {
  const said = text.textContent;
  const address = addressOfView();
  try {
    await navigator.clipboard.writeText(address);
  } catch (refused) {
    copyTheOldWay(address);
  }
  button.dataset.copied = address;
  text.textContent = data.done;
  button.dataset.done = "";
  setTimeout(() => { text.textContent = said; delete button.dataset.done; }, 1600);
}

// The page's address with the part of the map that is seen, which it has by itself only once the reader moved the map.
function addressOfView() {
  const address = new URL(location.href);
  const view = window.dawriyaMap && window.dawriyaMap.view;
  if (view && document.querySelector(".st-key-stage")) {
    address.searchParams.set("view", [view.lat.toFixed(4), view.lng.toFixed(4), Number(view.zoom.toFixed(2))].join(","));
  }
  return address.href.replace(/%2C/gi, ",");
}

function copyTheOldWay(address) {
  const field = document.createElement("textarea");
  field.value = address;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}
