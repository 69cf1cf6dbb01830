// The map's views are swapped in place by htmx (templates/groups/map_base.html says how). This keeps the reader where
// they were: focus, what is half typed, what is unfolded; and it says aloud what the swap brought.
const byId = (id) => document.getElementById(id);
const folds = () => document.querySelectorAll("#karta details[data-keep][id]");
const failure = byId("karta-fel");
let before = null;

function remember() {
  const active = document.activeElement;
  const within = byId("karta").contains(active);
  before = {
    focus: within ? active : null,
    open: new Map([...folds()].map((fold) => [fold.id, fold.open])),
    tab: document.querySelector("#karta .tabs [aria-current]")?.textContent,
    panel: byId("panel")?.dataset.group,
  };
}

function restore() {
  for (const fold of folds()) {
    // What was open stays open; what the server opens, because it is what was asked for or is wrong, opens.
    if (before.open.get(fold.id)) fold.open = true;
  }
  const { focus } = before;
  if (focus) {
    const same = focus.id && byId(focus.id);
    // More may have been typed while the answer was under way.
    if (same && !before.back && focus.matches("input[type=search], input[type=text]") && same.value !== focus.value) {
      same.value = focus.value;
      same.setSelectionRange(focus.selectionStart, focus.selectionEnd);
    }
    if (document.activeElement === document.body) (same || byId("antal")).focus({ preventScroll: true });
    document.activeElement.scrollIntoView({ block: "nearest", behavior: "instant" });
  }
  tell();
  document.dispatchEvent(new Event("karta:ny"));
}

function tell() {
  const tab = document.querySelector("#karta .tabs [aria-current]")?.textContent;
  const found = byId("antal");
  const panel = byId("panel");
  if (panel && panel.dataset.group !== before.panel) return; // it gets the focus, and is read aloud by that
  const words = [
    tab === before.tab ? "" : tab,
    document.activeElement === found ? "" : found.textContent, // read aloud by getting the focus
    document.querySelector("#karta .pages p")?.textContent,
  ];
  // Emptied first, so that the same words are said again.
  const told = byId("karta-besked");
  told.textContent = "";
  setTimeout(() => (told.textContent = words.filter(Boolean).join(". ")), 100);
}

function fail(address) {
  byId("karta-igen").href = address;
  failure.hidden = false;
}

const sameAddress = (one, other) => {
  const [a, b] = [one, other].map((address) => new URL(address, location.href));
  return a.pathname === b.pathname && a.searchParams.toString() === b.searchParams.toString();
};

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, pathInfo, requestConfig } = event.detail;
  // A text field changes once more when it is left, with what was already asked for.
  const left = elt.id === "filter" && requestConfig.triggeringEvent?.type === "change";
  if (left && sameAddress(pathInfo.finalRequestPath, location.href)) return event.preventDefault();
  failure.hidden = true;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  if (xhr.status !== 200) return;
  if (!/ id="karta"/.test(xhr.responseText)) {
    // Not a view of the map: a login in front of the site, perhaps. Let the browser show it.
    event.detail.shouldSwap = false;
    location.assign(pathInfo.finalRequestPath);
  }
  remember();
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.matches("#karta, #karta-ram")) restore(); // the latter on the way back
});
document.addEventListener("htmx:afterSettle", () => {
  const { activeElement: field } = document;
  if (field.form?.id === "filter" && field.value !== field.defaultValue && field.matches("[type=search], [type=text]")) {
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

// Who goes back twice in a hurry is not shown the answer that comes last, but the one asked for last.
let goingBack = null;
document.addEventListener("htmx:historyCacheMiss", (event) => {
  goingBack?.abort();
  goingBack = event.detail.xhr;
});
document.addEventListener("htmx:historyCacheMissLoad", () => {
  remember();
  before.back = true; // the fields are to say what the address says, not what was typed since
});
document.addEventListener("htmx:historyCacheMissLoadError", () => location.reload());

// A new window is asked for: htmx 2.0 lets only Ctrl and Cmd through.
document.addEventListener(
  "click",
  (event) => event.shiftKey && event.target.closest("#karta a") && event.stopPropagation(),
  true,
);

for (const kind of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(kind, (event) => fail(event.detail.pathInfo.finalRequestPath));
}
