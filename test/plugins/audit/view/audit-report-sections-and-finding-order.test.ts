/** Required content and format of the reports of an audit. */
import { marked, type Token } from 'marked';
import { describe, expect, test } from 'vitest';
import type {
  AuditReport,
  CompletedCategory,
} from '../../../../plugins/audit/document/audit-document.ts';
import {
  classifyScore,
  describeScenarioOutcome,
  summarizeAudit,
} from '../../../../plugins/audit/view/audit-summary-sentences.ts';
import { auditView } from '../../../../plugins/audit/view/audit-view.ts';
import { collectAuditProblems } from '../../../../plugins/audit/view/collect-findings-sorted-by-severity.ts';
import { agentReporter } from '../../../../reports/agent-reporter.ts';
import { githubReporter } from '../../../../reports/github-actions-reporter.ts';
import { htmlReporter } from '../../../../reports/html-reporter.ts';
import { junitReporter } from '../../../../reports/junit-reporter.ts';
import { markdownReporter } from '../../../../reports/markdown-reporter.ts';
import { commentReporter } from '../../../../reports/pull-request-comment-reporter.ts';
import { sarifReporter } from '../../../../reports/sarif-reporter.ts';
import { terminalReporter } from '../../../../reports/terminal-reporter.ts';
import { auditDocuments } from '../../../../tools/golden/audit-documents.ts';
import { readGoldenAudit, renderAudit } from '../../../support/render-audit.ts';

const OPTIONS = { width: 80, color: false };
const REPORTERS = [
  terminalReporter,
  markdownReporter,
  htmlReporter,
  commentReporter,
  agentReporter,
  junitReporter,
  githubReporter,
  sarifReporter,
];
const audits = Object.values(auditDocuments());

const tokensOf = (document: AuditReport): readonly Token[] =>
  marked.lexer(renderAudit(markdownReporter, document, OPTIONS));

/** A heading without the escape of a number at its start. */
const plainHeading = (text: string): string => text.replace('\\', '');
const countedOf = (document: AuditReport) => collectAuditProblems(document.categories).counted;
const summaryOf = (document: AuditReport): readonly string[] =>
  summarizeAudit(document, collectAuditProblems(document.categories));

/** Tables of a report by the nearest heading above, a row a text of its cells. */
function tablesOf(document: AuditReport): ReadonlyMap<string, readonly string[]> {
  const tables = new Map<string, readonly string[]>();
  let heading = '';
  for (const token of tokensOf(document)) {
    if (token.type === 'heading') heading = plainHeading(token.text);
    if (token.type !== 'table') continue;
    const rows: readonly (readonly { readonly text: string }[])[] = [token.header, ...token.rows];
    tables.set(
      heading,
      // Short cells are not broken.
      rows.map((row) => row.map(({ text }) => text.replaceAll('\u00a0', ' ')).join(' | ')),
    );
  }
  return tables;
}

/** With every list of findings the other way round. */
function reversed(document: AuditReport): AuditReport {
  const turned = (completedCategory: CompletedCategory): CompletedCategory => ({
    ...completedCategory,
    findings: [...completedCategory.findings].reverse(),
    advisory: [...completedCategory.advisory].reverse(),
  });
  return {
    ...document,
    categories: document.categories.map((category) =>
      category.status === 'completed' ? turned(category) : category,
    ),
  };
}

describe('AUD-19: order of findings, worst first', () => {
  const many = readGoldenAudit('audit-many');

  test.each(REPORTERS)(
    'keeps the output of $id identical to the byte, whatever the order of findings',
    (reporter) => {
      for (const document of audits) {
        expect(renderAudit(reporter, reversed(document), OPTIONS)).toBe(
          renderAudit(reporter, document, OPTIONS),
        );
      }
    },
  );

  test('sorts by severity, path, line and rule', () => {
    const keys = countedOf(many).map(({ severity, file, line, rule }) =>
      [severity, file, String(line).padStart(4, '0'), rule].join(' '),
    );
    // HIGH precedes LOW alphabetically too.
    expect(keys).toEqual([...keys].sort());
    expect(keys).toHaveLength(45);
  });
});

