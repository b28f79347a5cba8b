// On every page of the portal, once this browser keeps somebody's text: what waits is sent where it can be, and nobody signs
// out while it cannot. Text that is safe at the hub leaves the device with whoever signs out.

import { save, standing } from "./hub.js";
import { STATE } from "./places.js";
import { everything, forgetOver, forgetSafe, settle } from "./store.js";

const WAITS = "You cannot sign out yet: text you wrote is on this device and has not reached the hub. Find a signal and try again.";
const REFUSED =
  "Text you wrote is on this device and the hub cannot take it as it is. Open your case study and see what it says there. " +
  "If you sign out now, it stays on this device for 30 days after your window closes.";

const isSignOut = (form) => new URL(form.action, window.location.href).pathname.endsWith("/sign-out/");
const isOwn = (record, person) => record.person === person && record.state === STATE.WAITING;

// Whoever is signed in has what waits of theirs sent; what is another's stays for them, unseen. Returns how many still `wait`
// and are to be tried again, and how many the hub has `refused` for good. What is over leaves the device.
export async function sendWaiting() {
  const waiting = (await everything()).filter((record) => record.state === STATE.WAITING);
  const left = { waits: 0, refused: 0 };
  let serverNow = "";
  for (const record of waiting) {
    try {
      const told = await standing(record.url, record.basedOn);
      serverNow = told.server_now;
      if (!isOwn(record, told.person)) continue;
      await save({ ...record, source: "sent_later" });
      await settle(record.page, record.uuid);
    } catch (error) {
      serverNow = error.serverNow || serverNow;
      if (error.status === 404) continue; // another person's window, or one that is theirs no more: it stays here
      left[[400, 413].includes(error.status) ? "refused" : "waits"] += 1;
    }
  }
  if (serverNow) await forgetOver(Date.parse(serverNow));
  return left;
}

function say(form, words) {
  let line = document.getElementById("text-waits");
  if (!line) {
    line = document.createElement("p");
    line.id = "text-waits";
    line.className = "govuk-error-message";
    line.setAttribute("role", "alert");
    document.getElementById("main").prepend(line);
  }
  line.textContent = words;
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
      const { waits, refused } = await sendWaiting().catch(() => ({ waits: 0, refused: 0 }));
      if (waits || refused) {
        if (!waits) passed.add(form); // nothing will make the hub take it: they are told once
        say(form, waits ? WAITS : REFUSED);
        return;
      }
      await forgetSafe().catch(() => {});
      passed.add(form);
      form.requestSubmit();
    },
    { capture: true },
  );
}
