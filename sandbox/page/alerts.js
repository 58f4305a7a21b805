// What the bot answers to a press: a short toast in its chat, or a window when it insists.
import { byId } from "/page/dom.js";

/** Show the answer of a press: `{text, show_alert}` or nothing. */
export function showAnswer(chat, reply) {
  const answer = reply?.answer;
  if (!answer?.text) return;
  if (!answer.show_alert) {
    chat.toast(answer.text);
    return;
  }
  const dialog = byId("alert");
  dialog.querySelector("p").textContent = answer.text;
  if (!dialog.open) dialog.showModal();
}