describe('AUD-20: the report', () => {
  const document = readGoldenAudit('audit-failed');

  test('has its title and its sections in order', () => {
    const headings = tokensOf(document).flatMap((token) =>
      token.type === 'heading' ? [`${token.depth} ${plainHeading(token.text)}`] : [],
    );
    expect(renderAudit(markdownReporter, document, OPTIONS)).toContain(
      '\n\nPersistence &amp; Performance Audit Report - 2026-11-26\n\n',
    );
    expect(headings).toEqual([
      '3 ❌ Fail',
      '4 Executive Summary',
      '4 Compliance Score',
      '4 Severity Summary',
      '4 Findings by Category',
      '5 1. Query Efficiency',
      '5 2. Transaction Correctness',
      '5 3. Runtime Performance',
      '4 Recommended Actions',
      '4 Sources Consulted',
      '4 Advisory Findings',
      '4 Not Counted',
      '4 Self-Check',
    ]);
  });

  test('has the scores, the overall one in bold, and the counts', () => {
    expect(tablesOf(document).get('Compliance Score')?.slice(1)).toEqual([
      'Query Efficiency | not scored | 1 check failed: wrong\\_caching\\_scope',
      'Transaction Correctness | 7.5/10 | moderate issues (next sprint)',
      'Runtime Performance | 9.3/10 | minor issues',
      '**Overall** | **8.4/10** | **minor issues, over 2 of 3**',
    ]);
    expect(tablesOf(document).get('Severity Summary')?.slice(1)).toEqual([
      'Critical | 1',
      'High | 2',
      'Medium | 2',
      'Low | 1',
    ]);
  });

  test('summarises every audit in two or three sentences', () => {
    for (const summary of audits.map(summaryOf)) {
      expect([2, 3]).toContain(summary.length);
      for (const sentence of summary) expect(sentence).toMatch(/^[A-Z](?:(?![.!?]\s).)*\.$/u);
    }
  });

  test('takes the first sentence of an issue with several', () => {
    const [first, ...others] = document.categories;
    if (first?.status !== 'completed') throw new Error('no category');
    const findings = first.findings.map((finding) => ({
      ...finding,
      severity: 'CRITICAL' as const,
      file: 'a.py',
      location: 'a.py:1',
      issue: 'It waits! Then it waits again. Twice.',
    }));
    const summary = summaryOf({
      ...document,
      categories: [{ ...first, findings }, ...others],
    });
    expect(summary[1]).toBe('The first of 6 findings to fix is a.py:1: It waits.');
  });

  test('lists every finding once in its category, and once in the actions', () => {
    for (const audit of audits) {
      const tables = tablesOf(audit);
      const found = [...tables].flatMap(([title, rows]) =>
        /^\d\./u.test(title) ? rows.slice(1) : [],
      );
      const actions = tables.get('Recommended Actions')?.slice(1) ?? [];
      const counted = countedOf(audit);
      expect(found).toHaveLength(counted.length);
      expect(actions).toHaveLength(counted.length);
      for (const { location } of counted.filter(({ file }) => /^[\w./-]+$/u.test(file))) {
        expect(found.filter((row) => row.includes(`| \`${location}\` |`))).toHaveLength(1);
        expect(actions.filter((row) => row.includes(`| \`${location}\` |`))).toHaveLength(1);
      }
    }
  });
});

test('AUD-22: lists every source with its address', () => {
  const document = readGoldenAudit('audit-failed');
  const text = renderAudit(markdownReporter, document, OPTIONS);
  const page = renderAudit(htmlReporter, document, OPTIONS);
  for (const { name, url } of document.sources) {
    expect(text).toContain(`- ${name}: <${url}>`);
    expect(page).toContain(`<li>${name}: <code>${url}</code></li>`);
  }
});

test.each([
  [10, 'no issues'],
  [9.9, 'minor issues'],
  [8, 'minor issues'],
  [7.9, 'moderate issues (next sprint)'],
  [6, 'moderate issues (next sprint)'],
  [5.9, 'significant issues (prioritise)'],
  [4, 'significant issues (prioritise)'],
  [3.9, 'critical issues (immediate)'],
  [0, 'critical issues (immediate)'],
])('SH6-02: describes %d as %s', (score, band) => {
  expect(classifyScore(score)).toBe(band);
});

describe('SH6-12: advisory findings', () => {
  const document = readGoldenAudit('audit-failed');

  test.each(REPORTERS.filter(({ id }) => id !== 'github'))('appear in %o', (reporter) => {
    const text = renderAudit(reporter, document, { ...OPTIONS, width: 500 });
    for (const part of ['jobs/nightly.py:12', 'api/reports.py:31', 'Planned: ADR-0007']) {
      // An address of SARIF has its line in a region.
      const { 0: file = '' } = part.split(/:\d/u);
      expect(text).toContain(text.startsWith('{') ? file : part);
    }
  });

  test('appear in no count, no category and no action', () => {
    expect(countedOf(document).map(({ rule }) => rule)).not.toContain('over-fetching');
    expect(
      document.categories.map((category) => collectAuditProblems([category]).counted.length),
    ).toEqual([2, 2, 2]);
    expect(renderAudit(githubReporter, document, OPTIONS)).not.toContain('nightly.py');
  });
});

