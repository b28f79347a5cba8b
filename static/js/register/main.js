// Begins the register's page and the list of registers: keeps marks here first, sends them when it can, says what is so.

import { fact } from "./db.js";
import { belongTo, download } from "./downloading.js";
import { countOf, kept, onChange, REFUSED, WAITING, waitingOfOthers } from "./events.js";
import { RegisterForm } from "./form.js";
import { guardSignOut } from "./leaving.js";
import { drawKept, drawRefused } from "./lists.js";
import { BASE, isSupported, SYNC_TAG, WORKER } from "./places.js";
import { Refusal, sendAll } from "./sending.js";
import { inWords, speaker } from "./status.js";

const EVERY_MS = 30000;
const SOON_MS = 700; // after a tap: a few taps go together
const speak = speaker(document.querySelector("[data-register-status]") ?? statusLine());
const drawnFor = document.querySelector('meta[name="npq-person"]')?.content ?? "";
let last = { end: "" };
let soon = 0;
let form = null;

// On the list of registers, which has no bar.
function statusLine() {
  const line = document.createElement("p");
  line.className = "govuk-body";
  line.setAttribute("role", "status");
  document.querySelector("#main h1").after(line);
  return line;
}

async function showState() {
  const person = drawnFor || ((await fact("person")) ?? "");
  const [waiting, refused] = [await kept(WAITING, person), await kept(REFUSED, person)];
  const others = await waitingOfOthers(person);
  speak(inWords({ waiting: countOf(waiting), refused: refused.length, others, savedAt: await fact("saved_at"), ...last }));
  drawRefused(refused);
}

async function send() {
  last = await sendAll();
  if (last.end === "offline" || last.end === "refused") await askForBackgroundSync();
  await showState();
}

// Where the browser has it, marks are sent even after this page was closed.
async function askForBackgroundSync() {
  try {
    const worker = await navigator.serviceWorker.getRegistration(BASE);
    await worker?.sync?.register(SYNC_TAG);
  } catch {
    // not allowed here: the page itself goes on trying
  }
}

async function renew() {
  try {
    await download();
    if (last.end === "offline" || last.end === "signed_out") last = { end: "" };
  } catch (error) {
    last = error instanceof Refusal ? { end: error.status === 401 ? "signed_out" : "refused", words: error.message } : { end: "offline" };
  }
}

function sendSoon() {
  showState();
  clearTimeout(soon);
  soon = setTimeout(send, SOON_MS);
}

function begin() {
  guardSignOut();
  const element = document.querySelector("form[data-register]");
  if (element) {
    const onBroken = () => speak("This device cannot keep marks. Use the Save button while you have a signal.");
    form = new RegisterForm(element, drawnFor, { onKept: sendSoon, onSave: send, onBroken });
  }
  onChange((message) => {
    if (message.type === "answered") form?.answered(message.answers, Date.now());
    showState();
  });
  window.addEventListener("online", send);
  window.addEventListener("offline", () => {
    last = { end: "offline" };
    showState();
  });
  window.addEventListener("focus", send);
  document.addEventListener("visibilitychange", () => document.hidden || send());
  setInterval(send, EVERY_MS);
}

// Without it marks are kept all the same; only opening a register needs a signal.
async function startWorker() {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register(WORKER, { type: "module", scope: BASE, updateViaCache: "none" });
  if (navigator.serviceWorker.controller) return;
  await navigator.serviceWorker.ready; // the first time: now there is somebody to keep the pages
  await renew();
}

async function main() {
  begin();
  const person = await belongTo(drawnFor);
  await form?.draw();
  await showState();
  if (person) {
    startWorker().catch(() => {}); // not allowed here, or not yet known to this browser
    navigator.storage?.persist?.().catch(() => {});
    await renew();
  }
  await drawKept();
  await send();
  document.documentElement.dataset.registersReady = "yes";
}

if (isSupported()) main();
