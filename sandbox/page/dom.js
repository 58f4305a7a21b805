// Small hands for building the page: elements, icons, lists kept by key.

/** Make an element; `props` are attributes, or listeners when they begin with `on`. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Make an icon from the sprite of the page. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** Find the element that carries `data-testid`. */
export const byId = (testid, root = document) => root.querySelector(`[data-testid="${testid}"]`);

/** Set the text only when it changed, so that selections and live regions rest. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Make the children of `list` be `items`, keeping every element whose key stays.
 * `draw(item, old)` returns the element of an item; it gets the old one when there is one.
 */
export function keep(list, items, draw) {
  const old = new Map([...list.children].map((node) => [node.dataset.key, node]));
  let place = list.firstElementChild;
  for (const item of items) {
    const key = String(item.key);
    const node = draw(item, old.get(key) ?? null);
    node.dataset.key = key;
    old.delete(key);
    if (node === place) place = place.nextElementSibling;
    else list.insertBefore(node, place);
  }
  for (const node of old.values()) node.remove();
}

/** Draw into `node` only when `signature` differs from the last time; keeps the focused place. */
export function redraw(node, signature, draw) {
  if (node.dataset.drawn === signature) return;
  const held = [...node.querySelectorAll("button, a, select")].indexOf(document.activeElement);
  node.dataset.drawn = signature;
  draw(node);
  if (held >= 0) node.querySelectorAll("button, a, select")[held]?.focus({ preventScroll: true });
}
