// On every page of the portal, once this browser keeps somebody's text: what waits is sent where it can be, and nobody signs
// out while it cannot. Text that is safe at the hub leaves the device with whoever signs out.

import { save, standing } from "./hub.js";
import { STATE } from "./places.js";
import { everything, forgetSafe, settle } from "./store.js";

const isSignOut = (form) => new URL(form.action, window.location.href).pathname.endsWith("/sign-out/");
const isOwn = (record, person) => record.person === person && record.state === STATE.WAITING;

// Whoever is signed in has what waits of theirs sent; what is another's stays for them, unseen. Returns how many still wait of
// the person who is signed in; null where nobody can say (no signal, or nobody is signed in).
export async function sendWaiting() {
  const waiting = (await everything()).filter((record) => record.state === STATE.WAITING);
  let left = 0;
  for (const record of waiting) {
    try {
      const { person } = await standing(record.url, record.basedOn);
      if (!isOwn(record, person)) continue;
      await save({ ...record, source: "sent_later" });
      await settle(record.page, record.uuid);
    } catch (error) {
      if (error.status === 404) continue; // another person's window, or one that is theirs no more: it stays here
      left += 1;
    }
  }
  return left;
}

function refuse(form) {
  let line = document.getElementById("text-waits");
  if (!line) {
    line = document.createElement("p");
    line.id = "text-waits";
    line.className = "govuk-error-message";
    line.setAttribute("role", "alert");
    document.getElementById("main").prepend(line);
  }
  line.textContent =
    "You cannot sign out yet: text you wrote is on this device and has not reached the hub. Find a signal and try again.";
  form.querySelector("button").disabled = false;
}

let isGuarded = false;
const passed = new WeakSet();

export function guardSignOut() {
  if (isGuarded) return;
  isGuarded = true;
  // before the guard of the registers, which may be on the page too and sends the form itself
  window.addEventListener(
    "submit",
    async (event) => {
      const form = event.target;
      if (!isSignOut(form) || passed.has(form)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const left = await sendWaiting().catch(() => 0);
      if (left) {
        refuse(form);
        return;
      }
      await forgetSafe(() => true).catch(() => {});
      passed.add(form);
      form.requestSubmit();
    },
    { capture: true },
  );
}
