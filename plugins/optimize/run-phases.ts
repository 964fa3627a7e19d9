import { display, type Host, UserError } from 'perf-harness/plugin';
import { finishCycle } from './finish-optimization-cycle.ts';
import type { PendingDecision, RunState } from './optimization-loop-state.ts';
import { findResumePhase, setPhase } from './optimization-loop-state-updates.ts';
import type { Stop } from './optimization-loop-stop-reason.ts';
import { readCycleResults } from './phase-result-schemas.ts';
import {
  PHASES,
  type Phase,
  type PhaseOrEnd,
  requireTransition,
  type TransitionFacts,
} from './phase-transition-rules.ts';
import type { PhaseContext, RunContext } from './phase-worker-interfaces.ts';
import { PHASE_ACTIONS } from './phases/phase-actions.ts';
import { approveGate, createGateDecision, findPendingGate } from './user-approval-of-phases.ts';

/** End or pause of a loop. */
export type PhasesEnd =
  | { readonly type: 'done'; readonly state: RunState }
  | { readonly type: 'paused'; readonly state: RunState; readonly decision: PendingDecision };

/**
 * Runs the phases from the stored state to the end. The state is saved before and after each phase,
 * so that the loop can be resumed at any time.
 * @param spend Gives the phases of a cycle what is left of its time.
 * @throws what a phase throws when the loop is interrupted or preflight fails.
 */
export async function runPhases(
  run: RunContext,
  begun: RunState,
  spend: SpendCycleTime,
): Promise<PhasesEnd> {
  // The process may have been killed between two cycles.
  let state = await overBoundary(run, begun);
  let phase = findNextPhase(state);
  while (phase !== null) {
    const gate = findPendingGate(phase, state);
    if (gate !== null) {
      const decision = createGateDecision(gate, phase, run, state);
      if (!(await isApproved(run, decision))) {
        state = { ...state, run: { ...state.run, pending_decision: decision } };
        run.store.save(state);
        run.store.log(state.current_cycle, `${gate} PAUSED`);
        return { type: 'paused', state, decision };
      }
      state = approveGate(state, gate);
      run.store.log(state.current_cycle, `${gate} approved`);
    }
    const from: Phase = phase;
    const cycle = state.current_cycle;
    const before = state;
    const ended = await spend(cycle, (leftMs) => runPhase({ ...run, leftMs }, before, from));
    state = await overBoundary(run, ended);
    phase = findNextPhase(state);
    requireTransition(from, phase ?? 'DONE', edgeFacts(run, state, cycle, from, phase ?? 'DONE'));
  }
  return { type: 'done', state };
}

async function overBoundary(run: RunContext, state: RunState): Promise<RunState> {
  if (!isAtBoundary(state)) return state;
  const crossed = await finishCycle(run, state);
  const over = withStop(crossed.state, crossed.stop);
  run.store.save(over);
  return over;
}

/**
 * Runs a phase and saves the state before and after. A failure ends the loop with a report, except
 * in phases that no report covers; so does the end of the cycle's time.
 */
async function runPhase(run: PhaseContext, state: RunState, phase: Phase): Promise<RunState> {
  const { store, host } = run;
  const { current_cycle: cycle } = state;
  const running = setPhase(state, phase, 'running', host.clock.now());
  store.save(running);
  store.log(cycle, `${phase} running`);
  const limit = isReportable(phase) ? AbortSignal.timeout(run.leftMs) : null;
  // The executor gets its time as an option instead, and ends with what it has accepted by then.
  const limits = limit === null || phase === '8_execute' ? [] : [limit];
  const signal = AbortSignal.any([run.signal, ...limits]);
  try {
    const {
      state: after,
      stop,
      skipped = false,
    } = await PHASE_ACTIONS[phase]({ ...run, signal }, running);
    const details = skipped ? { skipped_by_mode: true } : {};
    const done = withStop(setPhase(after, phase, 'done', host.clock.now(), details), stop);
    store.save(done);
    store.log(cycle, skipped ? `${phase} skipped` : `${phase} done`);
    return done;
  } catch (error) {
    // An interrupted phase stays `running`, so that a restart resumes there.
    run.signal.throwIfAborted();
    const text = error instanceof Error ? error.message : String(error);
    const failed = setPhase(running, phase, 'failed', host.clock.now(), { error: text });
    const stop: Stop =
      limit?.aborted === true
        ? { reason: 'out_of_time', text: outOfTimeText(state, phase) }
        : { reason: 'failed', text: `${phase} failed: ${withRemedy(error, text)}` };
    const ended = withStop(failed, stop);
    store.save(ended);
    store.log(cycle, `${phase} failed`);
    if (!isReportable(phase)) throw error;
    run.tell(stop.text);
    return ended;
  }
}

