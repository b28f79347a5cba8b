// What the writer has to know or decide, above the text. Built of text alone, never of markup.

export class Alerts {
  constructor(element) {
    this.element = element;
    this.kind = "";
  }

  // Shown once a kind: said again, it would be read out again. `links`: {text, url, isNew, onClick}
  show(kind, words, { links = [], isWarning = true } = {}) {
    if (this.kind === `${kind} ${words}`) return;
    this.kind = `${kind} ${words}`;
    this.element.dataset.kind = isWarning ? "warning" : "";
    const lines = [paragraph(words), ...links.map(({ text, url, isNew, onClick }) => paragraph(link(text, url, isNew, onClick)))];
    this.element.replaceChildren(...lines);
  }

  clear(kind) {
    if (!this.kind.startsWith(`${kind} `)) return;
    this.kind = "";
    this.element.replaceChildren();
  }
}

function paragraph(content) {
  const line = document.createElement("p");
  line.className = "govuk-body";
  line.append(content);
  return line;
}

function link(text, url, isNew, onClick) {
  const made = document.createElement("a");
  Object.assign(made, { className: "govuk-link", href: url, textContent: text });
  if (isNew) Object.assign(made, { target: "_blank", rel: "noopener" });
  if (onClick) made.addEventListener("click", onClick);
  return made;
}
