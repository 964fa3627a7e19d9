import { fileURLToPath } from 'node:url';
import type { Failure } from '../../model/trial.ts';
import {
  UnmeasurableResult,
  UserCodeError,
  type UserCodePart,
} from './set-up-user-function-and-wrap-errors.ts';
import {
  type MarkedMessage,
  parseMarkedMessage,
  type WorkerAnswer,
  type WorkerCall,
  type WorkerFunctions,
} from './worker-call-messages.ts';

// Taken before any user code could replace them.
const send = process.send?.bind(process);
const exit = process.exit.bind(process);

/**
 * Runs functions for the harness until the last call, or until the harness has gone; anything that
 * user code throws in the meantime is reported as an answer too.
 */
export function serveWorkerCalls(
  functions: WorkerFunctions,
  isLast: (name: string) => boolean,
): void {
  const reply = (answer: WorkerAnswer, callId: number | null, whenSent?: () => void): void => {
    const message: MarkedMessage<WorkerAnswer> = { perfHarness: answer, callId };
    send?.(message, undefined, undefined, () => whenSent?.());
  };
  const replyFailure = (error: unknown, callId: number | null): void =>
    reply({ failure: describeThrow(error) }, callId);
  process.on('message', (message) => {
    const marked = parseMarkedMessage<WorkerCall>(message);
    if (marked === undefined) return;
    const { perfHarness: call, callId } = marked;
    const run = async (): Promise<unknown> => functions[call.name]?.(call.argument as never);
    run().then(
      // Exits after the last answer, regardless of resources that user code left open.
      (result) => reply({ result }, callId, isLast(call.name) ? () => exit(0) : undefined),
      (error: unknown) => replyFailure(error, callId),
    );
  });
  // The harness has gone, so no answer is needed any more.
  process.on('disconnect', () => exit(0));
  process.on('uncaughtException', (error: unknown) => replyFailure(error, null));
}

/** Maximum number of reported stack frames. */
const MAX_FRAMES = 8;
const MAX_MESSAGE_LENGTH = 2_000;

/** Folder of perf-harness as URL and path, whose stack frames are omitted. */
const harnessFolders = [
  new URL('../../', import.meta.url).href,
  fileURLToPath(new URL('../../', import.meta.url)),
];

const REMEDIES: Readonly<Record<UserCodePart, string>> = {
  load: 'Fix the scenario file or its imports.',
  setup: 'Fix the `setup` hook of the scenario.',
  run: 'Fix the function, or the value that `setup` passes to it.',
  beforeEach: 'Fix the `beforeEach` hook of the scenario.',
  afterEach: "Fix the task's `afterEach` hook.",
  teardown: 'Fix the `teardown` hook of the scenario.',
};

export function describeThrow(error: unknown): Failure {
  const part = error instanceof UserCodeError ? error.part : null;
  const thrown = error instanceof UserCodeError ? error.thrown : error;
  if (thrown instanceof UnmeasurableResult) {
    return { reason: 'threw', message: thrown.message, remedy: thrown.remedy };
  }
  const where = part === null ? 'the process threw outside any call' : `${part} threw`;
  const frames =
    thrown instanceof Error && typeof thrown.stack === 'string'
      ? selectUserFrames(thrown.stack)
      : [];
  return {
    reason: 'threw',
    message: `${where} ${summary(thrown)}`.slice(0, MAX_MESSAGE_LENGTH),
    remedy:
      part === null
        ? 'Catch the error at its source: a timer, an event, or a promise.'
        : REMEDIES[part],
    output: [...causes(thrown), ...frames].join('\n') || undefined,
  };
}

function summary(thrown: unknown): string {
  // Both fields come from user code and may be anything.
  if (thrown instanceof Error && typeof thrown.name === 'string') {
    const name = thrown.name || 'Error';
    const { message } = thrown;
    return typeof message === 'string' && message !== '' ? `${name}: ${message}` : name;
  }
  if (typeof thrown === 'string') return `the string ${JSON.stringify(thrown)}`;
  try {
    return `the value ${JSON.stringify(thrown) ?? String(thrown)}`;
  } catch {
    return `a value of type ${typeof thrown}`;
  }
}

function causes(thrown: unknown): string[] {
  const lines: string[] = [];
  let cause = thrown instanceof Error ? thrown.cause : undefined;
  while (cause !== undefined && lines.length < MAX_FRAMES) {
    lines.push(`caused by ${summary(cause)}`);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return lines;
}

/** Selects the frames of a stack that belong neither to Node.js, perf-harness nor tinybench. */
export function selectUserFrames(stack: string): readonly string[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .filter((line) => !line.includes('node:') && !line.includes('/node_modules/tinybench/'))
    .filter((line) => harnessFolders.every((folder) => !line.includes(folder)))
    .map((line) => line.replace(/^\s+/, '    '))
    .slice(0, MAX_FRAMES);
}
