/* Adds rows to a group's page in the admin, and fills in what a group type brings. All works without it: every list
   already ends with an empty row, and what a type brings is filled in when the group is saved. */

const counter = (kind) => document.querySelector(`input[name="${kind}-ny"]`);

/** Puts a copy of the empty row of a kind last in `into`, numbered after those there are. */
function add(kind, into, place = "") {
  const template = document.querySelector(`template[data-row="${kind}"]`);
  let html = template.innerHTML;
  for (const key of ["seats", "holders", "municipalities", "commissions", "lines", "escalations"]) {
    const mark = `__${key}__`;
    const count = counter(key);
    if (count && html.includes(mark)) {
      html = html.replaceAll(mark, count.value);
      count.value = Number(count.value) + 1;
    }
  }
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const row = holder.content.firstElementChild;
  if (place) {
    row.querySelector("input[name$='-place']").value = place;
  }
  into.append(row);
  row.querySelectorAll("details").forEach((each) => (each.open = true));
  row.open = true;
  row.querySelector("input:not([type=hidden]), select")?.focus();
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "add-row-button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

const sheet = document.querySelector("[data-sheet]");
if (sheet && document.querySelector("template[data-row]")) {
  for (const rows of sheet.querySelectorAll("[data-rows]")) {
    const here = rows.querySelector("[data-rows-here]");
    here.after(button(rows.dataset.add, () => add(rows.dataset.rows, here)));
  }
  for (const holders of sheet.querySelectorAll("[data-place]")) {
    const here = holders.querySelector("[data-holders-here]");
    here.after(button(holders.dataset.add, () => add("holders", here, holders.dataset.place)));
  }
}

const defaults = document.getElementById("type-defaults");
const type = document.getElementById("id_type");
if (defaults && type) {
  const known = JSON.parse(defaults.textContent);
  const filled = {};
  type.addEventListener("change", () => {
    for (const [name, value] of Object.entries(known[type.value] ?? {})) {
      const field = document.getElementById(`id_${name}`);
      // Only what is blank, or what the type chosen before this one brought.
      if (field && ["", "not_stated", filled[name]].includes(field.value)) {
        field.value = value || (name === "mandate" ? "not_stated" : "");
        filled[name] = field.value;
      }
    }
  });
}
