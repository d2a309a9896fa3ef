import { describe, test } from "vitest";
import type { PaymentProvider } from "../../src/ports/payment-provider.ts";
import {
  describeProvider,
  type ProviderHarness,
  type ProviderPair,
  type ProviderStart,
  startProvider,
} from "../support/provider-harness.ts";
import { amountCases } from "./provider-amount-cases.ts";
import { createCases } from "./provider-create-cases.ts";
import { failureCases } from "./provider-failure-cases.ts";
import { identityCases } from "./provider-identity-cases.ts";
import { paymentCases } from "./provider-payment-cases.ts";
import { stateCases } from "./provider-state-cases.ts";
import { webhookCases } from "./provider-webhook-cases.ts";

/** Where a case runs: as many fresh harnesses as it wants, all stopped after it. */
export interface ProviderWorld {
  readonly pair: ProviderPair;
  start(options?: ProviderStart): Promise<ProviderHarness>;
}

/** One promise every provider keeps; `run` throws when it does not. */
export interface ProviderCase {
  readonly name: string;
  /** Cases about something the provider says it cannot do are skipped. */
  readonly applies?: (provider: PaymentProvider, pair: ProviderPair) => boolean;
  readonly run: (world: ProviderWorld) => Promise<void>;
}

/** What every provider adapter must do. */
export const providerCases: readonly ProviderCase[] = [
  ...identityCases,
  ...createCases,
  ...amountCases,
  ...stateCases,
  ...paymentCases,
  ...webhookCases,
  ...failureCases,
];

/** Runs one case in a world of its own. */
export async function runProviderCase(pair: ProviderPair, each: ProviderCase): Promise<void> {
  const harnesses: ProviderHarness[] = [];
  try {
    await each.run({
      pair,
      async start(options) {
        const harness = await startProvider(pair, options);
        harnesses.push(harness);
        return harness;
      },
    });
  } finally {
    await Promise.all(harnesses.map((harness) => harness.stop()));
  }
}

/** Registers the whole suite for one provider. */
export function testProvider(pair: ProviderPair): void {
  const provider = describeProvider(pair);
  describe(pair.provider.title, () => {
    for (const each of providerCases) {
      const isLeftOut = each.applies !== undefined && !each.applies(provider, pair);
      test.skipIf(isLeftOut)(each.name, () => runProviderCase(pair, each));
    }
  });
}
