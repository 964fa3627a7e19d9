import type { FixOutcome } from '../document/investigation-document.ts';

/** Bounds that a number has to stay below. */
export interface Criterion {
  readonly limit: number;
  /** Target below the limit; null: only the limit applies. */
  readonly aim: number | null;
}

/** Judges a value: pass below the aim, pass below target below the limit, else fail (INV-36). */
export function judgeCriterion(value: number, { limit, aim }: Criterion): FixOutcome {
  if (!(value < limit)) return 'fail';
  return aim === null || value < aim ? 'pass' : 'pass below target';
}

/** Returns the worst outcome; pending outcomes count only if there is no other. */
export function worstOutcome(outcomes: readonly FixOutcome[]): FixOutcome {
  const order: readonly FixOutcome[] = ['fail', 'pass below target', 'pass'];
  return order.find((outcome) => outcomes.includes(outcome)) ?? 'pending';
}

/** A check without any number. */
export const EMPTY_CHECK_VALUES = {
  value: null,
  before: null,
  during: null,
  limit: null,
  aim: null,
  note: null,
} as const;
