import { childModule } from '../../host/process/child-module.ts';
import type { RunningProcess } from '../../host/process/processes.ts';
import type { Host } from '../../host.ts';
import type { UnitContext } from '../../model/executor.ts';
import type { FunctionScenario } from '../../model/scenario/scenario.ts';
import { type Conversation, converse, type Wording } from '../function/conversation.ts';
import type { WorkerBody } from '../function/messages.ts';
import type { Answer, Question } from './messages.ts';
import { countingFlags } from './v8-flags.ts';
import { functionOptions, WITHOUT_OWN_OPTIONS } from './valgrind-arguments.ts';

/** A worker that has loaded and set up its function. */
export interface OpenWorker {
  readonly worker: RunningProcess;
  readonly ask: Conversation<Question, Answer>['ask'];
  readonly isBusy: () => boolean;
}

/** Turns off features that valgrind does not support, or runs differently from the system. */
const ENVIRONMENT: Readonly<Record<string, string | undefined>> = {
  ...WITHOUT_OWN_OPTIONS,
  UV_USE_IO_URING: '0',
  // Code that is counted for coverage is compiled to other code.
  NODE_V8_COVERAGE: undefined,
};

/**
 * Starts a Node.js with the flags of counting, under valgrind where
 * given, and opens the function. Leaves nothing on failure.
 */
export async function openWorker(
  host: Host,
  { scenario, trial, folder, signal }: UnitContext<FunctionScenario>,
  body: WorkerBody,
  programs: { readonly node: string; readonly valgrind: string | null },
): Promise<OpenWorker> {
  const { node, valgrind } = programs;
  const nodeArguments = [
    ...countingFlags(trial.seed, scenario.instructions),
    ...scenario.nodeArgs,
    childModule(import.meta.url, './worker'),
  ];
  const worker = host.processes.start({
    file: valgrind ?? node,
    args: valgrind === null ? nodeArguments : [...functionOptions(folder), node, ...nodeArguments],
    cwd: scenario.cwd,
    env: { ...scenario.env, ...ENVIRONMENT },
    channel: true,
  });
  const { ask, isBusy } = converse<Question, Answer>(worker, WORDINGS);
  try {
    await ask({ type: 'open', body, params: scenario.params }, 'opened', signal);
    return { worker, ask, isBusy };
  } catch (error) {
    await worker.stop(0);
    throw error;
  }
}

const COUNTING: Wording = {
  doing: 'while its instructions were counted',
  waiting: 'the instructions of the function were still being counted',
};

const WORDINGS: Readonly<Record<Question['type'], Wording>> = {
  open: {
    doing: 'while the scenario file was loaded and set up for counting',
    waiting: 'the scenario file or its `setup` was not done',
  },
  calibrate: {
    doing: 'while it was found out how often to call the function',
    waiting: 'the function was still being called to find out how often to call it',
  },
  warm: COUNTING,
  spin: COUNTING,
  count: COUNTING,
  finish: { doing: 'in `teardown`', waiting: '`teardown` was not done' },
};
