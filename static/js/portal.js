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
