// Conveniences of the register's page; it works without this file. "Mark all others present" fills the form in without a
// journey to the hub, the number of people marked follows the marks, and a name can be found among three hundred.

const form = document.querySelector("form.npq-register");
if (form) {
  const people = [...form.querySelectorAll("[data-enrolment]")];
  const isMarked = (person) => {
    const chosen = person.querySelector(".npq-mark__input:checked");
    return Boolean(chosen) && chosen.value !== "cleared";
  };

  const count = () => {
    form.querySelector("[data-register-marked]").textContent = people.filter(isMarked).length;
  };
  form.addEventListener("change", count);
  window.addEventListener("pageshow", count);

  form.querySelector("[data-register-mark-all]").addEventListener("click", (event) => {
    event.preventDefault();
    const filled = people.filter((person) => !person.querySelector(".npq-mark__input:checked"));
    for (const person of filled) {
      const present = person.querySelector('[value="attended"]');
      present.checked = true;
      present.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const status = form.querySelector("[data-register-status]");
    if (!form.hasAttribute("data-register-kept")) {
      status.textContent = `${filled.length} set to Present. Change the exceptions, then save. Not saved yet.`;
    }
  });

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase("en-GB");
  const box = form.querySelector("[data-register-find]");
  box.parentElement.hidden = false;
  box.addEventListener("input", () => {
    const words = plain(box.value).split(/\s+/);
    for (const person of people) {
      const known = plain(person.querySelector("legend").textContent);
      person.hidden = !words.every((word) => known.includes(word));
    }
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault(); // Enter in the search box searches, and does not save
    }
  });
}
