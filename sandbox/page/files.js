// A file in a chat: a photo to look at, a card with name and size to take the rest away.
import { el, icon } from "/page/dom.js";
import { language, say } from "/page/language.js";

const KILO = 1024;

/** Draw a file of a message: a photo as it is, anything else as a card; both lead to the file. */
export function file(given) {
  return given.photo ? photo(given) : paper(given);
}

function photo(given) {
  const look = el("img", {
    class: "msg__photo",
    src: given.url,
    alt: given.name,
    width: given.width,
    height: given.height,
    loading: "lazy",
    decoding: "async",
  });
  return el(
    "a",
    {
      class: "msg__frame",
      href: given.url,
      target: "_blank",
      rel: "noopener noreferrer",
      "data-testid": "photo",
    },
    look,
  );
}

function paper(given) {
  const size = say(`size_${unit(given.size)}`, { n: amount(given.size) });
  return el(
    "a",
    {
      class: "msg__file",
      href: given.url,
      download: given.name,
      "aria-label": `${say("download")}: ${given.name}, ${size}`,
      "data-testid": "file",
    },
    el("span", { class: "msg__sheet" }, icon("file")),
    el("span", { class: "msg__name" }, given.name),
    el("span", { class: "msg__size" }, size),
  );
}

const unit = (bytes) => (bytes < KILO ? "b" : bytes < KILO ** 2 ? "kb" : "mb");

function amount(bytes) {
  const whole = bytes / KILO ** ["b", "kb", "mb"].indexOf(unit(bytes));
  return whole.toLocaleString(language(), { maximumFractionDigits: whole < 10 ? 1 : 0 });
}
