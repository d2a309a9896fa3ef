import { expect } from "vitest";
import { checkMessageBlocks, checkView } from "../../adapters/chat/slack/emulation/limits.ts";

/** Fails when Slack would refuse these blocks in a message. */
export function expectMessageWithinLimits(blocks: unknown): void {
  expect(checkMessageBlocks(blocks)).toEqual([]);
}

/** Fails when Slack would refuse this modal or home tab. */
export function expectViewWithinLimits(view: unknown): void {
  expect(checkView(view)).toEqual([]);
}
