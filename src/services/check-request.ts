import { InputError, UnsupportedError } from "../model/errors.ts";
import type { CreateRequest } from "../model/intent.ts";
import { type OptionField, readOption } from "../model/option.ts";
import type { LineItem } from "../model/payment-link.ts";
import type { ProviderTraits } from "../ports/payment-provider.ts";

const longestDescription = 500;

/**
 * Refuses what the provider's traits rule out, before anything is promised.
 *
 * @throws UnsupportedError for an ability it lacks; InputError for a value outside its limits.
 */
export function checkTraits(request: CreateRequest, traits: ProviderTraits, country: string | undefined): void {
  if (request.uses === "many" && !traits.canManyUses) throw new UnsupportedError("one payment per link", "many-uses");
  if (request.price.kind === "open" && !traits.canOpenAmount)
    throw new UnsupportedError("fixed amounts only", "open-amount");
  if (request.items.length > 1 && !traits.canItems) throw new UnsupportedError("one item per link", "items");
  if (traits.needsCountry && country === undefined) throw new InputError("country-missing");
  if (country !== undefined && !/^[A-Z]{2}$/.test(country)) throw new InputError("country-unknown", { country });
  if ([...request.description].length > longestDescription)
    throw new InputError("description-too-long", { limit: String(longestDescription) });
  checkExpiry(request.expiresInSeconds, traits);
}

/**
 * Brings options to their canonical texts.
 *
 * @throws InputError for a key the provider does not have, a value out of bounds, or a required option nobody gave.
 */
export function checkOptions(
  given: Readonly<Record<string, string>>,
  fields: readonly OptionField[],
  provider: string,
): Readonly<Record<string, string>> {
  const checked = readAll(
    given,
    fields.filter((field) => field.scope === "link"),
    provider,
  );
  const lacking = fields.find(
    (field) => field.scope === "link" && field.isRequired && checked[field.key] === undefined,
  );
  if (lacking !== undefined)
    throw new InputError("option-missing", { option: lacking.key, provider, example: lacking.example });
  return checked;
}

/** The same for the options of each item. @throws InputError likewise. */
export function checkItems(
  items: readonly LineItem[],
  fields: readonly OptionField[],
  provider: string,
): readonly LineItem[] {
  const forItems = fields.filter((field) => field.scope === "item");
  return items.map((item) =>
    item.options === undefined ? item : { ...item, options: readAll(item.options, forItems, provider) },
  );
}

function checkExpiry(seconds: number | undefined, traits: ProviderTraits): void {
  if (seconds === undefined) return;
  if (seconds < 60) throw new InputError("expiry-too-soon");
  const range = traits.expiry;
  if (range === undefined) return;
  if (seconds < range.minSeconds || seconds > range.maxSeconds) {
    throw new InputError("expiry-range", {
      least: spellSeconds(range.minSeconds),
      most: spellSeconds(range.maxSeconds),
    });
  }
}

function readAll(
  given: Readonly<Record<string, string>>,
  fields: readonly OptionField[],
  provider: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(given).map(([key, typed]) => {
      const field = fields.find((each) => each.key === key);
      if (field === undefined)
        throw new InputError("unknown-option", {
          option: key,
          provider,
          names: fields.map((each) => each.key).join(", "),
        });
      const reading = readOption(field, typed);
      if (!reading.ok) {
        throw new InputError(`option-${reading.problem.kind}`, {
          option: key,
          value: typed,
          limit: reading.problem.limit,
          example: field.example,
        });
      }
      return [key, reading.value];
    }),
  );
}

function spellSeconds(seconds: number): string {
  if (seconds % 86_400 === 0) return `${seconds / 86_400}d`;
  return seconds % 3600 === 0 ? `${seconds / 3600}h` : `${Math.round(seconds / 60)}m`;
}
