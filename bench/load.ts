import { connect, type Socket } from "node:net";
import { type Answer, answerIn } from "./http-answer.ts";
import { requestsOf, type Traffic } from "./traffic.ts";

/** What one load run is: so many requests of one kind over so many connections, as fast as they are answered or at a rate. */
export interface LoadPlan {
  readonly port: number;
  readonly traffic: Traffic;
  readonly count: number;
  readonly connections: number;
  /** Requests per second; absent: a burst. */
  readonly rate?: number;
  /** Makes this run's requests different from every other run's. */
  readonly salt: string;
}

/** What came of it. Latencies in milliseconds. */
export interface LoadResult {
  readonly seconds: number;
  readonly perSecond: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Sends prepared requests over kept connections, one at a time on each, and measures each answer. */
async function run(plan: LoadPlan): Promise<LoadResult> {
  const requests = requestsOf(plan.traffic, plan.count, plan.salt);
  const statuses: Record<string, number> = {};
  const latencies: number[] = [];
  // Connecting is not what is measured, and would make the first requests late before they are sent.
  const sockets = await Promise.all(Array.from({ length: plan.connections }, () => open(plan.port)));
  const startedAt = performance.now();
  let next = 0;
  const dueAt = (index: number) => (plan.rate === undefined ? 0 : startedAt + (index * 1000) / plan.rate);
  const work = async (socket: Socket) => {
    while (next < requests.length) {
      const index = next;
      next += 1;
      const wait = dueAt(index) - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      // At a rate, the clock of a request starts when it was due: a late sender may not hide a slow server.
      const from = plan.rate === undefined ? performance.now() : Math.max(dueAt(index), startedAt);
      const answer = await exchange(socket, requests[index] ?? Buffer.alloc(0));
      latencies.push(performance.now() - from);
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    }
    socket.destroy();
  };
  await Promise.all(sockets.map(work));
  const seconds = (performance.now() - startedAt) / 1000;
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { seconds, perSecond: requests.length / seconds, statuses, p50: at(0.5), p99: at(0.99), max: at(1) };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });
}

function exchange(socket: Socket, request: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let received: Buffer | undefined;
    const onData = (chunk: Buffer) => {
      received = received === undefined ? chunk : Buffer.concat([received, chunk]);
      const answer = answerIn(received);
      if (answer === undefined) return;
      socket.removeListener("data", onData);
      socket.removeListener("close", onClose);
      resolve(answer);
    };
    const onClose = () => reject(new Error("the server closed the connection"));
    socket.on("data", onData);
    socket.on("close", onClose);
    socket.write(request);
  });
}

const plan = JSON.parse(process.argv[2] ?? "{}") as LoadPlan;
process.stdout.write(JSON.stringify(await run(plan)));
