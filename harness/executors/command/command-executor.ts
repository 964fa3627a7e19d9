import type { Host } from '../../host.ts';
import { type Executor, type UnitContext, UnitFailure } from '../../model/executor.ts';
import type { Finding } from '../../model/finding.ts';
import type { InputTrace } from '../../model/program/external-input-trace.ts';
import type { CommandScenario } from '../../model/scenario/scenario.ts';
import type { Block } from '../../model/trial.ts';
import { openScenarioHooks } from '../hooks/run-scenario-hooks-in-separate-process.ts';
import { type MetricReadings, splitReadings } from '../metric-readings.ts';
import { addSourceLoader, loaderFlags } from '../node/add-node-source-transform-loader.ts';
import { addNodeFlags, createSeedFlags } from '../node/node-command-flags.ts';
import { openCacheCounterFile } from '../probe/cache-hit-rate.ts';
import {
  EVENT_COUNTS,
  type ObservedMetricName,
  observeProgram,
} from '../probe/program-observers.ts';
import {
  explainUntraceableProgram,
  TRACE_FLAGS,
  traceProgramInputs,
} from '../trace/trace-program-external-inputs.ts';
import {
  type CommandRunResult,
  checkCommandExit,
  formatCommand,
  unavailableResourceMetrics,
} from './command-run-result.ts';
import {
  createCommandRunner,
  type UnitCommandRunner,
} from './command-runner-with-resource-accounting.ts';
import { findCommandProgram } from './launcher/find-command-program.ts';
import type { CommandEnvironment } from './launcher/launcher-messages.ts';
import { runCommandWithoutLauncher } from './run-command-without-launcher.ts';

/** Metrics observed inside the command. */
const OBSERVED: readonly ObservedMetricName[] = [...EVENT_COUNTS, 'memory_growth'];

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
      const observed = OBSERVED.filter((metric) => scenario.metrics.includes(metric));
      const inside = observeProgram(observed, { files, folder, nodeOptions });
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
          return toBlock(scenario, result, Object.assign({}, ...ends.map((end) => end(1))));
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
  counted: MetricReadings,
): Block {
  // With several expected exit codes, only runs that end with the same code are comparable.
  const isOneOfMany = ended.type === 'code' && exitCodes.length > 1;
  return {
    operations: 1,
    durationMs: wallMs,
    stretch: { fromMs: startedMs, toMs: startedMs + wallMs },
    ...splitReadings({ wall_time: wallMs, ...accounts.readings, ...counted }),
    notes: isOneOfMany ? { ...accounts.notes, exit_code: ended.code } : accounts.notes,
  };
}

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
