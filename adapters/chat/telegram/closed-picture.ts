import { crc32, deflateSync } from "node:zlib";

const width = 320;
const height = 64;

/**
 * Takes the place of a QR code that must not be scanned any more: Telegram can change the picture of a message, but
 * never take it away. A grey bar on white. Source: PNG specification (third edition), sections 5.2, 7.2 and 11.2.
 */
export function drawClosedPicture(): Buffer {
  const rows = Array.from({ length: height }, (_, y) => {
    const isBar = y >= 28 && y < 36;
    const pixels = Array.from({ length: width }, (_, x) => (isBar && x >= 96 && x < 224 ? 0xb0 : 0xff));
    return Buffer.from([0, ...pixels]);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
