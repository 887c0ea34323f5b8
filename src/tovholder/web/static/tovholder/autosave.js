// Saves a form as one writes: <form data-autosave="/address/" data-saved="…{time}…" data-saving="…" data-kept="…">
// with an element [data-autosave-status role="status"] in it. The address takes the form by POST and answers 2xx.
// What could not be sent stays in this browser and is tried again.
"use strict";

(function () {
  const WAIT = 800;
  const AGAIN = 10000;

  document.querySelectorAll("form[data-autosave]").forEach((form) => {
    const status = form.querySelector("[data-autosave-status]");
    const key = `tovholder:${form.dataset.autosave}`;
    let timer = 0;
    let told = "";

    const tell = (words, kind) => {
      if (!status) return;
      // A reader of the screen hears changes, not every save.
      if (kind === "saved" && told === "saved") status.setAttribute("aria-live", "off");
      else status.setAttribute("aria-live", "polite");
      status.textContent = words;
      told = kind;
    };

    const clock = () =>
      new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

    const save = async () => {
      const data = new URLSearchParams(new FormData(form));
      const kept = new URLSearchParams(data);
      kept.delete("csrfmiddlewaretoken");
      sessionStorage.setItem(key, kept.toString());
      tell(form.dataset.saving, "saving");
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST",
          body: data,
          headers: { "X-Requested-With": "autosave" },
        });
        if (!answer.ok) throw new Error(String(answer.status));
        sessionStorage.removeItem(key);
        tell(form.dataset.saved.replace("{time}", clock()), "saved");
      } catch {
        tell(form.dataset.kept, "kept");
        timer = window.setTimeout(save, AGAIN);
      }
    };

    const later = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(save, WAIT);
    };

    const left = sessionStorage.getItem(key);
    if (left) {
      new URLSearchParams(left).forEach((value, name) => {
        const field = form.elements.namedItem(name);
        if (field && "value" in field && field.type !== "hidden") field.value = value;
      });
      later();
    }
    form.addEventListener("input", later);
    form.addEventListener("submit", () => {
      window.clearTimeout(timer);
      sessionStorage.removeItem(key);
    });
  });
})();
