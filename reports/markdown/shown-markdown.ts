import type { ShownFacts } from '../facts/history/shown-facts.ts';
import { escapeMarkdown, inlineCode } from './escape.ts';
import { type MarkdownColumn, markdownTable } from './table.ts';

const COLUMNS: readonly MarkdownColumn[] = [
  { title: 'Run' },
  { title: 'Scenario' },
  { title: 'Metric' },
  { title: 'Value', align: 'right' },
  { title: 'Interval' },
  { title: 'Against its level' },
  { title: 'Code' },
  { title: 'Began' },
  { title: 'Measured under' },
];

/** Runs of what was asked for, a row for each metric. */
export function shownMarkdown({ runs, rest }: ShownFacts): readonly (readonly string[])[] {
  const rows = runs.flatMap((run) =>
    run.metrics.map(({ metric, value, range, level }) => [
      inlineCode(run.id),
      ...[run.scenario, metric, value, range, level, run.code, run.at, run.conditions].map(
        escapeMarkdown,
      ),
    ]),
  );
  return [
    ...(rows.length === 0 ? [] : [['**Runs**'], markdownTable(COLUMNS, rows)]),
    rest === '' ? [] : [rest],
  ];
}
