// Says before a session ends that it will, and afterwards that it has, without losing what was typed.
//
// Typing counts as work. To ask the server (GET) does not lengthen the session, to post does: another window may
// have kept it alive. When it has ended, the page is covered and stays; after a sign-in in another window it goes on,
// or is loaded anew where somebody else signed in.
"use strict";

(function () {
  const { idle, awake, who, signIn } = document.body.dataset;
  const warning = document.getElementById("idle");
  const off = document.getElementById("signed-off");
  if (!idle || !warning.showModal) return;
  const early = Math.min(120, idle / 3);
  let told = Date.now();
  let ends = 0;
  let timer = 0;

  const later = (left) => {
    window.clearTimeout(timer);
    ends = Date.now() + left * 1000;
    timer = window.setTimeout(near, Math.max(1, warning.open ? left + 1 : left - early) * 1000);
  };

  // A sign-in changes the key that every form must carry; the cookie has the one that holds.
  const key = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || ["", ""])[1];

  const close = () => {
    if (warning.open) warning.close();
    if (off.open) off.close();
  };

  const signedOff = () => {
    window.clearTimeout(timer);
    if (warning.open) warning.close();
    if (!off.open) off.showModal();
  };

  // Whether somebody is signed in here; a net that is away is no answer.
  const ask = async (method) => {
    try {
      const options = { method, redirect: "manual", cache: "no-store", headers: { "X-CSRFToken": key() } };
      const answer = await fetch(awake, options);
      if (answer.type === "opaqueredirect") {
        signedOff();
        return false;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const told = await answer.json();
      if (String(told.who) !== who) {
        window.location.reload();
        return false;
      }
      if (off.open || method === "POST" || told.left > early) close();
      later(told.left);
    } catch {
      later(early + 20);
    }
    return true;
  };

  const near = async () => {
    if (!(await ask("GET")) || off.open || ends - Date.now() > early * 1000) return;
    if (warning.open) return;
    warning.showModal();
    later((ends - Date.now()) / 1000);
  };

  const work = () => {
    told = Date.now();
    return ask("POST");
  };

  warning.querySelector("[data-idle-stay]").addEventListener("click", work);
  warning.addEventListener("cancel", work);
  off.addEventListener("cancel", (event) => event.preventDefault());
  off.querySelector("[data-idle-again]").addEventListener("click", () => ask("GET"));
  document.addEventListener("tovholder:signed-off", signedOff);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && (off.open || Date.now() > ends)) ask("GET");
  });
  window.addEventListener("focus", () => {
    if (off.open) ask("GET");
  });
  document.addEventListener("input", () => {
    if (Date.now() - told > (idle / 6) * 1000) work();
  });

  const freshen = (form) => {
    const field = form.elements.namedItem("csrfmiddlewaretoken");
    if (field && key()) field.value = key();
  };

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form.method !== "post") return;
      freshen(form);
      if (Date.now() < ends) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const button = event.submitter;
      ask("GET").then((on) => {
        if (!on) return;
        freshen(form);
        form.requestSubmit(button);
      });
    },
    true,
  );
  document.addEventListener("htmx:configRequest", (event) => {
    if (key()) event.detail.headers["X-CSRFToken"] = key();
    delete event.detail.parameters.csrfmiddlewaretoken;
  });
  // The server sends to the sign-in; what stands on the page would be lost.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const away = event.detail.xhr.getResponseHeader("HX-Redirect");
    if (!away || !away.startsWith(signIn)) return;
    event.preventDefault();
    signedOff();
  });

  later(idle);
})();
