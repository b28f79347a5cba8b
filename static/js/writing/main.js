// Begins the editor's page. Where the browser lacks something the form posts as it does without scripts.

import { Editor } from "./editor.js";
import { guardSignOut } from "./leaving.js";
import { isSupported } from "./places.js";

const form = document.querySelector("form[data-writing]");
const person = document.querySelector('meta[name="npq-person"]')?.content ?? "";

if (form && person && isSupported()) {
  guardSignOut();
  new Editor(form, person).start();
}
