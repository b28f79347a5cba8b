// The text of one page: kept on the device at every change, sent a little later, and again until the hub has answered.
//
// `tell(event)` hears what becomes of it: {type: "saved" | "aside" | "late", answer}, {type: "failed", error},
// {type: "unkept"}, {type: "newer", newest} where another tab or device has saved something this page has not seen.

import { Refusal, save, standing } from "./hub.js";
import { isSame, STATE } from "./places.js";
import { put, settle, takeOver, waiting } from "./store.js";

const ignore = () => {};

export class Draft {
  // facts: {person, window, url, token, basedOn, savedAt, closesAt}
  constructor(facts, tell) {
    Object.assign(this, facts, { tell, page: crypto.randomUUID(), turn: 0, follows: [], record: null, isUnkept: false });
  }

  get isSafe() {
    return this.record === null;
  }

  // The writer has typed. Every change is another save with a number of its own, so that sending twice saves once. Its page
  // and turn tell the hub which texts came before it here, whether this page ever heard that they had arrived or not.
  changed(answers) {
    const { page, person, window, url, basedOn, follows, closesAt } = this;
    this.turn += 1;
    const made = { uuid: crypto.randomUUID(), turn: this.turn, writtenAt: new Date().toISOString(), state: STATE.WAITING };
    const wasTried = Boolean(this.record?.wasTried);
    this.record = { page, person, window, url, answers, basedOn, follows, closesAt, wasTried, source: "autosave", ...made };
    return this.keep();
  }

  // One writing at a time; what was typed meanwhile goes with the next.
  async keep() {
    if (this.isKeeping) {
      this.keepAgain = true;
      return;
    }
    this.isKeeping = true;
    try {
      do {
        this.keepAgain = false;
        if (this.record) await put(this.record);
      } while (this.keepAgain);
      this.isUnkept = false;
    } catch {
      this.isUnkept = true; // no room, or a private window
      this.tell({ type: "unkept" });
    } finally {
      this.isKeeping = false;
    }
  }

  // Sends what waits; whoever asks meanwhile waits for the same answer. Returns whether the hub has answered.
  send(options = {}) {
    this.sending ??= this.sendOnce(options).finally(() => (this.sending = null));
    return this.sending;
  }

  // Everything up to the last character, also what was typed while the one before was on its way.
  async flush(options = {}) {
    for (let tries = 0; tries < 5 && !this.isSafe; tries += 1) if (!(await this.send(options))) return false;
    return this.isSafe;
  }

  async sendOnce({ source = "", isGoing = false }) {
    const record = this.record;
    if (!record) return true;
    const named = record.wasTried ? "sent_later" : source || record.source;
    try {
      await this.heard(await save({ ...record, source: named }, { token: this.token, isGoing }), record);
      return true;
    } catch (error) {
      if (this.record === record) {
        record.wasTried = true;
        this.keep();
      } else if (this.record) this.record.wasTried = true;
      this.tell({ type: "failed", error });
      return false;
    }
  }

  async heard(answer, record) {
    await settle(record.page, record.uuid).catch(ignore);
    if (this.record?.uuid === record.uuid) this.record = null;
    const { outcome, number, newest } = answer;
    if (outcome === "aside" || outcome === "late") {
      this.tell({ type: outcome, answer });
      return;
    }
    if (number === newest.number) this.goOnFrom(newest);
    this.tell({ type: "saved", answer });
    if (number !== newest.number && this.isSafe) this.tell({ type: "newer", newest });
  }

  goOnFrom({ number, saved_at: savedAt }) {
    Object.assign(this, { basedOn: number, savedAt });
    if (!this.record) return;
    this.record.basedOn = number;
    this.keep();
  }

  // How the text stands at the hub now: the server's time, the end, and whether somebody has saved something newer.
  async look() {
    try {
      const told = await standing(this.url, this.basedOn);
      if (told.person !== this.person) throw new Refusal(409, { error: "somebody_else", words: SOMEBODY_ELSE });
      this.tell({ type: "looked", answer: told });
      if (told.newest.number !== this.basedOn && this.isSafe && !this.isKeeping) this.tell({ type: "newer", newest: told.newest });
      return true;
    } catch (error) {
      this.tell({ type: "failed", error });
      return false;
    }
  }

  // What an earlier page left on this device: the last text becomes this page's and is brought back, the others are sent
  // beside it. Where this page has words of its own already, those stay, and all that was left is sent beside them. Returns
  // whether a text was brought back.
  async recover(read, bringBack) {
    const [last, ...others] = (await waiting(this.person, this.window)).filter((one) => one.page !== this.page);
    if (!last) return false;
    const isMine = this.isSafe && !isSame(last.answers, read());
    if (isMine) await this.bringBack(last, bringBack);
    else if (isSame(last.answers, read())) await settle(last.page, last.uuid);
    else others.unshift(last);
    for (const one of others) await this.sendLeft(one);
    return isMine;
  }

  // Nothing is awaited before the page shows it: what is typed from now on is typed into it.
  async bringBack(last, bringBack) {
    this.follows = [{ page: last.page, turn: last.turn ?? 0 }, ...(last.follows ?? [])];
    this.record = { ...last, page: this.page, turn: 0, follows: this.follows, wasTried: true };
    this.basedOn = last.basedOn;
    bringBack(last.answers);
    await takeOver(last, this.record);
  }

  // It is no text of this page, so the page goes on from what it shows; whether that is the newest is asked afterwards.
  async sendLeft(record) {
    try {
      const answer = await save({ ...record, source: "sent_later" }, { token: this.token });
      await settle(record.page, record.uuid);
      if (answer.outcome === "aside" || answer.outcome === "late") this.tell({ type: answer.outcome, answer });
    } catch (error) {
      this.tell({ type: "failed", error });
    }
  }
}

const SOMEBODY_ELSE = "Somebody else is signed in on this device now. Your text is kept here, and is sent when you sign in again.";
