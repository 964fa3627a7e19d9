import type { Hypothesis, Research } from 'perf-harness';
import { NO_EVIDENCE } from '../../hypotheses/arrange-hypotheses.ts';
import { NO_PROGRAMS } from '../../hypotheses/program-settings.ts';
import { cycleResults, required } from '../cycle-results.ts';
import { recordingsOf } from '../paths.ts';
import { parseAnswer, researchResultSchema } from '../results.ts';
import type { PhaseAction, RunContext } from '../run-context.ts';
import { triedChanges, triedKeys } from '../tried-changes.ts';

/** Lines that are told of what was not taken; all of it is in the results of the cycle. */
const MOST_TOLD = 10;

/** Phase 4: what might help. What was tried in an earlier cycle does not come back (OPT-47). */
export const researchPhase: PhaseAction = async (run, state) => {
  const { root } = await run.worktree();
  const results = cycleResults(run.host, run.paths, state.current_cycle);
  const map = required(results.map(), 'map');
  const exclude = triedKeys(state);
  const answer = await run.workers.generate({
    ...{ root, map, local_findings: [], exclude, signal: run.signal },
    tried: triedChanges(run, state.current_cycle),
    cycle: state.current_cycle,
    accept: state.run.mode.accept ?? 'checked',
    programs: state.run.mode.programs ?? NO_PROGRAMS,
    recordings: recordingsOf(run.paths, state.run.started_at),
  });
  const research = parseAnswer('The hypothesis generator', researchResultSchema, answer);
  tellOfOthers(run, research);
  const isTried = ({ key }: Hypothesis): boolean => exclude.includes(key);
  // Generators of others may propose what rests on nothing (LEAD-06).
  const bare = research.hypotheses.filter((one) => !isTried(one) && one.evidence.length === 0);
  const kept = research.hypotheses.filter((one) => !isTried(one) && one.evidence.length > 0);
  for (const { id, key } of research.hypotheses) {
    if (exclude.includes(key)) run.tell(`${id} was tried before and is left out: ${key}`);
  }
  for (const { id } of bare) run.tell(`${id} is left out: ${NO_EVIDENCE}`);
  const rejected = [
    ...(research.rejected ?? []),
    ...bare.map(({ key }) => ({ key, reason: NO_EVIDENCE })),
  ];
  results.keep('research', { ...research, hypotheses: kept, rejected });
  if (kept.length > 0) return { state, stop: null };
  const text = `no known optimization pattern for ${map.bottleneck_classification}`;
  run.tell(`${map.bottleneck_classification}: ${map.bottleneck_detail} ${text}`);
  return { state, stop: { reason: 'no_hypotheses', text } };
};

/** What went wrong with a generator, and what was proposed and not taken, with why. */
function tellOfOthers({ tell }: RunContext, { flags = [], rejected = [] }: Research): void {
  for (const flag of flags) tell(flag);
  for (const { key, reason } of rejected.slice(0, MOST_TOLD)) tell(`Not taken: ${key}: ${reason}`);
  const others = rejected.length - MOST_TOLD;
  if (others > 0) tell(`Not taken: ${others} more`);
}
