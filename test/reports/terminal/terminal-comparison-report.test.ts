import { describe, expect, test } from 'vitest';
import type { ComparisonReport } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import { terminalReporter } from '../../../reports/terminal-reporter.ts';
import { displayWidth } from '../../../reports/text/display-width.ts';
import { goldenDocuments } from '../../../tools/golden/golden-documents.ts';

const OPTIONS = { width: 80, color: false };

const documents = goldenDocuments();

const linesOf = (document: ComparisonReport): readonly string[] =>
  terminalReporter.render(document, OPTIONS).trimEnd().split('\n');

describe('a scenario in a terminal comparison report', () => {
  test('has its reason and no empty table when it could not be compared', () => {
    const lines = linesOf(documents['live-mixed']);
    const from = lines.indexOf('import legacy csv');
    expect(lines.slice(from, from + 5)).toEqual([
      'import legacy csv',
      '  ! wall_time incomparable: every trial of the base failed: it ended with exit',
      '    code 3',
      '',
      "  perf-harness compare main --seed 4711 'import legacy csv'",
    ]);
  });

  test('keeps a percent sign on the line of its number', () => {
    for (const name of ['live-regressed', 'live-mixed'] as const) {
      for (const line of linesOf(documents[name])) {
        expect(line).not.toMatch(/^\s*%/);
        expect(line).not.toMatch(/±$/);
      }
    }
  });
});

test('a terminal report of a thousand shows changed or inconclusive scenarios and counts the rest', () => {
  const document = documents['live-regressed'];
  const [first] = document.comparisons;
  const [run] = document.runs;
  if (first === undefined || run === undefined) throw new Error('no comparison');
  const comparisons = Array.from({ length: 1_000 }, (_, index) => ({
    ...first,
    scenario: `case ${index}`,
    verdict: index === 7 ? ('inconclusive' as const) : ('unchanged' as const),
  }));
  const runs = comparisons.map(({ scenario }) => ({ ...run, id: scenario, scenario }));
  const lines = linesOf({ ...document, comparisons, runs });
  const shown = lines.filter((line) => /^ {2}case \d+ /u.test(line));
  expect(shown.map((line) => line.slice(2, 9))).toEqual(['case 7 ']);
  expect(lines.join('\n')).toMatch(/^= 999 unchanged within ± 2 %/mu);
  expect(lines).toContain(`record ${document.id}`);
  const stored = linesOf({ ...document, id: null, rules: null, comparisons, runs });
  expect(stored).toContain('1,000 records');
  expect(lines.length).toBeLessThan(40);
  for (const line of lines) {
    if (!line.startsWith('  perf-harness ')) expect(displayWidth(line)).toBeLessThanOrEqual(80);
  }
});
