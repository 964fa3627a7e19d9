import { describe, expect, test } from 'vitest';
import type {
  Comparison,
  ComparisonReport,
  Report,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import { githubReporter } from '../../reports/github-actions-reporter.ts';
import {
  fitCommentSections,
  formatCommentMarker,
} from '../../reports/pull-request-comment-body.ts';

import { commentReporter, truncateName } from '../../reports/pull-request-comment-reporter.ts';

import { goldenDocuments } from '../../tools/golden/golden-documents.ts';

const OPTIONS = { width: 80, color: false };
/** Maximum length of a comment on GitHub, in characters. */
const LIMIT = 65_536;
const documents = goldenDocuments();

/** A comparison report with many comparisons. */
function many(
  name: (index: number) => string,
  verdictOf: (index: number) => Comparison['verdict'],
  count = 1_000,
): ComparisonReport {
  const document = documents['live-regressed'];
  const [first] = document.comparisons;
  if (first === undefined) throw new Error('no comparison');
  const comparisons = Array.from({ length: count }, (_, index) => ({
    ...first,
    scenario: name(index),
    verdict: verdictOf(index),
    reason: verdictOf(index) === 'incomparable' ? `crashed: ${'x'.repeat(2_000)}` : null,
  }));
  return { ...document, comparisons, runs: [] };
}

const HOSTILE = '<!-- --> | `請求書` 👩‍💻 & @everyone <details> ';
const VERDICTS = ['unchanged', 'regressed', 'inconclusive', 'improved', 'incomparable'] as const;

const mixed = (index: number) => VERDICTS[index % VERDICTS.length] ?? 'unchanged';
const growing = (index: number) => `${index}${'&'.repeat(400)}`;

test.each<
  [string, (index: number) => string, readonly ((index: number) => Comparison['verdict'])[]]
>([
  ['long hostile names', (index) => `${index} ${HOSTILE.repeat(40)}`, [mixed]],
  ['names that grow most when escaped', growing, VERDICTS.map((verdict) => () => verdict)],
  ['letters of many marks', (index) => `${index}a${'\u0301'.repeat(5_000)}`, [mixed]],
])(
  'a comment on three hundred comparisons with %s stays within the limit of GitHub',
  (_what, name, verdicts) => {
    for (const verdictOf of verdicts) {
      const text = commentReporter.render(many(name, verdictOf, 300), OPTIONS);
      expect(text).toContain('Omitted because of the comment size limit');
      expect(Buffer.byteLength(text)).toBeLessThan(LIMIT);
      expect(text.startsWith('<!-- perf-harness:compare -->\n')).toBe(true);
      expect(text.match(/<details>/g) ?? []).toHaveLength(
        (text.match(/<\/details>/g) ?? []).length,
      );
      expect(text.isWellFormed()).toBe(true);
    }
  },
);

describe('a comment', () => {
  const rowsOf = (text: string, start: RegExp): number =>
    text
      .replaceAll('\u00a0', ' ')
      .split('\n')
      .filter((line) => start.test(line)).length;

  test('leaves out unchanged metrics first, and reports how many and where they are', () => {
    const verdictOf = (index: number): Comparison['verdict'] =>
      index < 900 ? 'unchanged' : index < 910 ? 'improved' : 'regressed';
    const text = commentReporter.render(
      many((index) => `case ${index}`, verdictOf),
      OPTIONS,
    );
    expect(rowsOf(text, /^\| case 9[1-9]\d \|/u)).toBe(90);
    expect(rowsOf(text, /^\| case 90\d \|/u)).toBe(10);
    const shown = rowsOf(text, /^\| unchanged \|/u);
    expect(shown).toBeGreaterThan(100);
    expect(Buffer.byteLength(text)).toBeLessThan(LIMIT);
    expect(text).toContain(`<summary>900 metrics unchanged</summary>`);
    expect(text).toContain(
      `_Omitted because of the comment size limit: ${900 - shown} unchanged comparisons. The full results are in the job summary`,
    );
    expect(text).toContain('Next, to measure the regressed scenario again:');
  });

  test('counts what it leaves out when not even all changes fit', () => {
    const text = commentReporter.render(
      many(
        (index) => `${index} ${HOSTILE.repeat(10)}`,
        () => 'regressed',
        600,
      ),
      OPTIONS,
    );
    const shown = rowsOf(text, /^\| \d+ /u);
    expect(shown).toBeGreaterThan(50);
    expect(text).toContain(`: ${600 - shown} comparisons. The full results`);
  });

  test('leaves nothing out when everything fits, and begins with its marker', () => {
    for (const document of Object.values(documents)) {
      const text = commentReporter.render(document, OPTIONS);
      expect(text).not.toContain('Omitted');
      expect(text.match(/^<!-- perf-harness:[a-z]+ -->\n/)).not.toBeNull();
    }
  });

  test('stays within the limit for two hundred runs with broken budgets', () => {
    const report = documents['budgets-failing'];
    const runs = Array.from({ length: 200 }, (_, index) => ({
      ...(report.runs[0] as Report['runs'][number]),
      scenario: `${index} ${HOSTILE.repeat(10)}`,
    }));
    const text = commentReporter.render({ ...report, runs }, OPTIONS);
    expect(Buffer.byteLength(text)).toBeLessThan(LIMIT);
    expect(text).toContain('Omitted because of the comment size limit');
  });
});

test('a comment mentions nobody and opens nothing through the names in it', () => {
  const text = commentReporter.render(
    many(
      (index) => `${index} ${HOSTILE}`,
      () => 'regressed',
      50,
    ),
    OPTIONS,
  );
  // In code blocks GitHub resolves no mentions and no HTML.
  const shown = text.replace(/^```sh$.*?^```$/gms, '');
  expect(shown.length).toBeLessThan(text.length);
  expect(shown.includes('@everyone')).toBe(false);
  expect(shown.match(/<!--/g)).toHaveLength(1);
});

test('a comment shows a gate command whole or not at all, and counts what it leaves out', () => {
  const gate = documents['gate-failed'];
  const long = `perf-harness gate '${'n'.repeat(2_000)}'`;
  const [first, ...others] = gate.checks;
  if (first === undefined) throw new Error('no check');
  const checks = [{ ...first, reproduce: long }, ...others];
  const text = commentReporter.render({ ...gate, checks }, OPTIONS);
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, commands]) => commands);
  expect(blocks.length).toBeGreaterThan(0);
  expect(blocks.join('')).not.toMatch(/nnn|…/u);
  expect(text).toContain('Omitted because of the comment size limit: 1 command.');
  expect(text).toContain(gate.checks[0]?.scenario);
});

