// Sends what waits on this device. The page and the service worker both do; a lock keeps them from doing it at once, and
// the hub takes each mark once in any case.

import { all, device, setFact } from "./db.js";
import { kept, settle, WAITING } from "./events.js";
import { SYNC } from "./places.js";

const LOCK = "npq-registers-hub";
const AT_ONCE = 200;
const PATIENCE_MS = 20000; // a signal too weak for this is none

export class Refusal extends Error {
  constructor(status, told) {
    super(told.words ?? "The hub could not answer. Your marks stay on this device and are sent again.");
    this.status = status;
    this.code = told.error ?? "";
  }
}

// JSON from the hub. Throws a Refusal where the hub said no, and what fetch throws where there is no signal.
export async function ask(url, options = {}) {
  const answer = await fetch(url, {
    credentials: "same-origin",
    redirect: "error",
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...options,
  });
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  const told = isJson ? await answer.json() : {};
  if (!answer.ok || !isJson) throw new Refusal(answer.status, told);
  return told;
}

// Everything that speaks to the hub takes turns, across tabs: what is downloaded is then never older than what was sent.
export const inTurn = (work) => navigator.locks.request(LOCK, work);

function entry(event) {
  const { uuid, session, captured_at, note = "", minutes = null } = event;
  const common = { uuid, session, captured_at, note, minutes };
  if (event.kind === "walk_in") return { ...common, name: event.name };
  return { ...common, enrolment: event.enrolment, mark: event.mark, based_on: event.based_on || null };
}

async function post(events, hello) {
  const marks = events.filter((event) => event.kind === "mark").map(entry);
  const walkIns = events.filter((event) => event.kind === "walk_in").map(entry);
  const name = await device();
  const headers = { "Content-Type": "application/json", "X-CSRFToken": hello.csrf };
  // the device's time is read last: the hub takes the difference to its own for the error of this clock
  const body = JSON.stringify({ device: name, marks, walk_ins: walkIns, device_now: new Date().toISOString() });
  return ask(SYNC, { method: "POST", headers, body });
}

// Sends all that waits, oldest first. Returns how it ended:
//   {end: "nothing" | "sent", at} | {end: "offline"} | {end: "signed_out" | "refused", words}
export async function sendAll() {
  return inTurn(async () => {
    try {
      return await sendInTurn();
    } catch (error) {
      if (!(error instanceof Refusal)) return { end: "offline" };
      return { end: error.status === 401 ? "signed_out" : "refused", words: error.message };
    }
  });
}

async function sendInTurn() {
  if (!(await all("events")).some((event) => event.state === WAITING)) return { end: "nothing" };
  const hello = await ask(SYNC);
  let at = "";
  let before = Infinity;
  let events = await kept(WAITING, hello.person);
  while (events.length > 0 && events.length < before) {
    before = events.length; // none of them answered: not again until the next time
    const told = await post(events.slice(0, AT_ONCE), hello);
    await settle(told.answers);
    if (told.answers.some((one) => one.answer !== "not_accepted")) {
      at = told.server_now;
      await setFact("saved_at", at);
    }
    events = await kept(WAITING, hello.person);
  }
  return at ? { end: "sent", at } : { end: "nothing" };
}
