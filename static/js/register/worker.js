// The service worker: opens the registers of these days with no signal, and sends marks when the signal is back and no page
// is open. It keeps two things: the shell (style sheets, scripts, one page without anybody's data) and the pages of the
// registers that were downloaded. What is on the network is always asked first; what is kept is for when there is none.

import { setFact } from "./db.js";
import { OFFLINE, PAGES_CACHE, SHELL_CACHE, SYNC_TAG } from "./places.js";
import { sendAll } from "./sending.js";

const PATIENCE_MS = 5000; // a page that takes longer than this is opened from the device, where it is there

export function start({ shell, isHashed }) {
  self.addEventListener("install", (event) => event.waitUntil(fillShell(shell)));
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
  self.addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
    if (event.request.mode === "navigate") event.respondWith(page(event.request, url));
    else if (shell.some((address) => url.pathname.startsWith(folder(address)))) event.respondWith(asset(event.request, isHashed));
  });
  self.addEventListener("message", (event) => {
    if (event.data?.type === "keep") event.waitUntil(keep(event.data));
  });
  self.addEventListener("sync", (event) => {
    if (event.tag === SYNC_TAG) event.waitUntil(sendInBackground());
  });
}

// "/static/js/x.js" -> "/static/": where style sheets and scripts come from.
const folder = (address) => address.slice(0, address.indexOf("/", 1) + 1);

async function fillShell(shell) {
  const cache = await caches.open(SHELL_CACHE);
  const wanted = [OFFLINE, ...shell];
  await cache.addAll(wanted.map((address) => new Request(address, { cache: "reload" })));
  const old = (await cache.keys()).filter((request) => !wanted.includes(new URL(request.url).pathname));
  await Promise.all(old.map((request) => cache.delete(request)));
  await self.skipWaiting();
}

// A hashed name never changes its content, so the copy is as good; without hashes the network comes first.
async function asset(request, isHashed) {
  const cache = await caches.open(SHELL_CACHE);
  const copy = await cache.match(request, { ignoreVary: true });
  if (copy && isHashed) return copy;
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch (error) {
    if (copy) return copy;
    throw error;
  }
}

async function page(request, url) {
  const pages = await caches.open(PAGES_CACHE);
  const copy = await pages.match(url.pathname);
  const shellPage = async () => (await caches.match(OFFLINE)) ?? Response.error();
  try {
    const answer = await (copy ? inTime(fetch(request)) : fetch(request));
    if (copy && answer.ok && !answer.redirected) await put(pages, url.pathname, answer.clone());
    return answer;
  } catch {
    return copy ?? (await shellPage());
  }
}

function inTime(answer) {
  const patience = new Promise((_, reject) => setTimeout(() => reject(new Error("too slow")), PATIENCE_MS));
  return Promise.race([answer, patience]);
}

// Exactly these pages are kept; the day before yesterday's go. What could not be fetched is fetched the next time.
async function keep({ urls, version }) {
  const pages = await caches.open(PAGES_CACHE);
  for (const request of await pages.keys()) {
    if (!urls.includes(new URL(request.url).pathname)) await pages.delete(request);
  }
  let isWhole = true;
  for (const url of urls) {
    try {
      const answer = await fetch(url, { credentials: "same-origin", redirect: "error" });
      if (!answer.ok) throw new Error(answer.statusText);
      await put(pages, url, answer);
    } catch {
      isWhole = false;
    }
  }
  if (isWhole) await setFact("version", version);
}

// The copy says of itself that it is one, so that the page's script puts the device's own marks in.
async function put(pages, path, answer) {
  const html = await answer.text();
  const marked = html.replace("<html ", `<html data-kept-at="${new Date().toISOString()}" `);
  const headers = new Headers(answer.headers);
  headers.delete("Content-Encoding"); // text() has undone it
  headers.delete("Content-Length");
  await pages.put(path, new Response(marked, { headers }));
}

async function sendInBackground() {
  const { end } = await sendAll();
  if (end === "offline") throw new Error("no signal yet"); // the browser tries again later
}

