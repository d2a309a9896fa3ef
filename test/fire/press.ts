import { exchange, exchangeAll, head, type RawAnswer } from "../support/raw-http.ts";
import { settle } from "../support/settle.ts";
import { judge, type Verdict } from "../support/verdict.ts";
import { World } from "../support/world.ts";
import { holdStore, storeFileOf } from "./trouble.ts";

/** How many webhooks are in flight at once while the store answers nobody. */
export interface PressPlan {
  readonly sockets: number;
  readonly onEach: number;
}

/** What came of it. */
export interface PressRun {
  readonly answers: readonly RawAnswer[];
  /** To a question about health while all of them wait. */
  readonly health: RawAnswer;
  /** What the provider was answered to its reports of new payments in that time. */
  readonly reported: readonly number[];
  /** Resident memory gained, in bytes. */
  readonly grown: number;
  readonly verdict: Verdict;
}

const provider = "onerway";
/** The provider sends again what was not acknowledged. Source: Onerway docs, Transaction notification. */
const sendsAgainMs = 1_800_000;

/** Posts one signed webhook over and over while somebody else holds the store; meanwhile links are paid. */
export async function pressOn({ sockets, onEach }: PressPlan): Promise<PressRun> {
  const world = await World.open({ providers: [provider], environment: { SWEEP_INTERVAL: "0" } });
  try {
    const asked = ["Held up A", "Held up B", "Held up C"];
    for (const description of asked) await world.room.say(world.url, `7 USD ${description} uses:many`);
    await world.quiet();
    const [webhook] = await requestsDuring(world, () => payEach(world));
    const file = storeFileOf(world);
    if (file === undefined || webhook === undefined) throw new Error("nothing to press on");
    await world.quiet();
    const port = Number(new URL(world.url).port);
    const [memory, reports] = [await residentMemory(world), world.emulator(provider).reports.attempts.length];
    const letGo = await holdStore(file);
    const batch = Array.from({ length: onEach }, () => webhook);
    const crowd = Promise.all(Array.from({ length: sockets }, () => exchangeAll(port, batch)));
    const health = await exchange(port, head("GET /healthz HTTP/1.1"));
    await payEach(world);
    const grown = (await residentMemory(world)) - memory;
    const answers = (await crowd).flat();
    letGo();
    const reported = world.emulator(provider).reports.attempts.slice(reports);
    await world.leap(sendsAgainMs);
    const report = await settle(world);
    return {
      answers,
      health,
      reported: reported.map((each) => each.status),
      grown,
      verdict: judge(
        world,
        report,
        asked.map((description) => ({ description, fate: "heard" })),
      ),
    };
  } finally {
    await world.close();
  }
}

async function payEach(world: World): Promise<void> {
  const links = world.emulator(provider).links();
  await Promise.all(links.map(({ ref }) => world.pay(provider, ref)));
}

/** What is posted to the bot while the work is done, as it goes over the wire. */
async function requestsDuring({ url }: World, work: () => Promise<void>): Promise<readonly Uint8Array[]> {
  const posted: Uint8Array[] = [];
  const real = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const [address, body] = [String(input), String(init?.body)];
    const given = Object.entries(init?.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
    const lines = ["Host: 127.0.0.1", ...given, `Content-Length: ${Buffer.byteLength(body)}`];
    if (address.startsWith(url) && init?.method === "POST")
      posted.push(Buffer.from([`POST ${address.slice(url.length)} HTTP/1.1`, ...lines, "", body].join("\r\n")));
    return real(input, init);
  };
  try {
    await work();
    return posted;
  } finally {
    globalThis.fetch = real;
  }
}

async function residentMemory({ url }: World): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^paylink_process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
}
