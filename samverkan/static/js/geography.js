// A link within a drawing is no HTML link, and htmx swaps only those in place (htmx 2.0, `boostElement`): an unseen one
// with the same address is followed instead. The focus stays with the drawn one, which has an id.
document.addEventListener("click", (event) => {
  const drawn = event.target.closest?.("svg.land a");
  if (!drawn || !window.htmx || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  drawn.focus({ preventScroll: true });
  const link = document.createElement("a");
  link.href = drawn.getAttribute("href");
  link.hidden = true;
  drawn.ownerSVGElement.parentElement.append(link);
  window.htmx.process(link);
  link.click();
  link.remove();
});
