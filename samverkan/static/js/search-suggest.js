// Suggestions while one types in a search box: a combobox by the ARIA authoring practices. The server writes the
// options (templates/groups/_suggestions.html). Without this the box is a search box like any other.
const WAIT = 200; // milliseconds after the last letter

for (const form of document.querySelectorAll("form[data-suggest]")) {
  const input = form.querySelector("input[type=search]");
  const list = document.createElement("div");
  const told = document.createElement("div");
  let options = [];
  let active = -1;
  let shown = ""; // the words that the list answers
  let waiting, asking;

  list.id = `${input.id}-suggestions`;
  list.className = "suggest";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  told.className = "vh";
  told.setAttribute("role", "status");
  form.append(list, told);
  form.classList.add("suggesting");
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);

  const choose = (place) => {
    options[active]?.removeAttribute("aria-selected");
    active = place;
    const option = options[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  };
  const open = () => {
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  const close = () => {
    clearTimeout(waiting);
    asking?.abort();
    choose(-1);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  };
  const show = (html, words) => {
    choose(-1);
    list.innerHTML = html;
    options = [...list.querySelectorAll("[role=option]")];
    options.forEach((option, place) => (option.id = `${list.id}-${place}`));
    shown = words;
    told.textContent = list.firstElementChild?.dataset.told ?? "";
    open();
  };
  const ask = async () => {
    const words = input.value.trim();
    asking?.abort();
    if (words.length < 2) {
      close();
      options = [];
      shown = told.textContent = "";
      return;
    }
    if (words === shown) return open();
    asking = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(words)}`, { signal: asking.signal });
      const html = answer.ok ? await answer.text() : "";
      // Only while one is still there, with the same words; a login in front of the site would be another page.
      const wanted = html.includes("data-told") && document.activeElement === input && input.value.trim() === words;
      if (wanted) show(html, words);
    } catch {
      // Left out: the search itself still works.
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const last = options.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) {
        ask();
        if (list.hidden) return;
      }
      // Past either end one is back in the box, as typed.
      const down = event.key === "ArrowDown";
      if (event.altKey) return;
      choose(down ? (active === last ? -1 : active + 1) : active === -1 ? last : active - 1);
    } else if (event.key === "Enter" && options[active] && !list.hidden) {
      event.preventDefault();
      location.assign(options[active].dataset.href);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // the first one closes, the next empties the box
      close();
    }
  });
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", ({ target }) => {
    const option = target.closest("[role=option]");
    if (option) location.assign(option.dataset.href);
  });
}
