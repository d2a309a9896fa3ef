const zoneMs = 8 * 3_600_000;
const payTypes = ["ONLINE", "QR_CODE_PAYMENT"];

/** What is wrong with an order, in the vendor's language; undefined when nothing is. */
export function problemOf(content: Record<string, unknown>, payAccount: string): string | undefined {
  const isText = (field: string) => typeof content[field] === "string" && content[field] !== "";
  if ((content.payAccount ?? content.glinkAccount) !== payAccount) return "支付账号不存在";
  if (!payTypes.includes(String(content.payTypeCode))) return "支付方式不支持";
  if (content.payChannelCode !== undefined && content.payChannelCode !== "QRIS") return "支付渠道不支持";
  const missing = ["tradeUuid", "tradeTime", "orderCode", "country", "currency", "description"].find(
    (each) => !isText(each),
  );
  if (missing !== undefined) return `${missing}不能为空`;
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(String(content.tradeTime))) return "tradeTime格式错误";
  if (!/^[A-Z]{2}$/.test(String(content.country)) || !/^[A-Z]{3}$/.test(String(content.currency)))
    return "country或currency错误";
  if (!/^\d+(\.\d+)?$/.test(String(content.amount)) || Number(content.amount) <= 0) return "amount错误";
  const items = Array.isArray(content.items) ? content.items : [];
  const isGood =
    items.length > 0 && items.every((each) => each?.skuCode && each?.skuName && Number(each?.quantity) > 0);
  return isGood ? undefined : "items错误";
}

/** The business content; an amount keeps the digits it was written with, a quoted one is no number and is refused. */
export function readContent(text: string): Record<string, unknown> {
  return JSON.parse(text, (key, value: unknown, source?: { source?: string }) => {
    if (key !== "amount") return value;
    return typeof value === "number" ? source?.source : undefined;
  }) as Record<string, unknown>;
}

/** A number that is written with exactly these digits. */
export function rawNumber(digits: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(digits);
}

/** The vendor's clock: UTC+8, `yyyy-MM-dd HH:mm:ss`. */
export function localTime(moment: Date): string {
  return new Date(moment.getTime() + zoneMs).toISOString().slice(0, 19).replace("T", " ");
}
