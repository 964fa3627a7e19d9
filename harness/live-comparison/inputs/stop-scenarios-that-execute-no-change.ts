import type { Scenario } from '../../model/scenario/scenario.ts';
import type { PairContext } from '../measure-and-record-next-trial-pair.ts';
import type { ComparedScenario } from '../scenario-comparison-state.ts';
import { isFirstAnalysisDone } from '../screen-scenarios-for-changes.ts';
import { findEnvironmentDifference } from './trace-base-and-head-inputs.ts';

/**
 * Returns a function that stops the scenarios which execute the same code on both sides. They are
 * looked at once, after an analysis that decided nothing: a clear change is decided by then, and
 * only the others may take minutes.
 */
export function createUnexecutedChangeCheck(
  subjects: readonly ComparedScenario[],
  context: PairContext,
): () => Promise<void> {
  const { options, sides } = context;
  const { findUnexecuted } = options;
  const checked = new Set<ComparedScenario>();
  return async () => {
    if (findUnexecuted === undefined || findEnvironmentDifference(sides) !== null) return;
    for (const subject of subjects) {
      const { stop, scenario } = subject;
      if (stop !== null || checked.has(subject) || !isMeasuredWhenLoaded(scenario)) continue;
      if (!isFirstAnalysisDone(subject, context)) continue;
      checked.add(subject);
      const unexecuted = await findUnexecuted(scenario);
      if (unexecuted === null) continue;
      subject.stop = 'same-inputs';
      subject.inputs = { outcome: 'same-code', unexecuted };
    }
  };
}

/** False for commands and pages: reading code that is never called is part of their time. */
function isMeasuredWhenLoaded({ kind }: Scenario): boolean {
  return kind === 'function' || kind === 'http' || kind === 'k6';
}
