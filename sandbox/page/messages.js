// The messages of one chat on the screen, kept by id: what a person reads, types or holds stays put.
import { dayInWords, dayKey, local, time } from "/page/dates.js";
import { el, icon, keep, redraw } from "/page/dom.js";
import { file } from "/page/files.js";
import { language, say } from "/page/language.js";
import { safe, safeAddress } from "/page/safe.js";

const NEAR = 48;

/**
 * Show messages in a `.chat` element. `acts` is `{press(message, button), reply(message)}`; without
 * `reply` messages can't be answered. Returns `show(key, messages, isMine)`.
 */
export function messageList(root, acts) {
  const scroller = root.querySelector(".chat__scroll");
  const list = root.querySelector(".chat__list");
  const newer = root.querySelector(".chat__newer");
  let shown = null;
  let stick = true;
  let newest = null;
  let top = 0;

  const down = () => {
    scroller.scrollTop = scroller.scrollHeight;
    stick = true;
    newer.hidden = true;
  };
  scroller.addEventListener(
    "scroll",
    () => {
      const near = scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - NEAR;
      // A keyboard that opens below also moves the bottom away; only a person moves the top up.
      if (near) stick = true;
      else if (scroller.scrollTop < top - 1) stick = false;
      top = scroller.scrollTop;
      if (stick) newer.hidden = true;
    },
    { passive: true },
  );
  newer.addEventListener("click", down);
  new ResizeObserver(() => stick && down()).observe(scroller);

  return function show(key, messages, isMine) {
    const fresh = shown !== key;
    if (fresh) list.replaceChildren();
    shown = key;
    const byId = new Map(messages.map((message) => [message.id, message]));
    keep(list, withDays(messages), (item, old) => {
      if (!item.message) return drawDay(item, old);
      const node = old ?? frame(item.message, !fresh);
      drawMessage(node, item.message, byId.get(item.message.reply_to), isMine(item.message), acts);
      return node;
    });
    const last = messages.at(-1);
    const spoke = last && last.id !== newest && isMine(last);
    if (fresh || stick || spoke) down();
    else if (last && last.id !== newest) newer.hidden = false;
    newest = last?.id ?? null;
  };
}

function withDays(messages) {
  const items = [];
  let day = null;
  for (const message of messages) {
    const its = dayKey(message.date);
    if (its !== day) items.push({ key: `day-${its}-${message.id}`, date: message.date });
    day = its;
    items.push({ key: message.id, message });
  }
  return items;
}

function drawDay(item, old) {
  const node = old ?? el("li", { class: "day" });
  redraw(node, language(), () =>
    node.replaceChildren(el("span", {}, dayInWords(local(item.date)))),
  );
  return node;
}

function frame(message, arrives) {
  return el(
    "li",
    {
      class: arrives ? "msg msg--arrives" : "msg",
      "data-testid": "message",
      "data-id": message.id,
    },
    el("div", { class: "msg__bubble" }),
    el("div", { class: "keys" }),
  );
}

function drawMessage(node, message, quoted, mine, acts) {
  const [bubble, keys] = node.children;
  node.classList.toggle("msg--out", mine);
  node.classList.toggle("msg--bot", message.from === "bot");
  node.classList.toggle("msg--lost", ["undelivered", "failed"].includes(message.status));
  node.dataset.from = message.from;
  const said = JSON.stringify([
    message.html,
    message.text,
    message.file,
    message.edited,
    message.date,
    message.status,
    message.segments,
    message.from,
    mine,
    quoted?.text,
    language(),
  ]);
  redraw(bubble, said, () => {
    bubble.replaceChildren();
    if (!mine && message.from !== "bot" && message.from !== "me") bubble.append(author(message));
    if (quoted) bubble.append(quote(quoted));
    if (message.file) bubble.append(file(message.file));
    if (message.html || !message.file) bubble.append(words(message));
    bubble.append(meta(message));
    if (acts.reply) bubble.append(replyButton(() => acts.reply(message)));
  });
  redraw(keys, JSON.stringify(message.buttons ?? []), () => {
    const rows = (message.buttons ?? []).filter((row) => row.length);
    keys.replaceChildren(...rows.map((row) => keyRow(row, message, acts)));
  });
}

function author(message) {
  const hue = [...message.from].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 5;
  return el("strong", { class: `msg__author msg__author--${hue}` }, message.from);
}

function quote(quoted) {
  const first = quoted.text.split("\n")[0].slice(0, 80);
  return el("span", { class: "msg__quote" }, first);
}

function words(message) {
  const node = el("div", { class: "msg__text", dir: "auto" });
  if (message.html) node.append(safe(message.html));
  else node.textContent = message.text;
  return node;
}

function meta(message) {
  const parts = [];
  if (message.segments) parts.push(say("segments", { n: message.segments }));
  if (message.status) parts.push(say(`status_${message.status}`));
  if (message.edited) parts.push(say("edited"));
  parts.push(time(message.date));
  return el("span", { class: "msg__meta" }, parts.join(" · "));
}

function replyButton(act) {
  return el(
    "button",
    {
      type: "button",
      class: "msg__reply",
      "data-testid": "reply",
      "aria-label": say("reply"),
      title: say("reply"),
      onclick: act,
    },
    icon("reply"),
  );
}

function keyRow(row, message, acts) {
  return el("div", { class: "keys__row" }, ...row.map((button) => key(button, message, acts)));
}

function key(button, message, acts) {
  const look = `key key--${button.style ?? "plain"}`;
  if (button.url && safeAddress(button.url)) {
    return el(
      "a",
      { class: look, href: button.url, target: "_blank", rel: "noopener noreferrer" },
      button.text,
    );
  }
  const node = el("button", { type: "button", class: look }, button.text);
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-busy") === "true") return;
    node.setAttribute("aria-busy", "true");
    try {
      await acts.press(message, button);
    } finally {
      node.removeAttribute("aria-busy");
    }
  });
  return node;
}
