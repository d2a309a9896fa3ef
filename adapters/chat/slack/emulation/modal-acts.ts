import type { EmulatedDelivery } from "../../../shared/chat-emulator.ts";
import type { Deliveries } from "./deliveries.ts";
import { filled, handleOf, type ModalHandle, stateOf } from "./modals.ts";
import { submissionPayload, suggestionPayload, viewActionPayload, viewOf } from "./payloads.ts";
import type { Json, SlackModal, SlackWorld } from "./world.ts";

/** What people do in a modal; the first member when nobody is named. */
export interface ModalActs {
  /** The modal on somebody's screen. */
  modal(user?: string): ModalHandle;
  /** Types into a field. */
  fill(field: string, value: string, user?: string): void;
  /** Chooses in a select that reports it at once. */
  choose(field: string, value: string, user?: string): Promise<EmulatedDelivery>;
  /** Presses a button inside the modal. */
  click(action: string, user?: string): Promise<EmulatedDelivery>;
  /** Submits; the modal closes unless errors come back. */
  submit(
    user?: string,
  ): Promise<{ readonly delivery: EmulatedDelivery; readonly errors: Readonly<Record<string, string>> }>;
  /** Types into a select that asks the bot; the values offered. */
  suggest(action: string, words: string, user?: string): Promise<readonly string[]>;
}

/** @param complain hears what a real Slack would refuse. */
export function createModalActs(
  world: SlackWorld,
  { interact }: Deliveries,
  { baseUrl, complain }: { readonly baseUrl: string; readonly complain: (problem: string) => void },
): ModalActs {
  const acting = (user = "U0ANN") => ({ world, user, baseUrl });

  function openModal(user = "U0ANN"): SlackModal {
    const found = world.modals.filter((each) => each.user === user && each.isOpen).at(-1);
    if (found === undefined) throw new RangeError(`${user} has no modal open`);
    found.values = stateOf(found);
    return found;
  }

  return {
    modal: (user) => handleOf(openModal(user)),
    fill(field, value, user) {
      const modal = openModal(user);
      modal.values = { ...modal.values, [field]: filled(modal.view, field, value) };
    },
    async choose(field, value, user) {
      const modal = openModal(user);
      const state = filled(modal.view, field, value);
      modal.values = { ...modal.values, [field]: state };
      const [[action_id, content] = ["", {}]] = Object.entries(state) as [string, Json][];
      return interact(
        viewActionPayload(acting(user), viewOf(world, modal), { action_id, block_id: field, ...content }),
      );
    },
    async click(action, user) {
      return interact(
        viewActionPayload(acting(user), viewOf(world, openModal(user)), { action_id: action, type: "button" }),
      );
    },
    async submit(user) {
      const modal = openModal(user);
      const delivery = await interact(submissionPayload(acting(user), modal), (text) => text);
      const content = delivery.answer.said === "" ? {} : (JSON.parse(delivery.answer.said) as Json);
      const errors = content.response_action === "errors" ? (content.errors as Readonly<Record<string, string>>) : {};
      const fields = new Set(handleOf(modal).fields);
      for (const field of Object.keys(errors)) if (!fields.has(field)) complain(`error at unknown field ${field}`);
      if (delivery.answer.status === 200 && Object.keys(errors).length === 0) modal.isOpen = false;
      return { delivery, errors };
    },
    async suggest(action, words, user) {
      const { answer } = await interact(
        suggestionPayload(acting(user), openModal(user), action, words),
        (text) => text,
      );
      const { options = [] } = JSON.parse(answer.said) as { options?: readonly { readonly value: string }[] };
      if (options.length > 100) complain(`${options.length} options offered`);
      return options.map((option) => option.value);
    },
  };
}
