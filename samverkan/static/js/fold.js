// Folded parts of the outline: unfold them all, fold them all, and never print them folded.
const folds = () => document.querySelectorAll("details.fold");

for (const buttons of document.querySelectorAll("[data-fold-buttons]")) {
  buttons.hidden = false;
  buttons.addEventListener("click", (event) => {
    const wanted = event.target.closest("button")?.dataset.fold;
    if (wanted) folds().forEach((fold) => (fold.open = wanted === "open"));
  });
}

addEventListener("beforeprint", () => {
  folds().forEach((fold) => {
    fold.dataset.was = fold.open;
    fold.open = true;
  });
});
addEventListener("afterprint", () => {
  folds().forEach((fold) => (fold.open = fold.dataset.was === "true"));
});