describe('the terminal report', () => {
  const many = readGoldenAudit('audit-many');
  const shown = (isVerbose: boolean): readonly string[] =>
    renderAudit(terminalReporter, many, { ...OPTIONS, isVerbose })
      .split('\n')
      .filter((line) => /^ {2}(?:HIGH|LOW) /u.test(line));

  test('shows the twenty worst findings, how many more there are and how to see them', () => {
    expect(shown(false)).toHaveLength(20);
    expect(shown(false).filter((line) => line.startsWith('  HIGH'))).toHaveLength(5);
    expect(renderAudit(terminalReporter, many, OPTIONS)).toContain(
      '\n25 more findings shown with --verbose and in all other report formats\n',
    );
  });

  test('shows all findings with --verbose', () => {
    expect(shown(true)).toHaveLength(45);
    expect(renderAudit(terminalReporter, many, { ...OPTIONS, isVerbose: true })).not.toContain(
      ' more ',
    );
  });

  test('names the places of one cause beneath the first, five at most', () => {
    const text = renderAudit(terminalReporter, readGoldenAudit('audit-evidence'), OPTIONS);
    expect(text).toContain('\n    also at: workers/poll.ts:20, workers/poll.ts:31\n');
    const [runtime] = many.categories.slice(2);
    if (runtime?.status !== 'completed') throw new Error('653 did not finish');
    const findings = runtime.findings.map((finding) => ({ ...finding, issue: 'it waits' }));
    const repeated = { ...many, categories: [{ ...runtime, findings }] };
    expect(renderAudit(terminalReporter, repeated, { ...OPTIONS, width: 200 })).toMatch(
      /\n {4}also at: (?:src\/part-\d\.ts:\d+, ){4}src\/part-\d\.ts:\d+, 34 more\n/u,
    );
  });

  test('contains no score, which the report files show', () => {
    for (const document of audits) {
      const text = renderAudit(terminalReporter, document, OPTIONS);
      expect(text).not.toMatch(/of 10\b|\/10\b/u);
      const score = document.overall_score;
      const overall = tablesOf(document).get('Compliance Score')?.at(-1);
      expect(overall).toContain(
        score === null
          ? 'not scored** | **no auditor completed its checks'
          : `${score.toFixed(1)}/10** | **${classifyScore(score)}`,
      );
    }
  });
});

describe('classes of evidence', () => {
  const document = readGoldenAudit('audit-evidence');
  const withSuspected: AuditReport = { ...document, counts_suspected: true };
  const failed: AuditReport = { ...document, verdict: 'fail' };
  const SUSPECTED = ['services/jobs.py:88', 'api/orders.py:64'];

  test.each([
    ['audit-evidence', '1 measured and 3 certain findings; 2 suspected'],
    ['audit-suspected', 'no measured or certain findings; 1 suspected'],
    ['audit-found', '1 certain finding'],
    ['audit-passed', 'no findings'],
  ])('are counted in the headline of %s', (name, sentence) => {
    expect(auditView(readGoldenAudit(name)).headline.sentence).toBe(sentence);
  });

  test('leave suspected findings out of a terminal in one line, unless they count', () => {
    const text = renderAudit(terminalReporter, document, { ...OPTIONS, isVerbose: true });
    for (const location of SUSPECTED) expect(text).not.toContain(location);
    expect(text.replaceAll(/\s+/gu, ' ')).toContain(
      '2 suspected findings, read from the text alone, are not listed: --suspected lists them.',
    );
    const single = renderAudit(terminalReporter, readGoldenAudit('audit-suspected'), OPTIONS);
    expect(single.replaceAll(/\s+/gu, ' ')).toContain(
      '1 suspected finding, read from the text alone, is not listed: --suspected lists it.',
    );
    const all = renderAudit(terminalReporter, withSuspected, OPTIONS);
    for (const location of SUSPECTED) expect(all).toContain(location);
    expect(all).not.toContain('not listed');
  });

  test('leave suspected findings out of SARIF, unless they count', () => {
    const locationsOf = (audit: AuditReport): readonly string[] =>
      (auditView(audit).scan?.results ?? []).map(({ place }) => `${place.file}:${place.line}`);
    expect(locationsOf(document)).toEqual([
      'services/jobs.py:140',
      'workers/poll.ts:9',
      'workers/poll.ts:20',
      'workers/poll.ts:31',
    ]);
    expect(locationsOf(withSuspected)).toEqual(expect.arrayContaining(SUSPECTED));
  });

  test('neither annotate suspected findings nor fail their JUnit cases, unless they count', () => {
    const found = (audit: AuditReport) => {
      const { annotations, suites } = auditView(audit);
      const failures = suites.flatMap(({ checks }) =>
        checks.filter(({ result }) => result === 'failure'),
      );
      return { annotations: annotations.length, failures: failures.length };
    };
    expect(found(failed)).toEqual({ annotations: 4, failures: 4 });
    expect(found({ ...failed, counts_suspected: true })).toEqual({ annotations: 6, failures: 6 });
    const skipped = auditView(failed).suites.flatMap(({ checks }) =>
      checks.filter(({ result }) => result === 'skipped').map(({ name }) => name),
    );
    expect(skipped).toEqual([
      'n-update-delete-loop services/jobs.py:88',
      'transaction-wide api/orders.py:64',
    ]);
  });
});

