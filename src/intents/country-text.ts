/** What people call countries, beside their official names; codes are ISO 3166-1 alpha-2. */
const shortNames: readonly (readonly [names: string, code: string])[] = [
  ["usa|u.s.|u.s.a.|america|the us|the usa|the states|美国|美", "US"],
  ["uk|u.k.|britain|great britain|england|the uk|英国|英", "GB"],
  ["uae|u.a.e.|emirates|dubai|阿联酋|迪拜", "AE"],
  ["china|mainland|mainland china|prc|中国|大陆|内地|中国大陆", "CN"],
  ["hong kong|hk|香港|中国香港", "HK"],
  ["macau|macao|澳门|中国澳门", "MO"],
  ["taiwan|台湾|臺灣|中国台湾", "TW"],
  ["korea|south korea|韩国|南韩", "KR"],
  ["vietnam|viet nam|越南", "VN"],
  ["russia|俄罗斯|俄国", "RU"],
  ["czechia|czech republic|捷克", "CZ"],
  ["turkey|türkiye|土耳其", "TR"],
  ["holland|the netherlands|荷兰", "NL"],
  ["the philippines|菲律宾|菲国", "PH"],
  ["马来|大马", "MY"],
  ["印尼", "ID"],
  ["沙特", "SA"],
];

/** Codes the runtime names although ISO 3166-1 does not assign them (any more). */
const notCountries: ReadonlySet<string> = new Set(
  "AC AN BU CP CQ CS DD DG DY EA EU EZ FX HV IC NH QO RH SU TA TP UK UN VD XA XB XK YD YU ZR ZZ".split(" "),
);

let known: ReadonlyMap<string, string> | undefined;

/** The ISO 3166-1 alpha-2 code of a country written as its code or its English or Chinese name. */
export function findCountry(written: string): string | undefined {
  known ??= buildNames();
  const text = written.trim().toLowerCase();
  return known.get(text) ?? known.get(text.replace(/^the /, ""));
}

function buildNames(): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const english = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
  const chinese = new Intl.DisplayNames(["zh-Hans"], { type: "region", fallback: "none" });
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    const name = notCountries.has(code) ? undefined : english.of(code);
    if (name === undefined) continue;
    names.set(code.toLowerCase(), code);
    names.set(name.toLowerCase(), code);
    names.set(chinese.of(code) ?? name, code);
  }
  for (const [spoken, code] of shortNames) for (const name of spoken.split("|")) names.set(name, code);
  return names;
}
