import { crc32, deflateSync } from "node:zlib";
import { encode } from "uqr";
import type { QrImage } from "../model/card.ts";

const quietZone = 4;
const pixelsPerModule = 8;

/** Draws the QR code of exactly this content. Nothing leaves the process. About 2 ms. */
export function createQrImage(content: string, alt: string): QrImage {
  const modules = encode(content, { ecc: "M", border: 0 }).data;
  return { content, alt, modules, png: drawPng(modules) };
}

/** A 1-bit grey PNG: dark modules are 0. Source: PNG specification (third edition), sections 5.2, 7.2 and 11.2. */
function drawPng(modules: readonly (readonly boolean[])[]): Uint8Array {
  const side = (modules.length + 2 * quietZone) * pixelsPerModule;
  const rowBytes = Math.ceil(side / 8);
  const blank = Buffer.alloc(1 + rowBytes, 0xff).fill(0, 0, 1);
  const rows: Buffer[] = [];
  for (let y = -quietZone; y < modules.length + quietZone; y += 1) {
    const row = Buffer.from(blank);
    (modules[y] ?? []).forEach((isDark, x) => {
      // Eight pixels a module and eight pixels a byte: a module is exactly one byte of its row.
      if (isDark) row[1 + x + quietZone] = 0;
    });
    for (let line = 0; line < pixelsPerModule; line += 1) rows.push(row);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([1, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
