import type { Json, SlackModal } from "./world.ts";

/** What a person does in a modal: fields are named by their block. */
export interface ModalHandle {
  /** Everything that can be read, labels first. */
  readonly text: string;
  /** Block ids of the fields. */
  readonly fields: readonly string[];
  readonly view: Json;
  readonly isOpen: boolean;
  /** What stands in a field now: what was typed, else what was preselected. */
  value(field: string): string | undefined;
}

/** A modal as its person sees it. */
export function handleOf(modal: SlackModal): ModalHandle {
  const blocks = listOf(modal.view.blocks);
  const inputs = blocks.filter((block) => block.type === "input");
  return {
    text: blocks.map((block) => textOf(block.label ?? block.text)).join("\n"),
    fields: inputs.map((block) => String(block.block_id)),
    view: modal.view,
    isOpen: modal.isOpen,
    value: (field) => readState(stateOf(modal)[field]),
  };
}

/** The state Slack reports: each input's typed value, or its initial one. */
export function stateOf({ view, values }: SlackModal): Record<string, Json> {
  const state: Record<string, Json> = {};
  for (const block of listOf(view.blocks)) {
    if (block.type !== "input") continue;
    const id = String(block.block_id);
    const element = block.element as Json;
    state[id] = values[id] ?? { [String(element.action_id)]: initialOf(element) };
  }
  return state;
}

/** A value as the element reports it. */
export function filled(view: Json, field: string, value: string): Json {
  const block = listOf(view.blocks).find((each) => each.block_id === field);
  if (block === undefined) throw new RangeError(`the modal has no field ${field}`);
  const element = block.element as Json;
  const type = String(element.type);
  const content = reported(type, value, element);
  return { [String(element.action_id)]: { type, ...content } };
}

function reported(type: string, value: string, element: Json): Json {
  if (type === "conversations_select") return { selected_conversation: value };
  if (type === "external_select") return { selected_option: { text: { type: "plain_text", text: value }, value } };
  if (type !== "static_select") return { value: value === "" ? null : value };
  const option = listOf(element.options).find((each) => each.value === value);
  if (option === undefined) throw new RangeError(`the select has no option ${value}`);
  return { selected_option: option };
}

function initialOf(element: Json): Json {
  const type = String(element.type);
  if (type.endsWith("_select") && type !== "conversations_select")
    return { type, selected_option: element.initial_option ?? null };
  if (type === "conversations_select") return { type, selected_conversation: element.initial_conversation ?? null };
  return { type, value: element.initial_value ?? null };
}

function readState(element: Json | undefined): string | undefined {
  const [state] = Object.values(element ?? {}) as Json[];
  const option = state?.selected_option as Json | null | undefined;
  const value = state?.value ?? option?.value ?? state?.selected_conversation;
  return typeof value === "string" ? value : undefined;
}

function textOf(object: unknown): string {
  return String((object as Json | undefined)?.text ?? "");
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
