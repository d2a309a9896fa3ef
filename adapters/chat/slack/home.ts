import type { types } from "@slack/bolt";
import type { Card } from "../../../src/model/card.ts";
import type { Language } from "../../../src/model/currency.ts";
import type { LinkStatus, PaymentLink } from "../../../src/model/payment-link.ts";
import type { Defaults, PlatformContext, ProviderFacts } from "../../../src/ports/chat-platform.ts";
import { plain } from "./card-text.ts";
import { openFormAction } from "./form.ts";
import type { People } from "./people.ts";
import { toActor } from "./refs.ts";
import { entryBlocks } from "./render.ts";
import type { SlackCalls } from "./web-client.ts";
import { type SentenceName, sentence } from "./words.ts";
import type { Workspace } from "./workspaces.ts";

/** One link as the home tab lists it. */
export interface HomeLink {
  readonly link: PaymentLink;
  readonly card: Card;
}

interface HomeContent {
  readonly language: Language;
  readonly links: readonly HomeLink[];
  readonly defaults: Defaults;
  readonly providers: readonly ProviderFacts[];
  /** The word on the button that shows a link. */
  readonly show: string;
}

const groups: readonly { readonly name: SentenceName; readonly statuses: readonly LinkStatus[] }[] = [
  { name: "home-active", statuses: ["creating", "unknown", "active", "disabling"] },
  { name: "home-paid", statuses: ["paid"] },
  { name: "home-closed", statuses: ["disabled", "expired", "failed"] },
];
/** Source: Slack docs, Home tab views: 100 blocks. */
const linksInGroup = 15;
const mostProviders = 20;

/** The home tab: one's links by status, what is taken when left out, what each provider can do. */
export function homeView({ language, links, defaults, providers, show }: HomeContent): types.HomeView {
  const make: types.KnownBlock = {
    type: "actions",
    elements: [
      { type: "button", action_id: openFormAction, style: "primary", text: plain(sentence("home-new", language), 75) },
    ],
  };
  const mine = groups.flatMap(({ name, statuses }) => {
    const own = links.filter(({ link }) => statuses.includes(link.status)).slice(0, linksInGroup);
    return own.length === 0 ? [] : [header(sentence(name, language)), ...rows(own, show)];
  });
  const none: types.KnownBlock = section(sentence("home-none", language));
  return {
    type: "home",
    blocks: [
      header(sentence("home-title", language)),
      make,
      ...(mine.length === 0 ? [none] : mine),
      { type: "divider" },
      header(sentence("home-defaults", language)),
      section(describeDefaults(defaults, language)),
      header(sentence("home-providers", language)),
      ...providers.slice(0, mostProviders).map((each) => section(describeProvider(each, language))),
    ],
  };
}

/** Shows a person their home tab. */
export interface Home {
  publish(workspace: Workspace, user: string): Promise<void>;
}

/** Builds the tab each time it is opened; who may not act sees why. */
export function createHome(
  { host }: Pick<PlatformContext, "host">,
  { calls, people }: { readonly calls: SlackCalls; readonly people: People },
): Home {
  async function viewFor(workspace: Workspace, user: string): Promise<types.HomeView> {
    const person = await people.find(workspace, user);
    const locale = people.localeOf(person);
    const { language } = locale;
    const only = (words: string): types.HomeView => ({ type: "home", blocks: [section(words)] });
    if (person === undefined) return only(sentence("not-checked", language));
    const verdict = people.judge(person, user, undefined);
    if (!verdict.isAllowed) return only(host.say("reply.refused", language, { whom: verdict.refusal }));
    const actor = toActor(workspace.team, user);
    const [links, defaults] = await Promise.all([host.links(actor, {}), host.defaults(actor)]);
    return homeView({
      language,
      links: links.map((link) => ({ link, card: host.card(link, locale) })),
      defaults,
      providers: host.providers(),
      show: host.say("button.show", language),
    });
  }

  return {
    async publish(workspace, user) {
      const view = await viewFor(workspace, user);
      await calls.call(workspace.token, "views.publish", { user_id: user, view });
    },
  };
}

function rows(links: readonly HomeLink[], show: string): readonly types.KnownBlock[] {
  return links.flatMap(({ link, card }) =>
    entryBlocks(
      {
        badge: card.badge ?? { text: link.status, tone: "neutral" },
        title: `${link.id} · ${card.title}`,
        detail: link.description,
        buttons: [{ label: show, action: { kind: "command", command: `show ${link.id}` } }],
      },
      () => link.id,
    ),
  );
}

function describeDefaults({ provider, currency, country, timezone }: Defaults, language: Language): string {
  const facts: readonly (readonly [SentenceName, string | undefined])[] = [
    ["field-provider", provider],
    ["field-currency", currency],
    ["field-country", country],
  ];
  const known = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [`${sentence(name, language)}: ${value}`],
  );
  return [...known, timezone].join("\n");
}

function describeProvider({ title, isLive, traits, options }: ProviderFacts, language: Language): string {
  const { currencies, canManyUses, canOpenAmount, disable } = traits;
  const say = (name: SentenceName) => sentence(name, language);
  const facts = [
    isLive ? say("home-live") : say("home-test"),
    ...(currencies === "server" ? [] : [currencies.slice(0, 12).join(", ") + (currencies.length > 12 ? "…" : "")]),
    canManyUses ? say("home-once-many") : say("home-once"),
    ...(canOpenAmount ? [say("home-open")] : []),
    say(`home-${disable}`),
    ...(options.length === 0 ? [] : [options.map(({ key }) => `${key}:`).join(" ")]),
  ];
  return `${title}\n${facts.join(" · ")}`;
}

function header(text: string): types.KnownBlock {
  return { type: "header", text: plain(text, 150) };
}

function section(text: string): types.KnownBlock {
  return { type: "section", text: plain(text, 3_000) };
}
