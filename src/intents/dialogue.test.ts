import { describe, expect, test } from "vitest";
import { optionField, readableProvider, readingContext, twoProviders } from "../../test/support/reading-context.ts";
import type { ReadingContext } from "../model/intent.ts";
import { formatMoney } from "../model/money.ts";
import { advanceDialogue } from "./dialogue.ts";
import type { DialogueInput, DialogueState, DialogueStep } from "./dialogue-state.ts";
import { confirmQuestion } from "./question.ts";

const plain = readingContext();

/** Says lines one after the other; a command begins with a slash. The state goes through JSON as the store would do. */
function talk(lines: readonly string[], context: ReadingContext = plain): DialogueStep {
  let state: DialogueState | undefined;
  let step: DialogueStep = { kind: "ignore" };
  for (const line of lines) {
    const kind: DialogueInput["kind"] = line.startsWith("/") ? "command" : "text";
    const text = line.replace(/^\/paylink ?/, "");
    step = advanceDialogue({ text, kind, isAddressed: true, context, ...(state !== undefined && { state }) });
    state = "state" in step ? step.state && JSON.parse(JSON.stringify(step.state)) : undefined;
  }
  return step;
}

/** The step in few words. */
function told(step: DialogueStep): string {
  if (step.kind === "ask")
    return `ask ${step.question.field}${step.question.problem ? ` (${step.question.problem.code})` : ""}`;
  if (step.kind === "refuse") return `refuse ${step.problem.code}`;
  if (step.kind !== "act") return step.kind;
  if (step.intent.kind !== "create") return `act ${step.intent.kind}`;
  const { price, description } = step.intent.request;
  return `create ${price.kind === "fixed" ? formatMoney(price.amount) : `open ${price.currency.code}`} ${description}`;
}

test("a complete typed create is done at once", () => {
  expect(told(talk(["/paylink 49.99 USD Annual membership"]))).toBe("create 49.99 USD Annual membership");
});

test("the same words as plain text are shown and confirmed first", () => {
  expect(told(talk(["49.99 USD Annual membership"]))).toBe("ask confirm");
  expect(told(talk(["49.99 USD Annual membership", "/paylink confirm"]))).toBe("create 49.99 USD Annual membership");
});

test("an empty command asks amount, currency and purpose, one at a time", () => {
  const said = ["/paylink", "50", "USD", "Blue mug"];
  const steps = said.map((_line, at) => told(talk(said.slice(0, at + 1))));
  expect(steps).toEqual(["ask amount", "ask currency", "ask description", "create 50.00 USD Blue mug"]);
});

test("one answer may say several things", () => {
  expect(told(talk(["/paylink", "49.99 USD for Blue mug"]))).toBe("create 49.99 USD Blue mug");
});

test("the choices of a question are words a person could type", () => {
  const step = talk(["/paylink 50 Mug"]);
  expect(step.kind === "ask" && step.question.choices.map((each) => each.command)).toContain("EUR");
  expect(told(talk(["/paylink 50 Mug", "/paylink EUR"]))).toBe("create 50.00 EUR Mug");
});

test("provider, country and required options are asked where they are needed", () => {
  const fussy = readableProvider("gamma", {
    options: [optionField({ key: "shop", isRequired: true, type: { kind: "text", maxLength: 9 } })],
  });
  const context = readingContext({ providers: [...twoProviders, fussy] });
  expect(told(talk(["/paylink 5 USD Tea"], context))).toBe("ask provider");
  expect(told(talk(["/paylink 5 USD Tea", "beta"], context))).toBe("ask country");
  expect(told(talk(["/paylink 5 USD Tea", "beta", "Singapore"], context))).toBe("create 5.00 USD Tea");
  expect(told(talk(["/paylink 5 USD Tea provider:gamma"], context))).toBe("ask option:shop");
  expect(told(talk(["/paylink 5 USD Tea provider:gamma", "far too long a name"], context))).toBe(
    "refuse option-too-long",
  );
  expect(told(talk(["/paylink 5 USD Tea provider:gamma", "north"], context))).toBe("create 5.00 USD Tea");
});

test("a number with two readings is asked, and the answer means exactly its text", () => {
  const step = talk(["/paylink 1,234 KWD Tea"]);
  expect(told(step)).toBe("ask ambiguous-number");
  expect(step.kind === "ask" && step.question.choices.map((each) => each.command)).toEqual(["1234", "1.234"]);
  expect(told(talk(["/paylink 1,234 KWD Tea", "1.234"]))).toBe("create 1.234 KWD Tea");
  expect(told(talk(["/paylink 1.234 Tea", "1.234", "KWD"]))).toBe("create 1.234 KWD Tea");
  expect(told(talk(["/paylink 1.234 Tea", "1234", "USD"]))).toBe("create 1,234.00 USD Tea");
});

