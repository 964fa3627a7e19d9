import type { Fact, View } from './format-independent-report-view.ts';
import type { Reporter } from './reporter.ts';
import { printable } from './text/printable-text.ts';
import { createView } from './views/create-document-view.ts';

/**
 * Reporter for language-model agents: one fact per line, a keyword first, then `key=value`; numbers
 * in base units; no colour. The grammar is in docs/reference/agent-report.md and is kept stable.
 */
export const agentReporter: Reporter = {
  id: 'agent',
  render: (shown, options) => `${formatViewFacts(createView(shown, options)).join('\n')}\n`,
};

/** Digits beyond these are noise and cost tokens. */
const DIGITS = 6;
const BARE = /^[\p{L}\p{N}_./:@%+-]+$/u;

/** Formats a view, one fact a line: kind, outcome, next step, other facts, findings. */
export function formatViewFacts(view: View): readonly string[] {
  const { headline, facts, footnotes, next } = view;
  const [kind, ...others] = facts.map(({ keyword, values }) => factLine(keyword, values));
  return [
    ...(kind === undefined ? [] : [kind]),
    factLine('summary', { outcome: headline.outcome, text: headline.sentence }),
    ...(next === null ? [] : [factLine('next', { to: next.purpose, command: next.command })]),
    ...others,
    ...footnotes.map(({ id, level, message, remedy, metric, scenarios }) =>
      factLine('finding', {
        level,
        id,
        metric,
        scenarios: scenarios.length === 0 ? null : scenarios.join(', '),
        message,
        remedy,
      }),
    ),
  ];
}

/** Formats `keyword key=value key="value with blanks"` on one line; a key with null is left out. */
function factLine(keyword: string, values: Fact['values']): string {
  const pairs = Object.entries(values).flatMap(([key, value]) =>
    value === null ? [] : [`${key}=${valueText(value)}`],
  );
  return [keyword, ...pairs].join(' ');
}

function valueText(value: string | number | boolean): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(DIGITS)));
  if (typeof value === 'boolean') return String(value);
  const clean = printable(value);
  return BARE.test(clean) ? clean : JSON.stringify(clean);
}
