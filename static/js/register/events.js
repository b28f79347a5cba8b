// Marks made on this device, as events that are kept until the hub has answered for each of them.

import { all, run } from "./db.js";
import { CHANNEL } from "./places.js";

export const WAITING = "waiting";
export const REFUSED = "refused";

const channel = new BroadcastChannel(CHANNEL);
const listeners = new Set();

// Other tabs and the service worker change what is kept, too.
channel.onmessage = ({ data }) => listeners.forEach((listener) => listener(data));
export const onChange = (listener) => listeners.add(listener);

export function tell(message) {
  listeners.forEach((listener) => listener(message));
  channel.postMessage(message);
}

// Keeps what was just marked, and puts it into the downloaded register as well, so that a page opened without a signal
// shows it. Resolves once it is on the disk. `person` made them, `made`: {kind, session, enrolment, mark, minutes, note,
// based_on, name}.
export async function keep(person, made) {
  const events = made.map((one) => ({
    uuid: crypto.randomUUID(),
    captured_at: new Date().toISOString(),
    person,
    state: WAITING,
    ...one,
  }));
  await run(["events", "registers"], "readwrite", (store, registers) => {
    events.forEach((event) => store.add(event));
    const session = events[0].session; // events of one keep() are of one session
    registers.get(session).onsuccess = ({ target }) => {
      if (target.result) registers.put(withMarks(target.result, events));
    };
  });
  tell({ type: "kept", session: made[0].session });
  return events;
}

function withMarks(register, events) {
  const byEnrolment = new Map(events.filter((event) => event.kind === "mark").map((event) => [event.enrolment, event]));
  const people = register.people.map((person) => {
    const event = byEnrolment.get(person.enrolment);
    return event ? { ...person, mark: event.mark, minutes: event.minutes, note: event.note, record: event.uuid } : person;
  });
  return { ...register, people };
}

// Oldest first.
export async function kept(state, person) {
  const events = await all("events");
  return events.filter((event) => event.state === state && event.person === person);
}

// As people count them: whoever was marked three times in a row is one mark.
export const countOf = (events) =>
  new Set(events.map((event) => (event.kind === "mark" ? `${event.session} ${event.enrolment}` : event.uuid))).size;

// How many wait that somebody else made, who has to sign in again for them to be sent.
export async function waitingOfOthers(person) {
  const events = await all("events");
  return countOf(events.filter((event) => event.state === WAITING && event.person !== person));
}

const DEFINITE = ["saved", "already_saved", "waits"];

// The hub's answers: what has a definite one is forgotten, what was not accepted stays and is shown.
export async function settle(answers) {
  const byUuid = new Map(answers.map((one) => [one.uuid, one]));
  const told = [];
  await run(["events"], "readwrite", (store) => {
    store.openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return;
      const event = cursor.value;
      const given = byUuid.get(event.uuid);
      if (given) {
        told.push({ ...event, answer: given.answer, words: given.words });
        if (DEFINITE.includes(given.answer)) cursor.delete();
        else if (given.answer === "not_accepted") cursor.update({ ...event, state: REFUSED, words: given.words });
      }
      cursor.continue();
    };
  });
  tell({ type: "answered", answers: told });
}

// Somebody has read why it was not accepted and takes it off the device.
export async function dismiss(number) {
  await run(["events"], "readwrite", (store) => void store.delete(number));
  tell({ type: "kept" });
}
