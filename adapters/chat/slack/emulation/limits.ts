import { Problems } from "./limit-problems.ts";
import type { Json } from "./world.ts";

/** Source: Slack docs, Block Kit reference, one page per block, element and composition object. */
const messageBlocks = 50;
const viewBlocks = 100;

/** What Slack would refuse in a message's blocks. */
export function checkMessageBlocks(blocks: unknown): readonly string[] {
  const problems = new Problems();
  const list = problems.list(blocks, "blocks", messageBlocks);
  checkBlocks(list, "blocks", problems);
  return problems.found;
}

/** What Slack would refuse in a modal or home tab. */
export function checkView(view: unknown): readonly string[] {
  const problems = new Problems();
  const content = problems.object(view, "view");
  const { type } = content;
  if (type !== "modal" && type !== "home") problems.add("view.type", `is ${String(type)}`);
  const blocks = problems.list(content.blocks, "view.blocks", viewBlocks);
  checkBlocks(blocks, "view.blocks", problems);
  problems.text(content.private_metadata, "view.private_metadata", 3_000);
  problems.text(content.callback_id, "view.callback_id", 255);
  problems.text(content.external_id, "view.external_id", 255);
  if (type !== "modal") return problems.found;
  problems.plainText(content.title, "view.title", 24);
  for (const part of ["submit", "close"]) {
    if (content[part] !== undefined) problems.plainText(content[part], `view.${part}`, 24);
  }
  const hasInput = blocks.some((block) => (block as Json).type === "input");
  if (hasInput && content.submit === undefined) problems.add("view.submit", "is needed with an input block");
  return problems.found;
}

function checkBlocks(blocks: readonly unknown[], path: string, problems: Problems): void {
  const ids = new Set<string>();
  const actionIds = new Set<string>();
  for (const [at, each] of blocks.entries()) {
    const here = `${path}/${at}`;
    const block = problems.object(each, here);
    if (typeof block.block_id === "string") {
      if (ids.has(block.block_id)) problems.add(here, `block_id ${block.block_id} is there twice`);
      ids.add(block.block_id);
      problems.text(block.block_id, `${here}.block_id`, 255);
    }
    for (const id of actionIdsOf(block)) {
      if (actionIds.has(id)) problems.add(here, `action_id ${id} is there twice`);
      actionIds.add(id);
    }
    checkBlock(block, here, problems);
  }
}

function checkBlock(block: Json, path: string, problems: Problems): void {
  switch (block.type) {
    case "divider":
      return;
    case "header":
      problems.plainText(block.text, `${path}.text`, 150);
      return;
    case "section": {
      if (block.text === undefined && block.fields === undefined) problems.add(path, "has neither text nor fields");
      if (block.text !== undefined) problems.anyText(block.text, `${path}.text`, 3_000);
      if (block.fields !== undefined) {
        const fields = problems.list(block.fields, `${path}.fields`, 10);
        if (fields.length === 0) problems.add(`${path}.fields`, "is empty");
        for (const [at, field] of fields.entries()) problems.anyText(field, `${path}.fields/${at}`, 2_000);
      }
      if (block.accessory !== undefined)
        checkElement(problems.object(block.accessory, path), `${path}.accessory`, problems);
      return;
    }
    case "context": {
      const elements = problems.list(block.elements, `${path}.elements`, 10);
      for (const [at, element] of elements.entries()) problems.anyText(element, `${path}.elements/${at}`, 3_000);
      return;
    }
    case "actions": {
      const elements = problems.list(block.elements, `${path}.elements`, 25);
      if (elements.length === 0) problems.add(`${path}.elements`, "is empty");
      elements.forEach((element, at) => {
        const here = `${path}.elements/${at}`;
        checkElement(problems.object(element, here), here, problems);
      });
      return;
    }
    case "image":
      problems.needed(block.alt_text, `${path}.alt_text`, 2_000);
      if ((block.image_url === undefined) === (block.slack_file === undefined)) {
        problems.add(path, "needs either image_url or slack_file");
      }
      problems.text(block.image_url, `${path}.image_url`, 3_000);
      if (block.title !== undefined) problems.plainText(block.title, `${path}.title`, 2_000);
      return;
    case "input":
      problems.plainText(block.label, `${path}.label`, 2_000);
      if (block.hint !== undefined) problems.plainText(block.hint, `${path}.hint`, 2_000);
      checkElement(problems.object(block.element, `${path}.element`), `${path}.element`, problems);
      return;
    default:
      problems.add(path, `type ${String(block.type)} is unknown`);
  }
}

