import type { OptionField } from "../../../src/model/option.ts";

const pairs = { kind: "pairs", maxLength: 1000 } as const;
const url = { kind: "url", maxLength: 512 } as const;
const word = { kind: "text", maxLength: 64 } as const;

/** Fields of apply that are no part of every order. Its document states no lengths. Source: QLink payment standard, 4 apply. */
export const qlinkOptions: readonly OptionField[] = [
  {
    key: "paytype",
    scope: "link",
    label: { en: "Pay type", zh: "支付方式" },
    description: {
      en: "How it is paid, one of the account's pay types: ONLINE gives an address, QR_CODE_PAYMENT a QR code.",
      zh: "支付方式，须为账户支持的编码：ONLINE 返回链接，QR_CODE_PAYMENT 返回二维码。",
    },
    type: word,
    example: "QR_CODE_PAYMENT",
  },
  {
    key: "paychannel",
    scope: "link",
    label: { en: "Pay channel", zh: "支付渠道" },
    description: { en: "One of the account's pay channels.", zh: "账户支持的支付渠道编码。" },
    type: word,
    example: "QRIS",
  },
  {
    key: "metadata",
    scope: "link",
    label: { en: "Metadata", zh: "自定义数据" },
    description: { en: "Your own data, kept with the payment.", zh: "随支付保存的自定义数据。" },
    type: pairs,
    example: "my_custom_id=merchant-123",
  },
  {
    key: "sku",
    scope: "item",
    label: { en: "SKU", zh: "商品编码" },
    description: { en: "The item's code; numbered when absent.", zh: "商品编码，默认按顺序编号。" },
    type: word,
    example: "SKU01",
  },
  {
    key: "url",
    scope: "item",
    label: { en: "Item page", zh: "商品链接" },
    description: { en: "A page that shows the item.", zh: "展示该商品的网页。" },
    type: url,
    example: "https://shop.example/sku01",
  },
  {
    key: "image",
    scope: "item",
    label: { en: "Item picture", zh: "商品图片" },
    description: { en: "A picture of the item.", zh: "该商品的图片链接。" },
    type: url,
    example: "https://shop.example/sku01.png",
  },
  {
    key: "category",
    scope: "item",
    label: { en: "Category", zh: "商品类目" },
    description: { en: "The item's category.", zh: "商品所属类目。" },
    type: word,
    example: "Shoes",
  },
  {
    key: "subcategory",
    scope: "item",
    label: { en: "Subcategory", zh: "商品子类目" },
    description: { en: "The item's subcategory.", zh: "商品所属子类目。" },
    type: word,
    example: "Running",
  },
  {
    key: "description",
    scope: "item",
    label: { en: "Item description", zh: "商品描述" },
    description: { en: "What the item is.", zh: "商品说明。" },
    type: { kind: "text", maxLength: 256 },
    example: "Winter running shoes, size 42",
  },
  {
    key: "itemmetadata",
    scope: "item",
    label: { en: "Item metadata", zh: "商品自定义数据" },
    description: { en: "Your own data about the item.", zh: "该商品的自定义数据。" },
    type: pairs,
    example: "shelf=A7",
  },
];
