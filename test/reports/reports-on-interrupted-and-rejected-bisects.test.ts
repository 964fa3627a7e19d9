/** Reports mark a bisection's rejected answers, and state what an interrupted bisection knows. */
import { describe, expect, test } from 'vitest';
import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import type { Comparison } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { htmlReporter } from '../../reports/html-reporter.ts';
import { markdownReporter } from '../../reports/markdown-reporter.ts';
import { commentReporter } from '../../reports/pull-request-comment-reporter.ts';
import type { Reporter } from '../../reports/reporter.ts';
import { terminalReporter } from '../../reports/terminal-reporter.ts';
import { bisectView } from '../../reports/views/bisect/bisect-view.ts';
import { goldenDocuments } from '../../tools/golden/golden-documents.ts';

const OPTIONS = { width: 80, color: false };

const document = goldenDocuments()['bisect-found'];

describe('a bisection with a rejected and a confirmed answer', () => {
  const [confirmed] = document.confirmations;
  if (confirmed === undefined) throw new Error('no confirmation');
  const rejected = { ...confirmed, first: 8, last: 8, confirmed: false };
  const both = { ...document, confirmations: [rejected, confirmed] };

  test.each([
    ['terminal', terminalReporter, /^ {2}Not confirmed {2}[\s\S]*^ {2}Confirmed {6}/mu],
    ['markdown', markdownReporter, /^- \*\*Not confirmed\*\* .*\n- \*\*Confirmed\*\* /mu],
    ['comment', commentReporter, /^- \*\*Not confirmed\*\* .*\n- \*\*Confirmed\*\* /mu],
    [
      'html',
      htmlReporter,
      />Not confirmed<\/strong> .* against [\s\S]*>Confirmed<\/strong> .* against /u,
    ],
  ] as const satisfies readonly (readonly [string, Reporter, RegExp])[])(
    'distinguishes both answers in %s',
    (_, reporter, words) => {
      expect(reporter.render(both, OPTIONS)).toMatch(words);
    },
  );
});

describe('an interrupted bisection', () => {
  const sentence = (
    verdict: Comparison['verdict'],
    changes: Partial<BisectReport> = {},
  ): string => {
    const comparisons = document.ends.comparisons.map((comparison) => ({ ...comparison, verdict }));
    const ends = { ...document.ends, comparisons };
    const cut = { ...document, ...changes, ends, outcome: 'interrupted' as const };
    return bisectView(cut).headline.sentence;
  };

  test('reports what the ends have shown when it ended before its search', () => {
    expect(sentence('regressed', { steps: [] })).toMatch(
      /^interrupted: good and bad differ in wall_time of parse lockfile \(\+.* %\), and the cause is one of 12 changes$/u,
    );
    expect(sentence('unchanged', { steps: [] })).toContain('do not differ in wall_time');
  });

  test('reports what is left when it ended in its search', () => {
    expect(sentence('regressed')).toMatch(
      /, and with 99 % confidence the cause is one of 1 change, /u,
    );
  });

  test('reports nothing when it ended while comparing the ends', () => {
    expect(sentence('inconclusive', { steps: [] })).toBe(
      'interrupted before there was a conclusive result for wall_time of parse lockfile',
    );
  });
});
