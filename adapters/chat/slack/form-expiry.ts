import type { Language } from "../../../src/model/currency.ts";

const hour = 3_600;
const day = 24 * hour;

const presets: readonly {
  readonly value: string;
  readonly seconds: number;
  readonly en: string;
  readonly zh: string;
}[] = [
  { value: "1h", seconds: hour, en: "1 hour", zh: "1 小时" },
  { value: "6h", seconds: 6 * hour, en: "6 hours", zh: "6 小时" },
  { value: "1d", seconds: day, en: "1 day", zh: "1 天" },
  { value: "3d", seconds: 3 * day, en: "3 days", zh: "3 天" },
  { value: "7d", seconds: 7 * day, en: "7 days", zh: "7 天" },
  { value: "14d", seconds: 14 * day, en: "14 days", zh: "14 天" },
  { value: "30d", seconds: 30 * day, en: "30 days", zh: "30 天" },
  { value: "90d", seconds: 90 * day, en: "90 days", zh: "90 天" },
];

/** The lifetimes a person may choose: those the provider allows, all where it has no expiry of its own. */
export function expiryChoices(
  range: { readonly minSeconds: number; readonly maxSeconds: number } | undefined,
  language: Language,
): readonly { readonly value: string; readonly label: string }[] {
  const allowed = presets.filter(
    ({ seconds }) => range === undefined || (seconds >= range.minSeconds && seconds <= range.maxSeconds),
  );
  const offered = allowed.length === 0 ? presets.slice(2, 3) : allowed;
  return offered.map((preset) => ({ value: preset.value, label: preset[language] }));
}
