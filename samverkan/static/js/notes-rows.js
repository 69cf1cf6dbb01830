/* Units of the note taker's page: their fields, and the blank ones in which something new is written. */

const blanks = new WeakMap(); // a blank's <details> → how it stood when nothing was written in it
const KEY = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** A key that nothing else has. `crypto.randomUUID` is there on https alone. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Names and values that would be sent, in order; what is not ticked is left out, as browsers do. */
export function fieldsOf(unit) {
  return [...unit.querySelectorAll("input, select, textarea")]
    .filter((field) => field.name && !field.disabled && field.name !== "csrfmiddlewaretoken")
    .filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked)
    .map((field) => [field.name, field.value]);
}

/** Put back what was typed. */
export function fill(unit, fields) {
  const lines = fields.filter(([name]) => name === "who").map(([, value]) => value);
  writeLines(unit, lines);
  const values = new Map(fields.filter(([name]) => name !== "who")); // of several by one name the last counts
  for (const field of unit.querySelectorAll("input, select, textarea")) {
    if (field.name === "who" || !values.has(field.name)) continue;
    if (["radio", "checkbox"].includes(field.type)) field.checked = field.value === values.get(field.name);
    else if (field.type !== "hidden" || "revision" in field.dataset) field.value = values.get(field.name);
  }
}

/** Let a field be what somebody else wrote, or both. */
export function setField(unit, name, value, both) {
  if (name === "who") {
    const mine = [...unit.querySelectorAll("[name=who]")].map((field) => field.value).filter(Boolean);
    writeLines(unit, both ? [...new Set([...value.split("\n"), ...mine])] : value.split("\n"));
    return;
  }
  const fields = [...unit.querySelectorAll(`[name="${unit.dataset.prefix ?? ""}${name}"]:not([type=hidden])`)];
  for (const field of fields) {
    if (["radio", "checkbox"].includes(field.type)) field.checked = field.value === value;
    else field.value = both && field.value.trim() ? `${value}\n\n${field.value}` : value;
  }
}

function writeLines(unit, lines) {
  const box = unit.querySelector("[data-parties]");
  if (!box || !lines.length) return;
  while (box.querySelectorAll("[name=who]").length < lines.length + 1) addLine(box);
  [...box.querySelectorAll("[name=who]")].forEach((field, place) => (field.value = lines[place] ?? ""));
}

/** One more blank line for who is to do it. */
function addLine(box) {
  const line = box.lastElementChild.cloneNode(true);
  const place = box.querySelectorAll("[name=who]").length;
  const field = line.querySelector("[name=who]");
  field.value = "";
  field.setAttribute("aria-label", field.getAttribute("aria-label").replace(/\d+$/, place + 1));
  Object.assign(line.querySelector("[name=convening]"), { value: place, checked: false });
  box.append(line);
}

/** Keep how the blank ones stand before anything is written in them. */
export function rememberBlanks(root) {
  for (const blank of root.querySelectorAll("details[data-new]")) {
    if (!blanks.has(blank)) blanks.set(blank, blank.outerHTML);
  }
}

/** A blank anew, with new keys; `given` is the key that its own unit is to have. */
function fresh(blank, given) {
  let html = blanks.get(blank);
  const made = document.createElement("template");
  made.innerHTML = html;
  const units = [...made.content.querySelectorAll("[data-uid]")];
  units.forEach((unit, place) => {
    const [old] = unit.dataset.uid.match(KEY);
    html = html.replaceAll(old, place === 0 && given ? given : newKey());
  });
  made.innerHTML = html;
  const details = made.content.firstElementChild;
  details.removeAttribute("open");
  return details;
}

/** What was written in a blank is stored: it stays where it is, and a new blank comes after it. */
export function blankAfter(unit) {
  const written = unit.closest("details[data-new]");
  if (!written || !blanks.has(written)) return;
  // Written on an earlier visit and put back before the page's own blank: that one is still there.
  if (written.nextElementSibling?.matches(`details[data-new="${written.dataset.new}"]`)) return settle(written);
  const next = fresh(written);
  const label = unit.querySelector("[name=label]");
  const nextLabel = next.querySelector("[name=label]");
  if (label && nextLabel) nextLabel.setAttribute("value", label.value.replace(/\d+(?!.*\d)/, (number) => Number(number) + 1));
  settle(written, next);
}

function settle(written, ...next) {
  written.dataset.kept = "";
  written.after(...next);
  rememberBlanks(written.parentElement);
  blanks.delete(written);
  delete written.dataset.new;
}

/** The blank in which something was written on an earlier visit, with the key it was given then; null if there is none. */
export function blankFor(root, place, draft) {
  const key = place.match(KEY)?.[0];
  if (!key || !draft.kind) return null;
  const item = draft.fields.find(([name]) => name === "item")?.[1];
  const blank = [...root.querySelectorAll(`details[data-new="${draft.kind}"]`)].find((each) => {
    const own = each.querySelector("[name=item]");
    return draft.kind === "punkt" || (own?.value ?? "") === (item ?? "");
  });
  const isNew = !draft.fields.some(([name, value]) => name === "revision" && value);
  if (!blank || !isNew) return null;
  const made = fresh(blank, key);
  blank.before(made);
  rememberBlanks(made.parentElement);
  made.open = true;
  return made.querySelector("[data-row]");
}

/** Who takes part from afar is there, and who is not there does not. */
export function alignPresence(unit, target) {
  if (!unit.dataset.prefix) return;
  const online = unit.querySelector("[type=checkbox]");
  if (target === online && online.checked) unit.querySelector("[value=present]").checked = true;
  if (target.type === "radio" && target.value !== "present") online.checked = false;
}

/** Always a blank line for one more who is to do it. */
export function moreNames(unit, target) {
  const lines = target.closest("[data-parties]");
  const last = lines?.lastElementChild;
  if (!lines || target.name !== "who" || !last.contains(target) || !target.value) return;
  addLine(lines);
}

/** What was written in a blank on this visit still stands in the fold it was written in. */
const whole = (part) => (part.parentElement.matches("[data-kept]") ? part.parentElement : part);

/** Let an item change places with its neighbour. */
export function step(form, button) {
  const section = whole(form.closest("[data-place]"));
  const other = button.value === "upp" ? section.previousElementSibling : section.nextElementSibling;
  if (!other?.matches("[data-place], [data-kept]")) return;
  if (button.value === "upp") other.before(section);
  else other.after(section);
  button.focus();
}

/** What was taken away leaves the page; one goes on with what came after it. */
export function vanish(form, otherwise) {
  const section = whole(form.dataset.kind === "punkt" ? form.closest("[data-place]") : form);
  const next = section.nextElementSibling?.querySelector("input, summary, textarea") ?? otherwise;
  section.remove();
  next.focus?.();
}
