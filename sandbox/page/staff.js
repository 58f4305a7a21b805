// The staff chat as one member sees it: the group with its cards, and the member's own chat with the bot.
import { showAnswer } from "/page/alerts.js";
import { chat } from "/page/chat.js";
import { byId, el, redraw, setText } from "/page/dom.js";
import { language, say, sayCode } from "/page/language.js";
import { strip, under } from "/page/phones.js";
import { tell } from "/page/server.js";

const COMMANDS = [
  { text: "/queue" },
  { text: "/request", more: true },
  { text: "/confirm", more: true },
  { text: "/refuse", more: true },
  { text: "/done", more: true },
  { text: "/slots" },
  { text: "/report" },
  { text: "/help" },
].map((command) => ({ ...command, word: `cmd_${command.text.slice(1)}` }));
const PRIVATE_COMMANDS = ["/start", "/calls", "/help"].map((text) => ({
  text,
  word: `cmd_${text.slice(1)}`,
}));

/** Build the staff chat; returns `show(state)`. */
export function staffChat(refresh) {
  const root = byId("staff-chat");
  const select = byId("member-select");
  const tabs = { group: byId("staff-group"), private: byId("staff-private") };
  const read = new Map();
  let place = "group";
  let known = null;

  const member = () => known.staff.members.find((one) => String(one.id) === select.value);
  const own = () => privateOf(known, member());
  const inGroup = (what, body) =>
    tell(`staff/${what}`, { member: member().id, ...body }).finally(refresh);
  // A private chat shows up with its first message; until then it has the number of its member.
  const alone = (what, body) =>
    tell(`people/${own()?.id ?? member().id}/${what}`, body).finally(refresh);

  const screen = chat(
    root.querySelector(".chat"),
    {
      send: (text, replyTo) =>
        place === "group"
          ? inGroup("type", replyTo === null ? { text } : { text, reply_to: replyTo })
          : alone("type", { text }),
      press: async (message, button) => {
        const body = { message_id: message.id, data: button.data };
        showAnswer(
          screen,
          await (place === "group" ? inGroup("press", body) : alone("press", body)),
        );
      },
    },
    { canReply: true },
  );

  function open(next) {
    place = next;
    show(known);
    screen.focus();
  }
  tabs.group.addEventListener("click", () => open("group"));
  tabs.private.addEventListener("click", () => open("private"));
  select.addEventListener("change", () => show(known));

  function show(state) {
    known = state;
    drawMembers(select, state.staff.members);
    const mine = own();
    for (const [name, tab] of Object.entries(tabs))
      tab.setAttribute("aria-pressed", String(name === place));
    markUnread(mine);
    strip(root, state.faults.telegram_down ? "no_network" : null);
    if (place === "group") showGroup(state);
    else showPrivate(state, mine);
  }

  function markUnread(mine) {
    const newest = mine?.messages.at(-1)?.id ?? 0;
    if (mine && (place === "private" || !read.has(mine.id))) read.set(mine.id, newest);
    tabs.private.classList.toggle("has-news", Boolean(mine) && newest > read.get(mine.id));
    const news = newestInGroup(known);
    if (place === "group" || !read.has("group")) read.set("group", news);
    tabs.group.classList.toggle("has-news", news > read.get("group"));
  }

  function showGroup(state) {
    const me = member();
    setText(root.querySelector('[data-role="title"]'), state.staff.title || say("staff_chat"));
    under(root, say("members", { n: state.staff.members.length + 1 }));
    screen.show({
      key: `group-${me?.id}`,
      messages: state.staff.messages,
      isMine: (message) => message.member !== null && message.member === me?.id,
      off: !me,
      commands: COMMANDS,
      empty: say("staff_empty"),
    });
  }

  function showPrivate(state, mine) {
    setText(root.querySelector('[data-role="title"]'), say("private"));
    under(root, `@${state.bot?.username ?? ""}`);
    screen.show({
      key: `private-${select.value}`,
      messages: mine?.messages ?? [],
      isMine: (message) => message.from === "me",
      off: !member(),
      commands: PRIVATE_COMMANDS,
      replyKeyboard: mine?.reply_keyboard,
      empty: say("private_empty"),
      starters: member() ? [{ text: "/start", label: say("start") }] : [],
    });
  }

  return { show };
}

const newestInGroup = (state) => state.staff.messages.at(-1)?.id ?? 0;

function privateOf(state, member) {
  const chats = state.people.filter((person) => person.staff);
  return (
    chats.find((person) => person.id === member?.id) ??
    chats.find((person) => person.name === member?.name) ??
    null
  );
}

function drawMembers(select, members) {
  redraw(select, JSON.stringify([members, language()]), () => {
    const before = select.value;
    select.replaceChildren(
      ...members.map((one) =>
        el(
          "option",
          { value: one.id },
          one.role ? `${one.name} — ${sayCode("role", one.role)}` : one.name,
        ),
      ),
    );
    if (members.some((one) => String(one.id) === before)) select.value = before;
    else
      select.value = String(
        (members.find((one) => one.role === "operator") ?? members[0])?.id ?? "",
      );
  });
}
