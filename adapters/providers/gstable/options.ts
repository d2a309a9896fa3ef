import type { OptionField } from "../../../src/model/option.ts";

/** Fields of a link, and of the product behind an item. Source: GStable docs, Payment Link; Product. */
export const gstableOptions: readonly OptionField[] = [
  {
    key: "title",
    scope: "link",
    label: { en: "Link name", zh: "链接名称" },
    description: {
      en: "Name of the link at GStable; what it is for when absent.",
      zh: "链接在 GStable 中的名称，默认使用收款说明。",
    },
    type: { kind: "text", maxLength: 60 },
    example: "Premium membership",
    isEditable: true,
  },
  {
    key: "fee",
    scope: "link",
    label: { en: "Who pays the fee", zh: "手续费承担方" },
    description: { en: "Who bears GStable's fee; the merchant when absent.", zh: "手续费由谁承担，默认商户承担。" },
    type: {
      kind: "choice",
      choices: [
        { value: "merchant", label: { en: "Merchant", zh: "商户" } },
        { value: "payer", label: { en: "Payer", zh: "付款方" } },
      ],
    },
    example: "payer",
  },
  {
    key: "email",
    scope: "link",
    label: { en: "Ask for email", zh: "需要邮箱" },
    description: { en: "Whether the payer must give an email address.", zh: "付款方是否必须填写邮箱。" },
    type: { kind: "boolean" },
    example: "yes",
    isEditable: true,
  },
  {
    key: "success-url",
    scope: "link",
    label: { en: "Page after payment", zh: "支付成功页面" },
    description: { en: "Where the payer is sent after paying.", zh: "付款成功后跳转的地址。" },
    type: { kind: "url", maxLength: 500 },
    example: "https://shop.example/thanks",
    isEditable: true,
  },
  {
    key: "success-text",
    scope: "link",
    label: { en: "Text after payment", zh: "成功提示" },
    description: { en: "What the payer reads after paying.", zh: "付款成功后显示的文案。" },
    type: { kind: "text", maxLength: 200 },
    example: "Thank you",
    isEditable: true,
  },
  {
    key: "disabled-text",
    scope: "link",
    label: { en: "Text when disabled", zh: "禁用提示" },
    description: { en: "What people read when the link is disabled.", zh: "链接禁用后显示的文案。" },
    type: { kind: "text", maxLength: 200 },
    example: "This offer has ended",
    isEditable: true,
  },
  {
    key: "description",
    scope: "item",
    label: { en: "Item description", zh: "商品描述" },
    description: { en: "Shown under the item's name at the checkout.", zh: "结账页面上商品名称下方的说明。" },
    type: { kind: "text", maxLength: 1_000 },
    example: "All features for one month",
  },
];
