// Two lists: registers that open without a signal (the page for when there is none), and marks the hub did not accept.

import { all } from "./db.js";
import { dismiss } from "./events.js";
import { clockTime, pageOf } from "./places.js";

const day = (moment) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", weekday: "long", day: "numeric", month: "long" }).format(new Date(moment));

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

// Into [data-kept-registers], on the page that opens where another one is not on this device.
export async function drawKept() {
  const place = document.querySelector("[data-kept-registers]");
  if (!place) return;
  const registers = (await all("registers")).sort((one, other) => (one.starts_at < other.starts_at ? -1 : 1));
  const items = registers.map((register) => {
    const item = document.createElement("li");
    const link = element("a", "govuk-link", register.title);
    link.href = pageOf(register.id);
    item.append(link, ` ${day(register.starts_at)}, ${clockTime(register.starts_at)}, ${register.cohort}`);
    return item;
  });
  place.replaceChildren(...items);
  document.querySelector("[data-none-kept]").hidden = items.length > 0;
}

// After the form, or at the end of the page: what was not accepted stays until somebody has read it.
export async function drawRefused(refused) {
  let section = document.getElementById("not-accepted");
  if (refused.length === 0) {
    section?.remove();
    return;
  }
  const registers = new Map((await all("registers")).map((register) => [register.id, register]));
  const list = element("ul", "govuk-list govuk-list--spaced", "");
  list.append(...refused.map((event) => refusedItem(event, registers.get(event.session))));
  const made = element("section", "npq-register__alert", "");
  made.id = "not-accepted";
  made.setAttribute("aria-labelledby", "not-accepted-title");
  const heading = element("h2", "govuk-heading-m", "Not accepted by the hub");
  heading.id = "not-accepted-title";
  made.append(heading, list);
  if (section) section.replaceWith(made);
  else document.getElementById("main").append(made);
}

const MARKS = { attended: "Present", part: "Part of it", absent: "Absent", authorised_absence: "Absent with apologies", cleared: "Mark taken back" };

function refusedItem(event, register) {
  const person = register?.people.find((one) => one.enrolment === event.enrolment);
  const who = event.name ?? person?.name ?? `Participant ${event.enrolment}`;
  const what = event.kind === "walk_in" ? "walk-in" : `${MARKS[event.mark]}${event.minutes ? `, ${event.minutes} minutes` : ""}`;
  const item = element("li", "", "");
  const words = element("p", "govuk-body", `${who}: ${what}, ${clockTime(event.captured_at)}. ${event.words}`);
  const button = element("button", "govuk-button govuk-button--secondary", "I have dealt with it");
  button.type = "button";
  button.append(element("span", "govuk-visually-hidden", ` (${who})`));
  button.addEventListener("click", () => dismiss(event.number));
  item.append(words, button);
  return item;
}
