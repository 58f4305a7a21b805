// The days of a legal term as a small calendar: which are worked, which are not and why, what falls on which.
import { dayAndMonth, dayInWords, dayKey, dayOf, plusDays, weekdayIndex } from "/page/dates.js";
import { el } from "/page/dom.js";
import { pick, say } from "/page/language.js";

const LONGEST = 70;

/** Draw the calendar of a request from the day it was registered to the last thing that has a date. */
export function calendar(request, today) {
  const days = new Map((request.days ?? []).map((day) => [day.day, day]));
  const marks = marksOf(request);
  const first = request.registered_on;
  const wanted = [request.reply_due, request.reception_at && dayKey(request.reception_at)]
    .filter(Boolean)
    .sort()
    .at(-1);
  const last = wanted > plusDays(first, LONGEST) ? request.reply_due : wanted;
  const start = plusDays(first, -weekdayIndex(dayOf(first)));
  const end = plusDays(last, 6 - weekdayIndex(dayOf(last)));
  const cells = [];
  for (let day = start; day <= end; day = plusDays(day, 1)) {
    cells.push(
      cell(day, {
        known: days.get(day),
        marks: marks.get(day) ?? [],
        today,
        outside: day < first || day > last,
      }),
    );
  }
  const names = say("weekdays_short")
    .split(" ")
    .map((name) => el("span", { class: "cal__weekday", "aria-hidden": "true" }, name));
  return el(
    "div",
    { class: "cal", role: "list", "aria-label": say("calendar") },
    ...names,
    ...cells,
  );
}

function marksOf(request) {
  const marks = new Map();
  const add = (day, word) => marks.set(day, [...(marks.get(day) ?? []), word]);
  add(request.registered_on, "registered");
  if (request.replied_at) add(dayKey(request.replied_at), "replied");
  if (request.reception_at) add(dayKey(request.reception_at), "reception");
  add(request.reply_due, "reply_due");
  return marks;
}

function cell(day, { known, marks, today, outside }) {
  const date = dayOf(day);
  const weekend = weekdayIndex(date) > 4;
  const off = known ? !known.working : weekend;
  const why = known?.reason ? pick(known.reason) : off ? say("day_off") : null;
  const number = known?.number > 0 ? say("day_number", { n: known.number }) : null;
  const told = [
    dayInWords(date),
    why,
    number,
    day === today ? say("today") : null,
    ...marks.map((mark) => say(mark)),
  ];
  const label = told.filter(Boolean).join(" — ");
  const classes = [
    "cal__day",
    off && "is-off",
    known?.reason && "is-holiday",
    !off && known && weekend && "is-worked",
    outside && "is-outside",
    day === today && "is-today",
    day < today && "is-past",
    ...marks.map((mark) => `is-${mark}`),
  ];
  return el(
    "span",
    {
      class: classes.filter(Boolean).join(" "),
      role: "listitem",
      "aria-label": label,
      title: label,
      "data-day": day,
    },
    el(
      "b",
      {},
      date.getUTCDate() === 1 ? dayAndMonth(date).slice(0, 5) : String(date.getUTCDate()),
    ),
    el("small", {}, known?.number > 0 ? String(known.number) : ""),
  );
}
