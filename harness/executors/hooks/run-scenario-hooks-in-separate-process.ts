import { openRequestChannel } from '../../host/process/child-process-request-channel.ts';
import type { RunningProcess } from '../../host/process/process-runner.ts';
import { childModule } from '../../host/process/resolve-child-module-path.ts';
import type { Host } from '../../host.ts';
import { UnitFailure } from '../../model/executor.ts';
import type { HookName, Scenario } from '../../model/scenario/scenario.ts';
import { describeExit } from '../server/wait-for-server.ts';
import type { HooksRequest, HooksResponse } from './run-scenario-hooks-child.ts';

export interface ScenarioHooks {
  /** @throws UnitFailure if the hook threw, ended its process, or the unit's signal aborted. */
  readonly beforeEach: () => Promise<void>;
  /**
   * Runs `teardown` and ends the process of the hooks regardless of its outcome. `teardown` also
   * runs after an abort, with a short limit of its own, since there is still something to clean up.
   * @throws UnitFailure like the other hooks, after everything has ended; a second call does
   * nothing.
   */
  readonly close: () => Promise<void>;
}

/** Time that `teardown` gets when the unit was aborted, milliseconds. */
const TEARDOWN_AFTER_ABORT_MS = 5_000;

const NO_HOOKS: ScenarioHooks = { beforeEach: async () => undefined, close: async () => undefined };

/**
 * Runs `setup` of a scenario in a separate process, which also runs its other hooks. Starts nothing
 * if the scenario has no hooks.
 * @throws UnitFailure if `setup` failed; nothing is left running then.
 */
export async function openScenarioHooks(
  host: Host,
  scenario: Pick<Scenario, 'source' | 'params' | 'hooks' | 'cwd' | 'env'>,
  signal: AbortSignal,
): Promise<ScenarioHooks> {
  const { source, params, hooks, cwd, env } = scenario;
  if (source === null || hooks.length === 0) return NO_HOOKS;
  const child = host.processes.start({
    file: process.execPath,
    args: [childModule(import.meta.url, './run-scenario-hooks-child')],
    cwd,
    env,
    channel: true,
  });
  const ask = createAsk(child);
  let isOpen = true;
  try {
    await ask('setup', { type: 'setup', ...source, params }, signal);
  } catch (error) {
    await child.stop(0);
    throw error;
  }
  return {
    beforeEach: async () => {
      if (hooks.includes('beforeEach')) await ask('beforeEach', { type: 'beforeEach' }, signal);
    },
    close: async () => {
      if (!isOpen) return;
      isOpen = false;
      try {
        if (!hooks.includes('teardown')) return;
        const limit = signal.aborted ? AbortSignal.timeout(TEARDOWN_AFTER_ABORT_MS) : signal;
        await ask('teardown', { type: 'teardown' }, limit);
      } finally {
        await child.stop(0);
      }
    },
  };
}

type Ask = (hook: HookName, message: HooksRequest, signal: AbortSignal) => Promise<void>;

function createAsk(child: RunningProcess): Ask {
  const { request } = openRequestChannel<HooksRequest, HooksResponse>(child);
  return async (hook, message, signal) => {
    const outcome = await request(message, signal);
    if (outcome === null) {
      throw failure('timeout', `${hook} was still running when the time limit was reached`, child);
    }
    if (outcome.type === 'exited') {
      throw failure('exited', `${hook} ended its process ${describeExit(outcome.exit)}`, child);
    }
    if (outcome.type === 'threw') {
      throw new UnitFailure({
        reason: 'threw',
        message: `${hook} threw: ${outcome.message}`,
        remedy: `Fix the ${hook} hook of the scenario.`,
        output: outcome.stack,
      });
    }
  };
}

function failure(
  reason: 'timeout' | 'exited',
  message: string,
  child: RunningProcess,
): UnitFailure {
  return new UnitFailure({ reason, message, output: child.output() });
}
