// The rows of a register's form: read into marks, and marks put into them. Hooks: templates/courses/registers/register.html.

import { clockTime } from "./places.js";

const field = (row, name) => row.querySelector(`[name="${name}-${row.dataset.enrolment}"]`);
const radios = (row) => [...row.querySelectorAll(".npq-mark__input")];

export const rowOf = (form, enrolment) => form.querySelector(`[data-enrolment="${enrolment}"]`);

// The mark a row shows now, or {fault} in words where it cannot be kept yet, or null where nothing is marked.
export function read(row, worth) {
  const mark = radios(row).find((radio) => radio.checked)?.value;
  if (!mark) return null;
  const written = field(row, "minutes").value.trim();
  const minutes = /^\d{1,4}$/.test(written) ? Number(written) : 0;
  if (mark === "part" && (minutes < 1 || minutes > worth)) {
    return { fault: `Enter how many minutes they were there, from 1 to ${worth}.`, isEmpty: written === "" };
  }
  return {
    kind: "mark",
    enrolment: Number(row.dataset.enrolment),
    mark,
    minutes: mark === "part" ? minutes : null,
    note: field(row, "note").value.trim().slice(0, 200),
    based_on: row.dataset.record || "",
  };
}

// What the device knows of a person is put into their row.
export function show(row, { mark, minutes, note, record }) {
  for (const radio of radios(row)) radio.checked = radio.value === mark && mark !== "cleared";
  field(row, "minutes").value = mark === "part" && minutes ? minutes : "";
  if (note !== undefined) field(row, "note").value = note;
  row.classList.toggle("npq-person--has-note", Boolean(field(row, "note").value));
  remember(row, record);
  offerUndo(row, mark);
}

// The next mark is made while looking at this one.
export function remember(row, record) {
  row.dataset.record = record;
  field(row, "based").value = record;
}

// "Take the mark back" is there for whoever is marked.
export function offerUndo(row, mark) {
  const box = row.querySelector(".npq-mark--cleared");
  if (mark && mark !== "cleared") {
    if (!box) row.querySelector(".npq-person__marks").append(undo(row.dataset.enrolment));
    return;
  }
  if (!box) return;
  const first = radios(row)[0];
  const hadFocus = box.contains(document.activeElement);
  box.remove();
  if (hadFocus) first.focus();
}

function undo(enrolment) {
  const box = document.createElement("span");
  const input = document.createElement("input");
  const label = document.createElement("label");
  const words = document.createElement("span");
  box.className = "npq-mark npq-mark--cleared";
  Object.assign(input, { type: "radio", className: "npq-mark__input", name: `mark-${enrolment}`, value: "cleared" });
  input.id = `mark-${enrolment}-cleared`;
  Object.assign(label, { className: "npq-mark__label", htmlFor: input.id });
  words.className = "govuk-visually-hidden";
  words.textContent = ": take the mark back";
  label.append("Undo", words);
  box.append(input, label);
  return box;
}

// A line of words in the row; "" takes it away. `isFault` where the minutes have to be put right, `isBad` for bad news.
export function say(row, words, { isFault = false, isBad = isFault } = {}) {
  const id = `device-${row.dataset.enrolment}`;
  let line = row.querySelector(`#${id}`);
  row.classList.toggle("npq-person--error", isFault);
  if (!words) {
    line?.remove();
    return;
  }
  if (!line) {
    line = document.createElement("p");
    line.id = id;
    row.querySelector(".npq-person__set").append(line);
  }
  line.className = isBad ? "npq-person__error govuk-error-message" : "npq-person__said";
  line.textContent = words;
  const minutes = field(row, "minutes");
  if (isFault) minutes.setAttribute("aria-describedby", id);
  else minutes.removeAttribute("aria-describedby");
}

// The line that the page drew under a name ("Marked by ...") speaks of the mark before; it tells of the new one instead.
// Rows without such a line get none: a row that grows under the finger makes the next tap hit somebody else.
export function retell(row, words) {
  const line = row.querySelector(`#said-${row.dataset.enrolment}`);
  if (line) line.textContent = words;
}

// What became of a mark, at its row.
export function sayAnswer(row, { answer, words }, at) {
  retell(row, `Saved at the hub ${clockTime(at)}`);
  if (answer === "not_accepted") say(row, `Not accepted: ${words}`, { isBad: true });
  else if (answer === "waits") say(row, `Saved at the hub, and waits for a decision. ${words}`);
  else say(row, words);
}
