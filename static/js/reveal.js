// Questions that belong to one choice show only while it is chosen. Without this file all of them show.
// The vendored component would say aria-expanded on radio buttons, where ARIA does not allow it.

export function revealChosen() {
  for (const input of document.querySelectorAll("[data-reveals]")) {
    const questions = document.getElementById(input.dataset.reveals);
    input.setAttribute("aria-controls", questions.id);
    questions.hidden = !input.checked;
  }
}

document.addEventListener("change", revealChosen);
// coming back by the browser's button restores the choices after the page has loaded
window.addEventListener("pageshow", revealChosen);
