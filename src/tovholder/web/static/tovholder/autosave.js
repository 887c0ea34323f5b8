// Saves a form as one writes: <form data-autosave="/address/" data-saved="…{time}…" data-saving="…" data-kept="…">
// with an element [data-autosave-status role="status"] in it. The address takes the form by POST and answers 2xx.
// What could not be sent stays in this browser and is tried again; with data-autosave-keeps-nothing it stays in
// the page alone. An answer carries X-At (when it was saved, from the middleware), and may carry X-Version (the
// form's new `version`) and X-Address (where it lives from now on); 409 and 412 say in words why it cannot be saved,
// and are not tried again. What is sent with its button while the server is out of reach stays on the page. A field
// with data-by-button is sent with the button alone.
"use strict";

(function () {
  const WAIT = 800;
  const AGAIN = 10000;

  document.querySelectorAll("form[data-autosave]").forEach((form) => {
    const status = form.querySelector("[data-autosave-status]");
    const key = `tovholder:${form.dataset.autosave}`;
    const keeps = !form.hasAttribute("data-autosave-keeps-nothing");
    const byButton = [...form.querySelectorAll("[data-by-button]")].map((one) => one.name);
    let timer = 0;
    let told = "";
    let busy = null;
    let away = false;

    const tell = (words, kind) => {
      if (!status) return;
      // A reader of the screen hears changes, not every save.
      if (kind === "saved" && told === "saved") status.setAttribute("aria-live", "off");
      else status.setAttribute("aria-live", "polite");
      status.textContent = words;
      told = kind;
    };

    // When it was saved, by the clock of the application: 9.32, in English 9:32.
    const clock = (answer) =>
      answer.headers
        .get("X-At")
        .slice(11, 16)
        .replace(/^0/, "")
        .replace(":", document.documentElement.lang === "en" ? ":" : ".");

    // The form is another one from now on: its version, and after the first save its address.
    const goOn = (answer) => {
      const version = answer.headers.get("X-Version");
      const field = form.elements.namedItem("version");
      if (version && field) field.value = version;
      const address = answer.headers.get("X-Address");
      if (address && address !== form.dataset.autosave) {
        form.dataset.autosave = address;
        form.action = address;
        window.history.replaceState(null, "", address);
      }
    };

    const send = async () => {
      // Whoever signs in next may be somebody else: nothing is sent until the page knows (idle.js).
      if (document.querySelector("#signed-off[open]")) {
        timer = window.setTimeout(save, AGAIN);
        return;
      }
      const typed = [...new FormData(form)].filter(([name]) => !byButton.includes(name));
      const data = new URLSearchParams(typed);
      const kept = new URLSearchParams(data);
      kept.delete("csrfmiddlewaretoken");
      // A sign-in in another window changed the key; the cookie has the one that holds.
      const fresh = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
      if (fresh) data.set("csrfmiddlewaretoken", fresh[1]);
      if (keeps) sessionStorage.setItem(key, kept.toString());
      tell(form.dataset.saving, "saving");
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST",
          body: data,
          headers: { "X-Requested-With": "autosave" },
        });
        away = false;
        if (answer.status === 409 || answer.status === 412) {
          tell(await answer.text(), "refused");
          return;
        }
        // A page that the form was sent on to answers 200, too, and has saved nothing.
        if (answer.redirected) {
          const signedOff = new URL(answer.url).pathname === document.body.dataset.signIn;
          if (signedOff) document.dispatchEvent(new Event("tovholder:signed-off"));
          throw new Error("sent elsewhere");
        }
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
        sessionStorage.removeItem(key);
        goOn(answer);
        tell(form.dataset.saved.replace("{time}", clock(answer)), "saved");
      } catch (fault) {
        away = fault instanceof TypeError; // no answer at all
        tell(form.dataset.kept, "kept");
        timer = window.setTimeout(save, AGAIN);
      }
    };

    // One at a time: the second would not know the first one's version.
    const save = async () => {
      if (busy) await busy;
      busy = send();
      await busy;
      busy = null;
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
    window.addEventListener("online", () => {
      if (told === "kept") later();
    });
    form.addEventListener("submit", (event) => {
      window.clearTimeout(timer);
      sessionStorage.removeItem(key);
      if (!busy && !away) return;
      event.preventDefault();
      const button = event.submitter;
      const goOnThen = () => {
        if (!away) form.requestSubmit(button);
      };
      (busy || save()).then(() => window.setTimeout(goOnThen, 0));
    });
  });
})();
