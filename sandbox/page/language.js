// Which language the page speaks, and how it says a word.
import { EVENT_WORDS } from "/page/event-words.js";
import { LANGUAGES, WORDS } from "/page/words.js";

const REMEMBERED = "qabyldau.language";
let current = LANGUAGES[0];

/** Tell the language spoken now. */
export const language = () => current;

/** Say `key` in the language of the page, with `{name}` places filled from `args`. */
export function say(key, args = {}) {
  return fill(WORDS[key] ?? EVENT_WORDS[key], args) ?? key;
}

/** Say what happened: a kind the page doesn't know is shown as its own words. */
export function sayEvent(kind) {
  return fill(EVENT_WORDS[kind], {}) ?? readable(kind);
}

/** Say a state, an outcome or a role: `state_` + code. */
export function sayCode(prefix, code) {
  return fill(WORDS[`${prefix}_${code}`] ?? EVENT_WORDS[`${prefix}_${code}`], {}) ?? readable(code);
}

/** Say who did something: a known part, or the name as it is. */
export const sayWho = (name) => fill(EVENT_WORDS[`who_${name}`], {}) ?? name;

/** Pick from `{kk, ru}` data; English readers get the Russian. */
export function pick(names) {
  if (!names) return "";
  return current === "kk" ? (names.kk ?? names.ru) : (names.ru ?? names.kk);
}

function fill(forms, args) {
  if (!forms) return undefined;
  const form = forms[LANGUAGES.indexOf(current)];
  const text = typeof form === "string" ? form : plural(form, args.n);
  return text.replace(/\{(\w+)\}/g, (_, name) => String(args[name] ?? ""));
}

function plural(forms, n) {
  return forms[new Intl.PluralRules(current).select(Math.abs(n))] ?? Object.values(forms).at(-1);
}

function readable(code) {
  const words = String(code)
    .replace(/[_.-]+/g, " ")
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Choose the language at start: the address (`?lang=ru`), the last choice, the browser's own. */
export function firstLanguage() {
  const asked = new URLSearchParams(location.search).get("lang");
  const wanted = [asked, remembered(), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wanted.find((code) => LANGUAGES.includes(code)) ?? LANGUAGES[0];
}

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

/** Speak `code` from now on and rewrite the fixed words of the page. */
export function speak(code) {
  current = code;
  try {
    localStorage.setItem(REMEMBERED, code);
  } catch {
    // A browser that remembers nothing still shows the page.
  }
  document.documentElement.lang = code;
  document.title = say("title");
  rewrite(document);
}

/** Write the words of every element under `root` that names them by a `data-word…` attribute. */
export function rewrite(root) {
  for (const node of root.querySelectorAll("[data-word]"))
    node.textContent = say(node.dataset.word);
  for (const node of root.querySelectorAll("[data-word-label]")) {
    node.setAttribute("aria-label", say(node.dataset.wordLabel));
    if (node.matches("button, summary")) node.title = say(node.dataset.wordLabel);
  }
  for (const node of root.querySelectorAll("[data-word-placeholder]")) {
    node.placeholder = say(node.dataset.wordPlaceholder);
  }
}
