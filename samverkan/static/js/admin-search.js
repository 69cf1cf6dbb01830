/* Suggestions while one writes a name in the admin. Without it the server looks the words up when the form is sent. */

const source = document.querySelector("[data-search-source]")?.dataset.searchSource;
const found = new Map(); // register and label → key
let waiting;

function accept(field) {
  const key = found.get(`${field.dataset.search} ${field.value.trim()}`);
  const name = field.name.replace(/-sok$/, "");
  const form = field.form;
  if (key !== undefined) {
    form.elements[name].value = key;
    form.elements[`${name}-visad`].value = field.value.trim();
  }
}

async function suggest(field) {
  const words = field.value.trim();
  if (words.length < 2) {
    return;
  }
  const answer = await fetch(`${source}?vad=${field.dataset.search}&q=${encodeURIComponent(words)}`);
  if (!answer.ok || field.value.trim() !== words) {
    return;
  }
  const { results } = await answer.json();
  field.list.replaceChildren(
    ...results.map(({ id, text }) => {
      const label = `${field.dataset.search} ${text}`;
      // A label that has named two rows names none: the server asks which.
      found.set(label, found.has(label) && found.get(label) !== id ? undefined : id);
      const option = document.createElement("option");
      option.value = text;
      return option;
    }),
  );
  accept(field);
}

if (source) {
  document.addEventListener("input", ({ target }) => {
    if (!target.dataset?.search) {
      return;
    }
    accept(target);
    clearTimeout(waiting);
    waiting = setTimeout(() => suggest(target), 200);
  });
}
