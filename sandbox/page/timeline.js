// The chosen request against its legal term: what happened, what is to come, how many days are left.
import { calendar } from "/page/calendar.js";
import { dayAndMonth, dayInWords, dayKey, dayOf, local, moment, time } from "/page/dates.js";
import { byId, el, keep, redraw } from "/page/dom.js";
import { language, pick, say, sayCode, sayEvent, sayWho } from "/page/language.js";

const CLOSED = ["withdrawn", "redirected", "refused", "consulted"];
const MORNING = "T04:00:00Z";
const NOON = "T07:00:00Z";
const TERM = 15;

/** Build the timeline; returns `show(state)`. */
export function timeline() {
  const root = byId("timeline");
  const rows = root.querySelector(".requests");
  const term = root.querySelector(".term");
  const known = new Set();
  let chosen = null;
  let state = null;

  function choose(number) {
    chosen = number;
    show(state);
  }

  function show(next) {
    state = next;
    const requests = [...state.requests].sort(
      (a, b) => Date.parse(b.received_at) - Date.parse(a.received_at),
    );
    const fresh = requests.find((request) => !known.has(request.number));
    if (fresh) chosen = fresh.number;
    for (const request of requests) known.add(request.number);
    const request = requests.find((one) => one.number === chosen) ?? requests[0] ?? null;
    drawRows(rows, requests, request, choose);
    term.hidden = !request;
    if (!request) return;
    const today = dayKey(state.now);
    // The minute of now is enough: redrawing each second would disturb who reads.
    const signature = JSON.stringify([request, state.now.slice(0, 16), language()]);
    redraw(term, signature, () =>
      term.replaceChildren(
        head(request),
        clockOfLaw(request),
        calendar(request, today),
        section("course", axis(request, state.now)),
        section("history", history(request, state.staff.members)),
      ),
    );
  }

  return { show };
}

function drawRows(node, requests, chosen, choose) {
  if (!requests.length) {
    redraw(node, `none-${language()}`, () =>
      node.replaceChildren(
        el(
          "div",
          { class: "requests__empty", "data-key": "none" },
          el("strong", {}, say("requests_empty")),
          el("p", {}, say("requests_empty_hint")),
          el(
            "div",
            { class: "law law--still" },
            bar(TERM, 0),
            el("p", { class: "law__rule" }, say("term")),
          ),
        ),
      ),
    );
    return;
  }
  delete node.dataset.drawn;
  const items = requests.map((request) => ({ ...request, key: request.number }));
  keep(node, items, (request, old) => {
    const row =
      old ??
      el("button", {
        type: "button",
        class: "request",
        "data-testid": "request-row",
        "data-number": request.number,
      });
    row.onclick = () => choose(request.number);
    row.setAttribute("aria-pressed", String(request.number === chosen?.number));
    const signature = [
      request.state,
      request.initials,
      request.working_days_left,
      request.replied_at,
      language(),
    ].join();
    redraw(row, signature, () =>
      row.replaceChildren(
        el("span", { class: "request__number" }, request.number),
        badge(request.state),
        el(
          "span",
          { class: "request__who" },
          `${request.initials} · ${say(`channel_${request.channel}`)}`,
        ),
        el(
          "span",
          { class: "request__left" },
          isOpen(request) ? say("days_left_short", { n: request.working_days_left }) : "",
        ),
      ),
    );
    return row;
  });
}

const isOpen = (request) => !request.replied_at && !CLOSED.includes(request.state);

function badge(state) {
  return el(
    "span",
    { class: `badge badge--${state}`, "data-testid": "state", "data-state": state },
    sayCode("state", state),
  );
}

function head(request) {
  return el(
    "header",
    { class: "term__head" },
    el("h3", {}, request.number, badge(request.state)),
    el("p", { class: "term__official" }, pick(request.official)),
    el("p", { class: "term__office" }, pick(request.office)),
  );
}

