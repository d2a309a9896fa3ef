import type { PlatformContext } from "../../../src/ports/chat-platform.ts";
import type { LastChoices } from "./choices.ts";
import type { DirectChannels } from "./direct-channels.ts";
import { createFormOpening, type FormOpening } from "./form-opening.ts";
import { createFormSubmission, type FormSubmission } from "./form-submission.ts";
import type { Inbound } from "./inbound.ts";
import type { People } from "./people.ts";
import type { SlackCalls } from "./web-client.ts";

interface FormParts {
  readonly calls: SlackCalls;
  readonly people: People;
  readonly choices: LastChoices;
  readonly inbound: Inbound;
  readonly direct: DirectChannels;
}

/** The form from its opening to its submission. */
export type FormFlow = FormOpening & FormSubmission;

/** Both halves of it. */
export function createFormFlow(context: PlatformContext, parts: FormParts): FormFlow {
  return { ...createFormOpening(context, parts), ...createFormSubmission(context, parts) };
}
