/* The page of one number: − and +, and a queue in the phone for when the net is away.

   The queue (localStorage, "tovholder.heads") holds the page's address, the number or numbers, a key made
   here, and when the page was opened: nothing else. It is emptied by the server's answer alone; the key
   makes sure that what arrives twice counts once. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-heads-form]");
  if (!form) { return; }
  var QUEUE = "tovholder.heads";
  var inputs = Array.from(form.querySelectorAll("input[data-heads]"));
  var button = form.querySelector("[data-save]");
  var line = form.querySelector("[data-status]");
  var wait = 2000, timer = 0, sending = false;

  function total() {
    return inputs.reduce(function (sum, input) { return sum + (parseInt(input.value, 10) || 0); }, 0);
  }
  function say(name, values) {
    var text = line.dataset[name] || name;
    Object.keys(values || {}).forEach(function (key) { text = text.replace("{" + key + "}", values[key]); });
    if (line.textContent !== text) { line.textContent = text; }
  }
  function label() { button.textContent = button.dataset.words.replace("{n}", total()); }

  form.querySelectorAll("[data-step]").forEach(function (step) {
    step.hidden = false;
    var box = step.closest(".activities-count");
    box.removeAttribute("data-plain");
    step.addEventListener("click", function () {
      var input = box.querySelector("input");
      var next = (parseInt(input.value, 10) || 0) + parseInt(step.dataset.step, 10);
      input.value = Math.min(Math.max(next, 0), parseInt(input.max, 10) || 2000);
      label();
    });
  });
  inputs.forEach(function (input) {
    input.addEventListener("input", label);
    input.addEventListener("focus", function () { input.select(); });
  });
  label();

  function read() {
    try { return JSON.parse(localStorage.getItem(QUEUE) || "[]"); } catch (error) { return null; }
  }
  function write(queue) {
    try {
      if (queue.length) { localStorage.setItem(QUEUE, JSON.stringify(queue)); } else { localStorage.removeItem(QUEUE); }
      return true;
    } catch (error) { return false; }
  }
  function drop(entry) {
    write((read() || []).filter(function (one) { return one.key !== entry.key; }));
  }
  function key() {
    if (window.crypto && crypto.randomUUID) { return crypto.randomUUID(); }
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, function (one) { return one.toString(16).padStart(2, "0"); }).join("");
  }
  function token() { return form.querySelector("[name=csrfmiddlewaretoken]").value; }

  function send(entry) {
    var body = new URLSearchParams(entry.numbers);
    body.set("csrfmiddlewaretoken", token());
    body.set("key", entry.key);
    body.set("opened", entry.opened);
    if (entry.tries) { body.set("late", "1"); }
    return fetch(entry.path, { method: "POST", body: body, headers: { Accept: "application/json" }, redirect: "manual" });
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(flush, wait);
    wait = Math.min(wait * 2, 60000);
  }

  function flush() {
    var queue = read() || [];
    if (sending || !queue.length) { return; }
    var entry = queue[0], here = entry.path === location.pathname;
    sending = true;
    send(entry).then(function (response) {
      if (response.type === "opaqueredirect") { say("away"); return "stop"; }
      if (response.status >= 500 || response.status === 429) { throw new Error("later"); }
      var json = (response.headers.get("Content-Type") || "").indexOf("application/json") === 0;
      if (!json && response.status === 403) { say("away"); return "stop"; }
      return (json ? response.json() : Promise.resolve({ saved: false, message: line.dataset.refused })).then(function (answer) {
        drop(entry);
        wait = 2000;
        if (answer.saved) {
          say("saved", { n: entry.total });
          if (here) { form.dataset.done = "1"; }
        } else {
          say(answer.message);
        }
        return "next";
      });
    }).catch(function () {
      queue = read() || [];
      queue.forEach(function (one) { if (one.key === entry.key) { one.tries = (one.tries || 0) + 1; } });
      write(queue);
      say("kept", { n: entry.total });
      later();
      return "stop";
    }).then(function (then) {
      sending = false;
      if (then === "next") { flush(); }
    });
  }

  form.addEventListener("submit", function (event) {
    if (!form.reportValidity()) { event.preventDefault(); return; }
    var queue = read();
    if (queue === null || !window.fetch) { return; }
    var numbers = {};
    inputs.forEach(function (input) { numbers[input.name] = input.value; });
    var path = location.pathname;
    // A newer number of the same session takes the place of one that still waits.
    queue = queue.filter(function (one) { return one.path !== path; });
    queue.push({ path: path, numbers: numbers, total: total(), key: key(), opened: form.dataset.opened, tries: 0 });
    if (!write(queue)) { return; }
    event.preventDefault();
    say("saving");
    wait = 2000;
    clearTimeout(timer);
    flush();
  });

  window.addEventListener("online", function () { wait = 2000; flush(); });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { flush(); } });
  if ((read() || []).length) { say("waiting"); flush(); }
})();
