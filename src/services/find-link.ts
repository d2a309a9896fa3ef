import type { ActorId, ConversationRef } from "../model/conversation.ts";
import { InputError } from "../model/errors.ts";
import type { LinkName } from "../model/intent.ts";
import { isHttpUrl } from "../model/option.ts";
import { isLinkId, type LinkId, type PaymentLink, type ProviderRef } from "../model/payment-link.ts";
import type { Links } from "../ports/store.ts";

const wordsForLast = new Set(["last", "latest", "上一个", "最近", "最后一个", "刚才"]);

/**
 * The link a person names: our id in any case, `last` (their newest in this conversation, else anywhere), the
 * provider's id, or the URL.
 *
 * @throws InputError `link-unknown` when there is no such link.
 */
export async function findNamedLink(
  links: Links,
  name: LinkName,
  asker: { readonly actor: ActorId; readonly conversation: ConversationRef },
): Promise<PaymentLink> {
  const found = await search(links, name.trim(), asker);
  if (found === undefined) throw new InputError("link-unknown", { link: name });
  return found;
}

async function search(
  links: Links,
  name: string,
  asker: { readonly actor: ActorId; readonly conversation: ConversationRef },
): Promise<PaymentLink | undefined> {
  if (wordsForLast.has(name.toLowerCase())) {
    const here = await links.listLinks({ createdBy: asker.actor, conversation: asker.conversation, limit: 1 });
    return here.links[0] ?? (await links.listLinks({ createdBy: asker.actor, limit: 1 })).links[0];
  }
  if (isHttpUrl(name)) return links.findLink({ url: name });
  const ours = isLinkId(name) ? await links.findLink({ id: name.toUpperCase() as LinkId }) : undefined;
  return ours ?? links.findLink({ anyRef: name as ProviderRef });
}
