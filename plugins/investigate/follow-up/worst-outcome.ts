import type { FixOutcome } from '../document/investigation-document.ts';

/** A fix holds if it holds wherever something can be seen. */
export function worstOutcome(outcomes: readonly FixOutcome[]): FixOutcome {
  const order: readonly FixOutcome[] = ['fail', 'pass below target', 'pass'];
  return order.find((outcome) => outcomes.includes(outcome)) ?? 'pending';
}
