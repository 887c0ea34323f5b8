// Menu as a dialog, "/" to the search field, focus to what went wrong, a form once after Back. Every page works
// without it.
"use strict";

(function () {
  const dialogs = (attribute, act) =>
    document.querySelectorAll(`[${attribute}]`).forEach((element) => {
      const dialog = document.getElementById(element.getAttribute(attribute));
      if (!dialog || !dialog.showModal) return;
      element.addEventListener("click", (event) => {
        event.preventDefault();
        act(dialog, element);
      });
      if (attribute === "data-opens") {
        element.setAttribute("role", "button");
        element.setAttribute("aria-haspopup", "dialog");
        element.addEventListener("keydown", (event) => {
          if (event.key === " ") element.click();
          if (event.key === " ") event.preventDefault();
        });
      }
    });
  dialogs("data-opens", (dialog, opener) => {
    dialog.addEventListener("close", () => opener.focus(), { once: true });
    dialog.showModal();
  });
  dialogs("data-closes", (dialog) => dialog.close());
  // A click beside the dialog closes it, too.
  document.querySelectorAll("dialog").forEach((dialog) =>
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    }),
  );
  // A menu that was opened on a phone does not stay over a page that became wide.
  const wide = window.matchMedia("(min-width: 992px)");
  wide.addEventListener("change", () => {
    const menu = document.getElementById("menu");
    if (wide.matches && menu && menu.open) menu.close();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const search = document.querySelector("[data-search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
  });

  const focusFault = (root) => {
    const fault = root.querySelector("[data-focus]");
    if (fault) fault.focus();
  };
  focusFault(document);

  // A piece that is exchanged while it has the focus hands it on: to what it says, else to its first control.
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea";
  let held = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    held = event.detail.target.contains(document.activeElement);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const piece = event.target;
    if (piece.matches("[data-focus]")) piece.focus();
    focusFault(piece);
    if (!held || document.activeElement !== document.body) return;
    const control = piece.querySelector(CONTROLS);
    if (control) control.focus();
  });

  // After Back a browser fills in what was typed, and the form has a new key. Sent as it was, it is sent with the key
  // that it had, and done once. Of what was typed nothing is kept but a number that follows from it.
  const KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  const hidden = (form) => [...form.elements].filter((one) => one.type === "hidden");
  const digest = (form, button) => {
    const unseen = hidden(form).map((one) => one.name);
    const said = [form.action, button ? `${button.name}=${button.value}` : ""];
    new FormData(form).forEach((value, name) => {
      if (unseen.includes(name)) return;
      said.push(name, value instanceof File ? `${value.name} ${value.size} ${value.lastModified}` : value);
    });
    let sum = 0;
    for (const letter of said.join("\0")) sum = (Math.imul(sum, 31) + letter.codePointAt(0)) >>> 0;
    return sum;
  };
  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    const sum = digest(form, event.submitter);
    const keys = hidden(form).filter((one) => KEY.test(one.value));
    const { sent } = window.history.state || {};
    if (sent && sent.sum === sum) {
      keys.forEach((one) => {
        one.value = sent.keys[one.name] || one.value;
      });
    }
    const known = Object.fromEntries(keys.map((one) => [one.name, one.value]));
    window.history.replaceState({ ...window.history.state, sent: { sum, keys: known } }, "");
  });

  // A link to a field puts the cursor into it, not only into view.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".t-faults a[href^='#']");
    const target = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!target) return;
    event.preventDefault();
    target.focus();
    target.scrollIntoView({ block: "center" });
  });
})();
