import { readEnglishNumber } from "./english-number.ts";
import { readHanNumber } from "./han-number.ts";

/** The whole number a word or digits are. */
export function readCount(written: string): number | undefined {
  if (/^\d{1,6}$/.test(written)) return Number(written);
  const spoken = readHanNumber(written, 0) ?? readEnglishNumber(written, 0);
  if (written === "a" || written === "an") return 1;
  return spoken?.end === written.length && /^\d{1,6}$/.test(spoken.value) ? Number(spoken.value) : undefined;
}
