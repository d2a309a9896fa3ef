import type { z } from "zod";
import { appEnvSchema } from "./app-config.ts";
import { factsOf } from "./load-config.ts";

/** One adapter's heading and variables. */
export interface EnvSection {
  readonly title: string;
  readonly env: z.ZodObject;
}

/** The text of `.env.example`: every variable with its meaning, an example and its default, all commented out. */
export function envExample(sections: readonly EnvSection[]): string {
  const all: readonly EnvSection[] = [{ title: "Paylink", env: appEnvSchema }, ...sections];
  const intro = "# Copy to .env and fill in what you use. An adapter with none of its variables set is off.\n";
  return `${intro}${all.map(sectionText).join("")}`;
}

function sectionText(section: EnvSection): string {
  const lines = Object.entries(section.env.shape).map(([name, field]) => variableText(name, field as z.ZodType));
  return `\n# ---- ${section.title} ----\n${lines.join("")}`;
}

function variableText(name: string, field: z.ZodType): string {
  const facts = factsOf(field);
  const notes = [
    facts.isRequired ? "required" : undefined,
    facts.isSecret ? "secret" : undefined,
    facts.defaultText === undefined ? undefined : `default ${facts.defaultText}`,
  ];
  const note = notes.filter((each) => each !== undefined).join(", ");
  return `# ${facts.description}${note === "" ? "" : ` (${note})`}\n# ${name}=${facts.defaultText ?? facts.example}\n`;
}
