import type { ReadingContext } from "../model/intent.ts";
import { type CommandName, findCommand } from "./command-name.ts";
import { looksLikeLink } from "./link-name.ts";
import { readMoney } from "./money-text.ts";
import type { Prompt } from "./prompt.ts";
import { isTalkOnly } from "./restraint.ts";

const pair = /(?:^|\s)(?:--|—|–)?(?!https?:)[A-Za-z][\w-]+[:=](?!\/\/)["'\w-]/;
const chinesePair = /(?:^|\s)(?:渠道|国家|有效期|到期|次数|单号|订单号|编号|备注|说明|用途|描述|金额|币种|货币):\S/;
const flag = /(?:^|\s)(?:--|—|–)[a-z]+/i;
const several = /\s\+\s|\s[x×*]\d{1,6}(?:\s|$)|\s\d{1,6}[x×](?:\s|$)/i;
const sentence =
  /^(?:my|the|me|of|links?|for|that|which|unpaid|a|an|please|everything|from|with|providers?|accounts?|settings|gateways?|currencies|commands|有|我)$/i;

/** Whether a plain message is written in the command grammar rather than in sentences. */
export function hasCommandForm(prompt: Prompt, context: ReadingContext): boolean {
  const [first = "", ...rest] = prompt.text.trim().split(/\s+/);
  const name = findCommand(first);
  if (name !== undefined && name !== "create") return fits(name, rest);
  const words = name === "create" ? rest : [first, ...rest];
  if (words.length === 0) return true;
  if (!beginsWithAmount(prompt, name === "create" ? prompt.text.indexOf(first) + first.length : 0, context))
    return false;
  const bare = prompt.lower.replace(/"[^"]*"/g, " ").replace(/\S+[:=]\S+/g, " ");
  return hasMarks(prompt.text) && (name === "create" || !isTalkOnly(bare));
}

/** Whether a text carries the signs of the grammar: `key:value`, `--key`, `+` between items, `x3`, quotes. */
function hasMarks(text: string): boolean {
  return (
    pair.test(text) || chinesePair.test(text) || flag.test(text) || several.test(text) || /\s"[^"]+"\s*$/.test(text)
  );
}

function beginsWithAmount(prompt: Prompt, from: number, context: ReadingContext): boolean {
  const at = from + (/^\s*/.exec(prompt.text.slice(from))?.[0].length ?? 0);
  return /^(?:amount|金额)[:=]/.test(prompt.lower.slice(at)) || readMoney(prompt, at, context) !== undefined;
}

function fits(name: Exclude<CommandName, "create">, rest: readonly string[]): boolean {
  const [first = "", ...others] = rest;
  switch (name) {
    case "list":
      return (
        rest.length <= 8 && !rest.some((word) => sentence.test(word) || /[,.!?]/.test(word.replace(/^\S+:\S+$/, "")))
      );
    case "show":
    case "refresh":
    case "enable":
    case "disable":
    case "archive":
      return looksLikeLink(first) && others.every((word) => /^(?:yes|y|please|pls|now|是|确认)$/i.test(word));
    case "again":
      return rest.length === 0 || looksLikeLink(first);
    case "edit":
      return looksLikeLink(first) && others.some((word) => pair.test(` ${word}`) || chinesePair.test(` ${word}`));
    case "accounts":
      return rest.length <= 1;
    case "settings":
      return rest.every((word) => /^[a-z]+:\S+$/i.test(word));
    case "help":
      return rest.length <= 1;
    case "providers":
    case "confirm":
    case "cancel":
      return rest.length === 0;
    default:
      return name satisfies never;
  }
}
