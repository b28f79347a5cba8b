// On every page of the portal, once this browser holds somebody's registers: nobody signs out while marks wait, and names
// leave the device with whoever signs out. A page that greets a stranger means that the sign-in has lapsed: names go too.

import { fact } from "./db.js";
import { forget } from "./downloading.js";
import { countOf, kept, WAITING } from "./events.js";
import { sendAll } from "./sending.js";

const isSignOut = (form) => new URL(form.action, window.location.href).pathname.endsWith("/sign-out/");

export async function forgetStrangers() {
  if (document.querySelector("a.npq-header__action")) await forget({ person: await fact("person") });
}

function refuse(form, words) {
  let line = document.getElementById("marks-wait");
  if (!line) {
    line = document.createElement("p");
    line.id = "marks-wait";
    line.className = "govuk-error-message";
    line.setAttribute("role", "alert");
    document.getElementById("main").prepend(line);
  }
  line.textContent = words;
  form.querySelector("button").disabled = false;
}

let isGuarded = false;

export function guardSignOut() {
  if (isGuarded) return;
  isGuarded = true;
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!isSignOut(form)) return;
    event.preventDefault();
    event.stopPropagation();
    const person = (await fact("person")) ?? "";
    if ((await kept(WAITING, person)).length) await sendAll();
    const waiting = countOf(await kept(WAITING, person));
    if (waiting) {
      const marks = waiting === 1 ? "1 mark waits on this device and has" : `${waiting} marks wait on this device and have`;
      refuse(form, `You cannot sign out yet: ${marks} not reached the hub. Find a signal and try again.`);
      return;
    }
    await forget();
    form.submit();
  });
}
