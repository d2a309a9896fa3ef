import type { Question } from "../intents/dialogue-state.ts";
import type { Button, Card } from "../model/card.ts";
import type { Language } from "../model/currency.ts";
import type { CreateDraft, Intent } from "../model/intent.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import type { BotContext, Turn } from "./bot-context.ts";
import { providerFor } from "./do-intent.ts";
import { draftFacts, requestFacts } from "./draft-facts.ts";
import { problemWords } from "./failure-words.ts";
import { priceTitle } from "./link-status.ts";
import { confirmCommand } from "./question-token.ts";
import { type Blanks, say } from "./replies.ts";

/** A dialogue's question with what was understood so far and a button for each likely answer. */
export function questionCard(context: BotContext, turn: Turn, question: Question, link?: PaymentLink): Card {
  const { language } = turn.locale;
  const { about, field } = question;
  const problem =
    question.problem === undefined ? [] : [problemWords(question.problem.code, question.problem.facts, language)];
  const intent: Intent | undefined =
    about.kind === "intent"
      ? about.intent
      : about.request === undefined
        ? undefined
        : { kind: "create", request: about.request };
  if (field === "confirm" && intent !== undefined) {
    const card = confirmCard(context, turn, intent, link);
    return { ...card, lines: [...problem, ...(card.lines ?? [])] };
  }
  const draft = about.kind === "create" ? about.draft : {};
  const title = askedFor(context, turn, field, draft);
  return {
    summary: title,
    title,
    lines: problem,
    facts: draftFacts(draft, language),
    buttons: [...question.choices.map((choice) => choiceButton(choice, language)), cancelButton(language)],
  };
}

/** Asks whether this should really be done, with everything a person must see before saying yes. */
export function confirmCard(context: BotContext, turn: Turn, intent: Intent, link: PaymentLink | undefined): Card {
  const { language } = turn.locale;
  const named = providerFor(context, intent, { link, usual: turn.defaults.provider });
  const provider = named?.title ?? "";
  const blanks: Blanks = {
    id: link?.id ?? ("link" in intent ? intent.link : ""),
    price: link === undefined ? "" : priceTitle(link, language),
    provider,
    changes:
      intent.kind === "edit"
        ? Object.entries(intent.changes)
            .map(([key, value]) => `${key}: ${value}`)
            .join(", ")
        : "",
  };
  const title = say(confirmPhrase(context, intent, link), language, blanks);
  const yes = say(intent.kind === "create" ? "button.create" : "button.confirm", language);
  return {
    summary: title,
    title,
    ...(intent.kind === "create" && { facts: requestFacts(intent.request, named, language) }),
    ...(intent.kind !== "create" &&
      link !== undefined && { facts: [{ label: say("card.for", language), value: link.description }] }),
    buttons: [
      {
        label: yes,
        action: { kind: "command", command: confirmCommand(intent) },
        style: intent.kind === "disable" || intent.kind === "archive" ? "danger" : "primary",
      },
      cancelButton(language),
    ],
  };
}

function confirmPhrase(context: BotContext, intent: Intent, link: PaymentLink | undefined): Parameters<typeof say>[0] {
  switch (intent.kind) {
    case "disable": {
      const isFinal = link !== undefined && context.providers.nameOf(link).provider?.traits.disable !== "reversible";
      return isFinal ? "ask.confirm.disable-final" : "ask.confirm.disable";
    }
    case "archive":
    case "enable":
    case "edit":
    case "again":
      return `ask.confirm.${intent.kind}`;
    default:
      return "ask.confirm.create";
  }
}

function askedFor(context: BotContext, turn: Turn, field: Question["field"], draft: CreateDraft): string {
  const { language } = turn.locale;
  switch (field) {
    case "amount":
    case "currency":
    case "description":
    case "provider":
    case "country":
      return say(`ask.${field}`, language);
    case "ambiguous-number":
      return say("ask.ambiguous-number", language, { written: ambiguousNumber(draft) });
    case "ambiguous-currency":
      return say("ask.ambiguous-currency", language, { written: draft.currencyChoices?.join(" / ") ?? "" });
    case "confirm":
      return say("ask.confirm.create", language);
    default:
      return askedOption(context, turn, field.slice("option:".length));
  }
}

function ambiguousNumber(draft: CreateDraft): string {
  const readings = [draft.amount, ...(draft.items ?? []).map((item) => item.price)];
  return readings.find((reading) => reading !== undefined && reading.values.length > 1)?.written ?? "";
}

function choiceButton(choice: Question["choices"][number], language: Language): Button {
  return { label: choice.label[language], action: { kind: "command", command: choice.command } };
}

function askedOption(context: BotContext, turn: Turn, key: string): string {
  const { language } = turn.locale;
  const option = context.providers
    .all()
    .flatMap(({ provider }) => provider.options)
    .find((each) => each.key === key);
  if (option === undefined) return key;
  return say("ask.option", language, {
    label: option.label[language],
    description: option.description[language],
    example: option.example,
  });
}

function cancelButton(language: Language): Button {
  return { label: say("button.cancel", language), action: { kind: "command", command: "cancel" } };
}
