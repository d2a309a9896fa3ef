/** A text without the payment card numbers that were in it. */
export interface RedactedText {
  readonly text: string;
  readonly wasRedacted: boolean;
}

/**
 * Issuer ranges by first digits and length. Source: ISO/IEC 7812 ranges as published by the networks: Visa, Mastercard,
 * American Express, Discover, Diners, JCB, UnionPay, Maestro, Mir.
 */
const issuers: readonly { readonly begins: RegExp; readonly lengths: readonly number[] }[] = [
  { begins: /^4/, lengths: [13, 16, 19] },
  { begins: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { begins: /^3[47]/, lengths: [15] },
  { begins: /^(6011|64[4-9]|65)/, lengths: [16, 17, 18, 19] },
  { begins: /^(30[0-5]|3095|36|3[89])/, lengths: [14, 15, 16, 17, 18, 19] },
  { begins: /^35(2[89]|[3-8])/, lengths: [16, 17, 18, 19] },
  { begins: /^(62|81)/, lengths: [16, 17, 18, 19] },
  { begins: /^(50|5[6-9]|6[0-9])/, lengths: [13, 14, 15, 16, 17, 18, 19] },
  { begins: /^220[0-4]/, lengths: [16, 17, 18, 19] },
];

const shortest = 13;
const longest = 19;
/** What stands where a card number was. */
const mask = "[card number removed]";
/** Digits (full-width too) with at most two blanks, dashes or dots between them; Latin letters may not touch them. */
const run = /(?<![A-Za-z0-9_０-９])[0-9０-９](?:[\s\u00a0.\-–—－·　]{0,2}[0-9０-９])+(?![A-Za-z0-9_０-９])/g;

/**
 * Takes payment card numbers out: 13 to 19 digits of a known issuer range that pass the Luhn check, spaced, dashed or
 * full-width too, with an expiry or a check code before or behind them or not. A number begins and ends where a group of
 * digits does, so that nothing is cut out of a longer number. Ids and references that only look alike stay: with Latin
 * letters at their ends, of another length, of no issuer, or failing the check. One in ten random numbers of a range
 * passes it; those are taken out too, on purpose.
 */
export function redactCardNumbers(text: string): RedactedText {
  if (countDigits(text) < shortest) return { text, wasRedacted: false };
  const clean = text.replace(run, (found) => (countDigits(found) < shortest ? found : redactRun(found)));
  return { text: clean, wasRedacted: clean !== text };
}

/** Replaces every card number in a run of digits and separators, the longest first. */
function redactRun(found: string): string {
  const groups = [...found.matchAll(/[0-9０-９]+/g)].map((each) => ({
    start: each.index,
    digits: plainDigits(each[0]),
  }));
  let clean = "";
  let from = 0;
  for (let at = 0; at < groups.length; at += 1) {
    const count = groupsOfCard(groups.slice(at, at + longest).map(({ digits }) => digits));
    const group = groups[at];
    if (count === 0 || group === undefined) continue;
    const last = groups[at + count - 1] ?? group;
    clean += found.slice(from, group.start) + mask;
    from = last.start + last.digits.length;
    at += count - 1;
  }
  return clean + found.slice(from);
}

/** How many of the groups, from the first on, are one card number; the longest that is, or 0. */
function groupsOfCard(groups: readonly string[]): number {
  let digits = "";
  let count = 0;
  for (const [at, group] of groups.entries()) {
    digits += group;
    if (digits.length > longest) break;
    if (isCardNumber(digits)) count = at + 1;
  }
  return count;
}

function isCardNumber(digits: string): boolean {
  if (digits.length < shortest || new Set(digits).size === 1) return false;
  const isIssued = issuers.some(({ begins, lengths }) => lengths.includes(digits.length) && begins.test(digits));
  return isIssued && passesLuhn(digits);
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const value = Number(digits.charAt(digits.length - 1 - at)) * (at % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

function plainDigits(text: string): string {
  return text.normalize("NFKC");
}

function countDigits(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if ((code >= 0x30 && code <= 0x39) || (code >= 0xff10 && code <= 0xff19)) count += 1;
  }
  return count;
}
