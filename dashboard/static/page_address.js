// The address holds the whole view. The server writes what it knows (filter, selection, language); this adds what only
// the browser knows (`window.dawriyaMap.address`: the part of the map that is seen, how it is drawn), and takes that
// from the address again when the reader goes back or forward. state/page_address.py does the same for the server's part.
const PAGES_WITH_MAP = 'iframe[title*="folium"], .st-key-stage';

export default function (component) {
  const isFirst = !window.dawriyaAddress;
  window.dawriyaAddress = component;
  if (!isFirst) return;
  rerunOnReturn();
  const shared = (window.dawriyaMap = window.dawriyaMap || {});
  const push = history.pushState.bind(history), replace = history.replaceState.bind(history);

  // An address with the browser's own parts, as long as there is a map to which they belong.
  const complete = (url) => {
    const address = new URL(url || location.href, location.href);
    if (!document.querySelector(PAGES_WITH_MAP)) return address.href;
    for (const [name, value] of Object.entries(shared.address || {})) {
      if (value == null || value === "") address.searchParams.delete(name);
      else address.searchParams.set(name, value);
    }
    return tidy(address);
  };

  history.pushState = (state, title, url) => {
    const address = complete(url);
    // Nothing that one could go back from: the same address, or the one of a page that was just opened, as the server
    // completes it.
    if (address === location.href || completesBare(address)) replace(state, title, address);
    else push(state, title, address);
  };
  history.replaceState = (state, title, url) => replace(state, title, complete(url));
  shared.tellAddress = () => { if (complete() !== location.href) replace(history.state, "", complete()); };

  window.addEventListener("popstate", () => {
    const address = new URL(location.href);
    for (const name of Object.keys(shared.address || {})) shared.address[name] = address.searchParams.get(name);
    const hasMap = shared.frame && shared.frame.parent; // not the frame of a map that is gone, on a page without one
    if (hasMap && shared.takeAddress) shared.takeAddress(address.searchParams);
  });
  shared.tellAddress();
}

// A page that is opened by a link or typed has no language in its address until the server writes it there.
function completesBare(address) {
  const [next, now] = [new URL(address), new URL(location.href)];
  return next.pathname === now.pathname && !now.searchParams.has("lang") && next.searchParams.has("lang");
}

// A server that was lost and started again knows nothing of this page until something is clicked, and would take that
// click for the state to begin with: so the page is run once, from its address, as soon as the server is back.
function rerunOnReturn() {
  const app = document.querySelector(".stApp");
  let isLost = false;
  const look = () => {
    if (app.dataset.testConnectionState !== "CONNECTED") isLost = true;
    else if (isLost) {
      isLost = false;
      window.dawriyaAddress.setTriggerValue("again", Date.now());
    }
  };
  if (app) new MutationObserver(look).observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] });
}

// Commas and colons may stand in an address as they are, and are easier to read.
function tidy(address) {
  address.search = address.search.replace(/%2C/gi, ",").replace(/%3A/gi, ":");
  return address.href;
}
