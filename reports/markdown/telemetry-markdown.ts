import type { TelemetrySection } from '../facts/telemetry/telemetry-sections.ts';
import { escapeMarkdown } from './escape.ts';

/** The four sections of telemetry, each with its source. Empty: nobody looked at any. */
export function telemetryMarkdown(
  sections: readonly TelemetrySection[] | null,
): readonly (readonly string[])[] {
  return (sections ?? []).flatMap(({ title, question, source, lines }) => [
    [`#### ${title}: ${question}?`],
    [`_${escapeMarkdown(source)}_`],
    lines.map((line) => `- ${escapeMarkdown(line)}`),
  ]);
}
