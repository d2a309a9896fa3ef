const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Seconds of one of each unit; a month is 30 days and a year 365, because a link's life is a length. */
const units: readonly (readonly [names: string, seconds: number])[] = [
  ["m|min|mins|minute|minutes|分钟|分鐘|分", minute],
  ["h|hr|hrs|hour|hours|小时|小時|个小时|個小時|钟头|个钟头|个钟", hour],
  ["d|day|days|天|日", day],
  ["w|wk|wks|week|weeks|周|週|星期|个星期|個星期|礼拜|个礼拜", 7 * day],
  ["mo|mon|mth|month|months|个月|個月|月", 30 * day],
  ["q|quarter|quarters|季度|个季度", 90 * day],
  ["y|yr|yrs|year|years|年", 365 * day],
];

const secondsOf: ReadonlyMap<string, number> = new Map(
  units.flatMap(([names, seconds]) => names.split("|").map((name) => [name, seconds] as const)),
);
const part = /(\d{1,6})(?:\.(\d{1,2}))?\s*([a-z]+|[\u4e00-\u9fff]+)\s*/iy;

/** The length of one unit with that name, in seconds. */
export function unitSeconds(name: string): number | undefined {
  return secondsOf.get(name.toLowerCase());
}

/** Seconds of `3d`, `48h`, `90m`, `2w`, `1mo`, `1.5h`, `1d12h`, `3天`; undefined when it is no length of time. */
export function readDuration(text: string): number | undefined {
  let at = 0;
  let total = 0;
  while (at < text.length) {
    part.lastIndex = at;
    const found = part.exec(text);
    const unit = unitSeconds(found?.[3] ?? "");
    if (found === null || unit === undefined) return undefined;
    const hundredths = Number((found[2] ?? "").padEnd(2, "0"));
    total += Number(found[1]) * unit + Math.round((hundredths * unit) / 100);
    at += found[0].length;
  }
  return total > 0 ? total : undefined;
}
