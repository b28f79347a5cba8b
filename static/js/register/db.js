// What the device keeps, in IndexedDB:
//   facts      device (a random name), person (whose registers these are; a key that says nothing of them)
//   registers  what was downloaded, a session each, with names
//   events     every mark made here that the hub has not definitely answered; no names but those of walk-ins

const NAME = "npq-registers";
let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("facts");
      request.result.createObjectStore("registers", { keyPath: "id" });
      const events = request.result.createObjectStore("events", { keyPath: "number", autoIncrement: true });
      events.createIndex("uuid", "uuid", { unique: true });
    };
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

// One transaction: `work` is given the stores and may return a request, whose result comes back once all is on the disk.
export async function run(names, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    // strict: told "kept" only when it is on the disk, for a battery may be empty the next moment
    const transaction = database.transaction(names, mode, { durability: "strict" });
    let request;
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
    request = work(...names.map((name) => transaction.objectStore(name)));
  });
}

export const all = (name) => run([name], "readonly", (store) => store.getAll());
export const fact = (key) => run(["facts"], "readonly", (facts) => facts.get(key));
export const setFact = (key, value) => run(["facts"], "readwrite", (facts) => void facts.put(value, key));
export const register = (id) => run(["registers"], "readonly", (registers) => registers.get(id));

// The device's random name: made once, says nothing of its owner.
export async function device() {
  const known = await fact("device");
  if (known) return known;
  const made = crypto.randomUUID();
  await setFact("device", made);
  return made;
}
