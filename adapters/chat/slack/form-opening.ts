import type { types } from "@slack/bolt";
import { redactCardNumbers } from "../../../src/model/card-number.ts";
import { StoreUnavailableError } from "../../../src/model/errors.ts";
import type { PlatformContext } from "../../../src/ports/chat-platform.ts";
import { plain } from "./card-text.ts";
import type { LastChoices } from "./choices.ts";
import { isCode } from "./failures.ts";
import { type FormValues, formView, loadingView, openFormAction } from "./form.ts";
import { type FormOrigin, unpackOrigin } from "./form-origin.ts";
import { valuesOf } from "./form-reading.ts";
import type { People } from "./people.ts";
import { escapeMarkup } from "./plain-text.ts";
import { toActor } from "./refs.ts";
import type { SlackCalls } from "./web-client.ts";
import type { ViewWire } from "./wire.ts";
import { sentence } from "./words.ts";
import type { Workspace } from "./workspaces.ts";

/** Who opens a form, from where. */
export interface Opening {
  readonly workspace: Workspace;
  readonly user: string;
  readonly triggerId: string;
  readonly origin: FormOrigin;
  /** For saying that it was too late to open it. */
  readonly responseUrl?: string | undefined;
  /** Words to fill the form in from. */
  readonly words?: string;
}

/** A person working in a form. */
export interface FormStep {
  readonly workspace: Workspace;
  readonly user: string;
}

/** The form until it is submitted. */
export interface FormOpening {
  /** Opens it as its very first call, since a trigger lives for three seconds. */
  open(opening: Opening): Promise<void>;
  /** Shows it anew, with what was typed, for another provider or with every field. */
  reshow(step: FormStep, view: ViewWire, change: { readonly provider?: string; readonly isFull?: true }): Promise<void>;
}

interface OpeningParts {
  readonly calls: SlackCalls;
  readonly people: People;
  readonly choices: LastChoices;
}

/** Opens an empty form, then fills it for the person who asks. */
export function createFormOpening(context: PlatformContext, { calls, people, choices }: OpeningParts): FormOpening {
  const { host, logger, defaultLanguage } = context;

  async function sayTooLate({ responseUrl }: Opening, error: unknown): Promise<void> {
    logger.warn("a form could not be opened", { error });
    if (responseUrl === undefined) return;
    const words = sentence("form-expired", defaultLanguage);
    const button = {
      type: "button",
      action_id: openFormAction,
      text: plain(sentence("form-open", defaultLanguage), 75),
    };
    const blocks = [
      { type: "section", text: plain(words, 3_000) },
      { type: "actions", elements: [button] },
    ];
    await calls.respond(responseUrl, { response_type: "ephemeral", text: escapeMarkup(words), blocks });
  }

  /** The whole form for this person, or the reason why not. */
  async function viewFor(
    { workspace, user }: FormStep,
    origin: FormOrigin,
    typed: FormValues,
  ): Promise<types.ModalView> {
    const person = await people.find(workspace, user);
    const { language } = people.localeOf(person);
    if (person === undefined) return loadingView(language, sentence("not-checked", language));
    const verdict = people.judge(person, user, undefined);
    if (!verdict.isAllowed)
      return loadingView(language, host.say("reply.refused", language, { whom: verdict.refusal }));
    const actor = toActor(workspace.team, user);
    const [defaults, last] = await Promise.all([host.defaults(actor), choices.read(actor)]);
    return formView({ language, providers: host.providers(), defaults, values: { ...last, ...typed }, origin });
  }

  async function viewOrTrouble(build: () => Promise<types.ModalView>): Promise<types.ModalView> {
    try {
      return await build();
    } catch (error) {
      logger.error("a form could not be filled", { error });
      const isDown = error instanceof StoreUnavailableError;
      const words = isDown ? host.say("reply.store-down", defaultLanguage) : sentence("broken", defaultLanguage);
      return loadingView(defaultLanguage, words);
    }
  }

  /** A message may hold anything, card numbers too. */
  async function valuesFrom(words: string, actor: ReturnType<typeof toActor>): Promise<FormValues> {
    const { text } = redactCardNumbers(words);
    const found = await host.preview(text, actor);
    if (found === undefined) return { what: text };
    const [amount = "", currency] = found.amount.split(" ");
    return { amount, ...(currency !== undefined && { currency }), what: found.description };
  }

  return {
    async open(opening) {
      const { workspace, user, origin, words } = opening;
      let viewId: string;
      try {
        const view = loadingView(defaultLanguage);
        const answer = await calls.call(workspace.token, "views.open", { trigger_id: opening.triggerId, view });
        viewId = String((answer.view as { id?: unknown } | undefined)?.id);
      } catch (error) {
        await sayTooLate(opening, error);
        return;
      }
      const view = await viewOrTrouble(async () => {
        const typed = words === undefined ? {} : await valuesFrom(words, toActor(workspace.team, user));
        return viewFor(opening, origin, typed);
      });
      await calls.call(workspace.token, "views.update", { view_id: viewId, view });
    },
    async reshow(step, view, change) {
      const origin = unpackOrigin(view.private_metadata);
      const { provider, isFull } = change;
      const typed = { ...valuesOf(view), ...(provider !== undefined && { provider }) };
      const next = await viewFor(step, { ...origin, ...(isFull && { isFull }) }, typed);
      const hash = view.hash === undefined ? {} : { hash: view.hash };
      try {
        await calls.call(step.workspace.token, "views.update", { view_id: view.id, ...hash, view: next });
      } catch (error) {
        // A later change of the same form was shown already.
        if (!isCode(error, "hash_conflict")) throw error;
      }
    },
  };
}
