import type { PhaseState, PhaseStatus, RunState, State } from './optimization-loop-state.ts';
import { CYCLE_PHASES, PHASE_WORKERS, PHASES, type Phase } from './phase-transition-rules.ts';

/** Allowed phase transitions; a phase that failed, or was running at a kill, runs again. */
const NEXT: Readonly<Record<PhaseStatus, readonly PhaseStatus[]>> = {
  pending: ['running'],
  running: ['running', 'done', 'failed'],
  done: [],
  failed: ['running'],
};

type Details = Pick<PhaseState, 'skipped_by_mode' | 'error'>;

/** @throws Error for a status that must not follow: a defect of the loop itself. */
export function setPhase<S extends State>(
  state: S,
  phase: Phase,
  status: PhaseStatus,
  at: Date,
  details: Details = {},
): S {
  const before = state.phases[phase]?.status ?? 'pending';
  if (!NEXT[before].includes(status)) {
    throw new Error(`illegal transition of ${phase}: ${before} -> ${status}`);
  }
  const worker = PHASE_WORKERS[phase];
  const changed = { status, ts: at.toISOString(), ...(worker && { worker }), ...details };
  return { ...state, phases: { ...state.phases, [phase]: changed } };
}

/** Starts the next cycle with its phases pending; phases that run only once stay done (OPT-21). */
export function startNextCycle(state: RunState): RunState {
  const fresh = Object.fromEntries(
    CYCLE_PHASES.map((phase) => [phase, { status: 'pending' as const }]),
  );
  return {
    ...state,
    current_cycle: state.current_cycle + 1,
    phases: { ...state.phases, ...fresh },
  };
}

/** The first phase that is not done; null: all are. */
export function findIncompletePhase(state: State): Phase | null {
  return PHASES.find((phase) => state.phases[phase]?.status !== 'done') ?? null;
}

/** Returns the phase to resume: running or failed, else the first not done; null: loop over. */
export function findResumePhase(state: State): Phase | null {
  const begun = PHASES.find((phase) => {
    const status = state.phases[phase]?.status;
    return status === 'running' || status === 'failed';
  });
  if (state.phases['11_meta']?.status === 'done') return null;
  return begun ?? findIncompletePhase(state);
}

/** Reopens a failed loop: closing phases are pending again, and the stop reason is cleared. */
export function reopenLoop(state: RunState): RunState {
  const failed = PHASES.filter((phase) => state.phases[phase]?.status === 'failed');
  const { stop } = state.run;
  if (failed.length === 0 && stop?.reason !== 'failed') return state;
  const last: readonly Phase[] = ['9_aggregate', '10_report', '11_meta'];
  const pending = Object.fromEntries(last.map((phase) => [phase, { status: 'pending' as const }]));
  return {
    ...state,
    phases: { ...state.phases, ...pending },
    run: { ...state.run, stop: null, reported: false },
  };
}

/** True if the loop failed in its first cycle before it began to execute changes. */
export function hasFailedEarly({ current_cycle: cycle, phases, run }: State): boolean {
  const isTried = (phases['8_execute']?.status ?? 'pending') !== 'pending';
  const hasFailed = Object.values(phases).some(({ status }) => status === 'failed');
  return cycle === 1 && !isTried && (hasFailed || run?.stop?.reason === 'failed');
}

/** True if the loop ran to its end without failing. */
export function isFinished(state: State): boolean {
  return state.phases['11_meta']?.status === 'done' && state.run?.stop?.reason !== 'failed';
}

/** True if a branch contains an accepted change. */
export function hasAcceptedChange({ cycles }: RunState): boolean {
  return cycles.some(({ branch, hypotheses_applied: kept }) => branch !== null && kept.length > 0);
}
