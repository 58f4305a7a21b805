// The page of the sandbox: reads the state, shows it in every pane, and lets each pane speak back.
import { controls } from "/page/controls.js";
import { byId } from "/page/dom.js";
import { guide } from "/page/guide.js";
import { firstLanguage, say, speak } from "/page/language.js";
import { layout } from "/page/layout.js";
import { personForm } from "/page/person-form.js";
import { smsPhone, telegramPhone } from "/page/phones.js";
import { follow } from "/page/server.js";
import { staffChat } from "/page/staff.js";
import { timeline } from "/page/timeline.js";

let state = null;
let refreshState = async () => undefined;
const refresh = () => refreshState();

speak(firstLanguage());

const screens = layout();
const phones = { telegram: telegramPhone(refresh), sms: smsPhone(refresh) };
const panes = [
  phones.telegram,
  phones.sms,
  staffChat(refresh),
  timeline(),
  controls(refresh, fail),
  guide(screens.open),
  screens,
];

function show(next) {
  state = next;
  for (const pane of panes) pane.show(state);
  document.body.dataset.ready = "true";
}

function fail(error) {
  console.warn(error);
  const dialog = byId("alert");
  dialog.querySelector("p").textContent = say("failed");
  if (!dialog.open) dialog.showModal();
}

function markLanguage() {
  for (const button of document.querySelectorAll("[data-lang]")) {
    button.setAttribute(
      "aria-pressed",
      String(button.dataset.lang === document.documentElement.lang),
    );
  }
}

for (const button of document.querySelectorAll("[data-lang]")) {
  button.addEventListener("click", () => {
    speak(button.dataset.lang);
    // A choice made by hand outlives the one in the address.
    history.replaceState(null, "", location.pathname);
    markLanguage();
    if (state) show(state);
  });
}
markLanguage();

personForm(
  refresh,
  () => state?.people ?? [],
  (kind, id) => {
    screens.open(kind);
    phones[kind]?.choose(id);
  },
  fail,
);

refreshState = follow(show, (up) => {
  byId("offline").hidden = up;
});
refresh();