test("a sign with two currencies is asked", () => {
  expect(told(talk(["/paylink ¥100 Tea"]))).toBe("ask ambiguous-currency");
  expect(told(talk(["/paylink ¥100 Tea", "人民币"]))).toBe("create 100.00 CNY Tea");
});

test("a bad amount is refused, and the rest is kept for the next try", () => {
  expect(told(talk(["/paylink 10.999 USD Tea"]))).toBe("refuse too-many-decimals");
  expect(told(talk(["/paylink 10.999 USD Tea", "10.99"]))).toBe("create 10.99 USD Tea");
});

test("a bad option is refused, and the rest is kept for the next try", () => {
  expect(told(talk(["/paylink 5 USD Tea expires:soon", "3d"]))).toBe("create 5.00 USD Tea");
  expect(told(talk(["/paylink 5 USD Tea uses:7", "/paylink many"]))).toBe("create 5.00 USD Tea");
});

test("what cannot be read as the answer is asked again with the reason", () => {
  expect(told(talk(["/paylink", "what do you mean"]))).toBe("ask amount (unreadable)");
});

test.each(["cancel", "/paylink cancel", "取消"])("%s drops the draft", (word) => {
  expect(told(talk(["/paylink 50", word]))).toBe("cancelled");
});

test("confirm and cancel with nothing open say so", () => {
  expect(told(talk(["/paylink confirm"]))).toBe("nothing");
  expect(told(talk(["cancel"]))).toBe("nothing");
});

test("a full command is done while a draft is open, and leaves none", () => {
  expect(told(talk(["/paylink 50", "/paylink list paid"]))).toBe("act list");
  expect(told(talk(["/paylink 50", "/paylink 7 EUR Cup"]))).toBe("create 7.00 EUR Cup");
});

test("a command with a purpose of its own begins anew, also when something is missing in it", () => {
  const said = ["/paylink 1.234 Tea", "/paylink 7 Cup", "/paylink EUR"];
  expect(told(talk(said))).toBe("create 7.00 EUR Cup");
  expect(told(talk(["/paylink 10.999 USD Tea", "/paylink 8.999 USD Cup", "/paylink 8.99"]))).toBe(
    "create 8.99 USD Cup",
  );
  expect(told(talk(["/paylink 10.999 USD Tea", "/paylink 10.99 Tea"]))).toBe("create 10.99 USD Tea");
});

test.each<[string, string]>([
  ["no, 30 euros", "create 30.00 EUR Tea"],
  ["make it 7", "create 7.00 USD Tea"],
  ["改成 30 欧元", "create 30.00 EUR Tea"],
])("a correction is taken before the yes: %s", (words, result) => {
  expect(told(talk(["5 USD Tea", words]))).toBe("ask confirm");
  expect(told(talk(["5 USD Tea", words, "yes"]))).toBe(result);
});

describe("changes of a link", () => {
  test("typed ones go to the service, which decides whether to ask", () => {
    const step = talk(["/paylink disable L7K2QM"]);
    expect(step).toEqual({ kind: "act", intent: { kind: "disable", link: "L7K2QM", isConfirmed: false } });
  });

  test("the service's question is answered by confirm", () => {
    const { state } = confirmQuestion({ kind: "disable", link: "L7K2QM", isConfirmed: false });
    const step = advanceDialogue({ state, text: "confirm", kind: "button", isAddressed: true, context: plain });
    expect(step).toEqual({ kind: "act", intent: { kind: "disable", link: "L7K2QM", isConfirmed: true } });
  });

  test("said in plain words they are confirmed first", () => {
    expect(told(talk(["disable L7K2QM"]))).toBe("ask confirm");
    expect(told(talk(["disable L7K2QM", "yes"]))).toBe("act disable");
  });
});

