import { connect, type Socket } from "node:net";

/** An answer as it came off the wire; status 0 when the other side hung up without one. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const patienceMs = 10_000;

/** Sends exactly these bytes to a port of this machine and reads until the other side has answered or hung up. */
export async function exchange(port: number, bytes: string | Uint8Array): Promise<RawAnswer> {
  const socket = await open(port);
  return new Promise((resolve) => {
    let text = "";
    const finish = () => {
      socket.destroy();
      resolve(readAnswer(text));
    };
    const timer = setTimeout(finish, patienceMs);
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => {
      text += chunk;
      if (isWhole(text)) socket.end();
    });
    socket.on("close", () => {
      clearTimeout(timer);
      finish();
    });
    socket.write(bytes);
  });
}

/** Sends requests in one go on one connection, and reads an answer to each, in their order, or until the other side hung up. */
export async function exchangeAll(port: number, requests: readonly Uint8Array[]): Promise<readonly RawAnswer[]> {
  const socket = await open(port);
  const answers: RawAnswer[] = [];
  let text = "";
  socket.setEncoding("latin1");
  return new Promise((resolve) => {
    socket.on("data", (chunk) => {
      text += chunk;
      for (let end = endOf(text); end !== undefined; end = endOf(text)) {
        answers.push(readAnswer(text.slice(0, end)));
        text = text.slice(end);
      }
      if (answers.length === requests.length) socket.end();
    });
    socket.on("close", () => resolve(answers));
    socket.write(Buffer.concat(requests));
  });
}

/** A request line and headers; `host` and `connection: close` are there unless given. */
export function head(line: string, headers: readonly string[] = []): string {
  return [line, "Host: 127.0.0.1", "Connection: close", ...headers, "", ""].join("\r\n");
}

/** A connection to a port of this machine. Errors end it quietly. */
export function open(port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket));
    socket.on("error", () => socket.destroy());
  });
}

function isWhole(text: string): boolean {
  return endOf(text) !== undefined;
}

/** Where the first answer ends, once it is whole and says how long it is. */
function endOf(text: string): number | undefined {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd === -1) return undefined;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, headEnd))?.[1];
  const end = headEnd + 4 + Number(length);
  return text.length >= end ? end : undefined;
}

function readAnswer(text: string): RawAnswer {
  const [top = "", ...rest] = text.split("\r\n\r\n");
  const [statusLine = "", ...lines] = top.split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  return { status: Number(statusLine.split(" ")[1] ?? 0), headers, body: rest.join("\r\n\r\n") };
}
