import type { measure } from 'perf-harness/plugin';
import type { Stop } from '../optimization-loop-stop-reason.ts';
import type { PhaseAction } from '../phase-context-and-action-types.ts';
import { gateResultSchema, parseWorkerAnswer, WorkerFailure } from '../phase-result-schemas.ts';
import { readCycleResults, requireResult } from '../stored-cycle-results.ts';
import { buildGenerateRequest } from './build-generate-request.ts';

/** Phase 3: whether changing the code is the right tool at all. */
export const gatePhase: PhaseAction = async (run, state) => {
  const results = readCycleResults(run.host, run.paths, state.current_cycle);
  const map = requireResult(results.map(), 'map');
  const { waive, by } = run.answers;
  const waiver =
    waive === null ? null : { reason: waive, at: run.host.clock.now().toISOString(), by };
  const answer = await run.workers.gate({
    map,
    cycle: state.current_cycle,
    waiver,
    changes: await buildGenerateRequest(run, state),
  });
  if (answer === null) {
    throw new WorkerFailure(
      'The load generator, not the target, reached the limit of the machine, so the result is inconclusive. Lower the load and resume',
    );
  }
  const judged = parseWorkerAnswer('The Wrong Tool Gate', gateResultSchema, answer);
  results.keep('gate', judged);
  for (const text of gateTexts(judged)) run.tell(text);
  const waived = judged.waiver ?? state.run.gate_waiver;
  return { state: { ...state, run: { ...state.run, gate_waiver: waived } }, stop: stopOf(judged) };
};

function gateTexts(judged: measure.WrongToolJudgement): readonly string[] {
  const { verdict, concerns, indicators, waiver } = judged;
  return [
    `Wrong Tool Gate: ${verdict}`,
    ...concerns.map(({ message }) => `  ${message}`),
    ...indicators.map(({ message }) => `  ${message}`),
    ...(waiver === null ? [] : [`  Waived by ${waiver.by}: ${waiver.reason}`]),
  ];
}

/** Returns the stop for a BLOCK verdict: a success from the second cycle on, with no gain left. */
function stopOf({ verdict, outcome, indicators }: measure.WrongToolJudgement): Stop | null {
  if (verdict !== 'BLOCK') return null;
  const text = indicators.map(({ message }) => message).join(' ');
  return { reason: outcome === 'success' ? 'gate_success' : 'gate_block', text };
}
