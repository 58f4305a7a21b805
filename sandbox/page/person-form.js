// The little form that adds a person with a phone.
import { byId } from "/page/dom.js";
import { language } from "/page/language.js";
import { tell } from "/page/server.js";

/** Wire the form; `added(kind, id)` hears of the new person once the state shows them. */
export function personForm(refresh, people, added, fail) {
  const dialog = byId("person-form");
  const form = dialog.querySelector("form");

  function open(kind) {
    form.reset();
    form.elements.kind.value = kind;
    form.elements.language.value = language() === "kk" ? "kk" : "ru";
    dialog.returnValue = "";
    dialog.showModal();
    form.elements.name.focus();
  }
  byId("person-add-telegram").addEventListener("click", () => open("telegram"));
  byId("person-add-sms").addEventListener("click", () => open("sms"));

  // Enter must save; a form of a dialog would press its first button, which cancels.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.matches("button")) return;
    event.preventDefault();
    byId("person-save").click();
  });
  dialog.addEventListener("close", async () => {
    if (dialog.returnValue !== "save") return;
    const given = Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim()));
    const before = new Set(people().map((person) => person.id));
    try {
      const answer = await tell("people", given);
      await refresh();
      const made = people().find((person) => !before.has(person.id) && person.kind === given.kind);
      const id = answer?.id ?? made?.id;
      if (id !== undefined) added(given.kind, id);
    } catch (error) {
      fail(error);
    }
  });
}
