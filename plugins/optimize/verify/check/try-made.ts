import { asyncProperty, check } from 'fast-check';
import type { Drawn } from '../generate/change-state.ts';
import { drawnSessions } from '../generate/drawn-changes.ts';
import { makeSession } from '../generate/make-session.ts';
import { materialOf } from '../generate/material.ts';
import type { Session } from '../session.ts';
import { tidied } from '../sessions/smaller-sessions.ts';
import type { Allowance } from './allowance.ts';
import { ENDLESS } from './compare-sides.ts';
import type { Found } from './shrink.ts';
import { compareOn, confirmedDifference, type Sides } from './sides.ts';

export interface MadeLimits {
  readonly seed: number;
  readonly maxMade: number;
  readonly allowance: Allowance;
}

export type Made =
  | { readonly type: 'same'; readonly calls: number }
  /** Too few could be compared to say anything. */
  | { readonly type: 'undecided'; readonly reason: string }
  | { readonly type: 'differs'; readonly found: Found };

/** A module that counts up to what it is given takes for ever so many times, and then is given less. */
const MOST_ENDLESS = 2;
const LARGEST_THEN = 1_000;
/** Calls that are compared before a check says anything, however long they take. */
export const LEAST_MADE = 400;
/** Ends the search: all that the allowance has room for was tried. */
const ENOUGH = new Error('enough was tried');

function withSmallNumber(drawn: Drawn): Drawn {
  return { ...drawn, number: drawn.number % LARGEST_THEN };
}

/**
 * Tries sessions generated from captured sessions until the sides differ, or until the required
 * number was compared and the budget is spent.
 */
export async function tryMade(
  sides: Sides,
  sessions: readonly Session[],
  { seed, maxMade, allowance }: MadeLimits,
): Promise<Made> {
  const material = materialOf(sessions);
  if (material.sessions.length === 0) {
    return { type: 'undecided', reason: 'no call could be made of those that were seen' };
  }
  const least = Math.min(LEAST_MADE, maxMade);
  let [tried, calls, endless] = [0, 0, 0];
  let found: Found | null = null;
  const property = asyncProperty(drawnSessions(), async ({ which, changes }) => {
    if (allowance.isOver() || (calls >= least && allowance.isSpent())) throw ENOUGH;
    tried += 1;
    const drawn = endless < MOST_ENDLESS ? changes : changes.map(withSmallNumber);
    const session = tidied(makeSession(material, which, drawn));
    const compared = await compareOn(sides, session);
    if (compared.type === 'unfit' && compared.reason === ENDLESS) endless += 1;
    if (compared.type === 'same') calls += compared.calls;
    if (compared.type !== 'differs') return true;
    const difference = await confirmedDifference(sides, session);
    if (difference === null) return true;
    found = { session, difference };
    return false;
  });
  const { errorInstance } = await check(property, { seed, numRuns: maxMade, endOnFailure: true });
  if (found !== null) return { type: 'differs', found };
  if (errorInstance !== null && errorInstance !== ENOUGH) throw errorInstance;
  if (calls >= least || (tried === maxMade && calls > 0)) return { type: 'same', calls };
  return { type: 'undecided', reason: `only ${calls} of ${least} made calls could be compared` };
}
