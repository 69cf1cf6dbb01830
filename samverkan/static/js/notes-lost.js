/* What was typed and has no place on the page any more: shown whole, until its writer lets it go. */
export function showLost(root, drafts, place, draft, dropped = () => {}) {
  const box = root.querySelector("[data-lost]");
  if (box.querySelector(`[data-of="${CSS.escape(place)}"]`)) return;
  const text = draft.fields.filter(([name, value]) => value && !/revision$|^item$|^convening$/.test(name)).map(([, value]) => value);
  const part = document.createElement("div");
  part.className = "notice bad";
  part.dataset.of = place;
  const said = Object.assign(document.createElement("p"), { textContent: box.dataset.kept });
  const quote = Object.assign(document.createElement("blockquote"), { className: "words", textContent: text.join("\n") });
  const drop = Object.assign(document.createElement("button"), { type: "button", className: "button quiet", textContent: box.dataset.drop });
  drop.addEventListener("click", () => {
    drafts.drop(place);
    part.remove();
    dropped();
  });
  part.append(said, quote, drop);
  box.append(part);
  box.hidden = false;
}
