/** All formats state the same facts. */
import { expect, test } from 'vitest';
import type { ReportDocument } from '../../harness/model/documents/any-report-document.ts';
import { BISECT_SCHEMA } from '../../harness/model/documents/bisect-document.ts';
import { CAPACITY_SCHEMA } from '../../harness/model/documents/capacity-document.ts';
import { GATE_SCHEMA } from '../../harness/model/documents/gate-document.ts';
import { HISTORY_SCHEMA } from '../../harness/model/documents/history-document.ts';
import { CHECKLIST_SCHEMA } from '../../harness/model/documents/performance-checklist-document.ts';
import { PROFILE_DIFF_SCHEMA } from '../../harness/model/documents/profile-diff-document.ts';
import { PROFILE_SCHEMA } from '../../harness/model/documents/profile-document.ts';
import {
  COMPARISON_SCHEMA,
  REPORT_SCHEMA,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { agentReporter } from '../../reports/agent-reporter.ts';
import { comparisonFacts } from '../../reports/display-facts/comparison/comparison-display-data.ts';
import { gateFacts } from '../../reports/display-facts/gate/regression-gate-display-data.ts';
import { runReportFacts } from '../../reports/display-facts/run/run-report-display-data.ts';
import { githubReporter } from '../../reports/github-actions-reporter.ts';
import { htmlReporter } from '../../reports/html-reporter.ts';
import { junitReporter } from '../../reports/junit-reporter.ts';
import { escapeMarkdown } from '../../reports/markdown/escape-markdown.ts';
import { markdownReporter } from '../../reports/markdown-reporter.ts';
import { commentReporter } from '../../reports/pull-request-comment-reporter.ts';
import { terminalReporter } from '../../reports/terminal-reporter.ts';
import { createView } from '../../reports/views/create-document-view.ts';
import { goldenDocuments } from '../../tools/golden/golden-documents.ts';

// Wide enough that nothing is cut or wrapped.
const WIDE = { width: 1_000, color: false };
/** Returns the words by which a document states its outcome. */
function endOf(document: ReportDocument): string {
  switch (document.schema) {
    case BISECT_SCHEMA:
    case CAPACITY_SCHEMA:
      return `outcome=${document.outcome}`;
    case PROFILE_SCHEMA:
    case PROFILE_DIFF_SCHEMA:
      return `state=${document.state}`;
    case HISTORY_SCHEMA:
      return `view=${document.view}`;
    default:
      return `verdict=${document.verdict}`;
  }
}

const documents = Object.entries(goldenDocuments());

/** Returns every golden document of a kind, with its name for failure messages. */
function ofKind<S extends ReportDocument['schema']>(schema: S) {
  return documents.flatMap(([name, document]) =>
    document.schema === schema
      ? [{ name, document: document as Extract<ReportDocument, { schema: S }> }]
      : [],
  );
}

/** Texts of all reports of a document, memoized. */
const rendered = memoized((document) => ({
  terminal: terminalReporter.render(document, WIDE),
  markdown: plain(markdownReporter.render(document, WIDE)),
  comment: plain(commentReporter.render(document, WIDE)),
  agent: agentReporter.render(document, WIDE),
  junit: junitReporter.render(document, WIDE),
  page: htmlReporter.render(document, WIDE),
  annotations: githubReporter.render(document, WIDE).replaceAll('%25', '%'),
}));

/** Replaces the non-breaking spaces between numbers and units in Markdown tables. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

function memoized<Result>(make: (document: ReportDocument) => Result) {
  const made = new Map<ReportDocument, Result>();
  return (document: ReportDocument): Result => {
    const result = made.get(document) ?? make(document);
    made.set(document, result);
    return result;
  };
}

test.each(documents)(
  'every report for readers of %s has its verdict sentence and its next command',
  (_name, document) => {
    const { terminal, markdown, agent } = rendered(document);
    const { headline, next } = createView(document);
    expect(terminal).toContain(headline.sentence);
    expect(markdown).toContain(escapeMarkdown(headline.sentence));
    expect(agent).toContain(JSON.stringify(headline.sentence));
    const keyword =
      document.schema === PROFILE_DIFF_SCHEMA
        ? 'difference'
        : /\/(\w+)/u.exec(document.schema)?.[1];
    expect(agent).toMatch(new RegExp(`^${keyword} .*${endOf(document)}`, 'u'));
    // No next step after a gate that passes, or if there is nothing to find.
    const isDone =
      (document.schema === GATE_SCHEMA && document.verdict === 'pass') ||
      (document.schema === HISTORY_SCHEMA && createView(document).headline.outcome !== 'open') ||
      (document.schema === CHECKLIST_SCHEMA && document.verdict === 'pass') ||
      (document.schema === BISECT_SCHEMA && document.outcome === 'ends-alike') ||
      (document.schema === CAPACITY_SCHEMA && document.outcome === 'found') ||
      ((document.schema === PROFILE_SCHEMA || document.schema === PROFILE_DIFF_SCHEMA) &&
        document.file === null);
    expect(next === null).toBe(isDone);
    if (next === null) return;
    expect(terminal).toContain(next.command);
    expect(markdown).toContain(next.command);
    expect(agent).toMatch(/command="(?:perf-harness|git) /);
  },
);

test('every report of runs has each metric, budget, failure and finding', () => {
  for (const { document } of ofKind(REPORT_SCHEMA)) {
    const { terminal, markdown, agent, junit } = rendered(document);
    const { runs, footnotes } = runReportFacts(document, {});
    // If there are many runs, the overview represents those that pass.
    const inFull = runs.length > 12 ? runs.filter(({ outcome }) => outcome !== 'pass') : runs;
    for (const run of inFull) {
      for (const { name, center, interval } of run.metrics) {
        expect(terminal).toMatch(line(name, center, interval));
        expect(markdown).toMatch(line(escapeMarkdown(name), center, interval));
        expect(agent).toContain(`name=${name} center=`);
      }
      for (const { metric, limit, value, distance } of run.budgets) {
        expect(terminal).toMatch(line(metric, limit, value, distance));
        expect(markdown).toMatch(line(...[metric, limit, value, distance].map(escapeMarkdown)));
        expect(agent).toContain(`metric=${metric} limit="${limit}"`);
        expect(junit).toContain(
          `name="${metric} ${limit.replace('<', '&lt;').replace('>', '&gt;')}"`,
        );
      }
      for (const { message, output } of run.failures) {
        for (const text of [terminal, markdown, junit, agent]) expect(text).toContain(message);
        for (const outputLine of output) expect(terminal).toContain(outputLine);
      }
      for (const { reason } of run.unavailable) {
        for (const text of [terminal, agent]) expect(text).toContain(reason);
        expect(markdown).toContain(escapeMarkdown(reason));
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
  }
});

test('every report of a gate explains each open check in a line, and how to reproduce it', () => {
  for (const { name: of, document } of ofKind(GATE_SCHEMA)) {
    const { terminal, markdown, agent, junit, annotations } = rendered(document);
    for (const { line: said, reproduce } of gateFacts(document).open) {
      for (const text of [terminal, xmlText(junit), annotations]) expect(text, of).toContain(said);
      expect(agent, of).toContain(JSON.stringify(said).slice(1, -1));
      expect(markdown, of).toContain(escapeMarkdown(said));
      expect(terminal, of).toContain(reproduce);
    }
  }
});

test('every report of a gate shows failures exactly when its exit code is not 0', () => {
  for (const { name: of, document } of ofKind(GATE_SCHEMA)) {
    const { junit, annotations } = rendered(document);
    const isRed = /<(failure|error) /.test(junit) || /^::error/m.test(annotations);
    expect(isRed, of).toBe(document.exit_code !== 0);
  }
});

/** XML's escapes taken back. */
function xmlText(xml: string): string {
  return xml
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&#10;', '\n')
    .replaceAll('&amp;', '&');
}

/** Escapes a text for XML. */
const inXml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');

test('every report of a comparison has change, interval, pairs and margin of gated metrics', () => {
  for (const { name: of, document } of ofKind(COMPARISON_SCHEMA)) {
    const { terminal, markdown, comment, agent, junit, page, annotations } = rendered(document);
    const { comparisons } = comparisonFacts(document, {});
    for (const fact of comparisons.filter(({ comparison }) => comparison.gated)) {
      const { line: said, metric, change, interval, pairs, margin, floor, verdict } = fact;
      for (const text of [terminal, page]) expect(text, of).toContain(said);
      expect(junit, of).toContain(inXml(said));
      const count = pairs.replace(/ pairs?$/, '');
      for (const text of [markdown, comment]) {
        expect(text, of).toMatch(
          line(verdict, `**${escapeMarkdown(metric)}**`, change, interval, count, margin, floor),
        );
      }
      expect(agent, of).toContain(`metric=${metric} verdict=${verdict}`);
      const isQuiet = verdict === 'unchanged' || verdict === 'improved';
      if (!isQuiet) expect(annotations, of).toContain(said);
    }
  }
});

test('every report of a comparison has its command and the smallest detectable change', () => {
  for (const { name: of, document } of ofKind(COMPARISON_SCHEMA)) {
    const { terminal, markdown, agent, junit, page } = rendered(document);
    for (const { reproduce, floor } of comparisonFacts(document, {}).scenarios) {
      for (const text of [terminal, page, junit]) expect(text, of).toContain(floor);
      if (reproduce === null) continue;
      expect(terminal, of).toContain(`\n  ${reproduce}\n`);
      expect(markdown, of).toContain(reproduce);
      expect(agent, of).toContain(JSON.stringify(reproduce));
      expect(junit, of).toContain(inXml(reproduce));
    }
  }
});

test('a comparison shows probabilities only to programs and on the page', () => {
  for (const { document } of ofKind(COMPARISON_SCHEMA)) {
    const { page: _, ...texts } = rendered(document);
    for (const [format, text] of Object.entries(texts)) {
      expect(text, format).not.toMatch(/\bp(?:_value)?\s*[=<]|p-value/);
    }
  }
});

test('a comparison never prints an unknown change as no change', () => {
  for (const { name: of, document } of ofKind(COMPARISON_SCHEMA)) {
    for (const { verdict, change, comparison } of comparisonFacts(document, {}).comparisons) {
      if (verdict === 'incomparable') expect(change, of).toBe('n/a');
      // Zero on both sides, and shown to be: that is known.
      if (verdict === 'unchanged') continue;
      if (comparison.ratio === null) expect(change, of).not.toMatch(/^[+-]?0/);
    }
  }
});

/** Matches one line with all of these parts in this order. */
function line(...parts: readonly string[]): RegExp {
  return new RegExp(parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('.*'));
}
