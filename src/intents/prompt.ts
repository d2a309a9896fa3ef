/** The longest text that is read at all. */
export const longestText = 2000;

/** One text in three forms of equal length, so that a position in one is the same position in the others. */
export interface Prompt {
  /** As the person typed it; names and descriptions are cut from here. */
  readonly raw: string;
  /** Full-width forms, odd spaces, quotes and minus signs as plain ASCII; traditional characters simplified. */
  readonly text: string;
  /** `text` with A to Z lowered. */
  readonly lower: string;
}

/** Traditional characters and their simplified twins, so that one set of words reads both. */
const traditional =
  "幫個連結鏈給開條張發創單戶塊錢圓幣費請煩這會員訂號碼編備註說啟啓關閉刪廢銷歸檔復詢狀態帳嗎沒還過後時間週點鐘歐鎊韓臺萬億兩雙隻報價營業額賣買賺轉賬匯貴預資總計數項產稱標題變語設認確對樣複製務應該誰麼為裡裏從幾筆禮課訓練習機電腦網頁繳專線運師長樂無須別讓問與並將來測試選擇獲聯繫導龍鳳齡龜圖廣東據獎勵館裝飾繪畫輯續約訊";
const simplified =
  "帮个连结链给开条张发创单户块钱圆币费请烦这会员订号码编备注说启启关闭删废销归档复询状态账吗没还过后时间周点钟欧镑韩台万亿两双只报价营业额卖买赚转账汇贵预资总计数项产称标题变语设认确对样复制务应该谁么为里里从几笔礼课训练习机电脑网页缴专线运师长乐无须别让问与并将来测试选择获联系导龙凤龄龟图广东据奖励馆装饰绘画辑续约讯";
const plain = /^[\x20-\x7e\n]*$/;
const twins: ReadonlyMap<string, string> = new Map([
  ...pairsOf("“”„‟«»「」『』〝〞＂", '"'),
  ...pairsOf("‘’‚‛", "'"),
  ...pairsOf("−﹣", "-"),
  ...pairsOf("\u00a0\u2007\u2009\u202f", "\u00a0"),
  ...pairsOf(
    "\t\r\u000b\u000c\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u200a\u205f\u3000\u200b\u200c\u200d",
    " ",
  ),
  ...pairsOf("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\ue000\ue001", " "),
  ...pairsOf("\u2028\u2029\u0085", "\n"),
  ...[...traditional].map((each, at) => [each, simplified.charAt(at)] as const),
  ["￥", "¥"],
  ["￡", "£"],
  ["￦", "₩"],
  ["﹩", "$"],
  ["✕", "×"],
  ["✖", "×"],
]);

/** Stands for a piece of a text that has been read already. */
export const hole = "\ue000";

/** Stands for an amount of a text. */
export const sumHole = "\ue001";

/** A copy of a text with a piece taken out; every other piece stays where it is. */
export function punch(text: string, start: number, end: number, mark: string = hole): string {
  return text.slice(0, start) + mark.repeat(end - start) + text.slice(end);
}

/** A copy with all these amounts taken out. */
export function punchSums(text: string, sums: readonly { readonly start: number; readonly end: number }[]): string {
  return sums.reduce((rest, each) => punch(rest, each.start, each.end, sumHole), text);
}

/** Prepares a text for reading. */
export function toPrompt(raw: string): Prompt {
  if (plain.test(raw)) return { raw, text: raw, lower: raw.toLowerCase() };
  let text = "";
  for (let at = 0; at < raw.length; at += 1) text += twinOf(raw, at);
  return { raw, text, lower: lowerAscii(text) };
}

/** A to Z lowered and nothing else, so that the length stays. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Whether the text has Chinese characters. */
export function hasHan(text: string): boolean {
  return /[\u3400-\u9fff]/.test(text);
}

function twinOf(raw: string, at: number): string {
  const code = raw.charCodeAt(at);
  if (code < 0x7f && code >= 0x20) return raw.charAt(at);
  if (code >= 0xff01 && code <= 0xff5e && code !== 0xff02) return String.fromCharCode(code - 0xfee0);
  if (code >= 0x0660 && code <= 0x0669) return String.fromCharCode(code - 0x0660 + 0x30);
  if (code >= 0x06f0 && code <= 0x06f9) return String.fromCharCode(code - 0x06f0 + 0x30);
  return twins.get(raw.charAt(at)) ?? raw.charAt(at);
}

function pairsOf(from: string, to: string): readonly (readonly [string, string])[] {
  return [...from].map((each) => [each, to] as const);
}
