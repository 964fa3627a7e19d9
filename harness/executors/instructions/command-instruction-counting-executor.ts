import { join } from 'node:path';
import type { RunningProcess } from '../../host/process/process-runner.ts';
import type { Host } from '../../host.ts';
import { type Executor, type UnitContext, UnitFailure } from '../../model/executor.ts';
import type { CommandScenario } from '../../model/scenario/scenario.ts';
import { shortenProgramOutput } from '../../model/shorten-program-output.ts';
import type { Block } from '../../model/trial.ts';
import { checkCommandExit } from '../command/command-run-result.ts';
import { findCommandProgram } from '../command/launcher/find-command-program.ts';
import { openScenarioHooks } from '../hooks/run-scenario-hooks-in-separate-process.ts';
import { loaderFlags } from '../node/add-node-source-transform-loader.ts';
import { addNodeFlags } from '../node/node-command-flags.ts';
import { instructionCountingFlags } from './instruction-counting-v8-flags.ts';
import { type LocalValgrind, unavailableBlock } from './locate-valgrind-or-report-unavailable.ts';
import {
  CALLGRIND_DUMP_PREFIX,
  commandValgrindOptions,
  findValgrindError,
  readDumpTotal,
  UNSET_VALGRIND_VARIABLES,
  VALGRIND_LOG_NAME,
} from './valgrind-run-files.ts';

/** Counts the instructions of runs of a command, with all processes that it starts. */
export function createCommandInstructionExecutor(
  host: Host,
  here: LocalValgrind,
): Executor<CommandScenario> {
  return {
    kind: 'command',
    check: here.check,
    open: async (context) => {
      const { scenario, folder, signal } = context;
      const { tools } = await here.require();
      const hooks = await openScenarioHooks(host, scenario, signal);
      let runs = 0;
      return {
        measure: async () => {
          await hooks.beforeEach();
          // A separate folder for the dumps of each run, so that no dump is counted twice.
          const own = join(folder, `run-${runs}`);
          host.files.makeFolder(own);
          runs += 1;
          return countOnce(host, context, tools.valgrind, own);
        },
        finish: hooks.close,
        close: () => hooks.close().catch(() => undefined),
      };
    },
  };
}

async function countOnce(
  host: Host,
  context: UnitContext<CommandScenario>,
  valgrind: string,
  folder: string,
): Promise<Block> {
  const { scenario, signal } = context;
  if (signal.aborted) throw new UnitFailure({ reason: 'timeout', message: CUT_SHORT });
  const startedMs = host.clock.monotonicMs();
  const child = host.processes.start({
    file: valgrind,
    args: [...commandValgrindOptions(folder), ...programOf(host, context)],
    cwd: scenario.cwd,
    env: { ...scenario.env, ...UNSET_VALGRIND_VARIABLES, UV_USE_IO_URING: '0' },
    stdout: 'ignore',
  });
  const { ended, left } = await waitForEnd(child, signal);
  const trouble = findValgrindError(host.files, folder, child.output());
  if (trouble !== null) return unavailableBlock(trouble);
  await checkCommandExit(scenario, { ended, output: async () => child.output() });
  return sumUp(host, folder, { left, durationMs: host.clock.monotonicMs() - startedMs });
}

function programOf(
  host: Host,
  { scenario, trial }: UnitContext<CommandScenario>,
): readonly string[] {
  const { command, cwd, env } = scenario;
  const flags = [
    ...instructionCountingFlags(trial.seed, scenario.instructions),
    ...loaderFlags(scenario),
  ];
  const flagged = addNodeFlags(command, flags);
  const { PATH } = { ...host.env, ...env };
  const found = findCommandProgram(
    { files: host.files, programs: host.platform.programs },
    flagged,
    cwd,
    PATH === undefined ? {} : { PATH },
  );
  if (found.type === 'found') return [found.path, ...found.argv.slice(1)];
  const { message, remedy } = found.problem;
  throw new UnitFailure({ reason: 'not-found', message, remedy });
}

async function waitForEnd(child: RunningProcess, signal: AbortSignal) {
  const onAbort = (): void => void child.stop(0);
  signal.addEventListener('abort', onAbort, { once: true });
  const exit = await child.exited;
  signal.removeEventListener('abort', onAbort);
  const left = child.members().length;
  await child.stop(0);
  if (signal.aborted) {
    const output = shortenProgramOutput(child.output());
    throw new UnitFailure({ reason: 'timeout', message: CUT_SHORT, output });
  }
  if (exit.type === 'not-started') {
    const message = `valgrind cannot be started: ${exit.error.message}.`;
    throw new UnitFailure({ reason: 'not-found', message, remedy: 'Reinstall valgrind.' });
  }
  return { ended: exit, left };
}

const CUT_SHORT = 'interrupted while counting instructions';

function sumUp(
  host: Host,
  folder: string,
  { left, durationMs }: { readonly left: number; readonly durationMs: number },
): Block {
  const names = host.files.list(folder);
  const sums = names
    .filter((name) => name.startsWith(`${CALLGRIND_DUMP_PREFIX}.`))
    .flatMap((name) => readDumpTotal(host.files, join(folder, name)) ?? []);
  if (sums.length === 0) return unavailableBlock(NO_COUNTS);
  const processes = names.filter((name) => name.startsWith(`${VALGRIND_LOG_NAME}.`)).length;
  return {
    operations: 1,
    durationMs,
    measurements: { instructions: sums.reduce((total, sum) => total + sum, 0) },
    notes: {
      processes,
      // Killed, or still running when the command had ended: their work is not in the sum.
      uncounted: Math.max(0, processes - sums.length),
      outlived: left,
    },
  };
}

const NO_COUNTS =
  "valgrind produced no counts; it cannot run programs built for another architecture or programs that run with another user's privileges";
