import type { ProfileReport } from '../../../harness/model/documents/profile-document.ts';
import { shellQuote } from '../../../harness/model/shell-quote.ts';
import type { NextStep } from '../../next-step.ts';

/** The step after a profile; null: no scenario file could be measured again. */
export function profileNext({ state, scenario, file }: ProfileReport): NextStep | null {
  if (file === null) return null;
  const name = shellQuote(scenario);
  return state === 'completed'
    ? {
        purpose: 'look at it as a flame graph',
        command: `perf-harness profile ${name} --reporter html=profile.html`,
        makesPage: true,
      }
    : { purpose: 'see it run by itself', command: `perf-harness run ${name}` };
}