test('marks no report of an audit as failed when its exit code is not', () => {
  for (const document of audits) {
    const isRed =
      /<(?:failure|error) /u.test(renderAudit(junitReporter, document, OPTIONS)) ||
      /^::error/mu.test(renderAudit(githubReporter, document, OPTIONS));
    expect(isRed).toBe(document.verdict === 'fail');
  }
});

describe('markup in names of an audit', () => {
  const document = readGoldenAudit('audit-failed');

  test('is shown as text on the page', () => {
    const page = renderAudit(htmlReporter, document, OPTIONS);
    expect(page).not.toMatch(/<(?:script|img|svg|b)\b/u);
    expect(page).toContain(
      'web/&lt;img src=x onerror=alert(1)&gt; | &#96;odd&#96; [a](b)/päge 100%.ts:3',
    );
  });

  test.each([markdownReporter, commentReporter])(
    'is shown as text in Markdown: $id',
    (reporter) => {
      const text = renderAudit(reporter, document, OPTIONS);
      const page = marked.parse(text, { async: false });
      expect(page).not.toMatch(/<(?:script|img|svg|b)\b/u);
      expect(page).not.toContain('>the file</a>');
      // Only the table of actions has one column more; names add no column.
      for (const row of text.split('\n').filter((line) => line.startsWith('| LOW'))) {
        expect(row.match(/(?<!\\)\|/gu)?.length).toBe(
          row.includes('| Runtime Performance |') ? 7 : 6,
        );
      }
    },
  );

  test('becomes no link inside an address', () => {
    const url = 'javascript:alert(1)';
    const odd = { ...document, sources: [{ name: 'odd', url, retrieved: '2026-11-26' }] };
    expect(renderAudit(htmlReporter, odd, OPTIONS)).not.toContain('href="javascript');
    expect(renderAudit(markdownReporter, odd, OPTIONS)).not.toContain('<javascript');
  });
});

test('shows the reason of an auditor without a result in its section, and an error in its own case', () => {
  const document = readGoldenAudit('audit-unfinished');
  expect(renderAudit(markdownReporter, document, OPTIONS)).toContain(
    '##### 2\\. Transaction Correctness\n\nNot audited: error: it ended with signal SIGKILL.',
  );
  const text = renderAudit(junitReporter, document, OPTIONS);
  expect(text).toContain('<error type="error" message="error: it ended with signal SIGKILL"/>');
  expect(text).toContain('<skipped message="skipped: nothing here runs an event loop"/>');
});

describe('results of a scenario', () => {
  const golden = readGoldenAudit('audit-failed');
  const text = 'measured: 41 queries per request, 1 + N over 40 rows';
  const document: AuditReport = {
    ...golden,
    categories: golden.categories.map((category) =>
      category.status === 'completed'
        ? {
            ...category,
            findings: category.findings.map((each) => ({
              ...each,
              measured: { type: 'measured', text },
            })),
          }
        : category,
    ),
    scenario: {
      name: 'orders',
      unit: 'request',
      requests: 12,
      measured: 2,
      not_reached: 1,
      not_decided: 0,
      dismissed: 1,
      statements: [],
      transactions: [],
      busy: null,
      allocated: null,
      database: null,
    },
  };

  test.each([
    ['terminal', terminalReporter],
    ['markdown', markdownReporter],
    ['html', htmlReporter],
    ['agent', agentReporter],
    ['sarif', sarifReporter],
  ] as const)('are shown next to the finding in %s', (_name, reporter) => {
    const shown = renderAudit(reporter, document, OPTIONS).replaceAll(/[\s\\]+/gu, ' ');
    expect(shown).toContain(text);
  });

  test('are summarised in one sentence', () => {
    expect(describeScenarioOutcome(document)).toBe(
      'Checked against orders, 12 requests: 2 measured, 1 dismissed, 1 not reached.',
    );
    expect(describeScenarioOutcome(golden)).toBeNull();
  });
});
