// A link within a drawing is no HTML link, and htmx swaps only those in place (htmx 2.0, `boostElement`): its address is
// asked for from the element around the drawing, which tells what is swapped. The focus stays with the link by its id.
document.addEventListener("click", (event) => {
  const drawn = event.target.closest?.("svg.land a");
  if (!drawn || !window.htmx || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  drawn.focus({ preventScroll: true });
  window.htmx.ajax("GET", drawn.getAttribute("href"), { source: drawn.ownerSVGElement.parentElement });
});
