// The editor's page: types into the draft, and tells the writer what is so.

import { isAltered } from "../early.js";
import { countAnswers } from "../words.js";
import { Alerts } from "./alerts.js";
import { Bar } from "./bar.js";
import { Draft } from "./draft.js";
import { Refusal } from "./hub.js";
import { CHANNEL, isSame } from "./places.js";
import { forgetOver } from "./store.js";
import { ServerClock } from "./time.js";

const SOON_MS = 2500; // after the last key
const LONGEST_MS = 10000; // while somebody types on and on
const AGAIN_MS = 10000;
const LAST_CALL_MS = 4000;
const CLOSED = "Your window has closed. Nothing more can be written. What you had saved by then is kept.";
const NEWER = "This page now shows what you saved in another tab or on another device.";
const LEFT = "This text was kept on this device from before.";

export class Editor {
  constructor(form, person) {
    const { window: id, saveUrl: url, newest, savedAt, closesAt, now } = form.dataset;
    const token = form.elements.csrfmiddlewaretoken.value;
    const answered = performance.getEntriesByType("navigation")[0]?.responseStart ?? 0;
    this.form = form;
    this.fields = [...form.querySelectorAll("[data-answer]")];
    this.bar = new Bar(form);
    this.alerts = new Alerts(document.querySelector("[data-writing-alert]"));
    this.clock = new ServerClock(now, answered);
    this.isClosed = this.fields.some((field) => field.readOnly);
    this.draft = new Draft({ person, window: id, url, token, basedOn: Number(newest), savedAt, closesAt }, (event) => this.hear(event));
    this.channel = new BroadcastChannel(CHANNEL);
  }

  async start() {
    this.show();
    this.listen();
    setInterval(() => this.tick(), 1000);
    // What the page gives back because it could not be saved, or what was typed before this file had arrived.
    if ("typed" in this.form.dataset || this.fields.some(isAltered)) this.typed();
    const isLeft = await this.draft.recover(() => this.read(), (left) => this.bringBack(left)).catch(() => false);
    if (isLeft) await this.draft.send();
    else if (this.draft.isSafe) await this.draft.look();
    await forgetOver(this.clock.now()).catch(() => {});
    document.documentElement.dataset.writingReady = "yes";
  }

  // -- the text ---------------------------------------------------------------------------------------------------------
  read() {
    return Object.fromEntries(this.fields.map((field) => [field.dataset.answer, field.value]));
  }

  write(answers) {
    for (const field of this.fields) {
      const text = answers[field.dataset.answer] ?? "";
      if (field.value !== text) field.value = text;
    }
    this.show();
  }

  bringBack(left) {
    if (this.isClosed) return; // after the end it is no part of what was saved by then
    this.write(left);
    this.alerts.show("left", LEFT, { isWarning: false });
  }

  show() {
    this.bar.words(countAnswers(this.read()));
    if (this.draft.isSafe && !this.conflict && !this.isLate) this.bar.saved("saved", { at: this.draft.savedAt, now: this.clock.now() });
  }

