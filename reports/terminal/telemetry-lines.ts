import type { TelemetrySection } from '../facts/telemetry/telemetry-sections.ts';
import type { Page } from './page.ts';

/** The four sections of telemetry, each with its source. Empty: nobody looked at any. */
export function telemetryLines(
  sections: readonly TelemetrySection[] | null,
  page: Page,
): readonly string[] {
  if (sections === null) return [];
  return [
    ...page.paragraph('Telemetry', { tone: 'strong' }),
    ...sections.flatMap(({ title, question, source, hasSource, lines }) => [
      ...page.paragraph(`${question}? ${source}`, {
        first: `  ${title}: `,
        firstTone: hasSource ? 'strong' : 'faint',
        tone: 'faint',
      }),
      ...lines.flatMap((line) => page.paragraph(line, { first: '    ' })),
    ]),
  ];
}
