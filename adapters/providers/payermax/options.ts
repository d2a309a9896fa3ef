import type { OptionField } from "../../../src/model/option.ts";

/** Fields of createPaybylink that are no part of every order. Source: PayerMax API reference, createPaybylink. */
export const payermaxOptions: readonly OptionField[] = [
  {
    key: "language",
    scope: "link",
    label: { en: "Page language", zh: "页面语言" },
    description: { en: "Language of the payment page; English when absent.", zh: "支付页面的语言，默认英语。" },
    type: { kind: "text", maxLength: 8 },
    example: "id",
  },
  {
    key: "userid",
    scope: "link",
    label: { en: "Customer id", zh: "客户编号" },
    description: {
      en: "The customer's id in your own system; the link's reference when absent.",
      zh: "客户在您系统中的编号，默认使用链接编号。",
    },
    type: { kind: "text", maxLength: 64 },
    example: "C-1042",
  },
  {
    key: "username",
    scope: "link",
    label: { en: "Customer name", zh: "客户姓名" },
    description: { en: "The customer's name, given to PayerMax.", zh: "提供给 PayerMax 的客户姓名。" },
    type: { kind: "text", maxLength: 64 },
    example: "Siti Rahma",
  },
  {
    key: "description",
    scope: "item",
    label: { en: "Item description", zh: "商品描述" },
    description: { en: "What the item is; its name when absent.", zh: "商品说明，默认使用商品名称。" },
    type: { kind: "text", maxLength: 256 },
    example: "Winter running shoes, size 42",
  },
];
