import { cycleResults, required } from '../cycle-results.ts';
import { parseAnswer, profileResultSchema } from '../results.ts';
import type { PhaseAction } from '../run-context.ts';

/** Phase 2: somebody else profiles; in each cycle anew, on the code as it is then (OPT-35). */
export const profilePhase: PhaseAction = async (run, state) => {
  const { root } = await run.worktree();
  const problem = required(state.run.problem, 'problem');
  const answer = await run.workers.profile({
    root,
    slug: state.slug,
    cycle: state.current_cycle,
    problem,
    serviceTopology: state.run.service_topology,
    signal: run.signal,
  });
  const map = parseAnswer('The profiler', profileResultSchema, answer);
  cycleResults(run.host, run.paths, state.current_cycle).keep('map', map);
  const script = `${root}/.optimization/${state.slug}/profile_test.sh`;
  const text = run.host.files.read(script);
  if (text !== null) run.host.files.writeAtomic(run.paths.profileScript, text);
  return { state, stop: null };
};
