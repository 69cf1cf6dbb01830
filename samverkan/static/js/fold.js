// Folded parts of a page: unfold them all, fold them all, and never print them folded. Listens on the document, since
// the map's views are swapped in.
const folds = () => document.querySelectorAll("details.fold");
const show = () => document.querySelectorAll("[data-fold-buttons]").forEach((buttons) => (buttons.hidden = false));

show();
document.addEventListener("karta:ny", show);
document.addEventListener("click", ({ target }) => {
  const wanted = target.closest("[data-fold]")?.dataset.fold;
  if (wanted) folds().forEach((fold) => (fold.open = wanted === "open"));
});

addEventListener("beforeprint", () => {
  folds().forEach((fold) => {
    fold.dataset.was = fold.open;
    fold.open = true;
  });
});
addEventListener("afterprint", () => {
  folds().forEach((fold) => (fold.open = fold.dataset.was === "true"));
});