function checkElement(element: Json, path: string, problems: Problems): void {
  problems.text(element.action_id, `${path}.action_id`, 255);
  if (element.placeholder !== undefined) problems.plainText(element.placeholder, `${path}.placeholder`, 150);
  switch (element.type) {
    case "button":
      problems.plainText(element.text, `${path}.text`, 75);
      problems.text(element.value, `${path}.value`, 2_000);
      problems.text(element.url, `${path}.url`, 3_000);
      if (element.style !== undefined && element.style !== "primary" && element.style !== "danger") {
        problems.add(`${path}.style`, `is ${String(element.style)}`);
      }
      if (element.confirm !== undefined)
        checkConfirm(problems.object(element.confirm, path), `${path}.confirm`, problems);
      return;
    case "static_select": {
      const options = problems.list(element.options, `${path}.options`, 100);
      if (options.length === 0) problems.add(`${path}.options`, "is empty");
      for (const [at, option] of options.entries()) checkOption(option, `${path}.options/${at}`, problems);
      const first = element.initial_option;
      if (first !== undefined && !options.some((option) => JSON.stringify(option) === JSON.stringify(first))) {
        problems.add(`${path}.initial_option`, "is not one of the options");
      }
      return;
    }
    case "external_select":
      if (element.initial_option !== undefined) checkOption(element.initial_option, `${path}.initial_option`, problems);
      return;
    case "conversations_select":
      return;
    case "plain_text_input": {
      const most = typeof element.max_length === "number" ? element.max_length : 3_000;
      if (most < 1 || most > 3_000) problems.add(`${path}.max_length`, `is ${most}`);
      problems.text(element.initial_value, `${path}.initial_value`, most);
      return;
    }
    case "number_input":
      if (typeof element.is_decimal_allowed !== "boolean") problems.add(`${path}.is_decimal_allowed`, "is missing");
      for (const name of ["min_value", "max_value", "initial_value"]) {
        if (element[name] !== undefined && !/^-?\d+(\.\d+)?$/.test(String(element[name]))) {
          problems.add(`${path}.${name}`, "is not a number in text");
        }
      }
      return;
    case "url_text_input":
    case "email_text_input":
      return;
    default:
      problems.add(path, `element ${String(element.type)} is unknown`);
  }
}

function checkOption(option: unknown, path: string, problems: Problems): void {
  const { text, value, description } = problems.object(option, path);
  problems.anyText(text, `${path}.text`, 75);
  problems.needed(value, `${path}.value`, 150);
  if (description !== undefined) problems.plainText(description, `${path}.description`, 75);
}

function checkConfirm(confirm: Json, path: string, problems: Problems): void {
  problems.plainText(confirm.title, `${path}.title`, 100);
  problems.anyText(confirm.text, `${path}.text`, 300);
  problems.plainText(confirm.confirm, `${path}.confirm`, 30);
  problems.plainText(confirm.deny, `${path}.deny`, 30);
}

function actionIdsOf(block: Json): readonly string[] {
  const elements = [block.accessory, block.element, ...(Array.isArray(block.elements) ? block.elements : [])];
  return elements.flatMap((each) => {
    const id = (each as Json | undefined)?.action_id;
    return typeof id === "string" ? [id] : [];
  });
}