  typed() {
    const answers = this.read();
    this.bar.words(countAnswers(answers));
    this.draft.changed(answers);
    if (this.conflict) return; // on the device until they have chosen
    if (!this.trouble) this.bar.saved("saving");
    this.typingSince ??= performance.now();
    const longest = this.typingSince + LONGEST_MS - performance.now();
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.send(), Math.max(0, Math.min(SOON_MS, longest)));
  }

  send(options) {
    clearTimeout(this.soon);
    this.typingSince = null;
    return this.draft.send(options);
  }

  // -- what becomes of it -----------------------------------------------------------------------------------------------
  hear({ type, answer, error, newest }) {
    if (answer) this.synchronise(answer);
    if (type === "failed") this.failed(error);
    else if (type === "unkept") this.bar.saved("unkept");
    else if (type === "newer") this.adopt(newest);
    else if (type === "aside") this.twoTexts(answer);
    else if (type === "late") this.tooLate(answer);
    else if (type === "saved") this.saved();
  }

  synchronise({ server_now: now, closes_at: closesAt }) {
    this.clock.set(now);
    this.draft.closesAt = closesAt;
    this.trouble = "";
    if (this.isLate && Date.parse(closesAt) > this.clock.now()) this.reopen();
    for (const kind of ["signed_out", "somebody_else", "refused"]) this.alerts.clear(kind);
    if (this.draft.isSafe && !this.conflict && !this.isLate) this.bar.saved("saved", { at: this.draft.savedAt, now: this.clock.now() });
  }

  saved() {
    const { person, window: id, basedOn, isSafe } = this.draft;
    this.channel.postMessage({ person, window: id, number: basedOn });
    this.show();
    if (!isSafe) this.typed(); // typed on while it was sent
  }

  adopt({ number, saved_at: savedAt, answers }) {
    if (this.conflict || this.isLate) return; // their own words stay before them
    Object.assign(this.draft, { basedOn: number, savedAt });
    if (!answers || isSame(answers, this.read())) return;
    this.write(answers);
    this.alerts.show("newer", NEWER, { isWarning: false });
  }

  twoTexts({ words, url }) {
    this.conflict = url;
    this.bar.saved("compare");
    const onClick = (event) => {
      event.preventDefault();
      this.draft.flush().then((isSafe) => isSafe && window.location.assign(this.conflict));
    };
    this.alerts.show("aside", words, { links: [{ text: "See both texts and choose", url, onClick }] });
  }

  tooLate({ words, url }) {
    this.isLate = true;
    this.bar.saved("late");
    this.alerts.show("late", words, { links: [{ text: "Read the rescue copy", url }] });
  }

  failed(error) {
    const isRefusal = error instanceof Refusal;
    this.trouble = isRefusal ? error.code || "refused" : "offline";
    if (!isRefusal) this.bar.saved("offline");
    else {
      const signIn = { text: "Sign in again (opens in a new tab)", url: this.form.dataset.signInUrl, isNew: true };
      const kind = ["signed_out", "somebody_else"].includes(error.code) ? error.code : "refused";
      this.alerts.show(kind, error.message, { links: kind === "refused" ? [] : [signIn] });
      this.bar.saved("refused", { words: "Not saved. Your text is kept on this device." });
    }
    clearTimeout(this.again);
    if (!isRefusal || error.status >= 500 || [401, 403, 409, 429].includes(error.status)) {
      this.again = setTimeout(() => this.refresh(), AGAIN_MS);
    }
  }

  // -- time -------------------------------------------------------------------------------------------------------------
  tick() {
    const left = Date.parse(this.draft.closesAt) - this.clock.now();
    this.bar.time(left);
    if (left > 0 && left <= LAST_CALL_MS && !this.draft.isSafe) this.send(); // in a conflict too: put aside, but in time
    if (left <= 0 !== this.isClosed) this.close(left <= 0);
  }

  close(isClosed) {
    this.isClosed = isClosed;
    for (const field of this.fields) field.readOnly = isClosed;
    for (const part of document.querySelectorAll("[data-writing-buttons], [data-writing-until]")) part.hidden = isClosed;
    if (!isClosed) return this.reopen();
    this.alerts.show("closed", CLOSED);
    return this.refresh(); // the last words, and whether more time was given meanwhile
  }

  // More time was given: what came too late before is a draft like any other now.
  reopen() {
    for (const kind of ["closed", "late"]) this.alerts.clear(kind);
    if (!this.isLate) return;
    this.isLate = false;
    this.typed();
  }

  refresh() {
    return this.draft.isSafe ? this.draft.look() : this.send();
  }

  // -- what happens around it -------------------------------------------------------------------------------------------
  listen() {
    this.form.addEventListener("input", () => this.typed());
    this.form.addEventListener("submit", (event) => this.pressed(event));
    this.channel.onmessage = ({ data }) => {
      const { person, window: id, basedOn } = this.draft;
      if (data.person === person && data.window === id && data.number > basedOn && this.draft.isSafe) this.draft.look();
    };
    window.addEventListener("online", () => this.refresh());
    window.addEventListener("offline", () => this.bar.saved("offline"));
    window.addEventListener("pagehide", () => this.conflict || this.send({ isGoing: true }));
    window.addEventListener("pageshow", (event) => event.persisted && this.refresh());
    window.addEventListener("focus", () => this.refresh());
    window.addEventListener("beforeunload", (event) => this.draft.isUnkept && !this.draft.isSafe && event.preventDefault());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.refresh();
      else if (!this.conflict) this.send({ isGoing: true });
    });
  }

  async pressed(event) {
    event.preventDefault();
    const isSafe = (await this.draft.flush({ source: "saved" })) && !this.conflict;
    if (isSafe && event.submitter?.value === "submit") window.location.assign(this.form.dataset.submitUrl);
    else if (isSafe) this.bar.speak(this.bar.parts.saved.textContent);
    else this.alerts.element.scrollIntoView({ block: "center" }); // why not, and what to do
  }
}
