import { asyncProperty, check } from 'fast-check';
import type { Drawn } from '../generate/change-state.ts';
import { drawnSessions } from '../generate/drawn-changes.ts';
import { makeSession } from '../generate/make-session.ts';
import { materialOf } from '../generate/material.ts';
import type { Session } from '../session.ts';
import { tidied } from '../sessions/smaller-sessions.ts';
import { ENDLESS } from './compare-sides.ts';
import type { Found } from './shrink.ts';
import { compareOn, confirmedDifference, type Sides } from './sides.ts';

export interface MadeLimits {
  readonly seed: number;
  readonly maxMade: number;
  /** On the monotonic clock, in milliseconds. */
  readonly until: number;
}

export type Made =
  | { readonly type: 'same'; readonly calls: number }
  | { readonly type: 'differs'; readonly found: Found };

/** A module that counts up to what it is given takes for ever so many times, and then is given less. */
const MOST_ENDLESS = 2;
const LARGEST_THEN = 1_000;

function withSmallNumber(drawn: Drawn): Drawn {
  return { ...drawn, number: drawn.number % LARGEST_THEN };
}

/** Tries sessions that are made from captured ones, until both sides differ or time is up. */
export async function tryMade(
  sides: Sides,
  sessions: readonly Session[],
  { seed, maxMade, until }: MadeLimits,
): Promise<Made> {
  const material = materialOf(sessions);
  if (material.sessions.length === 0) return { type: 'same', calls: 0 };
  let [calls, endless] = [0, 0];
  let found: Found | null = null;
  const property = asyncProperty(drawnSessions(), async ({ which, changes }) => {
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
  await check(property, {
    ...{ seed, numRuns: maxMade, endOnFailure: true },
    interruptAfterTimeLimit: Math.max(1, until - performance.now()),
    markInterruptAsFailure: false,
  });
  return found === null ? { type: 'same', calls } : { type: 'differs', found };
}
