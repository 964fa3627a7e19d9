import type { Prefix } from './roles.ts';

/**
 * Unit of work that succeeds or fails independently: `main` (the single lane of a plain run, or
 * what branches share), a branch `B01`, or a pipeline `A`. Fix rounds are counted by lane.
 */
export type Lane = string;

export const MAIN: Lane = 'main';

/** Letters that pipelines are named with: at most ten targets (TEAM-07). */
export const PIPELINES = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'] as const;

/** Branches of a run: 1 to 10, 5 where nobody says another number (TPC-02). */
export const MOST_BRANCHES = 10;
export const USUAL_BRANCHES = 5;

/** `B01` of 1. */
export function branchLane(number: number): Lane {
  return `B${String(number).padStart(2, '0')}`;
}

export function isBranch(lane: Lane): boolean {
  return /^B\d\d$/u.test(lane);
}

export function isPipeline(lane: Lane): boolean {
  return /^[A-J]$/u.test(lane);
}

/**
 * Position of a task among those of the same prefix and lane: the first, a fix round, or a version
 * that a person requested.
 */
export type Turn =
  | { readonly kind: 'first' }
  | { readonly kind: 'round'; readonly number: number }
  | { readonly kind: 'version'; readonly number: number };

export const FIRST: Turn = { kind: 'first' };

/**
 * The name of a task: `BENCH-001`, `BENCH-B01-R2`, `FIX-A01-1`, `IMPL-B01-V1`. Fix rounds of `main` count
 * in the number itself: `FIX-002` (TEAM-06, TEAM-07, TEAM-08).
 */
export function taskId(prefix: Prefix, lane: Lane, turn: Turn = FIRST): string {
  const place = lane === MAIN ? '001' : isPipeline(lane) ? `${lane}01` : lane;
  if (turn.kind === 'first') return `${prefix}-${place}`;
  if (turn.kind === 'version') return `${prefix}-${place}-V${turn.number}`;
  if (prefix !== 'FIX') return `${prefix}-${place}-R${turn.number}`;
  return lane === MAIN
    ? `FIX-${String(turn.number).padStart(3, '0')}`
    : `FIX-${place}-${turn.number}`;
}

/** Parses the position of a task from its id; the reverse of {@link taskId}. */
export function turnOf(id: string, lane: Lane): Turn {
  const ending = /-([RV]?)(\d+)$/u.exec(id);
  const number = Number(ending?.[2] ?? 0);
  if (ending?.[1] === 'V') return { kind: 'version', number };
  if (ending?.[1] === 'R') return { kind: 'round', number };
  const isNumbered = id.startsWith('FIX-') && (lane === MAIN || /-[^-]+-\d+$/u.test(id));
  return isNumbered ? { kind: 'round', number } : FIRST;
}
