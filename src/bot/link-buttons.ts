import type { Button } from "../model/card.ts";
import type { Locale } from "../model/conversation.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import type { NamedProvider } from "../services/provider-registry.ts";
import { priceTitle } from "./link-status.ts";
import { say } from "./replies.ts";

/** The buttons that make sense in the link's present state. */
export function buttonsOf(link: PaymentLink, named: NamedProvider, locale: Locale): readonly Button[] {
  const { language } = locale;
  const command = (label: Parameters<typeof say>[0], text: string): Button => ({
    label: say(label, language),
    action: { kind: "command", command: text },
  });
  const refresh = command("button.refresh", `refresh ${link.id}`);
  const again = command("button.again", `again ${link.id}`);
  // Nobody can do anything to a link whose provider is gone.
  if (named.provider === undefined) return link.status === "active" ? openButtons(link, locale) : [];
  const canEnable = named.provider.traits.disable === "reversible" && !link.isArchived;
  switch (link.status) {
    case "active":
      return [...openButtons(link, locale), refresh, disableButton(link, named, locale)];
    case "creating":
    case "unknown":
      return [];
    case "disabling":
      return [refresh];
    case "disabled":
      return [...(canEnable ? [command("button.enable", `enable ${link.id}`)] : []), again, refresh];
    case "paid":
    case "expired":
    case "failed":
      return [again, ...(link.ref === undefined ? [] : [refresh])];
    default:
      return link.status satisfies never;
  }
}

function openButtons(link: PaymentLink, locale: Locale): readonly Button[] {
  if (link.url === undefined) return [];
  return [
    { label: say("button.open", locale.language), action: { kind: "open", url: link.url }, style: "primary" },
    { label: say("button.copy", locale.language), action: { kind: "copy", text: link.url } },
  ];
}

function disableButton(link: PaymentLink, named: NamedProvider, locale: Locale): Button {
  const { language } = locale;
  const isFinal = named.provider?.traits.disable !== "reversible";
  const blanks = { id: link.id, price: priceTitle(link, language), provider: named.title };
  return {
    label: say("button.disable", language),
    // Every platform asks the question below before it sends the command: nobody is asked twice.
    action: { kind: "command", command: `disable ${link.id} yes` },
    style: "danger",
    confirm: {
      title: say("confirm.disable.title", language, blanks),
      text: say(isFinal ? "confirm.disable.final" : "confirm.disable.text", language, blanks),
      yes: say("button.disable", language),
      no: say("button.cancel", language),
    },
  };
}
