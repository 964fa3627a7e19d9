import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { childModule } from '../../../host/process/child-module.ts';
import type { Host } from '../../../host.ts';
import { type UnitContext, UnitFailure } from '../../../model/executor.ts';
import type { InputTrace } from '../../../model/program/input-trace.ts';
import type { FunctionScenario } from '../../../model/scenario/scenario.ts';
import { untraceableStart } from '../../trace/untraceable-start.ts';
import { converse } from '../conversation.ts';
import type { WorkerBody } from '../messages.ts';
import type { TraceAnswer, TraceQuestion } from './messages.ts';

const REGISTER = pathToFileURL(childModule(import.meta.url, '../../../loader/register')).href;
const NOTE = 'why-it-ended';

const WORDINGS = {
  trace: { doing: 'while it was traced', waiting: 'the function was still being traced' },
};

/** Starts a function in a process of its own and gives what it reads, or why that cannot be told. */
export async function traceFunction(
  host: Host,
  { scenario, trial, folder, signal }: UnitContext<FunctionScenario>,
  body: WorkerBody,
  execPath: string,
): Promise<InputTrace> {
  const obstacle = untraceableStart(scenario, host.env);
  if (obstacle !== null) return { state: 'untraceable', reason: obstacle };
  const noteFile = join(folder, NOTE);
  const worker = host.processes.start({
    file: execPath,
    args: [
      `--hash-seed=${trial.seed}`,
      `--random-seed=${trial.seed}`,
      ...scenario.nodeArgs,
      '--permission-audit',
      `--import=${REGISTER}`,
      childModule(import.meta.url, './trace-worker'),
    ],
    cwd: scenario.cwd,
    // What Node.js keeps of compiled code is by its content, and would be written.
    env: { ...scenario.env, NODE_COMPILE_CACHE: undefined },
    channel: true,
  });
  const { ask } = converse<TraceQuestion, TraceAnswer>(worker, WORDINGS);
  const { params } = scenario;
  try {
    return (await ask({ type: 'trace', body, params, noteFile }, 'traced', signal)).trace;
  } catch (error) {
    if (!(error instanceof UnitFailure)) throw error;
    // Once it has ended, what it wrote last is there.
    await worker.stop(0);
    const reason = host.files.read(noteFile) ?? `it failed: ${error.failure.message}`;
    return { state: 'untraceable', reason };
  } finally {
    await worker.stop(0);
  }
}
