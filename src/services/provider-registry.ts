import { InputError, NotFoundError } from "../model/errors.ts";
import type { AccountId, PaymentLink, ProviderId } from "../model/payment-link.ts";
import type { PaymentProvider } from "../ports/payment-provider.ts";

/** One provider account that is on, with the name people know it by. */
export interface RegisteredProvider {
  readonly title: string;
  readonly provider: PaymentProvider;
  /** The same account for calls that keep to its pace; the provider itself when absent. `wanted` ones go first. */
  readonly wanted?: PaymentProvider;
  readonly routine?: PaymentProvider;
}

/** A provider as people are told of it; without the provider itself where it is not configured any more. */
export interface NamedProvider {
  readonly title: string;
  readonly provider?: Pick<PaymentProvider, "traits" | "options">;
}

/** Every provider account of this deployment. */
export interface ProviderRegistry {
  /** The default one first. */
  all(): readonly RegisteredProvider[];
  /** @throws NotFoundError when the account is not configured (any more). */
  byAccount(account: AccountId): RegisteredProvider;
  /** How to speak of a link's account, whether or not it is still configured. */
  nameOf(link: Pick<PaymentLink, "account" | "provider">): NamedProvider;
  /** The account that makes links for this provider; the default provider when none is named. @throws InputError. */
  forCreate(provider?: ProviderId | string): RegisteredProvider;
}

/** A registry of these accounts; `defaultProvider` decides who comes first. */
export function createProviderRegistry(
  accounts: readonly RegisteredProvider[],
  defaultProvider?: string,
): ProviderRegistry {
  const isDefault = (each: RegisteredProvider) => each.provider.account.provider === defaultProvider;
  const ordered = [...accounts.filter(isDefault), ...accounts.filter((each) => !isDefault(each))];
  const byId = new Map(accounts.map((each) => [each.provider.account.id, each]));
  const names = ordered.map((each) => each.provider.account.provider).join(", ");
  return {
    all: () => ordered,
    byAccount(account) {
      const found = byId.get(account);
      if (found === undefined) throw new NotFoundError(`no provider account ${account} is configured`);
      return found;
    },
    nameOf: ({ account, provider }) => byId.get(account) ?? { title: provider },
    forCreate(provider) {
      const found =
        provider === undefined ? ordered[0] : ordered.find((each) => each.provider.account.provider === provider);
      if (found === undefined) throw new InputError("unknown-provider", { provider: provider ?? "", names });
      return found;
    },
  };
}
