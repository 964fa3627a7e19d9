import { cycleResults, required } from '../cycle-results.ts';
import type { PhaseAction } from '../run-context.ts';
import { resolveTargets } from '../targets.ts';

/** Phase 5, of the first cycle: what is aimed at, once and for all (OPT-50). */
export const targetPhase: PhaseAction = async (run, state) => {
  if (state.run.targets !== null) return { state, stop: null };
  const results = cycleResults(run.host, run.paths, state.current_cycle);
  const { baseline } = required(results.map(), 'map');
  const { target_metrics: researched } = required(results.research(), 'research');
  const targets = resolveTargets(required(state.run.problem, 'problem'), baseline, researched);
  return { state: { ...state, run: { ...state.run, targets } }, stop: null };
};
