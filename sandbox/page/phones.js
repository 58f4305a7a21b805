// The phones of the citizens: one with Telegram, one with plain SMS, each for the person chosen above it.
import { showAnswer } from "/page/alerts.js";
import { chat } from "/page/chat.js";
import { byId, el, redraw, setText } from "/page/dom.js";
import { say } from "/page/language.js";
import { tell } from "/page/server.js";

const TELEGRAM_COMMANDS = [
  "start",
  "book",
  "my",
  "schedule",
  "lang",
  "mydata",
  "help",
  "cancel",
].map((name) => ({ text: `/${name}`, word: `cmd_${name}` }));
const SMS_WORDS = [
  ["ЖАЗЫЛУ", "cmd_book"],
  ["БРОНЬ", "cmd_book"],
  ["КҮЙ", "cmd_my"],
  ["СТАТУС", "cmd_my"],
  ["ТІЛ", "cmd_lang"],
  ["ЯЗЫК", "cmd_lang"],
  ["КӨМЕК", "cmd_help"],
  ["ПОМОЩЬ", "cmd_help"],
  ["БОЛДЫРМАУ", "cmd_cancel"],
  ["ОТМЕНА", "cmd_cancel"],
].map(([text, word]) => ({ text, word }));

const isMine = (message) => message.from === "me";

/** Build the Telegram phone; returns `show(state)` and `choose(id)`. */
export function telegramPhone(refresh) {
  const root = byId("phone-telegram");
  const block = byId("block", root);
  const people = choice(
    byId("person-select-telegram"),
    (person) => person.kind === "telegram" && !person.staff,
  );
  let known = null;
  const to = (what, body) => tell(`people/${people.chosen().id}/${what}`, body).finally(refresh);
  const screen = chat(root.querySelector(".chat"), {
    send: (text) => to("type", { text }),
    press: async (message, button) =>
      showAnswer(screen, await to("press", { message_id: message.id, data: button.data })),
    contact: () => to("contact"),
    attach: (kind) => to("send", { kind }),
  });
  block.addEventListener("click", () => {
    to("block", { blocked: !people.chosen().blocked }).catch(() => screen.toast(say("failed")));
  });

  function show(state) {
    known = state;
    const person = people.update(state.people);
    block.disabled = !person;
    block.setAttribute("aria-checked", String(Boolean(person?.blocked)));
    const label = say(person?.blocked ? "unblock" : "block");
    block.setAttribute("aria-label", label);
    block.title = label;
    under(root, `${say("bot")} · @${state.bot?.username ?? ""}`);
    strip(root, person?.blocked ? "blocked" : state.faults.telegram_down ? "no_network" : null);
    screen.show({
      key: person?.id ?? null,
      messages: person?.messages ?? [],
      isMine,
      off: !person || person.blocked,
      commands: TELEGRAM_COMMANDS,
      replyKeyboard: person?.reply_keyboard,
      empty: say(person ? "telegram_empty" : "person_none"),
      starters: person && !person.blocked ? [{ text: "/start", label: say("start") }] : [],
    });
  }
  people.changed(() => show(known));
  return { show, choose: people.choose };
}

/** Build the SMS phone; returns `show(state)` and `choose(id)`. */
export function smsPhone(refresh) {
  const root = byId("phone-sms");
  const people = choice(
    byId("person-select-sms"),
    (person) => person.kind === "sms" && !person.staff,
  );
  let known = null;
  const screen = chat(
    root.querySelector(".chat"),
    {
      send: (text) => tell(`people/${people.chosen().id}/type`, { text }).finally(refresh),
      press: async () => null,
    },
    { menuWord: "words_menu" },
  );

  function show(state) {
    known = state;
    const person = people.update(state.people);
    under(root, say("sms_sender"));
    strip(
      root,
      state.faults.sms_down ? "no_sms" : state.faults.sms_undelivered ? "sms_lost" : null,
    );
    screen.show({
      key: person?.id ?? null,
      messages: person?.messages ?? [],
      isMine,
      off: !person,
      commands: SMS_WORDS,
      empty: say(person ? "sms_empty" : "person_none"),
      starters: person ? [{ text: "ЖАЗЫЛУ" }, { text: "БРОНЬ" }] : [],
    });
  }
  people.changed(() => show(known));
  return { show, choose: people.choose };
}

/** Keep a `<select>` of the people who pass `test`; remembers who was chosen. */
function choice(select, test) {
  let all = [];
  let wanted = null;
  const chosen = () => all.find((person) => String(person.id) === select.value) ?? null;
  return {
    chosen,
    update(people) {
      all = people.filter(test);
      redraw(
        select,
        JSON.stringify(all.map((person) => [person.id, person.name, person.phone])),
        () => {
          const before = select.value;
          select.replaceChildren(
            ...all.map((person) => el("option", { value: person.id }, person.name || person.phone)),
          );
          const ids = all.map((person) => String(person.id));
          const next = [wanted, before].find((id) => ids.includes(id)) ?? ids[0];
          if (next) select.value = next;
          if (next === wanted) wanted = null;
        },
      );
      select.disabled = all.length === 0;
      select.title = chosen()?.phone ?? "";
      return chosen();
    },
    choose(id) {
      wanted = String(id);
      if (all.some((person) => String(person.id) === wanted)) {
        select.value = wanted;
        select.dispatchEvent(new Event("change"));
      }
    },
    changed: (then) => select.addEventListener("change", then),
  };
}

/** Write the small line under the name at the top of a chat. */
export const under = (root, text) => setText(root.querySelector('[data-role="under-name"]'), text);

/** Show a warning strip at the top of a chat, or none. */
export function strip(root, word) {
  const node = root.querySelector('[data-role="strip"]');
  node.hidden = !word;
  setText(node, word ? say(word) : "");
}
