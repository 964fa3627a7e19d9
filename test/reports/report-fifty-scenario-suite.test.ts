/** The report of a suite of fifty scenarios can be read in ten seconds, in every format. */
import { describe, expect, test } from 'vitest';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { githubReporter } from '../../reports/github-actions-reporter.ts';
import { htmlReporter } from '../../reports/html-reporter.ts';
import { commentReporter } from '../../reports/pull-request-comment-reporter.ts';
import { terminalReporter } from '../../reports/terminal-reporter.ts';
import { displayWidth } from '../../reports/text/display-width.ts';
import {
  createSuiteComparison,
  createSuiteGate,
  MIXED_OUTCOMES,
  SCENARIO_NAMES,
} from './fifty-scenario-comparison-and-gate.ts';

const PLAIN = { width: 80, color: false };

type Document = ComparisonReport | GateReport;
function memoized(render: (document: Document) => string): (document: Document) => string {
  const texts = new Map<Document, string>();
  return (document) => {
    const text = texts.get(document) ?? render(document);
    texts.set(document, text);
    return text;
  };
}
const terminal = memoized((document) => terminalReporter.render(document, PLAIN));
const comment = memoized((document) => commentReporter.render(document, PLAIN));
const summary = memoized((document) => githubReporter.sideTexts?.(document, PLAIN)[0]?.text ?? '');
/** Returns the main part of the page, open and folded. */
const page = memoized((document) =>
  htmlReporter.render(document, PLAIN).replace(/^[\s\S]*<main>/u, ''),
);
const FORMATS = { terminal, comment, summary, page };

/** Expects the texts in this order, however they are wrapped. */
function expectInOrder(text: string, parts: readonly string[]): void {
  const whole = text.replaceAll(/\s+/gu, ' ');
  let at = 0;
  for (const part of parts) {
    const next = whole.indexOf(part, at);
    expect(next, `${part} behind ${whole.slice(0, at).slice(-80)}`).toBeGreaterThanOrEqual(0);
    at = next;
  }
}

const [slow = '', slower = ''] = MIXED_OUTCOMES.worse.map((index) => SCENARIO_NAMES[index]);
const [fast = ''] = MIXED_OUTCOMES.better.map((index) => SCENARIO_NAMES[index]);
const open = MIXED_OUTCOMES.undecided.map((index) => SCENARIO_NAMES[index] ?? '');

describe.each([
  { what: 'a comparison', document: createSuiteComparison(MIXED_OUTCOMES), worse: '2 regressed' },
  { what: 'a gate', document: createSuiteGate(MIXED_OUTCOMES), worse: '2 failed' },
])('$what of fifty scenarios', ({ document, worse }) => {
  test.each(Object.entries(FORMATS))(
    'reports in the %s what is worse, better and inconclusive, and counts the others',
    (_name, render) => {
      const text = render(document);
      expectInOrder(text, [
        worse,
        slower,
        slow,
        '1 improved',
        fast,
        '4 inconclusive: about 249 pairs needed for a verdict on them',
        ...open.filter((name) => name.length < 30).toReversed(),
        '43 unchanged within ± 5',
      ]);
    },
  );

  test('has a line for each scenario that needs attention, and fits on a screen', () => {
    const lines = terminal(document).trimEnd().split('\n');
    const own = (name: string) => lines.filter((line) => line.startsWith(`  ${name}`));
    for (const name of [slow, slower, fast]) expect(own(name)).toHaveLength(1);
    expect(own(slow)[0]).toMatch(
      /^ {2}resolve lockfile +\+10\.5 % +\+9\.3 … \+12\.0 % +\S+ ms to \S+ ms$/u,
    );
    expect(lines.filter((line) => /about 6\d pairs, 1 min \d+ s$/u.test(line))).toHaveLength(4);
    expect(lines.length).toBeLessThan(36);
    for (const line of lines) {
      if (!line.startsWith('  perf-harness ')) expect(displayWidth(line)).toBeLessThanOrEqual(80);
      expect(line).not.toContain('\u001b');
    }
  });

  test('names no unchanged scenario before the reader opens folded parts', () => {
    const quiet = SCENARIO_NAMES[0] ?? '';
    expect(terminal(document)).not.toContain(quiet);
    for (const render of [comment, summary]) {
      expect(render(document).replaceAll(/<details>[\s\S]*?<\/details>/gu, '')).not.toContain(
        quiet,
      );
    }
    const [before = ''] = page(document).split('<details><summary>43 scenarios');
    expect(before).not.toContain(quiet);
  });

  test('emphasizes conclusive changes only', () => {
    for (const render of [comment, summary]) {
      const shown = render(document).replaceAll(/<details>[\s\S]*?<\/details>/gu, '');
      const bold = shown.match(/\| \*\*[^*]+\*\* \|/gu) ?? [];
      expect(bold).toHaveLength(3);
    }
  });

  test('links each row to the section of its scenario', () => {
    const text = page(document);
    const [, id] = new RegExp(`<a href="#([^"]+)">${slow}</a>`, 'u').exec(text) ?? [];
    expect(text).toContain(`<section id="${id}"><h2>${slow}</h2>`);
  });
});

