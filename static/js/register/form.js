// The register's form, kept on the device: every change becomes an event at once, and nothing waits for the Save button,
// which only sends at once what waits.

import { isAltered } from "../early.js";
import { register as downloaded } from "./db.js";
import { keep, kept, WAITING, REFUSED } from "./events.js";
import { offerUndo, read, remember, retell, rowOf, say, sayAnswer, show } from "./rows.js";

const HERE = "Kept on this device, not sent yet";

export class RegisterForm {
  // `person` is the key of whoever this page was drawn for: all that is marked on it is theirs.
  constructor(form, person, { onKept, onSave, onBroken }) {
    Object.assign(this, { form, person, onKept, onSave, onBroken });
    this.session = Number(form.dataset.session);
    this.worth = Number(form.dataset.minutes);
    this.changed = new Set();
    form.addEventListener("change", (event) => this.change(event));
    form.addEventListener("submit", (event) => this.save(event));
    form.toggleAttribute("data-register-kept", true);
    for (const target of [...form.elements].filter(isAltered)) this.change({ target });
  }

  // What the device knows goes into the page: all of it where the page is a copy, and always what waits to be sent.
  async draw() {
    if (document.documentElement.dataset.keptAt) {
      const register = await downloaded(this.session);
      register?.people.forEach((one) => this.put(one));
    }
    for (const event of [...(await kept(REFUSED, this.person)), ...(await kept(WAITING, this.person))]) {
      if (event.session !== this.session) continue;
      if (event.kind === "walk_in") this.listWalkIn(event);
      else if (event.state === WAITING) this.put({ ...event, record: event.uuid }, HERE);
    }
    this.form.dispatchEvent(new Event("change")); // the count of those marked
  }

  put(one, words = "") {
    const row = rowOf(this.form, one.enrolment);
    if (!row || this.changed.has(row)) return;
    show(row, one);
    if (words) retell(row, words);
  }

  change({ target }) {
    const row = target.closest?.("[data-enrolment]");
    if (!row) return;
    if (this.changed.size === 0) setTimeout(() => this.keepChanged()); // "mark all present" is one writing, not three hundred
    this.changed.add(row);
  }

  async keepChanged() {
    const rows = [...this.changed];
    this.changed.clear();
    const made = [];
    for (const row of rows) {
      const mark = read(row, this.worth);
      if (mark?.fault) say(row, mark.fault, { isFault: !mark.isEmpty }); // not a fault before they could type
      else if (mark) made.push(mark);
    }
    if (made.length === 0) return;
    try {
      const events = await keep(this.person, made.map((mark) => ({ ...mark, session: this.session })));
      events.forEach((event) => this.afterKeeping(event));
      this.onKept();
    } catch (error) {
      this.giveUp(error);
    }
  }

  afterKeeping(event) {
    const row = rowOf(this.form, event.enrolment);
    remember(row, event.uuid);
    retell(row, HERE);
    say(row, "");
    offerUndo(row, event.mark);
    if (event.mark === "cleared") {
      show(row, { mark: "", minutes: null, note: event.note, record: event.uuid });
      this.form.dispatchEvent(new Event("change"));
    }
  }

  // The device cannot keep anything (no room, a private window): the form posts as it does without a script.
  giveUp(error) {
    this.isBroken = true;
    this.form.toggleAttribute("data-register-kept", false);
    this.onBroken(error);
  }

  async save(event) {
    if (this.isBroken || event.submitter?.value !== "save") return;
    event.preventDefault();
    for (const row of this.form.querySelectorAll("[data-apology]")) {
      if (!row.dataset.record) this.changed.add(row); // the page put the mark in; saving confirms it
    }
    await this.keepChanged();
    if ((await this.keepWalkIn()) && this.hasNoFaults()) this.onSave();
  }

  hasNoFaults() {
    const rows = [...this.form.querySelectorAll("[data-enrolment]")];
    const faulty = rows.filter((row) => read(row, this.worth)?.fault);
    faulty.forEach((row) => say(row, read(row, this.worth).fault, { isFault: true }));
    faulty[0]?.querySelector('[name^="minutes-"]').focus();
    return faulty.length === 0;
  }

  // False where the person has to put something right first.
  async keepWalkIn() {
    const [name, minutes, note] = ["name", "minutes", "note"].map((part) => this.form.elements[`walk-in-${part}`]);
    if (!name.value.trim()) return true;
    const written = minutes.value.trim();
    minutes.setCustomValidity(/^\d{0,4}$/.test(written) ? "" : "Enter a whole number of minutes, or leave it empty.");
    if (!minutes.reportValidity()) return false;
    const walkIn = { kind: "walk_in", session: this.session, name: name.value.trim(), note: note.value.trim() };
    try {
      const [event] = await keep(this.person, [{ ...walkIn, minutes: written === "" ? null : Number(written) }]);
      this.listWalkIn(event);
      for (const input of [name, minutes, note]) input.value = "";
    } catch (error) {
      this.giveUp(error);
      return false;
    }
    this.onKept();
    return true;
  }

  listWalkIn(event) {
    const id = `walk-in-${event.uuid}`;
    let item = document.getElementById(id);
    if (!item) {
      item = document.createElement("li");
      item.id = id;
      this.walkIns().append(item);
    }
    const words = event.state === REFUSED ? `not accepted: ${event.words}` : event.answer ? "saved at the hub" : "kept on this device, not sent yet";
    item.textContent = `${event.name}${event.note ? ` (${event.note})` : ""}: ${words}`;
  }

  walkIns() {
    const section = this.form.querySelector(".npq-register__walk-ins");
    const list = section.querySelector("ul");
    if (list) return list;
    const made = document.createElement("ul");
    made.className = "govuk-list";
    made.setAttribute("aria-label", "Walk-ins so far");
    section.querySelector("h2").after(made);
    return made;
  }

  // The hub has answered; at a row that was changed again meanwhile the answer to the older mark says nothing.
  answered(answers, at) {
    for (const one of answers.filter((answer) => answer.session === this.session)) {
      if (one.kind === "walk_in") {
        this.listWalkIn({ ...one, state: one.answer === "not_accepted" ? REFUSED : one.state });
        continue;
      }
      const row = rowOf(this.form, one.enrolment);
      if (row?.dataset.record === one.uuid) sayAnswer(row, one, at);
    }
  }
}
