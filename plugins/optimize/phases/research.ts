import { cycleResults } from '../cycle-results.ts';
import type { Hypothesis, Research } from '../document/hypothesis.ts';
import { NO_EVIDENCE } from '../generators/arrange-hypotheses.ts';
import { parseAnswer, researchResultSchema } from '../results.ts';
import type { PhaseAction, RunContext } from '../run-context.ts';
import { askForChanges } from './ask-for-changes.ts';

/** Lines that are told of what was not taken; all of it is in the results of the cycle. */
const MOST_TOLD = 10;

/** Phase 4: what might help. What was tried in an earlier cycle does not come back (OPT-47). */
export const researchPhase: PhaseAction = async (run, state) => {
  const results = cycleResults(run.host, run.paths, state.current_cycle);
  const asked = await askForChanges(run, state);
  const { map, exclude } = asked;
  const answer = await run.workers.generate(asked);
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
