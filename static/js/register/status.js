// What the bar says: what is saved at the hub, what waits here, what was not accepted. Read out politely, and only when it
// is something else than before.

import { clockTime } from "./places.js";

const marks = (number) => (number === 1 ? "1 mark" : `${number} marks`);
const waits = (number) => (number === 1 ? "1 mark waits" : `${number} marks wait`);

export function inWords({ waiting, refused, others, savedAt, end, words }) {
  const told = [];
  if (waiting && end === "signed_out") {
    told.push(`You are signed out. ${waits(waiting)} on this device. Sign in to send ${waiting === 1 ? "it" : "them"}.`);
  } else if (waiting && end === "refused") {
    told.push(`${waits(waiting)} on this device. ${words}`);
  } else if (waiting && end === "offline") {
    told.push(`No signal. ${waits(waiting)} on this device and will be sent.`);
  } else if (waiting) {
    told.push(`Sending. ${waits(waiting)} on this device.`);
  } else if (savedAt) {
    told.push(`Saved at the hub ${clockTime(savedAt)}.`);
  } else if (end === "offline") {
    told.push("No signal. Marks are kept on this device.");
  }
  if (refused) told.push(`Not accepted: ${marks(refused)}. See why below.`);
  if (others) told.push(`${waits(others)} here that somebody else made. They are sent when that person signs in.`);
  return told.join(" ");
}

// Quiet taps: forty marks in a minute are not read out one by one.
const PAUSE_MS = 400;

export function speaker(element) {
  let timer = 0;
  return (text) => {
    clearTimeout(timer);
    if (!text || element.textContent === text) return;
    timer = setTimeout(() => (element.textContent = text), PAUSE_MS);
  };
}
