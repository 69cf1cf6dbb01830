/* How many are there of how many places, as one taps. Who sits for somebody on the list sits in that place. */
export function count(root) {
  const roll = root.querySelector("[data-roll]");
  for (const list of roll?.querySelectorAll(".note-list") ?? []) {
    const place = list.querySelector("[data-list-count]");
    const called = [...list.querySelectorAll("[data-row]:not([data-guest])")];
    if (place) place.textContent = `${called.filter(isPresent).length}/${called.filter(hasPlace).length}`;
  }
  const head = roll?.querySelector("[data-count]");
  const called = [...(roll?.querySelectorAll("[data-prefix]:not([data-guest])") ?? [])];
  if (!head || !called.length) return;
  const numbers = [called.filter(isPresent).length, called.filter(hasPlace).length];
  const online = roll.querySelectorAll("[data-prefix] [type=checkbox]:checked").length;
  head.textContent = head.textContent
    .replace(/^\d+(\D+)\d+/, (_all, between) => `${numbers[0]}${between}${numbers[1]}`)
    .replace(/(· )\d+( på distans)/, `$1${online}$2`);
  if (online && !/på distans/.test(head.textContent)) head.textContent += ` · ${online} på distans`;
}

const hasPlace = (row) => !row.hasAttribute("data-instead");
const isPresent = (row) => row.querySelector("[value=present]").checked;
