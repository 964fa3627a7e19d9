import type { View } from '../view.ts';
import { factLine } from './fact-line.ts';

/** A view, one fact a line: its kind, the outcome, what to do next, everything else, the findings. */
export function viewFactLines(view: View): readonly string[] {
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
