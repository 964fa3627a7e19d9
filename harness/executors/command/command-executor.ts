import type { Host } from '../../host.ts';
import { type Executor, type UnitContext, UnitFailure } from '../../model/executor.ts';
import type { Finding } from '../../model/finding.ts';
import type { InputTrace } from '../../model/program/external-input-trace.ts';
import type { CommandScenario } from '../../model/scenario/scenario.ts';
import type { Block } from '../../model/trial.ts';
import { openCacheCounterFile } from '../cache/cache-hit-counter-file.ts';
import { openScenarioHooks } from '../hooks/run-scenario-hooks-in-separate-process.ts';
import { addSourceLoader, loaderFlags } from '../node/add-node-source-transform-loader.ts';
import { addNodeFlags, createSeedFlags } from '../node/node-command-flags.ts';
import {
  type MetricResults,
  mergeMetricResults,
} from '../probe/available-and-unavailable-metrics.ts';
import { EVENT_COUNTERS } from '../probe/count-queries-and-round-trips.ts';
import { observeMemoryGrowth } from '../probe/observe-memory-growth.ts';
import { observeRequested } from '../probe/program-observer.ts';
import { explainUntraceableProgram } from '../trace/explain-untraceable-program.ts';
import { TRACE_FLAGS, traceProgramInputs } from '../trace/trace-program-external-inputs.ts';
import { checkCommandExit, formatCommand } from './check-command-exit.ts';
import { type CommandRunResult, unavailableResourceMetrics } from './command-run-result.ts';
import {
  createCommandRunner,
  type UnitCommandRunner,
} from './command-runner-with-resource-accounting.ts';
import { findCommandProgram } from './launcher/find-command-program.ts';
import type { CommandEnvironment } from './launcher/launcher-messages.ts';
import { runCommandWithoutLauncher } from './run-command-without-launcher.ts';

/** Observers inside the command, by their metrics. */
const OBSERVERS = { ...EVENT_COUNTERS, memory_growth: observeMemoryGrowth };

/** Measures runs of a command from spawn to exit, including the whole process tree. */
export function createCommandExecutor(host: Host): Executor<CommandScenario> {
  const runner = createCommandRunner(host);
  runner.warm();
  return {
    kind: 'command',
    check: async (scenario) => checkProgram(host, scenario),
    adjustScenario: (scenario) => addSourceLoader(host.files, scenario),
    open: async (context) => {
      const { scenario, signal, folder } = context;
      const hooks = await openScenarioHooks(host, scenario, signal);
      const { NODE_OPTIONS: nodeOptions } = variablesOf(host, scenario.env);
      const { files } = host;
      const inside = observeRequested(OBSERVERS, scenario.metrics, { files, folder, nodeOptions });
      const cache = openCacheCounterFile(files, folder, scenario.cache);
      const before = { ...inside.env, ...cache.env };
      const runs = runner.prepare(folder, before.NODE_OPTIONS ?? nodeOptions);
      const env = variablesOf(host, { ...scenario.env, ...before, ...runs.env });
      return {
        measure: async () => {
          await hooks.beforeEach();
          const ends = [inside.begin(), cache.begin()];
          const result = await runOnce(runs, context, env);
          await checkCommandExit(scenario, result);
          const counted = mergeMetricResults(...ends.map((end) => end(1)));
          return toBlock(scenario, result, counted);
        },
        finish: hooks.close,
        close: async () => {
          await hooks.close().catch(() => undefined);
          await runner.sweep();
        },
      };
    },
    traceInputs: (context) => traceCommand(host, context, variablesOf(host, context.scenario.env)),
    dispose: runner.dispose,
  };
}

function checkProgram(
  host: Host,
  { name, command, cwd, env }: CommandScenario,
): readonly Finding[] {
  const found = findCommandProgram(
    { files: host.files, programs: host.platform.programs },
    command,
    cwd,
    variablesOf(host, env),
  );
  if (found.type === 'found') return [];
  const { message, remedy } = found.problem;
  return [
    {
      id: 'command-not-found',
      level: 'error',
      message: `"${name}" cannot run \`${formatCommand(command)}\`: ${message}`,
      remedy,
    },
  ];
}

async function runOnce(
  runs: UnitCommandRunner,
  { scenario, trial, signal }: UnitContext<CommandScenario>,
  env: CommandEnvironment,
): Promise<CommandRunResult> {
  // Both sides of a pair use the same seed for V8's random choices.
  const flags = [...createSeedFlags(trial.seed), ...loaderFlags(scenario)];
  const command = addNodeFlags(scenario.command, flags);
  if (signal.aborted) throw new UnitFailure({ reason: 'timeout', message: 'cut short' });
  return runs.run(command, { cwd: scenario.cwd, env, signal });
}

function toBlock(
  { exitCodes }: CommandScenario,
  { startedMs, wallMs, accounts, ended }: CommandRunResult,
  counted: MetricResults,
): Block {
  // With several expected exit codes, only runs that end with the same code are comparable.
  const isOneOfMany = ended.type === 'code' && exitCodes.length > 1;
  return {
    operations: 1,
    durationMs: wallMs,
    stretch: { fromMs: startedMs, toMs: startedMs + wallMs },
    measurements: { wall_time: wallMs, ...accounts.measurements, ...counted.measurements },
    unavailable: { ...accounts.unavailable, ...counted.unavailable },
    notes: isOneOfMany ? { ...accounts.notes, exit_code: ended.code } : accounts.notes,
  };
}

/** All environment variables of a command; undefined variables are removed. */
function variablesOf(
  host: Host,
  own: Readonly<Record<string, string | undefined>>,
): CommandEnvironment {
  const all = { ...host.processes.environment(), ...own };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Runs a command once and returns the inputs it reads, or why they cannot be traced. */
async function traceCommand(
  host: Host,
  { scenario, trial, folder, signal }: UnitContext<CommandScenario>,
  env: CommandEnvironment,
): Promise<InputTrace> {
  const obstacle = explainUntraceableProgram(scenario.command, scenario, host.env);
  if (obstacle !== null) return { state: 'untraceable', reason: obstacle };
  const flags = [...createSeedFlags(trial.seed), ...TRACE_FLAGS, ...loaderFlags(scenario)];
  const command = addNodeFlags(scenario.command, flags);
  return traceProgramInputs(host, folder, async (variables) => {
    if (signal.aborted) throw new UnitFailure({ reason: 'timeout', message: 'cut short' });
    const place = { cwd: scenario.cwd, env: { ...env, ...variables }, signal };
    await checkCommandExit(
      scenario,
      await runCommandWithoutLauncher(host, command, place, () =>
        unavailableResourceMetrics('resource usage is not measured while inputs are traced'),
      ),
    );
  });
}
