/* Saves the note taker's page as one goes. Without it each part has a button of its own.

   A unit (data-row) is one thing that is saved: a tap, an item, a decision. What is typed in it is written to the
   browser's own storage at once, under the account and the meeting, and taken away when the server has it. Units are
   sent one at a time, in the order they were touched; when the connection is lost they wait, over a reload too. A
   unit carries the revision that was seen: what somebody else wrote meanwhile comes back and is chosen between. */

import { Drafts } from "./notes-drafts.js";
import { alignPresence, blankAfter, blankFor, fieldsOf, fill, moreNames, rememberBlanks, setField, step, vanish } from "./notes-rows.js";
import { count } from "./notes-count.js";
import { showLost } from "./notes-lost.js";
import { Line } from "./notes-line.js";

const PAUSE = 900; // ms without a key until what is typed is sent

const root = document.querySelector("[data-notes]");
const bar = root.querySelector("[data-state]");
const words = bar.dataset;
const drafts = new Drafts(`anteckningar/${root.dataset.account}/${root.dataset.meeting}`);
const unitAt = (place) => root.querySelector(`[data-row="${CSS.escape(place)}"]`);

const line = new Line(words, () => pump());
const queue = new Set();
const pauses = new Map();
const stuck = new Map(); // place → what its writer must do something about: "clash", "wrong", "gone", "locked"
let sending = false;
let seenOfMeeting = Number(root.dataset.revision);

root.dataset.live = "";
rememberBlanks(root);
document.querySelectorAll(".notes details[data-details]").forEach((each) => (each.open = false));

// How it goes

function tell() {
  const waiting = drafts.places().filter((place) => !drafts.read(place)?.manual);
  let kind = "saved";
  let said = words.saved;
  if (line.refused) [kind, said] = ["wrong", line.refused];
  else if (line.offline) [kind, said] = ["waiting", words.offline];
  else if (stuck.size) [kind, said] = ["wrong", words.choose];
  else if (sending) [kind, said] = ["saving", words.saving];
  else if (waiting.length) [kind, said] = ["saving", words.writing];
  else if (tell.at) said = `${words.saved} · ${tell.at}`;
  if (drafts.broken && kind !== "saved") said += ` ${words.forgotten}`;
  bar.dataset.kind = kind;
  bar.querySelector("[data-login]").hidden = !line.loggedOut;
  const place = bar.querySelector("[data-said-state]");
  if (place.textContent !== said) place.textContent = said;
  const link = bar.querySelector("[data-to]");
  link.hidden = !stuck.size;
  if (stuck.size) link.hash = unitAt([...stuck.keys()][0])?.id || unitAt([...stuck.keys()][0])?.dataset.row || "";
}

function mark(unit, kind) {
  if (kind) unit.dataset.mark = kind;
  else delete unit.dataset.mark;
}

function say(unit, html = "", fields = []) {
  const place = unit.querySelector("[data-said]");
  if (place.innerHTML || html) {
    place.innerHTML = html;
    place.setAttribute("role", "alert");
  }
  const prefix = unit.dataset.prefix || "";
  unit.querySelectorAll("[aria-invalid]").forEach((each) => each.removeAttribute("aria-invalid"));
  for (const name of fields) unit.querySelector(`[name="${prefix}${name}"]:not([type=hidden])`)?.setAttribute("aria-invalid", "true");
}

// Typing

function typed(unit, pause) {
  const place = unit.dataset.row;
  const fields = fieldsOf(unit);
  const needs = unit.dataset.needs;
  const blank = needs && unit.dataset.uid && !fields.some(([name, value]) => name === needs && value.trim());
  drafts.write(place, {
    url: unit.dataset.url,
    kind: unit.dataset.kind || "",
    fields,
    manual: "manual" in unit.dataset,
    waits: Boolean(blank),
  });
  clearTimeout(pauses.get(place));
  if ("manual" in unit.dataset || blank || ["clash", "gone", "locked"].includes(stuck.get(place))) return tell();
  mark(unit, "waiting");
  pauses.set(place, setTimeout(() => send(place), pause));
  tell();
}

root.addEventListener("input", ({ target }) => {
  const unit = target.closest("[data-row]");
  if (!unit) return;
  if (target.name === "deferred_to" && target.value) unit.querySelector("[type=checkbox][name=deferred]").checked = true;
  if (target.name === "deferred" && !target.checked) unit.querySelector("[name=deferred_to]").value = "";
  alignPresence(unit, target);
  moreNames(unit, target);
  typed(unit, ["radio", "checkbox"].includes(target.type) || target.tagName === "SELECT" ? 0 : PAUSE);
  count(root);
});

root.addEventListener("focusout", ({ target }) => {
  const place = target.closest("[data-row]")?.dataset.row;
  if (pauses.has(place)) send(place);
});

// Sending

function send(place) {
  clearTimeout(pauses.get(place));
  pauses.delete(place);
  queue.add(place);
  pump();
}

async function pump() {
  if (sending) return;
  sending = true;
  while (queue.size) {
    const [place] = queue;
    queue.delete(place);
    const draft = drafts.read(place);
    if (!draft || draft.waits) continue;
    tell();
    if (!(await deliver(place, draft))) {
      queue.add(place);
      break;
    }
  }
  sending = false;
  tell();
}