test('different comment keys never get the same marker', () => {
  const keys = ['node>=24', 'node<=24', 'node-24', 'default', '>', '', `${'a'.repeat(100)}b`];
  const markers = [...keys, `${'a'.repeat(100)}c`].map(formatCommentMarker);
  // An empty key has the marker of the default.
  expect(new Set(markers).size).toBe(keys.length);
});

test.each([
  ['linux-node.26', 'linux-node.26'],
  ['linux, node 26', 'linux-node-26-0fd8f44a'],
  ['--> <script>', 'script-91a2c1d2'],
  ['a--b', 'a-b-90827a2e'],
  ['', 'default'],
])('the key %j is marked as %j, which ends no HTML comment', (key, shown) => {
  expect(formatCommentMarker(key)).toBe(`<!-- perf-harness:${shown} -->`);
  const text = commentReporter.render(documents['live-regressed'], { ...OPTIONS, commentKey: key });
  expect(text.split('\n')[0]).toBe(`<!-- perf-harness:${shown} -->`);
});

test('fitCommentSections never cuts a row, and drops a section without a fitting row', () => {
  const section = (rows: readonly string[]) => ({
    open: ['head'],
    rows,
    close: ['end'],
    noun: 'row',
  });
  // A blank line, head and end take 1 + 5 + 4 bytes, each row 4.
  expect(fitCommentSections([section(['aaa', 'bbb', 'ccc'])], 10 + 9)).toEqual({
    lines: ['', 'head', 'aaa', 'bbb', 'end'],
    leftOut: [{ noun: 'row', count: 1 }],
  });
  expect(fitCommentSections([section(['aaa'])], 10 + 3)).toEqual({
    lines: [],
    leftOut: [{ noun: 'row', count: 1 }],
  });
});

test('truncateName shortens names in their middle, however few columns their characters take', () => {
  expect(truncateName('short')).toBe('short');
  expect(truncateName(`begin ${'x'.repeat(500)} end`)).toMatch(/^begin x+…x+ end$/);
  expect(truncateName(`a${'\u0301'.repeat(5_000)}`).length).toBeLessThanOrEqual(310);
});

test('a comment and annotations report a busy machine once, and name no folder of a user', () => {
  const document = documents['live-regressed'];
  const folders = ['/home', '/Users', 'C:/Users'].map((home) => `${home}/ann_b/work`);
  const busy = folders.map(
    (folder, index): Finding => ({
      id: 'busy-machine',
      level: 'warning',
      message: `The machine is busy: other processes use ${90 - index} % of the CPUs (${folder}).`,
    }),
  );
  const [first] = busy;
  if (first === undefined) throw new Error('no finding');
  const saved = busy.map((finding, index): Finding => ({ ...finding, id: `saved-${index}` }));
  const report = { ...document, findings: [...busy, ...saved] };
  const texts = [
    commentReporter.render(report, OPTIONS),
    githubReporter.render(report, OPTIONS),
    ...(githubReporter.sideTexts?.(report, OPTIONS) ?? []).map(({ text }) => text),
  ];
  for (const text of texts) {
    expect(text.match(/use 90 %(?:25)? of the CPUs/gu)).toHaveLength(2);
    expect(text.match(/use 89 %(?:25)? of the CPUs/gu)).toHaveLength(1);
    expect(text).not.toMatch(/ann/u);
    expect(text).toMatch(/CPUs \(~\/work\)/u);
  }
});
