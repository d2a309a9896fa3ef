import type { PlatformContext } from "../../../src/ports/chat-platform.ts";
import type { Payload, Trouble } from "./feed.ts";
import { wholeFormField } from "./form.ts";
import type { People } from "./people.ts";
import type { SlackCalls } from "./web-client.ts";
import { sentence } from "./words.ts";

/**
 * What a person reads when their request could not be stored: in the answer where Slack shows it, else through the
 * response URL. A form keeps its answers.
 */
export function createTroubleTeller(
  { host, logger, defaultLanguage }: PlatformContext,
  { people, calls }: { readonly people: People; readonly calls: SlackCalls },
): (body: Payload, trouble: Trouble) => Promise<string | object | undefined> {
  return async (body, trouble) => {
    const language = (await people.recall(...whoOf(body)))?.language ?? defaultLanguage;
    const text = trouble === "down" ? host.say("reply.store-down", language) : sentence(trouble, language);
    const whisper = { response_type: "ephemeral", replace_original: false, text };
    if (typeof body.command === "string") return whisper;
    if (body.type === "view_submission") return { response_action: "errors", errors: { [wholeFormField]: text } };
    if (body.type === "block_suggestion") return { options: [] };
    if (typeof body.response_url === "string") {
      void calls
        .respond(body.response_url, whisper)
        .catch((error: unknown) => logger.warn("could not say that nothing was stored", { error }));
    }
    return undefined;
  };
}

function whoOf(body: Payload): [team: string, user: string] {
  const idOf = (value: unknown) => String((value as { id?: unknown } | undefined)?.id ?? "");
  return [String(body.team_id ?? idOf(body.team)), String(body.user_id ?? idOf(body.user))];
}