/** Whether the unit is dealt with; if not it stays in the queue and is tried again. */
async function deliver(place, draft) {
  const answer = await line.post(draft.url, draft.fields);
  if (!answer) return false;
  const unit = unitAt(place);
  if (answer.kind === "saved") return kept(place, draft, unit, answer);
  stuck.set(place, answer.kind);
  if (unit) {
    say(unit, answer.said, answer.fields);
    mark(unit, "wrong");
    unit.dataset.told = answer.revision ?? "";
  } else lost(place, draft);
  return true;
}

function kept(place, draft, unit, answer) {
  heard(answer);
  stuck.delete(place);
  const later = drafts.read(place);
  const changed = later && later.n !== draft.n;
  if (changed) drafts.write(place, { ...later, fields: later.fields.map(seen(unit, answer.revision)) });
  else drafts.drop(place);
  if (answer.part) {
    replaceRoll(answer.part);
    return true;
  }
  if (!unit) return true;
  const revision = unit.querySelector("[data-revision]");
  if (revision && answer.revision !== null) revision.value = answer.revision;
  say(unit);
  mark(unit, changed ? "waiting" : "");
  if (unit.dataset.uid) {
    delete unit.dataset.uid;
    blankAfter(unit);
  }
  if (changed && !pauses.has(place)) queue.add(place);
  return true;
}

const seen = (unit, revision) => ([name, value]) => {
  const field = unit?.querySelector("[data-revision]")?.name ?? "revision";
  return [name, name === field && revision !== null ? String(revision) : value];
};

function heard(answer) {
  tell.at = new Intl.DateTimeFormat("sv-SE", { hour: "2-digit", minute: "2-digit" }).format().replace(":", ".");
  if (answer.before > seenOfMeeting) bar.querySelector("[data-others]").hidden = false;
  seenOfMeeting = Math.max(seenOfMeeting, answer.meeting);
}

addEventListener("online", pump);
addEventListener("focus", () => queue.size && pump());
bar.querySelector("[data-fetch]").addEventListener("click", () => location.reload());
addEventListener("beforeunload", (event) => {
  if (drafts.broken && drafts.places().length) event.preventDefault();
});

// Deeds: what is done at once, by a button

root.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  event.preventDefault();
  if (!("deed" in form.dataset) && !("deed" in (submitter?.dataset ?? {}))) return flush(form);
  const place = form.dataset.row;
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  if (submitter?.name) fields.push([submitter.name, submitter.value]);
  await settled();
  const revision = form.querySelector("[data-revision]");
  const url = form.getAttribute("action");
  const answer = line.offline ? null : await line.post(url, fields.map(([name, value]) => [name, name === revision?.name ? revision.value : value]));
  if (!answer) {
    if (line.offline) bar.querySelector("[data-said-state]").textContent = words.deedOffline;
    return;
  }
  if (answer.kind === "reload") {
    history.replaceState(null, "", answer.page);
    location.reload();
    return;
  }
  if (answer.kind !== "saved") {
    stuck.set(place, answer.kind);
    say(form, answer.said, answer.fields);
    form.dataset.told = answer.revision ?? "";
    return tell();
  }
  heard(answer);
  drafts.drop(place);
  stuck.delete(place);
  if (answer.part) replaceRoll(answer.part);
  else if (answer.removed) vanish(form, bar);
  else {
    if (revision && answer.revision !== null) revision.value = answer.revision;
    step(form, submitter);
  }
  tell();
});

function flush(form) {
  const units = form.dataset.row ? [form] : [...form.querySelectorAll("[data-row]")];
  for (const unit of units) {
    const place = unit.dataset.row;
    if ("manual" in unit.dataset) drafts.write(place, { url: unit.dataset.url, kind: "", fields: fieldsOf(unit) });
    if (drafts.read(place) && !["clash", "gone", "locked"].includes(stuck.get(place))) send(place);
  }
}

/** When all that waits is sent, or cannot be. */
async function settled() {
  for (const place of [...pauses.keys()]) send(place);
  while (sending) await new Promise((done) => setTimeout(done, 40));
}

function replaceRoll(html) {
  const focused = document.activeElement?.id;
  root.querySelector("[data-roll]").outerHTML = html;
  (document.getElementById(focused) ?? root.querySelector("[data-roll] summary"))?.focus();
  restore();
}

// Two who write the same

root.addEventListener("click", ({ target }) => {
  const choice = target.closest("[data-choice]")?.dataset.choice;
  if (!choice) return;
  const unit = target.closest("[data-row]");
  const place = unit.dataset.row;
  const revision = unit.querySelector("[data-revision]");
  if (choice === "again") {
    revision.value = "";
  } else {
    const other = target.closest("[data-other]");
    const { other: name, value } = other.dataset;
    if (choice !== "mine") setField(unit, name, value, choice === "both");
    other.remove();
    if (unit.querySelector("[data-other]")) return;
    revision.value = unit.dataset.told;
  }
  stuck.delete(place);
  say(unit);
  typed(unit, 0);
  unit.querySelector("textarea, input:not([type=hidden])")?.focus();
});

// What was left from before: another visit, a lost connection

function restore() {
  for (const place of drafts.places()) {
    const draft = drafts.read(place);
    if (!draft || queue.has(place) || pauses.has(place)) continue;
    const unit = unitAt(place) ?? blankFor(root, place, draft);
    if (!unit) {
      lost(place, draft);
      continue;
    }
    fill(unit, draft.fields);
    unit.closest("details")?.setAttribute("open", "");
    if (draft.manual || draft.waits) continue;
    mark(unit, "waiting");
    queue.add(place);
  }
  count(root);
}

function lost(place, draft) {
  showLost(root, drafts, place, draft, () => {
    stuck.delete(place);
    tell();
  });
}

restore();
pump();
tell();
