/** Commands whose verdicts come from scripted units, and whose explaining profiles are real. */
import type { ExecutorOverrides } from '../../harness/host.ts';
import type { AnyExecutor, UnitContext } from '../../harness/model/executor.ts';
import { createCostExecutors } from './project-with-scripted-measurements.ts';

/** Tests leave explanations out otherwise, for the time that they take. */
export const EXPLANATIONS_ENABLED = { PERF_HARNESS_NO_EXPLAIN: undefined };

/** Creates executors with costs in each side's file; `profiled` runs the profiled units. */
export function createProfiledExecutors(profiled: AnyExecutor): ExecutorOverrides {
  const { ofKind, ...others } = createCostExecutors();
  const open = (context: UnitContext) => {
    const isProfile = context.trial.pass === 'profile';
    const executor = isProfile ? profiled : ofKind(profiled.kind);
    return executor.open(context as never);
  };
  return { ...others, ofKind: (kind) => ({ ...ofKind(kind), open }) as AnyExecutor };
}
