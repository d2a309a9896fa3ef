import { expect } from "vitest";

/** What a person types, and what then arrives: the end of the call's path, the field and its value. */
export type ReachRow = readonly [typed: string, call: string, field: string, value: unknown];

/** How everything a provider's document lets one say is said in a chat. */
export interface Reach {
  readonly id: string;
  /** The operator's settings that have a parameter of their own. */
  readonly settings: Readonly<Record<string, string>>;
  readonly rows: readonly ReachRow[];
  /** Every request parameter of the provider's document, by the end of the call's path. */
  readonly documented: Readonly<Record<string, string>>;
}

const thanks = "https://shop.example/thanks";

/** All five. */
export const reaches: readonly Reach[] = [
  {
    id: "onerway",
    settings: {},
    rows: [
      ["12.50 USD mug", "/add", "amount", "12.50"],
      ["12.50 EUR mug", "/add", "currency", "EUR"],
      ["5 USD mug country:DE", "/add", "defaultCountry", "DE"],
      ["5 USD blue mug", "/add", "itemName", "blue mug"],
      ['5 USD mug linkname:"Spring sale"', "/add", "linkName", expect.stringMatching(/^Spring sale L\w{5}-\w{8}$/)],
      ["5 USD mug ref:INV-42", "/add", "linkName", expect.stringMatching(/^INV-42 mug L\w{5}-\w{8}$/)],
      ['5 USD mug description:"With a handle"', "/add", "description", "With a handle"],
      ["5 USD mug email:yes", "/add", "collectEmail", true],
      ["5 USD mug email:no", "/add", "collectEmail", false],
      ["5 USD mug name:yes", "/add", "collectName", true],
      ["5 USD Mug x3 + 2 USD Post", "/add", "description", "Mug x3, Post x1"],
      ["disable last yes", "/updateStatus", "linkStatus", false],
      ["enable last", "/updateStatus", "linkStatus", true],
      ["list source:provider active", "/list", "linkStatus", 1],
      ["list source:provider disabled", "/list", "linkStatus", 0],
      ["list source:provider blue mug", "/list", "keywords", "blue mug"],
      ["list source:provider from:2026-05-01", "/list", "startTime", "2026-05-01 08:00:00"],
      [
        "list source:provider to:2026-05-25",
        "/list",
        "endTime",
        expect.stringMatching(/^2026-05-26 07:59:59|^2026-05-26 08:00:00/),
      ],
      ["list source:provider page:3", "/list", "current", 3],
      ["list source:provider", "/list", "size", 10],
    ],
    documented: {
      "/add": "merchantNo linkName amount currency defaultCountry itemName description collectEmail collectName sign",
      "/list": "merchantNo linkStatus keywords startTime endTime current size sign",
      "/updateStatus": "id linkStatus merchantNo sign",
    },
  },
  {
    id: "payermax",
    settings: { PAYERMAX_LOGO_URL: "https://shop.example/logo.png", PAYERMAX_SHOW_URL: "https://shop.example/goods" },
    rows: [
      ["40000 IDR sneakers country:ID", "/createPaybylink", "data.totalAmount", "40000"],
      ["40000 IDR sneakers country:ID", "/createPaybylink", "data.currency", "IDR"],
      ["40000 IDR sneakers country:ID", "/createPaybylink", "data.country", "ID"],
      ["5 USD mug", "/createPaybylink", "data.linkType", "ONETIME"],
      ["5 USD mug expires:2h", "/createPaybylink", "data.expiresTime", "7200"],
      ["5 USD mug", "/createPaybylink", "data.merchantLinkId", expect.stringMatching(/^L\w{5}-\w{8}$/)],
      ["5 USD mug language:id", "/createPaybylink", "data.language", "id"],
      ["5 USD winter sneakers", "/createPaybylink", "data.description", "winter sneakers"],
      ['5 USD mug ref:INV-42 note:"Ann\'s order"', "/createPaybylink", "data.linkDescription", "INV-42 · Ann's order"],
      ["5 USD mug userid:C-1042", "/createPaybylink", "data.userInfo.userId", "C-1042"],
      ['5 USD mug username:"Siti Rahma"', "/createPaybylink", "data.userInfo.username", "Siti Rahma"],
      ['5 USD mug description:"Size 42"', "/createPaybylink", "data.goodsDetails[].goodsDescription", "Size 42"],
      ["5 USD Mug x3", "/createPaybylink", "data.goodsDetails[].goodsName", "Mug"],
      ["5 USD Mug x3", "/createPaybylink", "data.goodsDetails[].quantity", "3"],
      ["5 USD Mug x3", "/createPaybylink", "data.goodsDetails[].price", "5.00"],
      ["5 USD Mug x3", "/createPaybylink", "data.goodsDetails[].goodsCurrency", "USD"],
      ["5 USD mug", "/createPaybylink", "data.goodsDetails[].showUrl", "https://shop.example/goods"],
      ["5 USD mug", "/createPaybylink", "data.merchantInfo.logoUrl", "https://shop.example/logo.png"],
      ["5 USD mug", "/createPaybylink", "data.merchantInfo.contactEmail", "billing@shop.example"],
      ["5 USD mug", "/createPaybylink", "data.notifyUrl", expect.stringMatching(/\/webhooks\/payermax$/)],
      ["disable last yes", "/expirePaybylink", "data.merchantLinkId", expect.stringMatching(/^L\w{5}-\w{8}$/)],
      ["refresh last", "/queryPaybylink", "data.merchantLinkId", expect.stringMatching(/^L\w{5}-\w{8}$/)],
    ],
    documented: {
      "/createPaybylink": `#content-type #sign version keyVersion requestTime appId merchantNo data.merchantLinkId
        data.linkType data.expiresTime data.country data.currency data.totalAmount data.language data.description
        data.linkDescription data.userInfo.userId data.userInfo.username data.goodsDetails[].goodsName
        data.goodsDetails[].goodsDescription data.goodsDetails[].quantity data.goodsDetails[].price
        data.goodsDetails[].goodsCurrency data.goodsDetails[].showUrl data.merchantInfo.logoUrl
        data.merchantInfo.contactEmail data.notifyUrl`,
    },
  },
  {
    id: "gstable",
    settings: {},
    rows: [
      ["5 USD mug", "/create", "linkType", "fixed"],
      ["create amount:open currency:USD gift", "/create", "linkType", "custom"],
      ["create amount:open currency:USD gift", "/create", "lineItems[].itemType", "user_priced"],
      ['5 USD mug title:"Premium"', "/link/create", "linkName", expect.stringMatching(/^Premium · L\w{5}-\w{8}$/)],
      ["5 USD mug", "/link/create", "accountId", "acc_example_merchant_01"],
      ["5 USD mug", "/link/create", "settlementToken", "polygon::usdt"],
      ["5 USD mug", "/link/create", "feeModel", 1],
      ["5 USD mug fee:payer", "/link/create", "feeModel", 2],
      ["5 USD mug email:yes", "/link/create", "payerEmailRequired", 1],
      [`5 USD mug success-url:${thanks}`, "/link/create", "successUrl", thanks],
      ['5 USD mug success-text:"Thank you"', "/link/create", "customSuccessText", "Thank you"],
      ['5 USD mug disabled-text:"It is over"', "/link/create", "customDisabledText", "It is over"],
      ["5 USD Mug x3", "/link/create", "lineItems[].quantity", 3],
      ["5 USD mug", "/link/create", "lineItems[].unitPrice", 5_000_000],
      ["5 USD mug", "/link/create", "lineItems[].productId", expect.stringMatching(/^prd_/)],
      ['5 USD special description:"All features"', "/product/create", "description", "All features"],
      ['edit last title:"Other"', "/link/update", "linkName", expect.stringMatching(/^Other · L\w{5}-\w{8}$/)],
      ["edit last email:yes", "/link/update", "payerEmailRequired", 1],
      [`edit last success-url:${thanks}`, "/link/update", "successUrl", thanks],
      ['edit last success-text:"Thank you"', "/link/update", "customSuccessText", "Thank you"],
      ['edit last disabled-text:"It is over"', "/link/update", "customDisabledText", "It is over"],
      ["disable last yes", "/link/disable", "linkId", expect.stringMatching(/^lnk_/)],
      ["enable last", "/link/enable", "linkId", expect.stringMatching(/^lnk_/)],
      ["list source:provider page:2", "/link/list/2/10", "#authorization", expect.stringMatching(/^Bearer /)],
    ],
    documented: {
      "/link/create": `linkType linkName accountId settlementToken feeModel lineItems[].itemType lineItems[].productId
        lineItems[].quantity lineItems[].unitPrice payerEmailRequired successUrl customSuccessText customDisabledText`,
      "/link/update": `linkId linkType linkName accountId settlementToken feeModel lineItems[].itemType
        lineItems[].productId lineItems[].quantity lineItems[].unitPrice payerEmailRequired successUrl customSuccessText
        customDisabledText`,
      "/link/disable": "linkId",
      "/link/enable": "linkId",
    },
  },
  {
    id: "qlink",
    settings: { QLINK_SOURCE: "QERP_ASIA" },
    rows: [
      ["40000 IDR shoes country:ID", "/apply", "amount", 40000],
      ["40000 IDR shoes country:ID", "/apply", "currency", "IDR"],
      ["40000 IDR shoes country:ID", "/apply", "country", "ID"],
      ["5 USD mug", "/apply", "payAccount", "account1"],
      ["5 USD mug", "/apply", "source", "QERP_ASIA"],
      ["5 USD mug paytype:QR_CODE_PAYMENT", "/apply", "payTypeCode", "QR_CODE_PAYMENT"],
      ["5 USD mug paychannel:QRIS", "/apply", "payChannelCode", "QRIS"],
      ["5 USD mug", "/apply", "tradeUuid", expect.stringMatching(/^L\w{5}-\w{8}$/)],
      ["5 USD mug", "/apply", "tradeTime", expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)],
      ["5 USD mug ref:O20250804001", "/apply", "orderCode", "O20250804001"],
      ["5 USD blue mug", "/apply", "description", "blue mug"],
      ["5 USD mug metadata:my_id=m-123,order=7", "/apply", "metadata", '{"my_id":"m-123","order":"7"}'],
      ["5 USD mug sku:SKU01", "/apply", "items[].skuCode", "SKU01"],
      ["5 USD Mug x3", "/apply", "items[].skuName", "Mug"],
      ["5 USD Mug x3", "/apply", "items[].quantity", 3],
      ["5 USD mug url:https://shop.example/sku01", "/apply", "items[].url", "https://shop.example/sku01"],
      ["5 USD mug image:https://shop.example/a.png", "/apply", "items[].imageUrl", "https://shop.example/a.png"],
      ["5 USD mug category:Shoes", "/apply", "items[].category", "Shoes"],
      ["5 USD mug subcategory:Running", "/apply", "items[].subcategory", "Running"],
      ['5 USD mug description:"Size 42"', "/apply", "items[].description", "Size 42"],
      ["5 USD mug itemmetadata:shelf=A7", "/apply", "items[].metadata", '{"shelf":"A7"}'],
      ["accounts qlink", "/queryPayAccount", "payAccount", "account1"],
      ["refresh last", "/getPayStatus", "tradeUuidList[]", expect.stringMatching(/^L\w{5}-\w{8}$/)],
      ["disable last yes", "/cancel", "tradeUuid", expect.stringMatching(/^L\w{5}-\w{8}$/)],
    ],
    // A status and a cancel take our number or QLink's own; ours is known from the start.
    documented: {
      "/apply": `#appkey #sign payAccount payTypeCode payChannelCode tradeUuid tradeTime source orderCode country currency
        amount description metadata items[].skuCode items[].skuName items[].quantity items[].url items[].imageUrl
        items[].category items[].subcategory items[].description items[].metadata`,
      "/queryPayAccount": "payAccount",
      "/getPayStatus": "tradeUuidList[]",
      "/cancel": "tradeUuid",
    },
  },
  {
    id: "arcblock",
    settings: {},
    rows: [
      ["5 USD blue mug", "POST /payment/api/payment-links", "name", "blue mug"],
      ['5 USD mug linkname:"Spring"', "POST /payment/api/payment-links", "name", "Spring"],
      ["5 USD mug", "POST /payment/api/payment-links", "lookup_key", expect.stringMatching(/^L\w{5}-\w{8}$/)],
      ["5 USDC mug", "POST /payment/api/payment-links", "currency_id", "pc_test_usdc"],
      ["5 USD mug promo:yes", "POST /payment/api/payment-links", "allow_promotion_codes", true],
      ['5 USD mug after:"Thanks!"', "POST /payment/api/payment-links", "after_completion.type", "hosted_confirmation"],
      [
        '5 USD mug after:"Thanks!"',
        "POST /payment/api/payment-links",
        "after_completion.hosted_confirmation.custom_message",
        "Thanks!",
      ],
      [`5 USD mug redirect:${thanks}`, "POST /payment/api/payment-links", "after_completion.redirect.url", thanks],
      [
        "5 USD mug consent-promotions:opt_in",
        "POST /payment/api/payment-links",
        "consent_collection.promotions",
        "opt_in",
      ],
      [
        "5 USD mug consent-terms:none",
        "POST /payment/api/payment-links",
        "consent_collection.terms_of_service",
        "none",
      ],
      ["5 USD mug nft:zjdpCpBGPRLzKMZB", "POST /payment/api/payment-links", "nft_mint_settings.enabled", true],
      [
        "5 USD mug nft:zjdpCpBGPRLzKMZB",
        "POST /payment/api/payment-links",
        "nft_mint_settings.factory",
        "zjdpCpBGPRLzKMZB",
      ],
      ["5 USD mug metadata:order_id=6735", "POST /payment/api/payment-links", "metadata.order_id", "6735"],
      ["5 USD Mug x3", "POST /payment/api/payment-links", "line_items[].quantity", 3],
      ["5 USD mug", "POST /payment/api/payment-links", "line_items[].price_id", expect.stringMatching(/^price_/)],
      ["5 USD mug adjustable:yes", "POST /payment/api/payment-links", "line_items[].adjustable_quantity.enabled", true],
      ["5 USD mug min:1 max:10", "POST /payment/api/payment-links", "line_items[].adjustable_quantity.minimum", 1],
      ["5 USD mug min:1 max:10", "POST /payment/api/payment-links", "line_items[].adjustable_quantity.maximum", 10],
      ['edit last after:"Bye"', "PUT", "after_completion.hosted_confirmation.custom_message", "Bye"],
      ["edit last metadata:order_id=1", "PUT", "metadata.order_id", "1"],
      ["disable last yes", "PUT", "active", false],
      ["enable last", "PUT", "active", true],
      ["list source:provider active", "GET /payment/api/payment-links", "?active", "true"],
      ["list source:provider disabled", "GET /payment/api/payment-links", "?active", "false"],
      ["list source:provider page:2", "GET /payment/api/payment-links", "?page", "2"],
      ["list source:provider", "GET /payment/api/payment-links", "?pageSize", "10"],
      ["list source:provider", "GET /payment/api/payment-links", "?donation", "hide"],
      ["list source:provider order:created_at:ASC", "GET /payment/api/payment-links", "?order", "created_at:ASC"],
    ],
    documented: {
      "POST /payment/api/payment-links": `name lookup_key currency_id after_completion.type
        after_completion.hosted_confirmation.custom_message after_completion.redirect.url allow_promotion_codes
        consent_collection.promotions consent_collection.terms_of_service nft_mint_settings.enabled
        nft_mint_settings.factory metadata.order_id line_items[].price_id line_items[].quantity
        line_items[].adjustable_quantity.enabled line_items[].adjustable_quantity.minimum
        line_items[].adjustable_quantity.maximum`,
      "GET /payment/api/payment-links": "?active ?donation ?page ?pageSize ?order",
    },
  },
];
