// Addresses and names that the register's scripts and its service worker share.

export const BASE = "/registers/";
export const WORKER = `${BASE}worker.js`;
export const OFFLINE = `${BASE}offline/`;
export const TODAY = `${BASE}today.json`;
export const SYNC = `${BASE}sync`;

// Caches of the service worker: the shell holds nothing of anybody; pages hold names and go when somebody signs out.
export const SHELL_CACHE = "npq-registers-shell";
export const PAGES_CACHE = "npq-registers-pages";

// In localStorage while this browser holds somebody's registers, so that other pages need not open the database to know.
export const MARKER = "npq-registers";
export const CHANNEL = "npq-registers";
export const SYNC_TAG = "npq-registers";

export const pageOf = (session) => `${BASE}${session}/`;

// Where a browser lacks one of these the register's form posts as it does without scripts.
export const isSupported = () =>
  Boolean(self.isSecureContext && self.indexedDB && self.crypto?.randomUUID && self.BroadcastChannel && self.navigator.locks);

// 4:05pm, by London's clock whatever the device's.
export function clockTime(moment) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "numeric", minute: "2-digit", hour12: true });
  return parts.format(new Date(moment)).replace(/\s/g, "").toLowerCase();
}
