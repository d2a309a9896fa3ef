import type { App } from "@slack/bolt";
import type { PlatformContext } from "../../../src/ports/chat-platform.ts";
import { listenToButtons } from "./listen-buttons.ts";
import { listenToEvents } from "./listen-events.ts";
import { listenToForms } from "./listen-forms.ts";
import type { ListenerParts } from "./listening.ts";

/** Tells Bolt what to do with each kind of payload but commands. Nothing is acknowledged before it is stored. */
export function registerListeners(app: App, context: PlatformContext, parts: ListenerParts): void {
  listenToButtons(app, context, parts);
  listenToForms(app, context, parts);
  listenToEvents(app, context, parts);
}
