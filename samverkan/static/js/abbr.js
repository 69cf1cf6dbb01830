/* Abbreviations: only the first of each that is seen on the page is a stop for the keyboard, also once the map's views
   are swapped in; without the script each is. Esc puts away the explanation of one, without moving the pointer or the
   focus; it comes back when they return, and without the script it goes away when they leave. */

function leaveOneStopOfEach() {
  const met = new Set();
  for (const abbr of document.querySelectorAll("abbr[tabindex]")) {
    const short = abbr.firstChild.data;
    abbr.tabIndex = met.has(short) ? -1 : 0;
    // What is folded away cannot be reached: the first that can be is a stop too.
    if (abbr.checkVisibility()) met.add(short);
  }
}

leaveOneStopOfEach();
document.addEventListener("karta:ny", leaveOneStopOfEach);

addEventListener("keydown", (event) => {
  if (event.key !== "Escape") {
    return;
  }
  for (const abbr of document.querySelectorAll("abbr[tabindex]:is(:hover, :focus)")) {
    abbr.dataset.putAway = "";
    const leaves = abbr.matches(":focus") ? "blur" : "pointerleave";
    abbr.addEventListener(leaves, () => delete abbr.dataset.putAway, { once: true });
  }
});
