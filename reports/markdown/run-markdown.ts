import { type Footnote, footnotesOf, marks } from '../facts/footnotes.ts';
import type { FailureFact } from '../facts/run/failure-facts.ts';
import type { FieldFact } from '../facts/run/field-facts.ts';
import type { RunFacts } from '../facts/run/run-facts.ts';
import { plural } from '../text/plural.ts';
import { codeBlock, escapeHtml, escapeMarkdown, inlineCode, metricMarkdown } from './escape.ts';
import { markdownTable } from './table.ts';

/** Everything about one scenario: failures open, the metrics folded. */
export function runMarkdown(
  facts: RunFacts,
  footnotes: readonly Footnote[],
): readonly (readonly string[])[] {
  const { scenario, kind, metrics, unavailable, sampling, id, failures } = facts;
  return [
    ...failures.flatMap((failure) => failureMarkdown(scenario, failure)),
    [
      '<details>',
      `<summary>${escapeHtml(scenario)} (${kind}): ${plural(metrics.length, 'metric')}</summary>`,
    ],
    markdownTable(
      [
        { title: 'Metric' },
        { title: 'Median', align: 'right' },
        { title: facts.intervalTitle, align: 'right' },
        { title: 'n', align: 'right' },
        { title: 'Varies by', align: 'right' },
      ],
      metrics.map(({ name, isPrimary, center, interval, variation, summary }) => {
        const noted = escapeMarkdown(marks(footnotesOf(footnotes, scenario, name)));
        return [
          `${isPrimary ? `**${metricMarkdown(name)}**` : metricMarkdown(name)} ${noted}`.trimEnd(),
          center,
          interval,
          `${summary.n}`,
          variation,
        ];
      }),
    ),
    fieldMarkdown(facts.field),
    unavailable.map(
      ({ metrics: names, reason }) =>
        `- ${names.map(metricMarkdown).join(', ')}: not available, ${escapeMarkdown(reason)}`,
    ),
    [`${escapeMarkdown(sampling.sentence)}; record ${inlineCode(id)}`],
    ['</details>'],
  ];
}

function fieldMarkdown(field: FieldFact | null): readonly string[] {
  if (field === null) return [];
  return [
    ...markdownTable(
      [
        { title: 'Field' },
        { title: 'p75', align: 'right' },
        { title: '95 % interval', align: 'right' },
        { title: 'Visits', align: 'right' },
        { title: 'Lab median', align: 'right' },
      ],
      field.rows.map(({ name, p75, interval, visits, lab }) => [name, p75, interval, visits, lab]),
    ),
    '',
    escapeMarkdown(`${field.title}. ${field.note}`),
  ];
}

function failureMarkdown(scenario: string, failure: FailureFact): readonly (readonly string[])[] {
  const { place, reason, message, remedy, output } = failure;
  const what = `${scenario}: ${place} failed (${reason}): ${message}`;
  return [
    [`❌ **${escapeMarkdown(what)}**`],
    output.length === 0 ? [] : codeBlock(output, 'text'),
    remedy === null ? [] : [`_${escapeMarkdown(remedy)}_`],
  ];
}
