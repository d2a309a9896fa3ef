/**
 * What people call currencies, beside ISO codes and the names of the currency table: signs, short names, slang.
 * Each row is names and the codes they may mean; more than one code must be asked.
 */
export const currencyNames: readonly (readonly [names: string, codes: string])[] = [
  [
    "us$|usd$|u$s|us dollar|us dollars|dollars us|dollars american|u.s. dollar|u.s. dollars|american dollar|american dollars|greenbacks",
    "USD",
  ],
  ["美元|美金|美刀|美币|美圆|美國元", "USD"],
  ["€|euro|euros|eur€|欧元|歐元|欧|歐", "EUR"],
  ["£|gbp£|quid|pound sterling|pounds sterling|british pounds|british pound|sterling|英镑|英鎊", "GBP"],
  ["pound|pounds", "GBP"],
  ["cn¥|rmb¥|rmb|renminbi|yuan|kuai|chinese yuan|人民币|人民幣|元人民币|元人民幣|块人民币|元rmb|块rmb", "CNY"],
  ["元|块|块钱|塊|塊錢|元钱|圆|圓|软妹币|大洋", "CNY"],
  ["jp¥|yen|japanese yen|日元|日币|日幣|日圆|日圓|円", "JPY"],
  ["¥", "CNY JPY"],
  [
    "hk$|hk dollar|hk dollars|hong kong dollars|hongkong dollars|dollars hong kong|hkds|港币|港幣|港元|港纸|港紙|港刀|元港币|元港幣",
    "HKD",
  ],
  ["nt$|nt|ntd|nt dollars|nt dollar|taiwan dollars|taiwanese dollars|new taiwan dollars|ntd$", "TWD"],
  ["台币|台幣|新台币|新台幣|臺幣|新臺幣|元台币|元新台币|元新台幣", "TWD"],
  [
    "s$|sg$|sgd$|sing dollars|singapore dollars|singaporean dollars|dollars singapore|sg dollars|新加坡元|新加坡币|新加坡幣|新币|新幣|坡币|坡元|新元",
    "SGD",
  ],
  [
    "a$|au$|aud$|aussie dollars|aussie dollar|australian dollars|dollars australian|dollars aussie|澳元|澳币|澳幣|澳刀|澳大利亚元",
    "AUD",
  ],
  ["c$|ca$|cad$|cdn$|canadian dollars|canadian bucks|dollars canadian|canadian|加元|加币|加幣|加刀|加拿大元", "CAD"],
  ["nz$|nzd$|kiwi dollars|new zealand dollars|dollars new zealand|纽元|纽币|新西兰元|新西兰币|紐幣", "NZD"],
  ["mop$|pataca|patacas|澳门元|澳門元|澳门币|澳門幣|葡币", "MOP"],
  ["rm|ringgit|ringgits|malaysian ringgit|马币|馬幣|令吉|林吉特|马来西亚令吉|马来西亚林吉特|马来币", "MYR"],
  ["rp|rp.|rupiah|rupiahs|indonesian rupiah|印尼盾|印尼卢比|印尼幣|印尼币|印度尼西亚盾|盾", "IDR"],
  ["₫|đ|Đ|vnđ|vnĐ|dong|dongs|vietnamese dong|đồng|越南盾|越盾|越南币", "VND"],
  ["₱|php₱|philippine peso|philippine pesos|filipino pesos|菲律宾比索|菲律賓披索|菲币|披索", "PHP"],
  ["฿|baht|bahts|thai baht|泰铢|泰銖|铢|泰币", "THB"],
  ["₩|won|korean won|韩元|韓元|韩币|韓幣|韩圆|韓圜", "KRW"],
  ["₹|indian rupee|indian rupees|inr₹|印度卢比|印度盧比", "INR"],
  ["rs|rs.|rupee|rupees|卢比|盧比", "INR PKR LKR NPR"],
  ["mx$|mex$|mexican peso|mexican pesos|墨西哥比索|墨币", "MXN"],
  ["ar$|argentine pesos|argentinian pesos|阿根廷比索", "ARS"],
  ["cl$|clp$|chilean pesos|智利比索", "CLP"],
  ["col$|cop$|colombian pesos|哥伦比亚比索", "COP"],
  ["peso|pesos|比索", "PHP MXN ARS COP CLP"],
  ["r$|brazilian real|brazilian reais|reais|雷亚尔|巴西雷亚尔|巴西币", "BRL"],
  ["₺|tl|turkish lira|turkish liras|lira|liras|土耳其里拉|里拉", "TRY"],
  ["₽|ruble|rubles|rouble|roubles|卢布|盧布|俄罗斯卢布", "RUB"],
  ["₴|hryvnia|hryvnias|格里夫纳", "UAH"],
  ["₪|shekel|shekels|谢克尔", "ILS"],
  ["₦|naira|nairas|奈拉", "NGN"],
  ["₵|gh₵|cedi|cedis|塞地", "GHS"],
  ["ksh|kes ksh|kenyan shillings|肯尼亚先令", "KES"],
  ["₡|costa rican colones", "CRC"],
  ["₲|guarani|guaranies", "PYG"],
  ["₸|tenge|坚戈", "KZT"],
  ["₮|tugrik|tugriks|图格里克", "MNT"],
  ["zł|zloty|zlotys|złoty|złotych|兹罗提", "PLN"],
  ["kč|czech koruna|czech korunas|czech crowns|捷克克朗", "CZK"],
  ["kr|krona|kronor|krone|kroner|克朗", "SEK NOK DKK ISK"],
  ["swedish krona|swedish kronor|瑞典克朗", "SEK"],
  ["norwegian krone|norwegian kroner|挪威克朗", "NOK"],
  ["danish krone|danish kroner|丹麦克朗", "DKK"],
  ["forint|forints|福林", "HUF"],
  ["swiss franc|swiss francs|sfr|sfr.|瑞士法郎|瑞郎", "CHF"],
  ["franc|francs|法郎", "CHF XOF XAF"],
  ["dirham|dirhams|dhs|迪拉姆", "AED MAD"],
  ["emirati dirhams|uae dirhams|阿联酋迪拉姆", "AED"],
  ["riyal|riyals|里亚尔", "SAR QAR"],
  ["saudi riyals|saudi riyal|沙特里亚尔|沙币", "SAR"],
  ["dinar|dinars|第纳尔", "KWD JOD BHD IQD"],
  ["kuwaiti dinars|kuwaiti dinar|科威特第纳尔", "KWD"],
  ["rand|rands|south african rands|兰特|南非兰特", "ZAR"],
  ["s/|s/.|soles|peruvian soles", "PEN"],
  ["kyat|kyats|缅币|缅元", "MMK"],
  ["riel|riels|瑞尔|柬币", "KHR"],
  ["kip|基普", "LAK"],
  ["taka|塔卡|৳", "BDT"],
  ["lari", "GEL"],
  ["tether|usdt₮|泰达币|usd₮", "USDT"],
  ["usd coin", "USDC"],
];