/** The term itself: fifteen working days, how many are gone, and when the reply went out. */
function clockOfLaw(request) {
  const days = (request.days ?? []).filter((day) => day.number > 0);
  const total = days.length ? Math.max(...days.map((day) => day.number)) : TERM;
  const replied = request.replied_at && workingNumber(request, dayKey(request.replied_at));
  const gone = request.replied_at
    ? replied
    : Math.min(total, Math.max(0, total - request.working_days_left));
  const tone = request.replied_at
    ? "done"
    : CLOSED.includes(request.state)
      ? "still"
      : toneOf(request.working_days_left);
  return el(
    "div",
    { class: `law law--${tone}` },
    el(
      "p",
      { class: "law__line", "data-testid": "days-left", "data-days": request.working_days_left },
      sentence(request, replied, total),
    ),
    bar(total, gone),
    el(
      "p",
      { class: "law__ends" },
      el("span", {}, dayAndMonth(dayOf(request.registered_on))),
      el("span", {}, dayAndMonth(dayOf(request.reply_due))),
    ),
    el("p", { class: "law__rule" }, say("term")),
  );
}

function bar(total, gone) {
  const cells = Array.from({ length: total }, (_, index) =>
    el("i", { class: index < gone ? "is-gone" : null }),
  );
  return el("div", { class: "law__bar", "aria-hidden": "true" }, ...cells);
}

function workingNumber(request, day) {
  const upTo = (request.days ?? []).filter((one) => one.number > 0 && one.day <= day);
  return upTo.at(-1)?.number ?? 0;
}

function toneOf(left) {
  if (left < 0) return "late";
  return left <= 3 ? "near" : "open";
}

function sentence(request, replied, total) {
  if (request.replied_at && dayKey(request.replied_at) < request.registered_on)
    return say("replied_before");
  if (request.replied_at)
    return replied > 0 ? say("replied_on_day", { n: replied, total }) : say("replied_at_once");
  if (CLOSED.includes(request.state)) return say("closed");
  const left = request.working_days_left;
  if (left === 0) return say("last_day");
  return left < 0 ? say("overdue", { n: -left }) : say("days_left", { n: left });
}

/** The axis: everything that has a date, in order, with the line of now between past and future. */
function axis(request, now) {
  const marks = [
    { at: request.received_at, kind: "received", exact: true },
    { at: request.registered_on + MORNING, kind: "registered" },
    { at: request.replied_at, kind: "replied", exact: true },
    { at: request.reception_at, kind: "reception", exact: true },
    { at: request.reply_due + NOON, kind: "reply_due", hint: say("reply_due_hint") },
    ...(request.upcoming ?? []).map((event) => ({ ...event, exact: true })),
  ].filter((mark) => mark.at);
  const order = (mark) =>
    mark.kind === "registered"
      ? Math.max(Date.parse(mark.at), Date.parse(request.received_at) + 1)
      : Date.parse(mark.at);
  const sorted = marks.sort((a, b) => order(a) - order(b));
  const line = { kind: "now", at: now };
  const place = sorted.findIndex((mark) => isAhead(mark, now));
  sorted.splice(place < 0 ? sorted.length : place, 0, line);
  return el("ol", { class: "axis" }, ...sorted.map((mark) => drawMark(mark, now)));
}

function isAhead(mark, now) {
  return mark.exact
    ? Date.parse(mark.at) > Date.parse(now)
    : dayKey(mark.at) > dayKey(now) ||
        (mark.kind === "reply_due" && dayKey(mark.at) === dayKey(now));
}

function drawMark(mark, now) {
  if (mark.kind === "now") {
    return el("li", { class: "axis__now" }, el("span", {}, `${say("now")} — ${moment(now)}`));
  }
  const when = mark.exact
    ? `${dayInWords(local(mark.at))}, ${time(mark.at)}`
    : dayInWords(local(mark.at));
  return el(
    "li",
    {
      class: `axis__mark axis__mark--${mark.kind}${isAhead(mark, now) ? " is-ahead" : ""}`,
      "data-kind": mark.kind,
    },
    el("strong", {}, sayEvent(mark.kind), mark.hint ? el("em", {}, mark.hint) : null),
    el("span", {}, when),
  );
}

function history(request, members) {
  const who = (name) => members.find((one) => name === `staff:${one.id}`)?.name ?? sayWho(name);
  const events = [...(request.events ?? [])].reverse();
  return el(
    "ol",
    { class: "history" },
    ...events.map((event) =>
      el(
        "li",
        { "data-kind": event.kind },
        el("time", { datetime: event.at }, moment(event.at)),
        el("span", {}, sayEvent(event.kind), event.who ? el("small", {}, who(event.who)) : null),
      ),
    ),
  );
}

function section(word, body) {
  return el("section", { class: "term__section" }, el("h4", {}, say(word)), body);
}
