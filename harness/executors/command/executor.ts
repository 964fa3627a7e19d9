import type { Host } from '../../host.ts';
import { type Executor, type UnitContext, UnitFailure } from '../../model/executor.ts';
import type { Finding } from '../../model/finding.ts';
import type { CommandScenario } from '../../model/scenario.ts';
import type { Block } from '../../model/trial.ts';
import { openHooks } from '../hooks/open-hooks.ts';
import { countRoundTrips, NO_NODE_PROCESS, type RoundTrips } from '../probe/round-trips.ts';
import { commandText, judgeEnd } from './judge-end.ts';
import { findProgram } from './launcher/find-program.ts';
import type { Variables } from './launcher/messages.ts';
import { createLauncherKeeper, type LauncherKeeper } from './launcher-keeper.ts';
import { runPlainly } from './run-plainly.ts';
import type { RunResult } from './run-result.ts';

/** Measures runs of a command, from spawn to exit, each with its whole process tree. */
export function createCommandExecutor(host: Host): Executor<CommandScenario> {
  const keeper = createLauncherKeeper(host);
  keeper.warm();
  return {
    kind: 'command',
    metrics: [
      'wall_time',
      'cpu_time',
      'user_time',
      'system_time',
      'memory_peak',
      'io_read',
      'io_write',
    ],
    optionalMetrics: ['http_round_trips'],
    check: async (scenario) => checkProgram(host, scenario),
    open: async (context) => {
      const { scenario, signal } = context;
      const hooks = await openHooks(host, scenario, signal);
      const trips = wantedRoundTrips(host, context);
      const env = variablesOf(host, { ...scenario.env, ...trips?.env });
      return {
        measure: async () => {
          await hooks.beforeEach();
          const before = trips?.read() ?? 0;
          const result = await runOnce(host, keeper, context, env);
          await judgeEnd(scenario, result);
          return toBlock(result, trips, before);
        },
        finish: hooks.close,
        close: async () => {
          await hooks.close().catch(() => undefined);
          await keeper.sweep();
        },
      };
    },
    dispose: keeper.dispose,
  };
}

function checkProgram(
  host: Host,
  { name, command, cwd, env }: CommandScenario,
): readonly Finding[] {
  const found = findProgram(host.files, command, cwd, variablesOf(host, env));
  if (found.type === 'found') return [];
  const { message, remedy } = found.problem;
  return [
    {
      id: 'command-not-found',
      level: 'error',
      message: `"${name}" cannot run \`${commandText(command)}\`: ${message}`,
      remedy,
    },
  ];
}

async function runOnce(
  host: Host,
  keeper: LauncherKeeper,
  { scenario, signal }: UnitContext<CommandScenario>,
  env: Variables,
): Promise<RunResult> {
  const { command, cwd } = scenario;
  if (signal.aborted) throw new UnitFailure({ reason: 'timeout', message: 'cut short' });
  const result = await keeper.run(command, { cwd, env, signal });
  if (result.type === 'ran') return result.result;
  return runPlainly(host, command, { cwd, env, signal }, result.reason);
}

function toBlock(result: RunResult, trips: RoundTrips | null, tripsBefore: number): Block {
  const { wallMs, accounts } = result;
  const measurements: Record<string, number> = { wall_time: wallMs, ...accounts.measurements };
  const unavailable: Record<string, string> = { ...accounts.unavailable };
  if (trips !== null) {
    const counted = trips.read();
    if (counted === null) unavailable.http_round_trips = NO_NODE_PROCESS;
    else measurements.http_round_trips = counted - tripsBefore;
  }
  return {
    operations: 1,
    durationMs: wallMs,
    measurements,
    unavailable,
    notes: accounts.notes,
  };
}

function wantedRoundTrips(
  host: Host,
  { scenario, folder }: UnitContext<CommandScenario>,
): RoundTrips | null {
  if (!scenario.metrics.includes('http_round_trips')) return null;
  const { NODE_OPTIONS } = variablesOf(host, scenario.env);
  return countRoundTrips(host.files, folder, NODE_OPTIONS);
}

/** All variables of a command; those that are undefined are taken away. */
function variablesOf(host: Host, own: Readonly<Record<string, string | undefined>>): Variables {
  const all = { ...host.processes.environment(), ...own };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