describe('a gate of fifty scenarios with a limit tighter than the machine can hold', () => {
  const all = SCENARIO_NAMES.map((_, index) => index);
  const gate = createSuiteGate({ worse: [7], better: [], undecided: all, margin: 0.002 });

  test('fails because of its one conclusive regression', () => {
    expect(gate).toMatchObject({ verdict: 'fail', exit_code: 1 });
  });

  test.each(Object.entries(FORMATS))(
    'reports the regression first in the %s, and which limits can be held',
    (_name, render) => {
      const text = render(gate);
      expectInOrder(text, ['1 failed', slow, '49 inconclusive: limit too tight for this machine']);
      expect(text.replaceAll(/\s+/gu, ' ')).toMatch(
        /a limit of ± 2.% can be verified with 95.pairs for each check, /u,
      );
      const rows = text.match(/can verify ± 2.%/gu) ?? [];
      expect(rows).toHaveLength(render === terminal ? 15 : 49);
    },
  );

  test('shows the slowest trends on a terminal, and counts the others', () => {
    const lines = terminal(gate).trimEnd().split('\n');
    expect(lines.join('\n')).toContain('34 more checks shown with --verbose');
    const shown = lines
      .filter((line) => line.includes('can verify ±'))
      .map((line) => line.slice(2, 20));
    expect(shown[0]).toContain(SCENARIO_NAMES[49]);
    expect(lines.length).toBeLessThan(40);
  });
});

test('a comparison of fifty gives the full reason for a scenario that is not comparable', () => {
  const document = createSuiteComparison({ ...MIXED_OUTCOMES, incomparable: [10] });
  const text = terminal(document);
  expectInOrder(text, ['2 regressed', '1 not comparable', '1 improved']);
  expect(text).toContain(
    `  ${SCENARIO_NAMES[10]}: wall_time: the base failed: it exited with code 3`,
  );
});

test('a comparison that ended early requests the pairs of its next interim analysis', () => {
  const document = createSuiteComparison(MIXED_OUTCOMES);
  const silent = document.comparisons.map((comparison) => ({ ...comparison, needed_pairs: null }));
  const ended = document.runs.map((run) => ({ ...run, stop: 'max-time' as const }));
  const early = terminal({ ...document, comparisons: silent, runs: ended });
  expect(early).toMatch(
    /^\? 4 inconclusive: at least 40 pairs needed for a verdict on them, \d+ s/mu,
  );
  expect(early).toMatch(/^ {2}pack changelog .* at least 10 pairs, 12 s$/mu);
  // The reason says why the pairs are inconclusive if more pairs were available.
  const exhausted = terminal({ ...document, comparisons: silent });
  expect(exhausted).toMatch(/^ {2}pack changelog .* the screening r\S+/mu);
});

test('a comparison of fifty without a change takes one line', () => {
  const text = terminal(createSuiteComparison({ worse: [], better: [], undecided: [] }));
  expect(text).toContain('\n= 50 unchanged within ± 5 %\n');
});
