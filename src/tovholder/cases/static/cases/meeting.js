// The meeting: reads a task's line back while it is written; the register check: counts what is answered, and
// says that a file which is chosen or named goes by the button.
"use strict";

(function () {
  const WAIT = 400;

  document.querySelectorAll("form[data-preview]").forEach((form) => {
    const field = form.elements.namedItem("line");
    const told = form.querySelector("[data-read]");
    let timer = 0;

    const read = async () => {
      if (!field.value.trim()) {
        told.textContent = "";
        return;
      }
      try {
        const answer = await fetch(form.action, {
          method: "POST",
          body: new URLSearchParams(new FormData(form)),
          headers: { "X-Requested-With": "preview" },
        });
        const said = await answer.json();
        told.textContent = said.read || said.refused;
      } catch {
        told.textContent = "";
      }
    };

    field.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(read, WAIT);
    });
  });

  const count = document.querySelector("[data-answered]");
  const forms = [...document.querySelectorAll("form[data-check]")];
  const answered = (form) => form.querySelector("input[type=radio]:checked") !== null;
  if (count) {
    document.addEventListener("change", () => {
      count.textContent = String(forms.filter(answered).length);
    });
  }
  const waits = (form) =>
    form.elements.namedItem("file").files.length > 0 || form.elements.namedItem("title").value.trim() !== "";
  const saved = new Map(forms.map((form) => [form, form.dataset.saved]));
  document.addEventListener(
    "input",
    (event) => {
      const form = event.target.closest("form[data-check]");
      if (!form) return;
      form.dataset.saved = waits(form) ? form.dataset.fileWaits : saved.get(form);
      // Without words there is nothing to save before the button is pressed.
      if (!waits(form) || form.elements.namedItem("text").value.trim()) return;
      event.stopPropagation();
      form.querySelector("[data-autosave-status]").textContent = form.dataset.fileWaits;
    },
    true,
  );
  const next = document.querySelector("[data-next]");
  if (next) {
    next.addEventListener("click", (event) => {
      const form = forms.find((one) => !answered(one));
      if (!form) return;
      event.preventDefault();
      form.scrollIntoView({ block: "center" });
      form.querySelector("input[type=radio]").focus();
    });
  }
})();
