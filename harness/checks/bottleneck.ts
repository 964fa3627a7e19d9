import type { CheckAfter } from '../model/check.ts';
import { isPacedByGenerator, loadRuns } from '../model/void-run.ts';
import type { Cause, FindCause } from './cause.ts';
import { loadSides } from './load-sides.ts';
import { loopCause } from './loop-cause.ts';
import { poolCause } from './pool-cause.ts';
import { stallCause } from './stall-cause.ts';
import { waitCause } from './wait-cause.ts';

const CAUSES: readonly FindCause[] = [stallCause, poolCause, loopCause, waitCause];

/**
 * Finds the part of the server that responses waited for; several are sorted by the share of the
 * response time they explain.
 */
export const bottleneck: CheckAfter = {
  id: 'bottleneck',
  check: ({ measured, scenario }) => {
    const sides = loadSides(measured);
    if (sides.length === 0) return [];
    const load = { scenario, sides, isGeneratorSaturated: isPacedByGenerator(loadRuns(measured)) };
    const found = CAUSES.map((find) => find(load)).filter(
      (cause): cause is Cause => cause !== null,
    );
    return found.toSorted((a, b) => b.share - a.share).map(({ finding }) => finding);
  },
};
