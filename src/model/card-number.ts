/** A text without the payment card numbers that were in it. */
export interface RedactedText {
  readonly text: string;
  readonly wasRedacted: boolean;
}

/** 13 to 19 digits, each after at most one space, dash or dot, not part of a longer run of letters and digits. */
const candidate = /(?<![\p{L}\p{N}_])[0-9０-９](?:[ \u00a0.\-–－　]?[0-9０-９]){12,18}(?![\p{L}\p{N}_])/gu;

/**
 * Issuer ranges by first digits and length. Source: ISO/IEC 7812 ranges as published by the networks: Visa, Mastercard,
 * American Express, Discover, Diners, JCB, UnionPay, Maestro, Mir, RuPay, Verve.
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

/** What stands where a card number was. */
const mask = "[card number removed]";

/**
 * Takes payment card numbers out: 13 to 19 digits (spaced, dashed or full-width too) of a known issuer range that pass
 * the Luhn check. Ids and references that only look alike stay: with letters in them, of another length, or failing the
 * check. One in ten random numbers of a range passes it; those are taken out too, on purpose.
 */
export function redactCardNumbers(text: string): RedactedText {
  let wasRedacted = false;
  const clean = text.replace(candidate, (found) => {
    if (!isCardNumber(digitsOf(found))) return found;
    wasRedacted = true;
    return mask;
  });
  return { text: clean, wasRedacted };
}

function isCardNumber(digits: string): boolean {
  return (
    issuers.some(({ begins, lengths }) => lengths.includes(digits.length) && begins.test(digits)) && passesLuhn(digits)
  );
}

function digitsOf(text: string): string {
  return text.normalize("NFKC").replace(/\D/g, "");
}

function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
