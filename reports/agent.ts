import { COMPARISON_SCHEMA, type ComparisonReport } from '../harness/model/documents/document.ts';
import { GATE_SCHEMA, type GateReport } from '../harness/model/documents/gate-document.ts';
import { compareLine } from './agent/compare-line.ts';
import { explanationLines } from './agent/difference-fact-lines.ts';
import { exactly, factLine } from './agent/fact-line.ts';
import { gateFactLines } from './agent/gate-fact-lines.ts';
import { viewFactLines } from './agent/view-fact-lines.ts';
import { comparisonFacts } from './facts/comparison/comparison-facts.ts';
import type { Footnote } from './facts/footnotes.ts';
import { gateFacts } from './facts/gate/gate-facts.ts';
import type { NextStep } from './next-step.ts';
import type { Reporter } from './reporter.ts';
import { viewOf } from './views/view-of.ts';

/**
 * For language-model agents: one fact a line, a keyword first, then `key=value`; numbers in base
 * units; no colour. The grammar is in docs/reports.md and is kept stable.
 */
export const agentReporter: Reporter = {
  id: 'agent',
  view: { render: ({ view }) => text(viewFactLines(view)) },
  render: (document, options) => {
    switch (document.schema) {
      case COMPARISON_SCHEMA:
        return text(comparisonLines(document, options.baseline ?? null));
      case GATE_SCHEMA:
        return text(gateLines(document));
      default:
        return text(viewFactLines(viewOf(document, options)));
    }
  },
};

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

function comparisonLines(document: ComparisonReport, baseline: string | null): readonly string[] {
  const facts = comparisonFacts(document, { baseline });
  const { headline, base, head, comparisons, scenarios, records, footnotes, next } = facts;
  return [
    factLine('comparison', {
      schema: document.schema,
      verdict: document.verdict,
      base,
      head,
      confidence: document.confidence,
      plan: document.plan,
      seed: exactly(document.seed),
    }),
    factLine('summary', { outcome: headline.word, text: headline.sentence }),
    ...nextLine(next),
    ...comparisons.map(compareLine),
    ...scenarios.flatMap(({ scenario, explanation }) =>
      explanation === null ? [] : explanationLines(scenario, explanation),
    ),
    ...scenarios.flatMap(({ scenario, reproduce }) =>
      reproduce === null ? [] : [factLine('reproduce', { scenario, command: reproduce })],
    ),
    ...records.map((id) => factLine('record', { id })),
    ...footnotes.map(footnoteLine),
  ];
}

function gateLines(document: GateReport): readonly string[] {
  const facts = gateFacts(document);
  return [
    ...gateFactLines(facts, document, nextLine(facts.next)),
    ...facts.footnotes.map(footnoteLine),
  ];
}

function footnoteLine({ id, level, message, remedy, metric, scenarios }: Footnote): string {
  return factLine('finding', {
    level,
    id,
    metric,
    scenarios: scenarios.length === 0 ? null : scenarios.join(', '),
    message,
    remedy,
  });
}

function nextLine(next: NextStep | null): readonly string[] {
  return next === null ? [] : [factLine('next', { to: next.purpose, command: next.command })];
}
