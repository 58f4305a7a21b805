// The little form that adds a person with a phone.
import { byId } from "/page/dom.js";
import { language, say } from "/page/language.js";
import { tell } from "/page/server.js";

const MOBILE = /^\+77(?:0[0-25-8]|47|6[0-4]|7[15-8]|85)\d{7}$/;

/** Wire the form; `added(kind, id)` hears of the new person once the state shows them. */
export function personForm(refresh, people, added, fail) {
  const dialog = byId("person-form");
  const form = dialog.querySelector("form");

  const phone = form.elements.phone;
  phone.addEventListener("input", () => phone.setCustomValidity(""));

  function open(kind) {
    form.reset();
    phone.setCustomValidity("");
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
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value !== "save" || !phone.value.trim()) return;
    phone.value = plainNumber(phone.value);
    if (MOBILE.test(phone.value)) return;
    event.preventDefault();
    phone.setCustomValidity(say("person_phone_wrong"));
    phone.reportValidity();
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

/** Write a number the way networks do: `8 (701) 000-00-00` becomes `+77010000000`. */
function plainNumber(typed) {
  const digits = typed.replace(/\D/g, "");
  return digits.length === 11 ? `+7${digits.slice(1)}` : `+${digits}`;
}
