/* On the page of the minutes: a personal link is chosen whole when it is reached, and a file that is too large is told
   before it is sent. Without this the link is chosen by hand, and the server refuses the file. */

for (const link of document.querySelectorAll("input.link")) {
  link.addEventListener("focus", () => link.select());
}

const form = document.querySelector("form[data-most]");
const file = form?.querySelector("input[type=file]");

/** Show at the file's field that it is too large, or take that away; tell whether it is. */
function tell() {
  const tooLarge = file.files.length > 0 && file.files[0].size > Number(form.dataset.most);
  const field = file.closest(".field");
  let told = field.querySelector(".error");
  if (tooLarge && !told) {
    told = field.appendChild(document.createElement("p"));
    told.className = "error";
    told.id = `${file.id}_error`;
    told.setAttribute("role", "alert");
  }
  if (told) {
    told.textContent = tooLarge ? form.dataset.tooLarge : "";
  }
  file.toggleAttribute("aria-invalid", tooLarge);
  if (tooLarge) {
    file.setAttribute("aria-invalid", "true");
    file.setAttribute("aria-describedby", told.id);
  }
  return tooLarge;
}

file?.addEventListener("change", tell);
form?.addEventListener("submit", (event) => {
  if (tell()) {
    event.preventDefault();
    file.focus();
  }
});
