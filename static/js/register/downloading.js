// Fetches the registers near today, and takes them off the device again.

import { all, fact, run, setFact } from "./db.js";
import { tell } from "./events.js";
import { BASE, MARKER, PAGES_CACHE, pageOf, TODAY } from "./places.js";
import { ask, inTurn, Refusal } from "./sending.js";

// This page was drawn for `person` (a key that says nothing of them; "" for the page that is drawn for nobody). Where the
// device holds another person's registers, those go before anything is shown or kept. Returns whose the device is now.
export async function belongTo(person) {
  const known = (await fact("person")) ?? "";
  if (!person || person === known) return known;
  if (known) await forget();
  await setFact("person", person);
  return person;
}

// Replaces what is on the device by what the hub says now. Where another person has signed in meanwhile, or nobody, what
// was there goes first. Throws what `ask` throws.
export async function download() {
  return inTurn(async () => {
    const known = await fact("person");
    let told;
    try {
      told = await ask(TODAY);
    } catch (error) {
      // the key of the person stays, so that the marks that wait are still known to be theirs
      if (error instanceof Refusal && [401, 403].includes(error.status)) await forget({ person: known });
      throw error;
    }
    if (known && known !== told.person) await forget();
    localStorage.setItem(MARKER, "kept");
    await run(["facts", "registers"], "readwrite", (facts, registers) => {
      facts.put(told.person, "person");
      registers.clear();
      told.registers.forEach((register) => registers.put(register));
    });
    await keepPages(told);
    return told;
  });
}

// The service worker keeps the pages of these registers; only those that changed are fetched again.
async function keepPages(told) {
  if ((await fact("version")) === told.version && (await caches.has(PAGES_CACHE))) return;
  const worker = (await navigator.serviceWorker?.getRegistration(BASE))?.active;
  const urls = [BASE, ...told.registers.map((register) => pageOf(register.id))];
  worker?.postMessage({ type: "keep", urls, version: told.version });
}

// Names and pages leave the device. Marks that wait stay: they hold numbers, no names, and belong to whoever made them.
export async function forget({ person } = {}) {
  if ((await all("events")).length === 0) localStorage.removeItem(MARKER);
  await run(["facts", "registers"], "readwrite", (facts, registers) => {
    if (!person) facts.delete("person");
    facts.delete("version");
    facts.delete("saved_at");
    registers.clear();
  });
  await caches.delete(PAGES_CACHE);
  tell({ type: "forgotten" });
}
