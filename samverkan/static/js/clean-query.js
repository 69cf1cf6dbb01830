// A filter form sends every control, blank ones too. Leaving the blank ones out keeps addresses short enough to
// paste into a mail. Without this the page works the same.
document.addEventListener("formdata", (event) => {
  if (!event.target.matches("form[data-clean-query]")) return;
  for (const [name, value] of [...event.formData.entries()]) {
    if (value === "") event.formData.delete(name);
  }
});
