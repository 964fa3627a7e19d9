/** Whatever the format, the facts are the same. */
import { describe, expect, test } from 'vitest';
import { REPORT_SCHEMA } from '../../harness/model/document.ts';
import { agentReporter } from '../../reports/agent.ts';
import { comparisonFacts } from '../../reports/facts/comparison-facts.ts';
import { reportFacts } from '../../reports/facts/report-facts.ts';
import { junitReporter } from '../../reports/junit.ts';
import { escapeMarkdown } from '../../reports/markdown/escape.ts';
import { markdownReporter } from '../../reports/markdown.ts';
import { terminalReporter } from '../../reports/terminal.ts';
import { goldenDocuments } from '../../tools/golden/documents.ts';

// Wide enough that nothing is cut or wrapped.
const WIDE = { width: 1_000, color: false };
const documents = Object.entries(goldenDocuments());

describe.each(documents)('%s', (_name, document) => {
  const terminal = terminalReporter.render(document, WIDE);
  const markdown = markdownReporter.render(document, WIDE);
  const agent = agentReporter.render(document, WIDE);
  const junit = junitReporter.render(document, WIDE);

  test('the sentence of the verdict and the next command are in every report for readers', () => {
    const { headline, next } =
      document.schema === REPORT_SCHEMA ? reportFacts(document, {}) : comparisonFacts(document, {});
    expect(terminal).toContain(headline.sentence);
    expect(markdown).toContain(escapeMarkdown(headline.sentence));
    expect(agent).toContain(JSON.stringify(headline.sentence));
    expect(agent).toMatch(new RegExp(`^(report|comparison) .*verdict=${document.verdict}`));
    expect(next).not.toBeNull();
    expect(terminal).toContain(next?.command);
    expect(markdown).toContain(next?.command);
    expect(agent).toContain('command="perf-harness');
  });

  if (document.schema === REPORT_SCHEMA) {
    test('every metric, budget, failure and finding is in terminal, markdown and agent report', () => {
      const { runs, footnotes } = reportFacts(document, {});
      // The overview stands for those without trouble where there are many.
      const inFull = runs.length > 12 ? runs.filter(({ outcome }) => outcome !== 'pass') : runs;
      for (const run of inFull) {
        for (const { name, center, interval } of run.metrics) {
          expect(terminal).toMatch(line(name, center, interval));
          expect(markdown).toMatch(line(name, center, interval));
          expect(agent).toContain(`name=${name} center=`);
        }
        for (const { metric, limit, value, distance } of run.budgets) {
          expect(terminal).toMatch(line(metric, limit, value, distance));
          expect(markdown).toMatch(line(metric, escapeMarkdown(limit), value, distance));
          expect(agent).toContain(`metric=${metric} limit="${limit}"`);
          expect(junit).toContain(
            `name="${metric} ${limit.replace('<', '&lt;').replace('>', '&gt;')}"`,
          );
        }
        for (const { message, output } of run.failures) {
          for (const text of [terminal, markdown, junit, agent]) expect(text).toContain(message);
          for (const one of output) expect(terminal).toContain(one);
        }
        for (const { reason } of run.unavailable) {
          for (const text of [terminal, markdown, agent]) expect(text).toContain(reason);
        }
        expect(terminal).toContain(run.id);
        expect(markdown).toContain(run.id);
        expect(agent).toContain(run.id);
      }
      for (const { message, remedy } of footnotes) {
        expect(terminal).toContain(message);
        expect(markdown).toContain(escapeMarkdown(message));
        if (remedy === null) continue;
        expect(terminal).toContain(`→ ${remedy}`);
        expect(markdown).toContain(escapeMarkdown(remedy));
      }
    });
  }
});

test('what is not known is never printed as no change', () => {
  for (const [, document] of documents) {
    if (document.schema === REPORT_SCHEMA) continue;
    for (const { verdict, change, comparison } of comparisonFacts(document, {}).comparisons) {
      if (verdict === 'incomparable') expect(change).toBe('n/a');
      // Zero on both sides, and shown to be: that is known.
      if (verdict === 'unchanged') continue;
      if (comparison.ratio === null) expect(change).not.toMatch(/^[+-]?0/);
    }
  }
});

/** One line that holds all of these in this order. */
function line(...parts: readonly string[]): RegExp {
  return new RegExp(parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('.*'));
}
