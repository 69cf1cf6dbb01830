/* Esc puts away the explanation of an abbreviation, without moving the pointer or the focus; it comes back when they
   return. Without the script it goes away when they leave. */

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
