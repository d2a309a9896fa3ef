import type { types } from "@slack/bolt";
import { PlatformError } from "../../../src/model/errors.ts";
import type { PlatformContext } from "../../../src/ports/chat-platform.ts";
import type { LastChoices } from "./choices.ts";
import type { DirectChannels } from "./direct-channels.ts";
import { wholeFormField } from "./form.ts";
import type { FormStep } from "./form-opening.ts";
import { unpackOrigin } from "./form-origin.ts";
import { choice } from "./form-parts.ts";
import { readForm, valuesOf } from "./form-reading.ts";
import type { Inbound } from "./inbound.ts";
import type { People } from "./people.ts";
import { fromConversation, toActor, toConversation } from "./refs.ts";
import type { SubmissionWire, SuggestionWire, ViewWire } from "./wire.ts";
import { sentence } from "./words.ts";
import type { Workspace } from "./workspaces.ts";

/** What the answer to a submission carries; undefined closes the form. */
export type SubmissionAnswer =
  | { readonly response_action: "errors"; readonly errors: Readonly<Record<string, string>> }
  | undefined;

/** The filled form. */
export interface FormSubmission {
  /** @throws StoreUnavailableError when it could not be stored. */
  submit(
    step: FormStep,
    submission: SubmissionWire,
    delivery: { readonly key: string; readonly isRetry: boolean },
  ): Promise<SubmissionAnswer>;
  /** Keeps what was chosen, for the next time. */
  remember(step: FormStep, view: ViewWire): Promise<void>;
  suggestCurrencies(step: FormStep, suggestion: SuggestionWire): Promise<readonly types.PlainTextOption[]>;
}

interface SubmissionParts {
  readonly people: People;
  readonly choices: LastChoices;
  readonly inbound: Inbound;
  readonly direct: DirectChannels;
}

/** Source: Slack docs, Select menu with external data source: 100 options. */
const mostSuggestions = 100;

/** Checks a submission field by field and hands it on as a command. */
export function createFormSubmission(context: PlatformContext, parts: SubmissionParts): FormSubmission {
  const { host } = context;
  const { people, choices, inbound, direct } = parts;

  async function directOrElse(
    workspace: Workspace,
    user: string,
    other: string | undefined,
  ): Promise<string | undefined> {
    try {
      return fromConversation(await direct.find(workspace, user)).channel;
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      return other;
    }
  }
  return {
    async submit({ workspace, user }, { view }, { key, isRetry }) {
      const person = await people.find(workspace, user);
      const { language } = people.localeOf(person);
      if (person === undefined) return errorAt(wholeFormField, sentence("not-checked", language));
      const actor = toActor(workspace.team, user);
      const [values, origin] = [valuesOf(view), unpackOrigin(view.private_metadata)];
      const verdict = people.judge(person, user, values.where ?? origin.channel);
      if (!verdict.isAllowed) {
        const isPlaces = people.judge(person, user, undefined).isAllowed;
        const words = host.say("reply.refused", language, { whom: verdict.refusal });
        return isPlaces ? errorAt("where", sentence("problem-where", language)) : errorAt(wholeFormField, words);
      }
      const reading = await readForm(host, { values, origin, actor }, language);
      if (!reading.isGood) return { response_action: "errors", errors: reading.errors };
      const channel = origin.channel ?? (await directOrElse(workspace, user, values.where));
      if (channel === undefined) return errorAt("where", sentence("problem-missing", language));
      const { where } = values;
      const isElsewhere = where !== undefined && where !== channel;
      const taken = await inbound.take({
        workspace,
        user,
        channel,
        kind: "form",
        text: reading.text,
        key,
        isRetry,
        more: {
          ...(isElsewhere && { postTo: toConversation({ team: workspace.team, channel: where }) }),
          ...(origin.sourceUrl !== undefined && { sourceUrl: origin.sourceUrl }),
          ...(origin.answerHandle !== undefined && { answerHandle: origin.answerHandle }),
        },
      });
      return taken.isStored ? undefined : errorAt(wholeFormField, taken.say);
    },
    remember: ({ workspace, user }, view) => choices.write(toActor(workspace.team, user), valuesOf(view)),
    async suggestCurrencies({ workspace, user }, { value, view }) {
      const person = await people.find(workspace, user);
      if (person === undefined || !people.judge(person, user, undefined).isAllowed) return [];
      const { language } = people.localeOf(person);
      const wanted = view === undefined ? undefined : valuesOf(view).provider;
      const provider = host.providers().find((each) => each.id === wanted)?.id;
      const found = await host.currencies(value, provider);
      return found.slice(0, mostSuggestions).map(({ code, name }) => choice(code, `${code} · ${name[language]}`));
    },
  };
}

function errorAt(field: string, words: string): SubmissionAnswer {
  return { response_action: "errors", errors: { [field]: words } };
}
