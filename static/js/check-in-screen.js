// Renews the code and the list of who has arrived, without loading the page anew. Without this file the page reloads.
// Only what changed is read out, so that a screen reader is not told the whole list again and again.

const EVERY_MS = 4000;
const root = document.querySelector("[data-check-in]");
const part = (name) => root.querySelector(`[data-${name}]`);
let known = new Set([...part("arrived").children].map((item) => item.textContent));
let timer = 0;

function row({ name, at, by_code: byCode }) {
  const item = document.createElement("li");
  const when = document.createElement("span");
  when.className = "npq-check-in__at";
  when.textContent = byCode ? at : `${at}, by the register`;
  item.append(`${name} `, when);
  return item;
}

function showCode({ words, url, image }) {
  part("code").hidden = Boolean(words);
  part("no-code").hidden = !words;
  part("no-code").textContent = words;
  if (!url || part("link").href === url) return;
  part("link").href = url;
  part("link").textContent = url;
  part("image").src = image;
}

function showArrived({ arrived, expected }) {
  const items = arrived.map(row);
  const fresh = arrived.filter((_, place) => !known.has(items[place].textContent));
  part("count").textContent = arrived.length;
  part("expected").textContent = expected;
  if (items.length === known.size && fresh.length === 0) return;
  part("arrived").replaceChildren(...items);
  known = new Set(items.map((item) => item.textContent));
  if (fresh.length) part("status").textContent = `${fresh.map((one) => one.name).join(", ")} just arrived`;
}

async function renew() {
  clearTimeout(timer);
  let wait = EVERY_MS;
  try {
    const answer = await fetch(root.dataset.checkIn, { headers: { Accept: "application/json" } });
    if (answer.redirected || !answer.ok) throw new Error(answer.statusText);
    const told = await answer.json();
    showCode(told);
    showArrived(told);
    wait = Math.min(EVERY_MS, told.lasts + 50); // a new code as soon as there is one
  } catch {
    part("code").hidden = true; // a code that is not renewed is soon worth nothing
    part("no-code").hidden = false;
    part("no-code").textContent = "There is no connection to the hub, so there is no code. Mark people on the register: it works without a signal.";
  }
  timer = setTimeout(renew, wait);
}

document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : renew()));
timer = setTimeout(renew, Math.min(EVERY_MS, Number(root.dataset.lasts)));
