// Starts the vendored components. Every page works without this file.
import { initAll } from "../vendor/govuk-frontend.min.js";
import { revealChosen } from "./reveal.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
revealChosen();
document.documentElement.classList.add("npq-ready");

// This browser holds a facilitator's registers: they go when the facilitator does.
if (window.localStorage.getItem("npq-registers")) {
  import("./register/leaving.js").then(({ forgetStrangers, guardSignOut }) => {
    guardSignOut();
    return forgetStrangers();
  });
}

// This browser keeps somebody's text of a case study: it is sent, and stays here as long as it cannot be.
if (window.localStorage.getItem("npq-writing")) {
  import("./writing/leaving.js").then(({ guardSignOut, sendWaiting }) => {
    guardSignOut();
    if (!document.querySelector("form[data-writing]")) return sendWaiting(); // the editor sends its own
  });
}