describe("said in plain words", () => {
  const asked = "send Bob a link for $25 for the blue mug";

  test("a create is shown and made after the yes", () => {
    expect(told(talk([asked]))).toBe("ask confirm");
    expect(told(talk([asked, "looks good"]))).toBe("create 25.00 USD blue mug");
    expect(told(talk(["帮我生成一个99.9美元的付款链接，年度会员", "好的"]))).toBe("create 99.90 USD 年度会员");
  });

  test.each(["no", "never mind", "算了", "forget it"])("%s makes nothing", (word) => {
    expect(told(talk([asked, word]))).toBe("cancelled");
  });

  test.each<[string, string]>([
    ["no, 30 euros", "create 30.00 EUR blue mug"],
    ["30", "create 30.00 USD blue mug"],
    ["in euros please", "create 25.00 EUR blue mug"],
    ["call it Green mug", "create 25.00 USD Green mug"],
    ["用途改成绿杯子", "create 25.00 USD 绿杯子"],
    ["make it 60 and valid for 3 days", "create 60.00 USD blue mug"],
  ])("it is put right by: %s", (words, result) => {
    expect(told(talk([asked, words]))).toBe("ask confirm");
    expect(told(talk([asked, words, "yes"]))).toBe(result);
  });

  test.each<[string, object]>([
    ["make it two weeks", { expiresInSeconds: 1_209_600 }],
    ["有效期改成两周", { expiresInSeconds: 1_209_600 }],
    ["for 3 days", { expiresInSeconds: 259_200 }],
    ["actually make it reusable", { uses: "many" }],
    ["ref INV-9", { customerReference: "INV-9" }],
    ["expires:48h", { expiresInSeconds: 172_800 }],
    ["for a customer in Thailand", { country: "TH" }],
  ])("a detail is added by: %s", (words, detail) => {
    const step = talk([asked, words, "yes"]);
    expect(step.kind === "act" && step.intent.kind === "create" && step.intent.request).toMatchObject(detail);
  });

  test("what is missing is asked, and the whole confirmed", () => {
    const lines = ["make a payment link", "50", "SGD", "Tea for two", "yes"];
    const steps = lines.map((_line, at) => told(talk(lines.slice(0, at + 1))));
    expect(steps).toEqual([
      "ask amount",
      "ask currency",
      "ask description",
      "ask confirm",
      "create 50.00 SGD Tea for two",
    ]);
  });

  test("a new request takes the place of the open one", () => {
    expect(told(talk([asked, "create a link for 20 EUR for milk", "yes"]))).toBe("create 20.00 EUR milk");
    expect(told(talk([asked, "show my paid links"]))).toBe("act list");
  });

  test("small talk leaves the open question open", () => {
    expect(told(talk([asked, "what a day"]))).toBe("ask confirm (unreadable)");
  });

  test("a question of several amounts offers each", () => {
    const step = talk(["make a link: 3 mugs $12"]);
    expect(step.kind === "ask" && step.question.choices.map((each) => each.command)).toEqual(["12", "36"]);
    expect(told(talk(["make a link: 3 mugs $12", "36", "yes"]))).toBe("create 36.00 USD 3 mugs");
  });

  test("the same again is confirmed, with what is different", () => {
    expect(told(talk(["same again"]))).toBe("ask confirm");
    const step = talk(["same for Alice, 40", "no, 45 EUR", "yes"]);
    expect(step).toMatchObject({
      intent: {
        kind: "again",
        link: "last",
        changes: { amount: { values: ["45"] }, currency: "EUR", customer: "Alice" },
      },
    });
  });

  test.each<[string, string]>([
    ["turn off my last link", "disable"],
    ["turn L7K2QM back on", "enable"],
    ["把 L7K2QM 归档", "archive"],
    ["extend L7K2QM to 7 days", "edit"],
  ])("a change of a link is confirmed first: %s", (words, kind) => {
    expect(told(talk([words]))).toBe("ask confirm");
    expect(told(talk([words, "确认"]))).toBe(`act ${kind}`);
  });

  test.each<[string, string]>([
    ["show my links", "list"],
    ["has L7K2QM been paid?", "show"],
    ["refresh L7K2QM", "refresh"],
    ["怎么用", "help"],
    ["有哪些支付渠道", "providers"],
    ["settings", "settings"],
  ])("what changes nothing is done at once: %s", (words, kind) => {
    expect(told(talk([words]))).toBe(`act ${kind}`);
  });

  test("words after the command that are no command are read as plain words", () => {
    expect(told(talk(["/paylink send Bob a link for $25 for the blue mug"]))).toBe("ask confirm");
  });
});

test("nothing is said to people who do not speak to the bot", () => {
  for (const text of ["49.99 USD Tea", "hello", "disable last", "yes"]) {
    expect(advanceDialogue({ text, kind: "text", isAddressed: false, context: plain }).kind).toBe("ignore");
  }
});

test("words that mean nothing name the nearest command", () => {
  const step = advanceDialogue({ text: "lsit", kind: "command", isAddressed: true, context: plain });
  expect(step).toEqual({ kind: "not-understood", near: ["list"] });
});
