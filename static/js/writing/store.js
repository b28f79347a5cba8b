// What the device keeps of a text, in IndexedDB: one record a page that writes, so that two tabs never overwrite each other.
//   {page, person, window, url, answers, basedOn, uuid, writtenAt, state, wasTried, closesAt}
// `person` is a key that says nothing of them; a record is only ever read for the person whose it is. "waiting" is not on the
// server; "safe" is.

import { MARKER, STATE } from "./places.js";

const NAME = "npq-writing";
let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("texts", { keyPath: "page" });
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      request.result.onclose = () => (opening = null);
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  opening.catch(() => (opening = null));
  return opening;
}

// One transaction; resolves once it is on the disk.
async function run(mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction("texts", mode, { durability: "strict" });
    let request;
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
    request = work(transaction.objectStore("texts"));
  });
}

export async function put(record) {
  localStorage.setItem(MARKER, "kept");
  await run("readwrite", (texts) => void texts.put(record));
}

// Another page's text becomes this page's: one goes and the other comes in one step.
export async function takeOver(old, record) {
  await run("readwrite", (texts) => {
    texts.delete(old.page);
    texts.put(record);
  });
}

export const everything = () => run("readonly", (texts) => texts.getAll());

// What waits to be sent, of this person, the last written first; of one window where it is given.
export async function waiting(person, window = null) {
  const records = (await everything()).filter((one) => one.person === person && one.state === STATE.WAITING);
  return records
    .filter((one) => window === null || one.window === window)
    .sort((one, other) => other.writtenAt.localeCompare(one.writtenAt));
}

// The server has this text; if it was changed meanwhile it still waits.
export async function settle(page, uuid) {
  await run("readwrite", (texts) => {
    texts.get(page).onsuccess = ({ target: { result } }) => {
      if (result?.uuid === uuid) texts.put({ ...result, state: STATE.SAFE });
    };
  });
}

const DAY_MS = 24 * 60 * 60 * 1000;
const KEPT_MS = 30 * DAY_MS; // what never reached the hub, after its window has closed

// Text that is safe goes once its window has closed; what could not be sent, 30 days later, whoever's it is. `now` is the
// hub's time: a device's clock may be years ahead.
export const forgetOver = (now) => forget((one) => Date.parse(one.closesAt) + (one.state === STATE.SAFE ? 0 : KEPT_MS) <= now);

// Text that is safe goes with whoever signs out.
export const forgetSafe = () => forget((one) => one.state === STATE.SAFE);

async function forget(isGone) {
  const gone = (await everything()).filter(isGone);
  await run("readwrite", (texts) => void gone.forEach((one) => texts.delete(one.page)));
  if ((await everything()).length === 0) localStorage.removeItem(MARKER);
}
