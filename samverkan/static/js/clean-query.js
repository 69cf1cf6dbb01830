// A filter form sends every control, blank ones too. Leaving the blank ones out keeps addresses short enough to
// paste into a mail. Without this the page works the same.
for (const form of document.querySelectorAll("form[data-clean-query]")) {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData.entries()]) {
      if (value === "") event.formData.delete(name);
    }
  });
}
