// Turns a school search box into a combobox with suggestions. Without this file the box and its button search as ever.
// Suggestions come from the address in data-url: {"results": [{"value": "...", "name": "...", "detail": "..."}]}.

const FEWEST_LETTERS = 3;
const PAUSE_MS = 150;

function line(css, text) {
  const span = document.createElement("span");
  span.className = css;
  span.textContent = text;
  return span.outerHTML;
}

// One request at a time: an answer to older words never replaces that of newer ones.
function suggestionsFrom(url) {
  let waiting = null;
  let timer = 0;
  return (query, show) => {
    clearTimeout(timer);
    waiting?.abort();
    timer = setTimeout(async () => {
      waiting = new AbortController();
      const address = new URL(url, window.location.href);
      address.searchParams.set("q", query);
      try {
        const answer = await fetch(address, { signal: waiting.signal, headers: { Accept: "application/json" } });
        show(answer.ok ? (await answer.json()).results : []);
      } catch (error) {
        if (error.name !== "AbortError") show([]); // offline: the search button still says so in words
      }
    }, PAUSE_MS);
  };
}

function enhance(root) {
  const plain = root.querySelector("input[type=search]");
  const chosen = root.querySelector("[data-chosen]");
  const box = root.querySelector("[data-box]");
  const button = root.querySelector("button");
  const searchText = button.textContent;
  const { id, name, value } = plain;
  const describedBy = plain.getAttribute("aria-describedby");
  plain.remove();

  function choose(school) {
    chosen.value = school;
    button.textContent = school ? button.dataset.chosenText : searchText;
    button.classList.toggle("govuk-button--secondary", !school);
  }

  window.accessibleAutocomplete({
    element: box,
    id,
    name,
    defaultValue: value,
    source: suggestionsFrom(root.dataset.url),
    minLength: FEWEST_LETTERS,
    confirmOnBlur: false,
    displayMenu: "overlay",
    showNoOptionsFound: true,
    tNoResults: () => "No suggestions. Press Enter to search anyway",
    tStatusQueryTooShort: (fewest) => `Type ${fewest} or more letters for suggestions`,
    templates: {
      inputValue: (school) => school?.name ?? "",
      suggestion: (school) =>
        typeof school === "string"
          ? line("npq-school-search__name", school)
          : line("npq-school-search__name", school.name) + line("npq-school-search__detail", school.detail),
    },
    onConfirm: (school) => choose(school?.value ?? ""),
  });

  const input = box.querySelector("input");
  if (describedBy) input.setAttribute("aria-describedby", `${describedBy} ${input.getAttribute("aria-describedby") ?? ""}`.trim());
  input.addEventListener("input", () => choose("")); // other words: no longer that school
  // With suggestions open the component would swallow Enter; on the words themselves it must send the form.
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.stopPropagation();
  });
}

document.querySelectorAll("[data-school-search]").forEach(enhance);
