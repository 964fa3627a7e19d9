import type { Aggregate } from '../coordinate/aggregate.ts';
import { wrapped } from './wrapped.ts';

/** What each lane came to: what it gained, as measured, or why it came to nothing. Empty: there is no lane. */
export function resultText({ branches }: Pick<Aggregate, 'branches'>): string {
  const lines = Object.entries(branches).flatMap(([lane, { status, improvement, reason }]) => {
    const told = status === 'passed' ? improvement : reason;
    return [
      `  ${lane} ${status}`,
      ...wrapped(told ?? 'nothing can be said').map((line) => `    ${line}`),
    ];
  });
  return lines.length === 0 ? '' : ['Came to', ...lines].join('\n');
}