function outOfTimeText({ current_cycle: cycle, run }: RunState, phase: Phase): string {
  const time = display.formatDuration(run.mode.cycle_time_ms);
  return `OUT OF TIME in ${phase} of cycle ${cycle}: ${time} are over. Earlier gains stay; set a longer --time to go further`;
}

/** Returns the error message, with the remedy if there is one. */
function withRemedy(error: unknown, text: string): string {
  if (!(error instanceof UserError) || error.remedy === undefined) return text;
  return `${text.replace(/\.$/u, '')}. ${error.remedy}`;
}

/** True for phases 2 to 8: earlier ones have no report; a report cannot explain its failure. */
function isReportable(phase: Phase): boolean {
  const at = PHASES.indexOf(phase);
  return at >= PHASES.indexOf('2_profile') && at <= PHASES.indexOf('8_execute');
}

function withStop(state: RunState, stop: Stop | null): RunState {
  return stop === null ? state : { ...state, run: { ...state.run, stop } };
}

/** The executor is done, and the cycle is neither recorded nor over. */
function isAtBoundary({ phases, run }: RunState): boolean {
  return phases['8_execute']?.status === 'done' && run.stop === null;
}

/** null: the loop is over. */
function findNextPhase(state: RunState): Phase | null {
  if (state.run.stop === null) return findResumePhase(state);
  const last: readonly Phase[] = ['9_aggregate', '10_report', '11_meta'];
  return last.find((phase) => state.phases[phase]?.status !== 'done') ?? null;
}

async function isApproved(
  run: RunContext,
  { context, question }: PendingDecision,
): Promise<boolean> {
  run.tell(context);
  return run.ask === null ? false : run.ask(question);
}

function edgeFacts(
  run: RunContext,
  state: RunState,
  cycle: number,
  from: Phase,
  _to: PhaseOrEnd,
): TransitionFacts {
  const results = readCycleResults(run.host, run.paths, cycle);
  const { stop, plan_waiver: waiver, reported } = state.run;
  const is = (phase: Phase): boolean => from === phase;
  return {
    gateBlocked: is('3_gate') && results.gate()?.verdict === 'BLOCK',
    hypotheses: is('4_research') ? (results.research()?.hypotheses.length ?? null) : null,
    contextFile: run.host.files.isFile(run.paths.context) ? run.paths.context : null,
    verdict: is('7_validate') ? (results.validation()?.verdict ?? null) : null,
    planWaived: waiver !== null,
    executed: is('8_execute') && results.execution() !== null,
    skippedByMode: state.phases['8_execute']?.skipped_by_mode === true,
    stop: stop?.reason ?? null,
    reported,
    failed: stop?.reason === 'failed' || stop?.reason === 'out_of_time',
  };
}

/** Time of a cycle by default, milliseconds: long enough for a library, short enough to wait for. */
export const DEFAULT_CYCLE_MS = 10 * 60_000;

/** Runs a piece of work of a cycle with the milliseconds that the cycle has left. */
type SpendCycleTime = <T>(cycle: number, work: (leftMs: number) => Promise<T>) => Promise<T>;

/**
 * Creates the time account of a loop. Each cycle begins with the whole limit; only work counts, so
 * that waiting for a person's approval costs nothing. A resumed loop begins its cycle's time anew.
 */
export function createCycleTime({ clock }: Pick<Host, 'clock'>, limitMs: number): SpendCycleTime {
  let current: number | null = null;
  let spentMs = 0;
  return async (cycle, work) => {
    if (cycle !== current) {
      current = cycle;
      spentMs = 0;
    }
    const startedMs = clock.monotonicMs();
    try {
      return await work(Math.max(0, Math.round(limitMs - spentMs)));
    } finally {
      spentMs += clock.monotonicMs() - startedMs;
    }
  };
}
