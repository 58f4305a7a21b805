// Dates and times of the page, in words, in Almaty time.
import { language } from "/page/language.js";

// The whole country is UTC+5 since 1 March 2024; browsers may still carry the older rule.
const OFFSET = 5 * 3600 * 1000;
const DAY = 24 * 3600 * 1000;

const MONTHS = {
  kk: "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
  ru: "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
  en: "January February March April May June July August September October November December",
};
const WEEKDAYS = {
  kk: "дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі",
  ru: "понедельник вторник среда четверг пятница суббота воскресенье",
  en: "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
};

const two = (n) => String(n).padStart(2, "0");
const month = (date) => MONTHS[language()].split(" ")[date.getUTCMonth()];

/** Read an ISO instant into a date whose UTC fields are Almaty's. */
export const local = (iso) => new Date(Date.parse(iso) + OFFSET);

/** Read `YYYY-MM-DD` into a date whose UTC fields are that day's. */
export const dayOf = (day) => new Date(`${day}T00:00:00Z`);

/** Tell the Almaty day of an instant as `YYYY-MM-DD`. */
export const dayKey = (iso) => local(iso).toISOString().slice(0, 10);

/** Tell the day `count` days after `day`. */
export const plusDays = (day, count) =>
  new Date(+dayOf(day) + count * DAY).toISOString().slice(0, 10);

/** Count from Monday (0) to Sunday (6). */
export const weekdayIndex = (date) => (date.getUTCDay() + 6) % 7;

/** Name the weekday of a date made by `local` or `dayOf`. */
export const weekday = (date) => WEEKDAYS[language()].split(" ")[weekdayIndex(date)];

/** Write `10:05`. */
export const time = (iso) => {
  const at = local(iso);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
};

/** Write the seconds of an instant, `07`. */
export const seconds = (iso) => two(local(iso).getUTCSeconds());

/** Write «2 наурыз» / «2 марта» / “2 March”. */
export const dayAndMonth = (date) => `${date.getUTCDate()} ${month(date)}`;

/** Write the whole date as the country's papers do: «2026 жылғы 2 наурыз». */
export function fullDate(date) {
  const year = date.getUTCFullYear();
  switch (language()) {
    case "kk":
      return `${year} жылғы ${dayAndMonth(date)}`;
    case "ru":
      return `${dayAndMonth(date)} ${year} г.`;
    default:
      return `${dayAndMonth(date)} ${year}`;
  }
}

/** Write the day and its weekday: «2 наурыз, дүйсенбі». */
export const dayInWords = (date) => `${dayAndMonth(date)}, ${weekday(date)}`;

/** Write an instant shortly: «2 наурыз, 10:05». */
export const moment = (iso) => `${dayAndMonth(local(iso))}, ${time(iso)}`;
