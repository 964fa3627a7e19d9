import { cycleResults, required } from '../cycle-results.ts';
import { parseAnswer, researchResultSchema } from '../results.ts';
import type { PhaseAction } from '../run-context.ts';

/** Phase 4: what might help. What was tried in an earlier cycle does not come back (OPT-47). */
export const researchPhase: PhaseAction = async (run, state) => {
  const { root } = await run.worktree();
  const results = cycleResults(run.host, run.paths, state.current_cycle);
  const map = required(results.map(), 'map');
  const earlier = state.run.tried.filter(({ cycle }) => cycle < state.current_cycle);
  const exclude = [...new Set(earlier.map(({ key }) => key))];
  const { signal } = run;
  const answer = await run.workers.generate({ root, map, local_findings: [], exclude, signal });
  const research = parseAnswer('The hypothesis generator', researchResultSchema, answer);
  const kept = research.hypotheses.filter(({ key }) => !exclude.includes(key));
  for (const { id, key } of research.hypotheses) {
    if (exclude.includes(key)) run.tell(`${id} was tried before and is left out: ${key}`);
  }
  results.keep('research', { ...research, hypotheses: kept });
  if (kept.length > 0) return { state, stop: null };
  const text = `no known optimization pattern for ${map.bottleneck_classification}`;
  run.tell(`${map.bottleneck_classification}: ${map.bottleneck_detail} ${text}`);
  return { state, stop: { reason: 'no_hypotheses', text } };
};
