import type { Language } from "../model/currency.ts";

/**
 * Every sentence the bot says, in every language it speaks. Blanks are `{name}`. Plain text: what is filled in may be
 * anything a person typed, and only a platform's renderer escapes.
 */
const phrases = {
  // Statuses, as badges.
  "status.creating": { en: "Making the link", zh: "正在生成" },
  "status.unknown": { en: "Checking", zh: "核实中" },
  "status.unclear": { en: "Unclear", zh: "状态不明" },
  "status.active": { en: "Active", zh: "待付款" },
  "status.paid": { en: "Paid", zh: "已付款" },
  "status.paid-late": { en: "Paid late", zh: "逾期付款" },
  "status.paid-twice": { en: "Paid twice", zh: "重复付款" },
  "status.paid-other": { en: "Paid {paid}, asked {asked}", zh: "实付 {paid}，应付 {asked}" },
  "status.disabling": { en: "Disabling", zh: "正在停用" },
  "status.disable-asked": { en: "Cancel asked", zh: "已申请取消" },
  "status.disabled": { en: "Disabled", zh: "已停用" },
  "status.archived": { en: "Archived", zh: "已归档" },
  "status.expiring": { en: "Expired, closing", zh: "已到期，正在关闭" },
  "status.expired": { en: "Expired", zh: "已过期" },
  "status.failed": { en: "Not made", zh: "未生成" },
  "status.many": { en: "Active · paid {count}×", zh: "待付款 · 已付 {count} 次" },

  // The card.
  "card.test": { en: "TEST MODE — no real money", zh: "测试模式 — 不涉及真实资金" },
  "card.for": { en: "For", zh: "用途" },
  "card.amount": { en: "Amount", zh: "金额" },
  "card.open": { en: "The payer chooses ({currency})", zh: "付款人自定金额（{currency}）" },
  "card.items": { en: "Items", zh: "明细" },
  "card.provider": { en: "Provider", zh: "支付渠道" },
  "card.country": { en: "Country", zh: "国家" },
  "card.id": { en: "Link", zh: "编号" },
  "card.expires": { en: "Expires", zh: "有效期至" },
  "card.expired": { en: "Expired", zh: "到期时间" },
  "card.maker": { en: "Made by", zh: "创建人" },
  "card.reference": { en: "Reference", zh: "商户单号" },
  "card.note": { en: "Note", zh: "备注" },
  "card.uses": { en: "Uses", zh: "使用次数" },
  "card.uses.many": { en: "many payments", zh: "可多次付款" },
  "card.received": { en: "Received", zh: "已收" },
  "card.received.value": { en: "{sum} in {count}", zh: "{sum}，共 {count} 笔" },
  "card.received.some": { en: "{count} × paid, amount not stated", zh: "{count} 笔，金额未说明" },
  "card.settled": { en: "Settled", zh: "已结算" },
  "card.settled.value": { en: "{settled} of {count}", zh: "{count} 笔中的 {settled} 笔" },
  "card.refunded": { en: "Refunded", zh: "已退款" },
  "card.visits": { en: "Visits", zh: "访问次数" },
  "card.source": { en: "Made from", zh: "来自消息" },
  "card.qr.alt": { en: "QR code of the payment link {id}", zh: "付款链接 {id} 的二维码" },
  "card.qr.only": {
    en: "Scan the code to pay: this provider gives a QR code, not an address.",
    zh: "请扫码付款：该渠道只提供二维码，没有网址。",
  },
  "card.closing": { en: "Paid; being closed at the provider", zh: "已付款，正在渠道侧关闭" },
  "card.closed": { en: "Closed at {provider}: it takes no further payment.", zh: "已在 {provider} 关闭，不再收款。" },
  "card.paylink-expiry": {
    en: "{provider} has no expiry of its own: the bot closes the link at that time.",
    zh: "{provider} 没有到期功能，到时由机器人关闭链接。",
  },
  "card.creating": {
    en: "{provider} has been asked; the link follows here.",
    zh: "已向 {provider} 发起请求，链接稍后显示在此。",
  },
  "card.unknown": {
    en: "{provider} did not answer in time. Checking whether the link was made; nothing is made twice.",
    zh: "{provider} 未及时应答，正在核实链接是否已生成，不会重复生成。",
  },
  "card.failed": { en: "Nothing was made. {reason}", zh: "没有生成链接。{reason}" },
  "card.pay": { en: "Pay", zh: "付款链接" },

  // What was asked of a payer who chooses.
  "amount.between": { en: "{least} to {most}", zh: "{least} 至 {most}" },
  "amount.at-least": { en: "at least {least}", zh: "至少 {least}" },
  "amount.at-most": { en: "at most {most}", zh: "至多 {most}" },

  // Buttons.
  "button.open": { en: "Open", zh: "打开" },
  "button.copy": { en: "Copy link", zh: "复制链接" },
  "button.refresh": { en: "Refresh", zh: "刷新" },
  "button.disable": { en: "Disable", zh: "停用" },
  "button.enable": { en: "Enable", zh: "启用" },
  "button.again": { en: "New link", zh: "新建链接" },
  "button.another": { en: "Make another", zh: "再建一个" },
  "button.show": { en: "Show", zh: "查看" },
  "button.confirm": { en: "Yes", zh: "确认" },
  "button.create": { en: "Create", zh: "生成" },
  "button.cancel": { en: "Cancel", zh: "取消" },
  "button.next": { en: "Next page", zh: "下一页" },
  "confirm.disable.title": { en: "Disable {id}?", zh: "停用 {id}？" },
  "confirm.disable.text": { en: "The link for {price} stops taking payments.", zh: "{price} 的链接将停止收款。" },
  "confirm.disable.final": {
    en: "The link for {price} stops taking payments. {provider} cannot undo this.",
    zh: "{price} 的链接将停止收款，{provider} 无法恢复。",
  },

  // Changes told under the card.
  "change.paid": { en: "Paid: {amount}. {what}", zh: "已付款：{amount}。{what}" },
  "change.paid-many": { en: "{count} payments, {amount}. {what}", zh: "收到 {count} 笔付款，共 {amount}。{what}" },
  "change.paid-some": {
    en: "Paid; {provider} does not say how much. {what}",
    zh: "已付款，{provider} 未说明金额。{what}",
  },
  "change.paid-late": {
    en: "Paid late: {amount} came after the link was closed. {what}",
    zh: "逾期付款：链接关闭后收到 {amount}。{what}",
  },
  "change.paid-twice": {
    en: "Paid twice: {amount} came although the link was paid already. Consider a refund. {what}",
    zh: "重复付款：链接已付款后又收到 {amount}，请考虑退款。{what}",
  },
  "change.paid-other": {
    en: "Paid {amount}, asked {asked}: the amounts differ. Check before you deliver. {what}",
    zh: "实付 {amount}，应付 {asked}，金额不符，发货前请核对。{what}",
  },
  "change.payment-failed": {
    en: "A payment attempt failed. The link is still open.",
    zh: "一次付款尝试失败，链接仍然有效。",
  },
  "change.refunded": { en: "Refunded: {amount}.", zh: "已退款：{amount}。" },
  "change.refunded-some": {
    en: "A payment was refunded; {provider} does not say how much.",
    zh: "有一笔付款已退款，{provider} 未说明金额。",
  },
  "change.settled-some": { en: "Settled: the payment has arrived at the merchant.", zh: "已结算：款项已到账。" },
  "change.settled-many": {
    en: "Settled: {count} payments have arrived at the merchant.",
    zh: "已结算：{count} 笔款项已到账。",
  },
  "change.settled": { en: "Settled: {amount} has arrived at the merchant.", zh: "已结算：{amount} 已到账。" },
  "change.failed": { en: "{id} was not made. {reason}", zh: "{id} 未生成。{reason}" },
  "change.found-late": {
    en: "{id} had been made after all. It is being closed, because you were told that it was not.",
    zh: "{id} 其实已经生成。由于之前告知未生成，现在将其关闭。",
  },
  "change.disabled": { en: "{id} is disabled.", zh: "{id} 已停用。" },
  "change.disabled-by": { en: "{id} was disabled by {name}.", zh: "{name} 已停用 {id}。" },
  "change.enabled": { en: "{id} takes payments again.", zh: "{id} 已恢复收款。" },
  "change.expired": { en: "{id} has expired.", zh: "{id} 已过期。" },
  "change.archived": { en: "{id} is archived for good.", zh: "{id} 已永久归档。" },
  "change.edited": { en: "{id} was changed.", zh: "{id} 已修改。" },
  "change.refused.disable": {
    en: "{provider} refused to stop {id} ({code}). It can still be paid.",
    zh: "{provider} 拒绝停用 {id}（{code}），链接仍可付款。",
  },
  "change.refused.enable": {
    en: "{provider} refused to open {id} again ({code}).",
    zh: "{provider} 拒绝恢复 {id}（{code}）。",
  },
  "change.refused.archive": {
    en: "{provider} refused to archive {id} ({code}).",
    zh: "{provider} 拒绝归档 {id}（{code}）。",
  },
  "change.refused.edit": {
    en: "{provider} refused to change {id} ({code}).",
    zh: "{provider} 拒绝修改 {id}（{code}）。",
  },

  // Answers.
  "reply.repeated": {
    en: "You asked for this a moment ago: here is that link. A second one is made only if you say so.",
    zh: "你刚刚提交过相同的请求，这是那个链接。确认后才会再建一个。",
  },
  "reply.making": { en: "Making {id}. Its card follows.", zh: "正在生成 {id}，卡片随后显示。" },
  "reply.elsewhere": {
    en: "{id} is on its way; the card appears where you asked.",
    zh: "{id} 正在生成，卡片会显示在你指定的位置。",
  },
  "reply.disabling": { en: "Asked {provider} to stop {id}.", zh: "已请求 {provider} 停用 {id}。" },
  "reply.closed-already": {
    en: "{id} is {status}: there is nothing to disable.",
    zh: "{id} 的状态是“{status}”，无需停用。",
  },
  "reply.paid-cannot-disable": {
    en: "{id} is paid: a paid link cannot be disabled. It takes no further payment.",
    zh: "{id} 已付款，已付款的链接不能停用，也不会再收款。",
  },
  "reply.paid-closing": {
    en: "{id} is paid, and being closed at {provider}: there is nothing more to do.",
    zh: "{id} 已付款，正在 {provider} 关闭，无需操作。",
  },
  "reply.archived-already": {
    en: "{id} is {status}: there is nothing to archive.",
    zh: "{id} 的状态是“{status}”，无需归档。",
  },
  "reply.cannot-edit": {
    en: "{id} is {status}: it cannot be changed any more. Make a new one: again {id}",
    zh: "{id} 的状态是“{status}”，不能再修改。请新建：again {id}",
  },
  "reply.provider-gone": {
    en: "{provider} is not set up here any more, so nothing can be done about {id} from this chat.",
    zh: "这里已不再配置 {provider}，无法在此操作 {id}。",
  },
  "reply.asking": {
    en: "{provider} is slow to answer about {id}. Its card changes as soon as there is news.",
    zh: "{provider} 对 {id} 的查询应答较慢，有新情况时卡片会更新。",
  },
  "reply.unmade-cannot-disable": {
    en: "{id} is still being made. Try again when its card shows the link.",
    zh: "{id} 仍在生成，等卡片显示链接后再试。",
  },
  "reply.failed-cannot": { en: "{id} was never made: there is nothing to change.", zh: "{id} 没有生成，无可更改。" },
  "reply.enabling": { en: "Asked {provider} to open {id} again.", zh: "已请求 {provider} 恢复 {id}。" },
  "reply.not-disabled": {
    en: "{id} is {status}: only a disabled link can be enabled.",
    zh: "{id} 的状态是“{status}”，只有已停用的链接才能启用。",
  },
  "reply.archiving": { en: "Asked {provider} to archive {id}.", zh: "已请求 {provider} 归档 {id}。" },
  "reply.editing": { en: "Asked {provider} to change {id}.", zh: "已请求 {provider} 修改 {id}。" },
  "reply.edit-price": {
    en: "The amount and currency of a link that was shared never change. Make a new one instead: again {id}, then say what is different.",
    zh: "已分享的链接不能修改金额或币种。请新建：again {id}，并说明不同之处。",
  },
  "reply.edit-nothing": {
    en: "Say what to change, for example: edit {id} {example}",
    zh: "请说明要修改什么，例如：edit {id} {example}",
  },
  "reply.cancelled": { en: "Cancelled. Nothing was made.", zh: "已取消，没有生成任何链接。" },
  "reply.question-over": {
    en: "That question is over; nothing was done. Answer the newest one, or say it again.",
    zh: "该问题已失效，没有执行任何操作。请回答最新的问题或重新输入。",
  },
  "reply.nothing-open": {
    en: "There is nothing to answer. Type help to see what I can do.",
    zh: "当前没有待回答的问题。输入 help 查看用法。",
  },
  "reply.not-understood": {
    en: "I did not understand that. Try: 49.99 USD Annual membership — or help.",
    zh: "没有看懂。可以这样写：49.99 USD 年度会员 — 或输入 help。",
  },
  "reply.refused": {
    en: "You are not allowed to use this bot here. Ask {whom}.",
    zh: "你没有在此使用本机器人的权限，请联系{whom}。",
  },
  "reply.refused.admin": { en: "the person who set it up", zh: "设置它的人" },
  "reply.redacted": {
    en: "That looked like a payment card number. I removed it: card numbers must never be sent in a chat. The payer types it on the provider's page.",
    zh: "内容疑似银行卡号，已删除。请勿在聊天中发送卡号，付款人应在支付页面填写。",
  },
  "reply.too-long": {
    en: "That is over 2,000 characters. Please say it shorter.",
    zh: "内容超过 2000 个字符，请缩短。",
  },
  "reply.trouble": {
    en: "Something went wrong on our side; your request is kept and tried again.",
    zh: "系统出现问题，你的请求已保存并会重试。",
  },
  "reply.gave-up": {
    en: "This could not be done because of an error on our side. Nothing was made. Please try again.",
    zh: "系统错误，未能完成，也没有生成任何链接。请重试。",
  },
  "reply.store-down": {
    en: "Nothing was made: the bot cannot store requests right now. Please try again in a minute.",
    zh: "暂时无法保存请求，没有生成任何链接，请稍后再试。",
  },
  "reply.no-links": {
    en: "No links yet. Make one: 49.99 USD Annual membership",
    zh: "还没有链接。试试：49.99 USD 年度会员",
  },
  "reply.no-links-filter": {
    en: "No link matches. Try list all, or fewer words.",
    zh: "没有符合条件的链接。试试 list all 或减少关键词。",
  },
  "reply.list.title": { en: "Your payment links", zh: "你的付款链接" },
  "reply.list.title-all": { en: "Everyone's payment links", zh: "所有人的付款链接" },
  "reply.list.title-provider": { en: "Links at {provider}", zh: "{provider} 的链接" },
  "reply.list.elsewhere": { en: "made elsewhere", zh: "在别处创建" },
  "reply.list.ignored": {
    en: "{provider} cannot sift its list by {names}; everything is shown.",
    zh: "{provider} 的列表不支持按 {names} 筛选，以下为全部。",
  },
  "reply.list.order": {
    en: "Newest first; order: is for a provider's own list (source:provider).",
    zh: "按最新排列；order: 仅用于渠道列表（source:provider）。",
  },
  "reply.list.page": { en: "Page {page}", zh: "第 {page} 页" },
  "reply.list.provider-hint": {
    en: "To see links made elsewhere too: list source:provider provider:{names}",
    zh: "查看在别处创建的链接：list source:provider provider:{names}",
  },
  "reply.providers.title": { en: "Providers", zh: "支付渠道" },
  "reply.accounts.title": { en: "Accounts at {provider}", zh: "{provider} 的账户" },
  "reply.accounts.none": { en: "{provider} lists no accounts.", zh: "{provider} 没有列出账户。" },
  "reply.settings.title": { en: "Your settings", zh: "你的设置" },
  "reply.settings.saved": { en: "Saved.", zh: "已保存。" },
  "reply.settings.hint": {
    en: "Change one: settings language:zh timezone:Asia/Shanghai currency:USD provider:{provider} country:US (a dash clears it)",
    zh: "修改示例：settings language:zh timezone:Asia/Shanghai currency:USD provider:{provider} country:CN（用 - 清除）",
  },
  "settings.language": { en: "Language", zh: "语言" },
  "settings.timezone": { en: "Time zone", zh: "时区" },
  "settings.currency": { en: "Currency", zh: "默认币种" },
  "settings.provider": { en: "Provider", zh: "默认渠道" },
  "settings.country": { en: "Country", zh: "默认国家" },
  "settings.unset": { en: "not set", zh: "未设置" },

  // Traits, for the providers table.
  "trait.currencies.all": { en: "all ISO currencies", zh: "全部 ISO 币种" },
  "trait.currencies.server": { en: "as the server lists", zh: "以服务器为准" },
  "trait.currencies": { en: "Currencies", zh: "币种" },
  "trait.once": { en: "one payment per link", zh: "每个链接付一次" },
  "trait.once-closed": { en: "one payment (the bot closes it), or many", zh: "付一次（由机器人关闭）或多次" },
  "trait.expiry": { en: "expiry {least} to {most}", zh: "有效期 {least} 至 {most}" },
  "trait.expiry.paylink": { en: "expiry by the bot", zh: "由机器人到期关闭" },
  "trait.disable.reversible": { en: "disable and enable", zh: "可停用和恢复" },
  "trait.disable.final": { en: "disable for good", zh: "停用不可恢复" },
  "trait.disable.request": { en: "cancel on request", zh: "可申请取消" },
  "trait.archive": { en: "archive", zh: "归档" },
  "trait.edit": { en: "edit: {keys}", zh: "可修改：{keys}" },
  "trait.open": { en: "payer-chosen amount", zh: "付款人自定金额" },
  "trait.list": { en: "list", zh: "列表" },
  "trait.accounts": { en: "accounts", zh: "账户" },
  "trait.visits": { en: "visit counts", zh: "访问统计" },
  "trait.options": { en: "options: {keys}", zh: "选项：{keys}" },
  "trait.country": { en: "needs a country", zh: "需要国家代码" },

  // Questions.
  "ask.amount": { en: "How much? For example: 49.99 USD", zh: "金额是多少？例如：49.99 USD" },
  "ask.currency": { en: "Which currency?", zh: "哪种货币？" },
  "ask.description": { en: "What is it for? The payer sees these words.", zh: "用途是什么？付款人会看到。" },
  "ask.provider": { en: "Which provider?", zh: "使用哪个支付渠道？" },
  "ask.country": {
    en: "Which country is the payer in? Two letters, such as US or ID.",
    zh: "付款人在哪个国家？两个字母，例如 US 或 ID。",
  },
  "ask.option": { en: "{label}: {description} For example: {example}", zh: "{label}：{description} 例如：{example}" },
  "ask.ambiguous-number": {
    en: "“{written}” can be read in more than one way. Which one is meant?",
    zh: "“{written}”有多种读法，是哪一个？",
  },
  "ask.ambiguous-currency": {
    en: "“{written}” can be more than one currency. Which one?",
    zh: "“{written}”可能是多种货币，是哪一种？",
  },
  "ask.confirm.create": { en: "Make this link?", zh: "生成这个链接？" },
  "ask.confirm.disable": { en: "Disable {id} ({price})?", zh: "停用 {id}（{price}）？" },
  "ask.confirm.disable-final": {
    en: "Disable {id} ({price})? {provider} cannot undo this.",
    zh: "停用 {id}（{price}）？{provider} 无法恢复。",
  },
  "ask.confirm.archive": { en: "Archive {id} ({price})? This is final.", zh: "归档 {id}（{price}）？此操作不可恢复。" },
  "ask.confirm.enable": { en: "Let {id} take payments again?", zh: "恢复 {id} 收款？" },
  "ask.confirm.edit": { en: "Change {id}: {changes}?", zh: "修改 {id}：{changes}？" },
  "ask.confirm.again": { en: "Make the same link again as {id}?", zh: "按 {id} 再建一个链接？" },
  "ask.so-far": { en: "So far", zh: "目前" },
  "ask.words": { en: "In words", zh: "大写" },

  // What a person must put right.
  "problem.not-a-number": {
    en: "I cannot read {written} as an amount. Write it like 49.99 USD.",
    zh: "无法把 {written} 读成金额，请写成 49.99 USD 这样。",
  },
  "problem.too-many-decimals": {
    en: "{currency} has {digits} decimals, so {written} is not an amount of it. Write {example}.",
    zh: "{currency} 只有 {digits} 位小数，{written} 不是有效金额。请写成 {example}。",
  },
  "problem.zero": {
    en: "The amount must be more than zero. Write it like 49.99 USD.",
    zh: "金额必须大于零，例如 49.99 USD。",
  },
  "problem.negative": {
    en: "The amount cannot be negative. Write it like 49.99 USD.",
    zh: "金额不能为负数，例如 49.99 USD。",
  },
  "problem.too-large": {
    en: "{written} is too large for one payment link. Write a smaller amount.",
    zh: "{written} 超出单个链接的上限，请减小金额。",
  },
  "problem.unknown-currency": {
    en: "I do not know the currency {currency}. Use an ISO code such as USD, CNY or IDR.",
    zh: "不认识货币 {currency}，请用 USD、CNY、IDR 这样的代码。",
  },
  "problem.mixed-currencies": {
    en: "All items of one link must be in the same currency.",
    zh: "同一链接的所有项目必须使用同一种货币。",
  },
  "problem.currency-not-taken": {
    en: "{provider} does not take {currency}. It takes: {names}.",
    zh: "{provider} 不支持 {currency}，支持：{names}。",
  },
  "problem.amount-not-carried": {
    en: "{provider} cannot carry {amount}: it takes {currency} with {digits} decimals. Write {example}.",
    zh: "{provider} 无法处理 {amount}：{currency} 只支持 {digits} 位小数。请写成 {example}。",
  },
  "problem.unknown-provider": {
    en: "There is no provider {provider} here. Choose one of: {names}.",
    zh: "没有名为 {provider} 的渠道，可选：{names}。",
  },
  "problem.country-missing": {
    en: "This provider needs the payer's country. Add country:US (two letters).",
    zh: "该渠道需要付款人国家，请加上 country:CN（两个字母）。",
  },
  "problem.country-unknown": {
    en: "{country} is no two-letter country code. Write country:US.",
    zh: "{country} 不是两位国家代码，请写 country:US。",
  },
  "problem.description-too-long": {
    en: "The description is over {limit} characters. Please shorten it.",
    zh: "说明超过 {limit} 个字符，请缩短。",
  },
  "problem.expiry-too-soon": {
    en: "A link must live for at least a minute. Write expires:3d.",
    zh: "有效期至少一分钟，例如 expires:3d。",
  },
  "problem.expiry-range": {
    en: "This provider's links live from {least} to {most}. Write expires:3d.",
    zh: "该渠道的有效期为 {least} 至 {most}，例如 expires:3d。",
  },
  "problem.expiry-past": {
    en: "That time is over already. Write a moment to come, such as expires:3d.",
    zh: "该时间已过，请写将来的时间，例如 expires:3d。",
  },
  "problem.unreadable-expiry": {
    en: "I cannot read {value} as a time. Write expires:3d, expires:48h or expires:2026-12-31.",
    zh: "无法读懂时间 {value}，请写 expires:3d、expires:48h 或 expires:2026-12-31。",
  },
  "problem.unreadable-day": {
    en: "I cannot read {value} as a day. Write it like 2026-01-31.",
    zh: "无法读懂日期 {value}，请写成 2026-01-31 这样。",
  },
  "problem.unknown-option": {
    en: "{option} is no option here. There are: {names}.",
    zh: "没有选项 {option}，可用的有：{names}。",
  },
  "problem.option-missing": {
    en: "{provider} needs {option}. Add {option}:{example}.",
    zh: "{provider} 需要 {option}，请加上 {option}:{example}。",
  },
  "problem.option-too-long": {
    en: "{option} may have {limit} characters at most.",
    zh: "{option} 最多 {limit} 个字符。",
  },
  "problem.option-not-boolean": {
    en: "{option} is yes or no. Write {option}:yes.",
    zh: "{option} 只能是 yes 或 no，请写 {option}:yes。",
  },
  "problem.option-not-integer": {
    en: "{option} is a whole number. Write {option}:{example}.",
    zh: "{option} 必须是整数，请写 {option}:{example}。",
  },
  "problem.option-out-of-range": { en: "{option} must be within {limit}.", zh: "{option} 必须在 {limit} 之间。" },
  "problem.option-not-a-choice": { en: "{option} is one of: {limit}.", zh: "{option} 可选：{limit}。" },
  "problem.option-not-a-url": {
    en: "{option} is a web address. Write {option}:{example}.",
    zh: "{option} 必须是网址，请写 {option}:{example}。",
  },
  "problem.option-not-an-email": {
    en: "{option} is an email address. Write {option}:{example}.",
    zh: "{option} 必须是邮箱，请写 {option}:{example}。",
  },
  "problem.option-not-pairs": {
    en: "{option} is a list of name=value. Write {option}:{example}.",
    zh: "{option} 是 name=value 列表，请写 {option}:{example}。",
  },
  "problem.option-empty": {
    en: "{option} is empty. Write {option}:{example}.",
    zh: "{option} 为空，请写 {option}:{example}。",
  },
  "problem.bad-setting": { en: "{option} cannot be {value}.", zh: "{option} 不能设为 {value}。" },
  "problem.link-missing": {
    en: "Which link? Give its id, such as L7K2QM, or say last.",
    zh: "哪个链接？请给出编号，例如 L7K2QM，或写 last。",
  },
  "problem.link-unknown": {
    en: "I do not know the link {link}. See list for yours.",
    zh: "没有找到链接 {link}，用 list 查看。",
  },
  "problem.which-item": {
    en: "This link sells several things. Write them anew, each with what belongs to it: again L7K2QM 12 USD Mug x3 + 5 USD Shipping",
    zh: "该链接包含多个项目，请重新写明各项目及其选项，例如：again L7K2QM 12 USD 杯子 x3 + 5 USD 运费",
  },
  "problem.nothing-to-repeat": { en: "There is nothing to make again.", zh: "没有可重复的链接。" },
  "problem.too-many-requests": {
    en: "That is a lot of links in a short time. Nothing was made; wait {seconds} s and try again.",
    zh: "短时间内创建过多，未生成链接，请 {seconds} 秒后再试。",
  },
  "problem.public-url-missing": {
    en: "{provider} must be told where to report payments, and this bot has no public address yet. Tell the person who runs it to set PUBLIC_URL.",
    zh: "{provider} 需要回调地址，但机器人还没有公网地址。请让管理员设置 PUBLIC_URL。",
  },
  "problem.unreadable": {
    en: "I cannot read that. Type help to see how to write it.",
    zh: "无法读懂，输入 help 查看写法。",
  },

  // What a provider cannot do, and what it can do instead.
  "unsupported.many-uses": {
    en: "{provider}'s links take one payment each. Leave out uses:many, or choose another provider.",
    zh: "{provider} 的链接只能付一次，请去掉 uses:many 或换一个渠道。",
  },
  "unsupported.open-amount": {
    en: "{provider} needs a fixed amount. Write one, or choose another provider.",
    zh: "{provider} 需要固定金额，请写明金额或换一个渠道。",
  },
  "unsupported.items": {
    en: "{provider} takes one item per link. Write one total, or choose another provider.",
    zh: "{provider} 每个链接只支持一个项目，请写总额或换一个渠道。",
  },
  "unsupported.enable": {
    en: "{provider} cannot open a link again. Make a new one: again {id}",
    zh: "{provider} 不能恢复链接，请新建：again {id}",
  },
  "unsupported.archive": {
    en: "{provider} has no archive. Use disable {id}",
    zh: "{provider} 没有归档功能，请用 disable {id}",
  },
  "unsupported.edit": {
    en: "{provider} cannot change a link. Make a new one: again {id}",
    zh: "{provider} 不能修改链接，请新建：again {id}",
  },
  "unsupported.list": { en: "{provider} has no list of its own.", zh: "{provider} 没有链接列表。" },
  "unsupported.accounts": { en: "{provider} has no accounts to list.", zh: "{provider} 没有可列出的账户。" },
  "unsupported.other": { en: "{provider} cannot do that.", zh: "{provider} 不支持此操作。" },

  // Why a link was not made, or a question to a provider failed.
  "failure.rejected": {
    en: "{provider} refused the request{code}. Check amount, currency and options.",
    zh: "{provider} 拒绝了请求{code}，请检查金额、币种和选项。",
  },
  "failure.unauthorised": {
    en: "{provider} did not accept our credentials. Tell the person who runs the bot.",
    zh: "{provider} 不接受我们的凭证，请联系机器人管理员。",
  },
  "failure.rate-limited": {
    en: "{provider} is taking no more requests at the moment. Try again in a few minutes.",
    zh: "{provider} 暂时限流，请几分钟后再试。",
  },
  "failure.unavailable": {
    en: "{provider} cannot be reached. Try again in a few minutes.",
    zh: "无法连接 {provider}，请几分钟后再试。",
  },
  "failure.invalid-answer": {
    en: "{provider} answered something unreadable. Try again in a few minutes.",
    zh: "{provider} 的应答无法解析，请几分钟后再试。",
  },
  "failure.outcome-unknown": {
    en: "{provider} did not answer in time. Try again.",
    zh: "{provider} 未及时应答，请重试。",
  },
  "failure.not-made": {
    en: "{provider} never answered, and no such link appeared there. You can ask again.",
    zh: "{provider} 没有应答，也没有出现该链接，可以重新请求。",
  },
  "failure.not-found": { en: "{provider} does not know this link.", zh: "{provider} 没有这个链接。" },
  "failure.other": { en: "{provider} could not do it{code}.", zh: "{provider} 未能完成{code}。" },

  // Help.
  "help.title": { en: "Payment links in this chat", zh: "聊天收款链接" },
  "help.create": { en: "49.99 USD Annual membership — make a link", zh: "49.99 USD 年度会员 — 生成链接" },
  "help.items": { en: "12 USD Mug x3 + 5 USD Shipping — several items", zh: "12 USD 杯子 x3 + 5 USD 运费 — 多个项目" },
  "help.extras": {
    en: '… provider:payermax country:ID expires:3d uses:many ref:INV-42 note:"…" amount:open',
    zh: '… provider:payermax country:ID expires:3d uses:many ref:INV-42 note:"…" amount:open',
  },
  "help.list": {
    en: "list · list all · list paid · list words — see links",
    zh: "list · list all · list paid · list 关键词 — 查看链接",
  },
  "help.show": { en: "show L7K2QM · refresh last — look at one", zh: "show L7K2QM · refresh last — 查看一个链接" },
  "help.change": {
    en: "disable · enable · archive · edit · again, each with a link",
    zh: "disable · enable · archive · edit · again + 链接编号",
  },
  "help.more": {
    en: "providers · accounts <provider> · settings · help <topic>",
    zh: "providers · accounts <渠道> · settings · help <主题>",
  },
  "help.words": {
    en: "Plain words work too: “send Bob a link for $25 for the blue mug”.",
    zh: "也可以直接说：“帮我生成一个 99.9 美元的付款链接，年度会员”。",
  },
  "help.topic.create": {
    en: "Amount and currency first (49.99 USD, USD 49.99, $49.99), then what it is for. The dot is the decimal point. Items: 12 USD Mug x3 + 5 USD Shipping. Extras: provider: country: expires:3d uses:many ref: note: amount:open, and the provider's own options (see providers).",
    zh: "先写金额和货币（49.99 USD、USD 49.99、$49.99），再写用途。小数点用点号。多个项目：12 USD 杯子 x3 + 5 USD 运费。附加项：provider: country: expires:3d uses:many ref: note: amount:open，以及渠道自己的选项（见 providers）。",
  },
  "help.topic.list": {
    en: "list shows your links, list all everyone's. Filters: active, paid, disabled, expired, any words, provider:, from:2026-01-31, to:, order:, page:2. source:provider asks the provider for its own list.",
    zh: "list 显示你的链接，list all 显示所有人的。筛选：active、paid、disabled、expired、任意关键词、provider:、from:2026-01-31、to:、order:、page:2。source:provider 向渠道查询。",
  },
} as const satisfies Record<string, Record<Language, string>>;

/** The name of a sentence. */
export type PhraseKey = keyof typeof phrases;

/** What fills a sentence's blanks. */
export type Blanks = Readonly<Record<string, string>>;

/** The sentence in that language, its blanks filled; a blank nobody filled becomes empty. */
export function say(key: PhraseKey, language: Language, blanks: Blanks = {}): string {
  return phrases[key][language].replace(/\{(\w+)\}/g, (_whole, name: string) => blanks[name] ?? "");
}

/** Whether there is a sentence of that name. */
export function isPhrase(key: string): key is PhraseKey {
  return Object.hasOwn(phrases, key);
}
