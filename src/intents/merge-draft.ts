import type { CreateDraft, IntentProblem } from "../model/intent.ts";
import type { AskedField } from "./dialogue-state.ts";

/** The draft with what was said later put over it. */
export function mergeDraft(old: CreateDraft, later: CreateDraft): CreateDraft {
  const hasCurrency =
    later.currency !== undefined || later.currencyChoices !== undefined || later.unknownCurrency !== undefined;
  const hasAmount = later.amount !== undefined || later.isOpenAmount === true || later.items !== undefined;
  const kept: CreateDraft = {
    ...(hasCurrency ? without(old, "currency", "currencyChoices", "unknownCurrency") : old),
  };
  const base = hasAmount ? without(kept, "amount", "isOpenAmount", "items") : kept;
  const merged: CreateDraft = { ...base, ...later };
  const options = { ...old.options, ...later.options };
  const soleItem = old.items?.length === 1 ? old.items[0] : undefined;
  const priced: CreateDraft =
    later.amount !== undefined && soleItem !== undefined && later.items === undefined
      ? { ...without(merged, "amount"), items: [{ ...soleItem, price: later.amount }] }
      : merged;
  return Object.keys(options).length > 0 ? { ...priced, options } : priced;
}

/** The draft without the value a problem is about, and the field the person must now say. */
export function withoutProblem(
  draft: CreateDraft,
  problem: IntentProblem,
): { readonly draft: CreateDraft; readonly asked: AskedField } {
  switch (problem.kind) {
    case "amount":
      return { draft: dropPrices(draft), asked: "amount" };
    case "currency":
      return { draft: without(draft, "currency", "currencyChoices", "unknownCurrency"), asked: "currency" };
    case "option":
      return dropOption(draft, problem);
    case "link":
      return { draft, asked: "confirm" };
    default:
      return problem.kind satisfies never;
  }
}

function dropPrices(draft: CreateDraft): CreateDraft {
  const rest = without(draft, "amount");
  return draft.items === undefined ? rest : without(rest, "items");
}

function dropOption(
  draft: CreateDraft,
  problem: IntentProblem,
): { readonly draft: CreateDraft; readonly asked: AskedField } {
  const key = problem.facts.option ?? "";
  if (key === "provider") return { draft: without(draft, "provider"), asked: "provider" };
  if (key === "country") return { draft: without(draft, "country"), asked: "country" };
  const { [key]: _bad, ...options } = draft.options ?? {};
  const asked = problem.code === "unknown-option" ? "confirm" : (`option:${key}` as const);
  return { draft: draft.options === undefined ? draft : { ...draft, options }, asked };
}

/** A copy without those fields. */
export function without<Key extends keyof CreateDraft>(draft: CreateDraft, ...keys: readonly Key[]): CreateDraft {
  return Object.fromEntries(Object.entries(draft).filter(([key]) => !keys.some((each) => each === key)));
}
