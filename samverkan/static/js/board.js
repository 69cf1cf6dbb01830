// How high the central bodies stand, so that a delregion's own stop right under them when both stay in view.
const leads = "[data-board] .central.first > .lead, [data-board] .central.first > .partner > li > .lead";
const measured = new ResizeObserver(() => {
  const height = Math.max(...[...document.querySelectorAll(leads)].map((lead) => lead.offsetHeight));
  document.querySelector("[data-board]")?.style.setProperty("--central", `${height}px`);
});

function begin() {
  measured.disconnect();
  document.querySelectorAll(leads).forEach((lead) => measured.observe(lead));
}

// Who has chosen a group sees it: its card, which the panel may have moved; on a narrow screen, where the panel stands
// before the drawing, the panel.
let chosen = document.querySelector("#panel")?.dataset.group;
document.addEventListener("karta:ny", () => {
  begin();
  const panel = document.querySelector("#panel");
  if (panel && panel.dataset.group !== chosen) {
    // Who chooses by keyboard reads on there; Escape leads back to the card.
    panel.focus({ preventScroll: true });
    if (matchMedia("(max-width: 63.99rem)").matches) {
      panel.scrollIntoView();
    } else {
      // Once the height of the central bodies is measured, which moves what is below.
      setTimeout(() => {
        document.querySelector(".box.chosen")?.scrollIntoView({ block: "nearest", behavior: "instant" });
      }, 50);
    }
  }
  if (!panel && chosen) document.getElementById(`g-${chosen}`)?.focus({ preventScroll: true });
  chosen = panel?.dataset.group;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && !event.target.matches("input, select")) {
    document.querySelector("#panel .panel-close a")?.click();
  }
});
begin();
