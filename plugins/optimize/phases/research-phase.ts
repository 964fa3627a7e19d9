import type { Hypothesis, Research } from '../document/optimization-hypothesis.ts';
import { NO_EVIDENCE } from '../generators/select-hypotheses.ts';
import type { PhaseAction, RunContext } from '../phase-context-and-action-types.ts';
import { parseWorkerAnswer, researchResultSchema } from '../phase-result-schemas.ts';
import { readCycleResults } from '../stored-cycle-results.ts';
import { buildGenerateRequest } from './build-generate-request.ts';

/** Most rejected proposals that are printed; the results of the cycle have all of them. */
const MOST_TOLD = 10;

/** Phase 4: proposes hypotheses, except those tried in an earlier cycle (OPT-47). */
export const researchPhase: PhaseAction = async (run, state) => {
  const results = readCycleResults(run.host, run.paths, state.current_cycle);
  const asked = await buildGenerateRequest(run, state);
  const { map, exclude } = asked;
  const answer = await run.workers.generate(asked);
  const research = parseWorkerAnswer('The hypothesis generator', researchResultSchema, answer);
  tellOfOthers(run, research);
  const isTried = ({ key }: Hypothesis): boolean => exclude.includes(key);
  // Generators of other plugins may propose changes without evidence (LEAD-06).
  const bare = research.hypotheses.filter(
    (hypothesis) => !isTried(hypothesis) && hypothesis.evidence.length === 0,
  );
  const kept = research.hypotheses.filter(
    (hypothesis) => !isTried(hypothesis) && hypothesis.evidence.length > 0,
  );
  for (const { id, key } of research.hypotheses) {
    if (exclude.includes(key)) run.tell(`${id} was already tried and is left out: ${key}`);
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

/** Reports problems of generators, and rejected proposals with their reasons. */
function tellOfOthers({ tell }: RunContext, { flags = [], rejected = [] }: Research): void {
  for (const flag of flags) tell(flag);
  for (const { key, reason } of rejected.slice(0, MOST_TOLD)) tell(`Rejected: ${key}: ${reason}`);
  const others = rejected.length - MOST_TOLD;
  if (others > 0) tell(`Rejected: ${others} more`);
}
