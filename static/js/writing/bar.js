// The bar under the text: words, what is saved, time left. It is seen at every change and read out seldom: when something
// goes wrong or right again, when the limit is passed, and a few times before the end.

import { clockTime } from "../register/places.js";
import { leftInWords, spokenBetween } from "./time.js";

const PAUSE_MS = 500;
const WORDS = {
  offline: "No connection. Your text is kept on this device and is sent when there is one.",
  unkept: "This device cannot keep your text. Save it with the button, and leave this page open.",
  late: "Not part of your draft: your last words came after the end.",
  compare: "Not saved as your draft: choose which text to write on.",
};

const numbered = (number) => number.toLocaleString("en-GB");

export class Bar {
  constructor(form) {
    const find = (name) => form.querySelector(`[data-writing-${name}]`);
    this.parts = { count: find("count"), over: find("over"), saved: find("saved"), left: find("left"), spoken: find("spoken") };
    this.limit = Number(form.dataset.limit);
    this.left = Infinity;
    this.kind = "";
  }

  speak(words) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.parts.spoken.textContent = words), PAUSE_MS);
  }

  words(count) {
    const over = count - this.limit;
    this.parts.count.textContent = numbered(count);
    this.parts.over.textContent = over > 0 ? `: ${numbered(over)} over the limit` : "";
    this.parts.count.parentElement.toggleAttribute("data-over", over > 0);
    if (over > 0 && this.wasOver === false) this.speak(`You are over the limit of ${numbered(this.limit)} words.`);
    this.wasOver = over > 0;
  }

  // `kind`: writing, saving, saved, offline, unkept, late, compare, or refused with words of the hub.
  saved(kind, { at = null, now = null, words = "" } = {}) {
    const text = words || WORDS[kind] || (kind === "saved" ? savedAt(at, now) : "Saving…");
    const isBad = Boolean(words || WORDS[kind]);
    this.parts.saved.textContent = text;
    this.parts.saved.toggleAttribute("data-bad", isBad);
    if (isBad && text !== this.told) this.speak(text);
    if (kind === "saved" && this.told) this.speak(`Your text is saved again. ${text}.`);
    if (isBad) this.told = text;
    else if (kind === "saved") this.told = "";
  }

  time(left) {
    const words = left > 0 ? leftInWords(left) : "Closed";
    if (this.parts.left.textContent !== words) this.parts.left.textContent = words;
    const spoken = left > 0 ? spokenBetween(this.left, left) : "";
    if (spoken) this.speak(spoken);
    this.left = left;
  }
}

const DAY = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", weekday: "long", day: "numeric", month: "long" });

// With the day, where that was not today.
function savedAt(at, now) {
  if (!at) return "Nothing is saved yet";
  const day = DAY.format(new Date(at));
  return `Saved at ${clockTime(at)}${now === null || DAY.format(new Date(now)) === day ? "" : ` on ${day}`}`;
}
