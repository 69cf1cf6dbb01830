/* Nothing may be noted any more, but something may have been typed before and never sent: it is shown. */
import { Drafts } from "./notes-drafts.js";
import { showLost } from "./notes-lost.js";

const root = document.querySelector("[data-notes]");
const drafts = new Drafts(`anteckningar/${root.dataset.account}/${root.dataset.meeting}`);
for (const place of drafts.places()) showLost(root, drafts, place, drafts.read(place));
