// Keeps a mark while it is made: a moment after each change the changed fields go to the hub. The page works without this
// file, by its buttons. What could not be saved stays on the page and is sent again.

import { isAltered } from "./early.js";

const SOON_MS = 1200;
const AGAIN_MS = 10000;
const PATIENCE_MS = 20000; // a signal too weak for this is none

const form = document.querySelector("form[data-marking]");
const status = form.querySelector("[data-marking-status]");
const changed = new Set();
let timer = 0;
let isSending = false;
let pressed = null; // {button}: what to do once nothing is on its way any more

function say(words, isWrong = false) {
  status.textContent = words;
  status.dataset.state = isWrong ? "wrong" : "";
}

function values(names) {
  const all = new FormData(form);
  const some = new URLSearchParams({ csrfmiddlewaretoken: all.get("csrfmiddlewaretoken") });
  for (const name of names) some.set(name, all.get(name) ?? "");
  return some;
}

function later(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(send, milliseconds);
}

function sayWhyNot(answer) {
  if ([401, 404].includes(answer.status) || answer.redirected) return "Not saved: you are signed out, or this script is no longer yours. Your words are still here; copy them.";
  return "Not saved: the hub did not take it. It is tried again.";
}

async function answered(answer, names) {
  const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  if (!told) {
    say(sayWhyNot(answer), true);
    return answer.status >= 500;
  }
  if (!answer.ok) {
    say(`Not saved: ${told.words}`, true);
    return false;
  }
  form.querySelector("[data-marking-given]").textContent = told.given;
  form.querySelector("[data-marking-of]").textContent = told.of;
  if (!changed.size) say(`Saved at ${told.saved}.`);
  names.clear();
  return false;
}

async function send() {
  if (isSending || !changed.size) return;
  isSending = true;
  const names = new Set(changed);
  changed.clear();
  let again = true;
  try {
    const body = values(names);
    const keepalive = body.toString().length < 60000; // browsers take no more once the page is left
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(form.dataset.save, { method: "POST", body, credentials: "same-origin", keepalive, signal });
    again = await answered(answer, names);
  } catch {
    say("Not saved: no connection. It is tried again.", true);
  }
  isSending = false;
  for (const name of names) changed.add(name); // those that were not taken
  if (pressed) return form.requestSubmit(pressed.button);
  if (changed.size) later(again ? AGAIN_MS : SOON_MS * 10);
}

function noticed({ target }) {
  if (!target.name || target.name === "csrfmiddlewaretoken") return;
  changed.add(target.name);
  say("Not saved yet.");
  later(SOON_MS);
}

form.addEventListener("input", noticed);
for (const target of [...form.elements].filter(isAltered)) noticed({ target });
form.addEventListener("submit", (event) => {
  clearTimeout(timer);
  if (isSending) {
    pressed = { button: event.submitter }; // else what is older could arrive after it
    event.preventDefault();
    return;
  }
  changed.clear(); // the form itself brings everything
});
document.addEventListener("visibilitychange", () => document.hidden && send());
window.addEventListener("online", send);
window.addEventListener("beforeunload", (event) => {
  if (changed.size || isSending) event.preventDefault();
});
