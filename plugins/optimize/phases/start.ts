import { required } from '../cycle-results.ts';
import { preflight } from '../preflight.ts';
import type { PhaseAction } from '../run-context.ts';

/** Phase 0: whether the loop can begin. */
export const preflightPhase: PhaseAction = async (run, state) => {
  const { commit, testCommand } = await preflight(run.host, run.root, state.target, run.signal);
  const facts = { ...state.run, base_commit: commit, head: commit, test_command: testCommand };
  return { state: { ...state, run: facts }, stop: null };
};

/** Phase 1: the problem was read before the state file was made; here it is held to be whole. */
export const parsePhase: PhaseAction = async (_run, state) => {
  required(state.run.problem, 'problem');
  return { state, stop: null };
};
