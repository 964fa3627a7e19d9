import { join } from 'node:path';
import type { RunningProcess } from '../../../host/process/process-runner.ts';
import { waitForAbort } from '../../../host/wait-for-abort.ts';
import type { Host } from '../../../host.ts';
import { type Unit, type UnitContext, UnitFailure } from '../../../model/executor.ts';
import type { FunctionBody, FunctionScenario } from '../../../model/scenario/scenario.ts';
import { shortenProgramOutput } from '../../../model/shorten-program-output.ts';
import type { Block } from '../../../model/trial.ts';
import { listKindMetrics } from '../../../scenario/schema/scenario-kind-metrics.ts';
import { findVitest, runVitest, type VitestRun } from './project-vitest.ts';
import {
  readVitestReport,
  TASK_NAME_SEPARATOR,
  type VitestReport,
  type VitestTask,
} from './vitest-json-benchmark-report.ts';

type VitestBody = Extract<FunctionBody, { type: 'vitest' }>;

const REASON = 'vitest runs the benchmark itself and reports only times';

/**
 * Opens a task of a vitest bench file: each block is one run of the test that contains it, in a
 * fresh process with the project's configuration.
 */
export async function openVitestTask(
  host: Host,
  context: UnitContext<FunctionScenario>,
  body: VitestBody,
): Promise<Unit> {
  const vitest = findVitest(body.file);
  if (vitest.type === 'missing') {
    const { problem, remedy } = vitest;
    throw new UnitFailure({ reason: 'not-found', message: problem, remedy });
  }
  const { cwd, env, nodePath } = context.scenario;
  const execPath = nodePath ?? process.execPath;
  const startNewer = (index: number): VitestRun => {
    const file = join(context.folder, `vitest-${index}.json`);
    const args = [vitest.program, ...vitestArguments(body, file)];
    const read = (): VitestReport | null => {
      const text = host.files.read(file);
      return text === null ? null : readVitestReport(text);
    };
    return { process: host.processes.start({ file: execPath, args, cwd, env }), report: read };
  };
  const { file, task } = body;
  return {
    measure: async ({ index }) => {
      const asked = vitest.isOlder
        ? runVitest(host, vitest, { file, task, cwd, env, execPath })
        : startNewer(index);
      await untilEnded(asked.process, context.signal);
      return blockOf(findTask(asked.report(), body, asked.process.output()));
    },
    close: async () => undefined,
  };
}

function vitestArguments(body: VitestBody, report: string): readonly string[] {
  const test = body.task.split(TASK_NAME_SEPARATOR).slice(0, -1).join(TASK_NAME_SEPARATOR);
  const pattern = `^${test.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`;
  return ['bench', '--run', '--reporter=json', `--outputFile=${report}`, '-t', pattern, body.file];
}

/** @throws UnitFailure if the time limit passes first. */
async function untilEnded(running: RunningProcess, signal: AbortSignal): Promise<void> {
  const outcome = await Promise.race([running.exited, waitForAbort(signal)]);
  await running.stop(0);
  if (outcome !== null) return;
  throw new UnitFailure({
    reason: 'timeout',
    message: 'vitest was still running when the time limit was reached',
    remedy: "Increase `timeout`, or shorten the measurement with the benchmark's `time` option.",
    output: shortenProgramOutput(running.output()),
  });
}

function findTask(report: VitestReport | null, body: VitestBody, printed: string): VitestTask {
  const output = shortenProgramOutput(printed);
  if (report === null) {
    throw new UnitFailure({
      reason: 'exit-code',
      message: `vitest reported no results for ${body.file}`,
      remedy: 'Run `npx vitest bench` on that file to see its output.',
      output,
    });
  }
  const { tasks, failures } = report;
  const task = tasks.find(({ name }) => name === body.task);
  if (task !== undefined && Number.isFinite(task.p50)) return task;
  const [failure] = failures;
  throw new UnitFailure({
    reason: failure === undefined ? 'protocol' : 'threw',
    message:
      failure === undefined
        ? `vitest ran no benchmark named "${body.task}" in ${body.file}`
        : `${failure.test} threw ${failure.message.split('\n')[0]}`,
    remedy: 'Run `npx vitest bench` on that file to see its output.',
    output: failure?.message ?? output,
  });
}

function blockOf({ p50, samples, totalMs }: VitestTask): Block {
  const unavailable = listKindMetrics('function')
    .own.filter((metric) => metric !== 'wall_time')
    .map((metric) => [metric, REASON] as const);
  return {
    operations: samples,
    durationMs: totalMs,
    measurements: { wall_time: p50 },
    unavailable: Object.fromEntries(unavailable),
    // It times every call with a clock that costs about 30 ns: below 3 µs that shows.
    notes: {
      engine: 'vitest',
      batches: samples,
      calls_per_batch: 1,
      is_timer_limited: p50 < 0.003,
    },
  };
}