/** Words for a dollar that does not say which. */
export const dollarNames = "$|dollar|dollars|buck|bucks|刀";

/** Coins: what one is worth in hundredths, and of which currency. */
export const coinNames: readonly (readonly [names: string, code: string])[] = [
  ["cent|cents|¢", "$"],
  ["us cents|美分", "USD"],
  ["pence|penny|便士", "GBP"],
  ["euro cents|eurocents|欧分", "EUR"],
];

/** Codes that are also words or names, and codes hardly anybody means: believed in upper case only. */
export const upperCaseCodes: ReadonlySet<string> = new Set([
  ...["ALL", "AMD", "BAM", "BOB", "BOV", "CHE", "CHW", "CLF", "COP", "COU", "CUP", "GEL", "MAD", "MOP", "MXV", "PEN"],
  ...["RON", "RUB", "SOS", "TOP", "TRY", "USN", "UYI", "UYW", "XAD"],
]);

/** Short Chinese names are no currency before these characters: `5分钟`, `3元素`, `毛巾`. */
export const notBefore: Readonly<Record<string, string>> = {
  元: "素件旦宵帅月始老首",
  块: "儿蛋表地",
  圆: "桌形",
  角: "色度落膜",
  毛: "巾衣利笔病线毯坯",
  刀: "具片叉鱼",
  欧: "洲式美派冠",
  盾: "牌",
};

/** Names made of letters that people write before the number as well. */
export const leadingNames: ReadonlySet<string> = new Set([
  ...["rmb", "rp", "rp.", "rm", "rs", "rs.", "nt", "ntd", "ksh", "dhs", "kr", "tl", "sfr", "sfr.", "đ"],
]);

/** Dots separate thousands where these are used. */
export const dotGroupingCodes: ReadonlySet<string> = new Set(["IDR", "VND"]);

/** Codes and names people write for money that is no currency here any more, or never was. */
export const unknownCodes: ReadonlySet<string> = new Set(
  "BTC ETH SOL BNB XRP DOGE LTC ADA TRX DAI BUSD DEM FRF ITL ESP HRK ATS BEF NLG GRD PTE IEP FIM LTL LVL EEK SKK SIT".split(
    " ",
  ),
);
