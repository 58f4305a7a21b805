// One chat: its messages, the box to type in, the menus above it and the keyboard below it.
import { el, icon, redraw } from "/page/dom.js";
import { language, rewrite, say } from "/page/language.js";
import { messageList } from "/page/messages.js";
import { popup } from "/page/popup.js";

const TOAST = 3600;
const ATTACHMENTS = ["sticker", "voice", "photo"];

/**
 * Build a chat inside `root` (an empty `.chat`). `acts`: `send(text, replyTo)`, `press(message, button)`,
 * and where the channel has them `attach(kind)`, `contact()`; `canReply` lets messages be answered.
 * Returns `show(view)`, `toast(text)` and `focus()`.
 */
export function chat(root, acts, { menuWord = "commands", canReply = false } = {}) {
  root.append(document.getElementById("chat").content.cloneNode(true));
  const parts = Object.fromEntries(
    [
      "chat__empty",
      "chat__toast",
      "composer",
      "composer__text",
      "composer__reply",
      "composer__quote",
      "reply-keys",
    ].map((name) => [name, root.querySelector(`.${name}`)]),
  );
  const text = parts.composer__text;
  const drafts = new Map();
  let view = { key: null };
  let replyTo = null;

  const act = (doing) =>
    doing.catch((error) => {
      console.warn(error);
      toast(say("failed"));
    });

  function toast(words) {
    parts.chat__toast.textContent = words;
    parts.chat__toast.classList.add("chat__toast--on");
    clearTimeout(toast.timer);
    toast.timer = setTimeout(() => parts.chat__toast.classList.remove("chat__toast--on"), TOAST);
  }

  function setReply(message) {
    replyTo = message?.id ?? null;
    parts.composer__reply.hidden = !message;
    parts.composer__quote.textContent = message?.text.split("\n")[0].slice(0, 80) ?? "";
    if (message) text.focus();
  }

  async function send(words) {
    const said = words.trim();
    if (!said || view.off) return;
    const answered = replyTo;
    setReply(null);
    try {
      await acts.send(said, answered);
    } catch (error) {
      if (!text.value) text.value = said;
      throw error;
    }
  }

  function sendTyped() {
    const typed = text.value;
    text.value = "";
    act(send(typed));
  }

  const show = messageList(root, {
    press: (message, button) => act(acts.press(message, button)),
    reply: canReply ? setReply : null,
  });
  parts.composer.addEventListener("submit", (event) => {
    event.preventDefault();
    sendTyped();
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Escape") setReply(null);
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    sendTyped();
  });
  root
    .querySelector('[data-testid="reply-cancel"]')
    .addEventListener("click", () => setReply(null));
  const menus = [
    commandMenu(root, menuWord, (command) => {
      if (!command.more) return act(send(command.text));
      text.value = `${command.text} `;
      return text.focus();
    }),
    attachMenu(root, acts.attach && ((kind) => act(acts.attach(kind)))),
  ];
  rewrite(root);

  return {
    toast,
    focus: () => text.focus({ preventScroll: true }),
    show(next) {
      if (next.key !== view.key) {
        drafts.set(view.key, text.value);
        text.value = drafts.get(next.key) ?? "";
        setReply(null);
      }
      view = next;
      text.disabled = Boolean(next.off);
      show(next.key, next.messages, next.isMine);
      for (const draw of menus) draw(next);
      parts.chat__empty.hidden = next.messages.length > 0;
      redraw(parts.chat__empty, JSON.stringify([next.empty, next.starters, language()]), (node) =>
        node.replaceChildren(...emptyChat(next, (words) => act(send(words)))),
      );
      drawReplyKeys(parts["reply-keys"], next.replyKeyboard, {
        say: (words) => act(send(words)),
        contact: () => act(acts.contact()),
      });
    },
  };
}

function emptyChat(view, send) {
  const starters = (view.starters ?? []).map((starter) =>
    el(
      "button",
      { type: "button", class: "button button--main", onclick: () => send(starter.text) },
      starter.label ?? starter.text,
    ),
  );
  return [
    el("p", {}, view.empty ?? ""),
    ...(starters.length ? [el("p", { class: "chat__starters" }, ...starters)] : []),
  ];
}

function drawReplyKeys(node, rows, keys) {
  node.hidden = !rows?.length;
  redraw(node, JSON.stringify(rows ?? []), () => {
    node.replaceChildren(
      ...(rows ?? []).map((row) =>
        el(
          "div",
          { class: "keys__row" },
          ...row.map((button) => {
            const contact = button.request_contact;
            return el(
              "button",
              {
                type: "button",
                class: "key key--reply",
                "data-testid": contact ? "share-contact" : null,
                onclick: () => (contact ? keys.contact() : keys.say(button.text)),
              },
              button.text,
            );
          }),
        ),
      ),
    );
  });
}

function commandMenu(root, word, choose) {
  const button = root.querySelector('[data-testid="commands"]');
  let commands = [];
  const close = popup(button, root.querySelector('[data-popup="commands"]'), () =>
    commands.map((command) =>
      el(
        "button",
        {
          type: "button",
          role: "menuitem",
          onclick: () => {
            close();
            choose(command);
          },
        },
        el("b", {}, command.text),
        el("span", {}, say(command.word)),
      ),
    ),
  );
  button.dataset.wordLabel = word;
  return (view) => {
    commands = view.commands ?? [];
    button.hidden = commands.length === 0;
    button.disabled = Boolean(view.off);
  };
}

function attachMenu(root, attach) {
  const button = root.querySelector('[data-testid="attach"]');
  const close = popup(button, root.querySelector('[data-popup="attach"]'), () =>
    ATTACHMENTS.map((kind) =>
      el(
        "button",
        {
          type: "button",
          role: "menuitem",
          "data-testid": `attach-${kind}`,
          onclick: () => {
            close();
            attach(kind);
          },
        },
        icon(kind),
        el("span", {}, say(kind)),
      ),
    ),
  );
  button.hidden = !attach;
  return (view) => {
    button.disabled = Boolean(view.off);
  };
}
