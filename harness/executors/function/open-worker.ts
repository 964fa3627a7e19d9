import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { childModule } from '../../host/process/child-module.ts';
import type { RunningProcess } from '../../host/process/processes.ts';
import type { Host } from '../../host.ts';
import type { Unit, UnitContext } from '../../model/executor.ts';
import type { FunctionScenario } from '../../model/scenario/scenario.ts';
import { type Conversation, converse, type Wording } from './conversation.ts';
import { encodeTimes } from './encode-times.ts';
import type { Answer, Question, WorkerBody } from './messages.ts';

const REGISTER = pathToFileURL(childModule(import.meta.url, '../../loader/register')).href;

/** Time that `teardown` gets when nothing asked for it before, milliseconds. */
const LATE_TEARDOWN_MS = 1_000;

/** Share of a unit's time that reading allocation may take beside it. */
const ALLOCATION_SHARE = 0.1;

const WORDINGS: Readonly<Record<Question['type'], Wording>> = {
  open: {
    doing: 'while the scenario file was loaded and set up',
    waiting: 'the scenario file or its `setup` was not done',
  },
  measure: { doing: 'while it was measured', waiting: 'the function was still being measured' },
  read: {
    doing: 'while what it allocates was read',
    waiting: 'the function was still being called',
  },
  finish: { doing: 'in `teardown`', waiting: '`teardown` was not done' },
};

/** Starts a fresh Node.js and has it load and set up a function. Nothing is left where it fails. */
export async function openWorker(
  host: Host,
  { scenario, trial, signal }: UnitContext<FunctionScenario>,
  body: WorkerBody,
  execPath: string,
): Promise<Unit> {
  const worker = host.processes.start({
    file: execPath,
    args: [
      `--hash-seed=${trial.seed}`,
      `--random-seed=${trial.seed}`,
      ...scenario.nodeArgs,
      // For the threads and the programs that the function starts too.
      `--import=${REGISTER}`,
      childModule(import.meta.url, './worker'),
    ],
    cwd: scenario.cwd,
    env: scenario.env,
    channel: true,
  });
  const conversation = converse<Question, Answer>(worker, WORDINGS);
  try {
    await conversation.ask({ type: 'open', body, params: scenario.params }, 'opened', signal);
  } catch (error) {
    await worker.stop(0);
    throw error;
  }
  return createUnit(worker, conversation, scenario, signal);
}

function createUnit(
  worker: RunningProcess,
  { ask, isBusy }: Conversation<Question, Answer>,
  scenario: FunctionScenario,
  signal: AbortSignal,
): Unit {
  let isFinished = false;
  const finish = async (limit: AbortSignal): Promise<void> => {
    if (isFinished) return;
    isFinished = true;
    await ask({ type: 'finish' }, 'finished', limit);
    // It ends by itself, which is sooner than having it ended.
    await Promise.race([worker.exited, sleep(LATE_TEARDOWN_MS, undefined, { ref: false })]);
  };
  return {
    measure: async ({ durationMs }) => {
      const { measureMs, warmupMs } = scenario;
      const isTurn = durationMs !== null;
      const { block } = await ask(
        { type: 'measure', measureMs: durationMs ?? measureMs, warmupMs, isTurn },
        'measured',
        signal,
      );
      return block;
    },
    readOnce: async () => {
      const allocationMs = scenario.measureMs * ALLOCATION_SHARE;
      const question = { type: 'read', allocationMs } as const;
      const { allocated, notes, times } = await ask(question, 'read', signal);
      return { measurements: { allocated }, notes, histogram: await encodeTimes(times) };
    },
    finish: () => finish(signal),
    close: async () => {
      // What failed or was cut short gets its `teardown` too, unless it blocks or still runs.
      const limit = AbortSignal.timeout(LATE_TEARDOWN_MS);
      if (!isBusy()) await finish(limit).catch(() => undefined);
      await worker.stop(0);
    },
  };
}
