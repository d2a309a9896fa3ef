import type { ReadingContext } from "../model/intent.ts";
import { addDays, type Day, dayOf, isRealDay, momentOf, monthEnd, type TimeOfDay, weekdayOf } from "./calendar.ts";
import { unitSeconds } from "./duration-text.ts";
import type { FoundDuration, FoundMoment } from "./english-time.ts";
import { readHanNumber } from "./han-number.ts";

const count = "\\d{1,4}(?:\\.\\d)?|[〇零一二两兩三四五六七八九十百]{1,5}|半";
const duration = new RegExp(
  `(${count}) ?(个|個)?(半)? ?(分钟|分鐘|小时|小時|钟头|鐘頭|天|日|周(?![一二三四五六日天末])|週|星期(?![一二三四五六日天])|礼拜(?![一二三四五六日天])|月|年|季度)(半)?`,
  "y",
);

/** Reads `三天`, `48小时`, `半小时`, `一个半月`, `2周` at a position. `3月` is a month of the year and no length. */
export function readHanDuration(text: string, at: number): FoundDuration | undefined {
  duration.lastIndex = at;
  const found = duration.exec(text);
  if (found === null) return undefined;
  const [whole, written = "", counter, half, name = "", trailing] = found;
  if (name === "月" && counter === undefined) return undefined;
  const seconds = unitSeconds(name);
  const number = written === "半" ? 0.5 : toNumber(written);
  if (seconds === undefined || number === undefined || (name === "年" && number > 10)) return undefined;
  const value = number + (half === undefined && trailing === undefined ? 0 : 0.5);
  return { seconds: Math.round(value * seconds), end: at + whole.length };
}

const near: Readonly<Record<string, number>> = {
  今天: 0,
  今日: 0,
  今晚: 0,
  明天: 1,
  明日: 1,
  明晚: 1,
  后天: 2,
  後天: 2,
  大后天: 3,
};
const weekdays = "一二三四五六日";
const dayWord = /大后天|今天|今日|今晚|明天|明日|明晚|后天|後天/y;
const weekday = /(本|这个|这|下下|下个|下)?(?:周|星期|礼拜|週)([一二三四五六日天末])/y;
const monthEndWord = /(本|这个?|下个?)?月(?:底|末)/y;
const yearEndWord = /(?:今年)?年(?:底|末)/y;
const fullDate =
  /(?:(\d{4})[年/.-])?(\d{1,2})[月/](\d{1,2})(?:日|号|號)?|(\d{4})-(\d{1,2})-(\d{1,2})|([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})(?:日|号|號)/y;
const dayNumber = /(?:本月|这个月)?(\d{1,2})(?:号|號|日(?!元|币|本|圆))/y;
const clock =
  / ?(凌晨|早上|早|上午|中午|下午|傍晚|晚上|晚间|晚|夜里)? ?(\d{1,2}|[零一二两三四五六七八九十]{1,3})(?:(?:点|點|时)(半|一刻|三刻|(?:\d{1,2}|[一二三四五六七八九十]{1,3})分?)?(?:整|钟)?|:(\d{2}))/y;

/** Reads `明天下午五点`, `下周五`, `月底`, `12月31日`, `今晚12点`, `25号` at a position. */
export function readHanMoment(text: string, at: number, context: ReadingContext): FoundMoment | undefined {
  const today = dayOf(context.now, context.timezone);
  const date = readDate(text, at, today);
  const isEvening = date !== undefined && /晚$/.test(text.slice(at, date.end));
  const time = readClock(text, date?.end ?? at, isEvening);
  if (date === undefined && time === undefined) return undefined;
  const end = time?.end ?? date?.end ?? at;
  const moment = momentOf(date?.day ?? today, time?.time, context.timezone);
  const isOver = date === undefined && moment <= context.now;
  return { moment: isOver ? momentOf(addDays(today, 1), time?.time, context.timezone) : moment, end };
}

