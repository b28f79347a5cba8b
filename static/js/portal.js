// Starts the vendored components. Every page works without this file.
import { initAll } from "../vendor/govuk-frontend.min.js";
import { revealChosen } from "./reveal.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
revealChosen();
document.documentElement.classList.add("npq-ready");
