import { storeContext } from "./store-context.ts";
import { findStore } from "./store-modules.ts";
import { sampleDelivery, sampleLink, sampleNotice } from "./store-samples.ts";

/**
 * A process of its own that writes to a store and prints the key of everything that was acknowledged, line by line,
 * until it is killed. Started as `node store-child.ts <url> <worker> <prefix>`.
 */
const [url = "", worker = "", prefix = ""] = process.argv.slice(2);
const store = await findStore(url).open(storeContext(url, { worker }));
process.stdout.write("ready\n");

let written = 0;
async function writeOn(): Promise<never> {
  for (;;) {
    written += 1;
    const key = `${prefix}${written}`;
    await store.acceptDelivery(sampleDelivery(key, { lane: `lane${written % 7}` }));
    await store.commit({ links: [sampleLink(key)], notices: [sampleNotice(key)] });
    process.stdout.write(`${key}\n`);
  }
}
await Promise.all(Array.from({ length: 20 }, writeOn));