interface FoundDay {
  readonly day: Day;
  readonly end: number;
}

function readDate(text: string, at: number, today: Day): FoundDay | undefined {
  const word = matchAt(dayWord, text, at);
  if (word !== undefined) return { day: addDays(today, near[word[0]] ?? 0), end: at + word[0].length };
  const week = matchAt(weekday, text, at);
  if (week !== undefined) return { day: weekdayDate(week[1], week[2] ?? "", today), end: at + week[0].length };
  const month = matchAt(monthEndWord, text, at);
  if (month !== undefined) {
    return { day: monthEnd(today, month[1]?.startsWith("下") ? 1 : 0), end: at + month[0].length };
  }
  const year = matchAt(yearEndWord, text, at);
  if (year !== undefined) return { day: { year: today.year, month: 12, day: 31 }, end: at + year[0].length };
  return readCalendarDate(text, at, today);
}

function weekdayDate(which: string | undefined, name: string, today: Day): Day {
  const wanted = name === "末" || name === "天" ? 7 : weekdays.indexOf(name) + 1;
  const ahead = wanted - weekdayOf(today);
  if (which === undefined) return addDays(today, ahead < 0 ? ahead + 7 : ahead);
  const weeks = which === "下下" ? 2 : which.startsWith("下") ? 1 : 0;
  return addDays(today, ahead + 7 * weeks);
}

function readCalendarDate(text: string, at: number, today: Day): FoundDay | undefined {
  const full = matchAt(fullDate, text, at);
  if (full !== undefined) {
    const year = Number(full[1] ?? full[4] ?? today.year);
    const month = Number(full[2] ?? full[5] ?? toNumber(full[7] ?? ""));
    const day = { year, month, day: Number(full[3] ?? full[6] ?? toNumber(full[8] ?? "")) };
    const hasYear = full[1] !== undefined || full[4] !== undefined;
    const isPast = !hasYear && (month < today.month || (month === today.month && day.day < today.day));
    const shown = isPast ? { ...day, year: year + 1 } : day;
    return isRealDay(shown) ? { day: shown, end: at + full[0].length } : undefined;
  }
  const numbered = matchAt(dayNumber, text, at);
  if (numbered === undefined) return undefined;
  const day = Number(numbered[1]);
  const month = monthEnd(today, day < today.day ? 1 : 0);
  return day >= 1 && day <= month.day ? { day: { ...month, day }, end: at + numbered[0].length } : undefined;
}

function readClock(
  text: string,
  at: number,
  isEvening: boolean,
): { readonly time: TimeOfDay; readonly end: number } | undefined {
  const found = matchAt(clock, text, at);
  if (found === undefined)
    return text.startsWith("中午", at) ? { time: { hour: 12, minute: 0 }, end: at + 2 } : undefined;
  const [whole, part, hourText = "", past, minuteText] = found;
  const hour = toNumber(hourText);
  const minute = minuteText !== undefined ? Number(minuteText) : minutesPast(past);
  if (hour === undefined || hour > 24 || minute > 59) return undefined;
  const isLater = isEvening || /下午|傍晚|晚|夜/.test(part ?? "") || (part === "中午" && hour < 3);
  const late = hour === 12 && (isEvening || /晚|夜/.test(part ?? "")) ? 24 : isLater && hour < 12 ? hour + 12 : hour;
  return { time: { hour: late, minute }, end: at + whole.length };
}

function minutesPast(past: string | undefined): number {
  if (past === undefined) return 0;
  if (past === "半") return 30;
  if (past === "一刻") return 15;
  if (past === "三刻") return 45;
  return toNumber(past.replace("分", "")) ?? 0;
}

function toNumber(written: string): number | undefined {
  if (/^\d+(?:\.\d)?$/.test(written)) return Number(written);
  const spoken = readHanNumber(written, 0);
  return spoken?.end === written.length ? Number(spoken.value) : undefined;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
