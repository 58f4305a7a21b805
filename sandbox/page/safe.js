// Formatted text of a message, rebuilt from an allowlist. The server sanitises too; this is the second lock.

const PLAIN = new Set([
  "B",
  "STRONG",
  "I",
  "EM",
  "U",
  "S",
  "CODE",
  "PRE",
  "BLOCKQUOTE",
  "BR",
  "SPAN",
]);
const DROPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "OBJECT", "SVG", "MATH"]);
const SCHEMES = ["http:", "https:", "tel:", "mailto:", "tg:"];

/** Build nodes from `html`: allowed tags without attributes, links with safe addresses, text. */
export function safe(html) {
  const inert = new DOMParser().parseFromString(html, "text/html");
  const out = document.createDocumentFragment();
  copy(inert.body, out);
  return out;
}

function copy(from, to) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      to.append(node.data);
    } else if (node.nodeType === Node.ELEMENT_NODE && !DROPPED.has(node.tagName.toUpperCase())) {
      const place = allowed(node);
      copy(node, place ?? to);
      if (place) to.append(place);
    }
  }
}

function allowed(node) {
  if (PLAIN.has(node.tagName)) return document.createElement(node.tagName);
  if (node.tagName !== "A") return null;
  const address = safeAddress(node.getAttribute("href"));
  if (!address) return null;
  const link = document.createElement("a");
  link.href = address;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  return link;
}

/** Return the address when it may be opened from the page, else null. */
export function safeAddress(address) {
  try {
    return SCHEMES.includes(new URL(address).protocol) ? address : null;
  } catch {
    return null;
  }
}
