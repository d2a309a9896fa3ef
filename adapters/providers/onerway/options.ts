import type { OptionField } from "../../../src/model/option.ts";

/** Fields of `add` that are no part of every order; no lengths are stated. Source: Onerway docs, Payment Link, Create. */
export const onerwayOptions: readonly OptionField[] = [
  {
    key: "linkname",
    scope: "link",
    label: { en: "Link name", zh: "链接名称" },
    description: {
      en: "What the link is called in the Onerway portal, before its reference; the description when absent.",
      zh: "链接在 Onerway 后台的名称，后面附编号，默认使用商品说明。",
    },
    type: { kind: "text", maxLength: 100 },
    example: "Membership renewal",
  },
  {
    key: "description",
    scope: "link",
    label: { en: "Details", zh: "商品描述" },
    description: {
      en: "More about the item, shown to the buyer on the checkout page.",
      zh: "在收银台向买家展示的商品详情。",
    },
    type: { kind: "text", maxLength: 500 },
    example: "Annual membership renewal",
  },
  {
    key: "email",
    scope: "link",
    label: { en: "Ask for email", zh: "收集邮箱" },
    description: { en: "Whether the checkout page asks for the buyer's email.", zh: "收银台是否收集买家邮箱。" },
    type: { kind: "boolean" },
    example: "yes",
  },
  {
    key: "name",
    scope: "link",
    label: { en: "Ask for name", zh: "收集姓名" },
    description: { en: "Whether the checkout page asks for the buyer's name.", zh: "收银台是否收集买家姓名。" },
    type: { kind: "boolean" },
    example: "yes",
  },
];
