import type { PlatformHarness } from "../support/platform-harness.ts";
import { inboundCases } from "./platform-inbound-cases.ts";
import { outboundCases } from "./platform-outbound-cases.ts";

/** One promise every platform keeps; `run` throws when it does not. */
export interface PlatformCase {
  readonly name: string;
  /** Cases whose fault the vendor cannot have are left out. */
  readonly applies?: (harness: PlatformHarness) => boolean;
  readonly run: (harness: PlatformHarness) => Promise<void>;
}

/** What every chat platform must do, on a fresh harness each. */
export const platformCases: readonly PlatformCase[] = [...inboundCases, ...outboundCases];
