import type { Button, Card, CardEntry, QrImage, Tone } from "../../../src/model/card.ts";

/** How a card is drawn: colours only on a terminal, QR codes where they fit. */
export interface Drawing {
  readonly hasColours: boolean;
  readonly columns: number;
}

const marks: Readonly<Record<Tone, string>> = {
  neutral: "●",
  progress: "◌",
  good: "✔",
  warning: "▲",
  bad: "✖",
  closed: "■",
};
const colours: Readonly<Record<Tone, number>> = {
  neutral: 36,
  progress: 33,
  good: 32,
  warning: 33,
  bad: 31,
  closed: 90,
};

/** A card as lines of text. Control characters in what people typed are shown, never obeyed. */
export function drawCard(card: Card, drawing: Drawing): string {
  const paint = painter(drawing);
  const badge =
    card.badge === undefined
      ? ""
      : `${paint(colours[card.badge.tone], `${marks[card.badge.tone]} ${clean(card.badge.text)}`)}  `;
  const labelWidth = Math.max(0, ...(card.facts ?? []).map((fact) => width(fact.label)));
  const body = [
    ...(card.lines ?? []).flatMap((line) => clean(line).split("\n")),
    ...(card.facts ?? []).flatMap((fact) => drawFact(fact.label, fact.value, labelWidth)),
    ...(card.entries ?? []).flatMap((entry) => drawEntry(entry, paint)),
    ...(card.link === undefined ? [] : ["", `${clean(card.link.label)}: ${paint(4, clean(card.link.url))}`]),
    ...(card.image === undefined ? [] : ["", ...drawQr(card.image, drawing)]),
    ...(card.footnote === undefined ? [] : ["", paint(2, clean(card.footnote))]),
    ...drawButtons(card.buttons ?? [], paint),
  ];
  const head = `${badge}${paint(1, clean(card.title))}`;
  const banner = card.testBanner === undefined ? [] : [paint(33, `[${clean(card.testBanner)}]`)];
  if (body.length === 0) return `${[head, ...(card.badge === undefined ? banner : [])].join("\n")}\n`;
  return `${[`┌ ${head}`, ...[...banner, ...body].map((line) => `│ ${line}`), "└"].join("\n")}\n`;
}

/** The code as half blocks, two rows of modules a line, with its quiet zone; dark on light whatever the terminal's colours. */
export function drawQr(image: QrImage, drawing: Drawing): readonly string[] {
  const quiet = 4;
  const side = image.modules.length + 2 * quiet;
  if (side > drawing.columns - 2) return [`(${clean(image.alt)}: the terminal is too narrow to draw it)`];
  const isDark = (x: number, y: number) => image.modules[y - quiet]?.[x - quiet] ?? false;
  const lines: string[] = [];
  for (let y = 0; y < side; y += 2) {
    const cells = Array.from({ length: side }, (_unused, x) =>
      halfBlock(isDark(x, y), y + 1 < side && isDark(x, y + 1)),
    );
    lines.push(drawing.hasColours ? `\u001b[30;107m${cells.map(inverse).join("")}\u001b[0m` : cells.join(""));
  }
  return lines;
}

/** Without colours a light module is a full block: text on a dark terminal scans, and decoders accept both polarities. */
function halfBlock(isUpperDark: boolean, isLowerDark: boolean): string {
  if (isUpperDark) return isLowerDark ? " " : "▄";
  return isLowerDark ? "▀" : "█";
}

function inverse(cell: string): string {
  return { " ": "█", "▄": "▀", "▀": "▄", "█": " " }[cell] ?? cell;
}

function drawFact(label: string, value: string, labelWidth: number): readonly string[] {
  const [first = "", ...rest] = clean(value).split("\n");
  const indent = " ".repeat(labelWidth + 2);
  return [`${clean(label)}${" ".repeat(labelWidth - width(label) + 2)}${first}`, ...rest.map((line) => indent + line)];
}

function drawEntry(entry: CardEntry, paint: Painter): readonly string[] {
  const tone = entry.badge.tone;
  return [
    `${paint(colours[tone], `${marks[tone]} ${clean(entry.badge.text)}`)}  ${clean(entry.title)}`,
    `    ${paint(2, clean(entry.detail))}`,
  ];
}

function drawButtons(buttons: readonly Button[], paint: Painter): readonly string[] {
  const commands = buttons.flatMap((button) =>
    button.action.kind === "command" ? [`${clean(button.label)} (${clean(button.action.command)})`] : [],
  );
  return commands.length === 0 ? [] : ["", paint(2, `▸ ${commands.join("   ▸ ")}`)];
}

type Painter = (code: number, text: string) => string;

function painter(drawing: Drawing): Painter {
  return (code, text) => (drawing.hasColours ? `\u001b[${code}m${text}\u001b[0m` : text);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
const unruly = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Escape sequences, carriage returns and direction overrides in user text would let it draw what it likes. */
function clean(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(unruly, "\ufffd");
}

/** Columns a text takes: East Asian wide characters take two. */
function width(text: string): number {
  return [...text].reduce(
    (sum, char) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(char)
        ? 2
        : 1),
    0,
  );
}
