import type { PendingDecision, RunState } from './optimization-loop-state.ts';
import { readCycleResults } from './phase-result-schemas.ts';
import type { Phase } from './phase-transition-rules.ts';
import type { RunContext } from './phase-worker-interfaces.ts';

export type Gate = 'gate1' | 'gate2';

/** Phases that need approval, in the first cycle only (OPT-69). */
const GATES: Readonly<Partial<Record<Phase, Gate>>> = {
  '2_profile': 'gate1',
  '7_validate': 'gate2',
};

/** Returns the gate before a phase that still needs approval; null if there is none. */
export function findPendingGate(phase: Phase, { current_cycle, run }: RunState): Gate | null {
  const gate = GATES[phase];
  if (gate === undefined || current_cycle > 1 || run.mode.approved.includes(gate)) return null;
  // With `plan_only` the plan is not carried out, so there is nothing to approve.
  return gate === 'gate2' && run.mode.plan_only ? null : gate;
}

/** Returns a gate's question, stored in the state to be repeated after a restart (OPT-72). */
export function createGateDecision(
  gate: Gate,
  phase: Phase,
  run: RunContext,
  state: RunState,
): PendingDecision {
  const question =
    gate === 'gate1'
      ? 'Profile this?'
      : 'Carry out this plan, and continue without further approval?';
  return {
    kind: gate,
    question,
    choices: ['go on', 'stop'],
    default_choice: 'stop',
    context: gate === 'gate1' ? profilingPlan(state) : changePlan(run, state),
    resume_to_phase: phase,
    blocking: true,
  };
}

/** Returns the state with the gate approved. */
export function approveGate(state: RunState, gate: Gate): RunState {
  const mode = { ...state.run.mode, approved: [...state.run.mode.approved, gate] };
  return { ...state, run: { ...state.run, mode, pending_decision: null } };
}

function profilingPlan({ target, cycle_config: { max_cycles }, run }: RunState): string {
  const problem = run.problem;
  const observed = problem?.observed_metric;
  const goal = problem?.target_metric;
  return [
    'Gate 1: profiling',
    `  Target: ${target}`,
    `  Test: ${run.test_command}`,
    `  Metric: ${observed?.type} (${observed?.value} ${observed?.unit} observed, ${goal ? `${goal.value} ${goal.unit} wanted` : 'goal set after research'})`,
    '  Also measured: wall time, CPU time, peak memory; bytes and round trips if available',
    `  Cycles: at most ${max_cycles}`,
  ].join('\n');
}

function changePlan({ host, paths }: RunContext, state: RunState): string {
  const research = readCycleResults(host, paths, state.current_cycle).research();
  const targets = Object.entries(state.run.targets?.metrics ?? {});
  return [
    'Gate 2: planned changes, in a separate worktree',
    ...(research?.hypotheses ?? []).map(
      ({ id, description, risk, apply }) =>
        `  ${id}: ${description} (risk ${risk}${apply === null ? ', manual only' : ''})`,
    ),
    ...targets.map(([metric, { value, source }]) => `  Target ${metric}: ${value} (${source})`),
    `  Plan: ${paths.context}`,
    `  Cycles: at most ${state.cycle_config.max_cycles}; later cycles need no approval`,
  ].join('\n');
}
