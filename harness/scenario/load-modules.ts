import { childModule } from '../host/child-module.ts';
import type { Exit } from '../host/processes.ts';
import type { Host } from '../host.ts';
import type { LoadedModule, LoadReply } from './load-messages.ts';
import { describeThrow, type LoadTrouble, lastWords } from './load-trouble.ts';

/** A module as read, or why it could not be. */
export type LoadOutcome =
  | { readonly type: 'loaded'; readonly file: string; readonly module: LoadedModule }
  | ({ readonly type: 'failed'; readonly file: string } & LoadTrouble);

export interface LoadOptions {
  /** Limit for one module, milliseconds. */
  readonly timeoutMs?: number;
}

/** Processes that read at once; more would only share the same few cores. */
const LANES = 4;
const TIMEOUT_MS = 20_000;
/** Node.js prints an error and ends within this time. */
const PRINTING_MS = 5_000;

/**
 * Reads modules that users wrote, in processes of their own under a time limit, in the order given.
 * A process reads many, for speed; one that fails beside others is read again alone before it is
 * blamed, since what failed it may be left from a neighbour.
 */
export async function loadModules(
  host: Host,
  files: readonly string[],
  options: LoadOptions = {},
): Promise<readonly LoadOutcome[]> {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const outcomes: LoadOutcome[] = [];
  const waiting = files.entries();
  const work = async (): Promise<void> => {
    let reader: Reader | null = null;
    for (const [index, file] of waiting) {
      reader ??= openReader(host, timeoutMs);
      const isFirst = reader.isFresh();
      let outcome = await reader.read(file);
      if (outcome.type === 'failed') {
        await reader.close();
        reader = null;
        if (!isFirst) outcome = await readAlone(host, file, timeoutMs);
      }
      outcomes[index] = outcome;
    }
    await reader?.close();
  };
  await Promise.all(Array.from({ length: Math.min(LANES, files.length) }, work));
  return outcomes;
}

async function readAlone(host: Host, file: string, timeoutMs: number): Promise<LoadOutcome> {
  const reader = openReader(host, timeoutMs);
  const outcome = await reader.read(file);
  await reader.close();
  return outcome;
}

interface Reader {
  /** Whether it has read nothing yet. */
  readonly isFresh: () => boolean;
  readonly read: (file: string) => Promise<LoadOutcome>;
  readonly close: () => Promise<void>;
}

function openReader(host: Host, timeoutMs: number): Reader {
  const child = host.processes.start({
    file: process.execPath,
    args: [childModule(import.meta.url, './load-child')],
    channel: true,
  });
  let count = 0;
  let settle: (reply: LoadReply) => void = () => undefined;
  child.onMessage((message) => settle(message as LoadReply));
  const ask = (file: string): Promise<LoadReply | Exit | 'timeout'> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve('timeout'), timeoutMs);
      const done = (result: LoadReply | Exit): void => {
        clearTimeout(timer);
        resolve(result);
      };
      settle = (reply) => {
        if (reply?.answerTo === file) done(reply);
      };
      void child.exited.then(done);
      child.send({ file });
    });
  return {
    isFresh: () => count === 0,
    read: async (file) => {
      count += 1;
      const answer = await ask(file);
      if (answer === 'timeout') return { type: 'failed', file, ...describeHang(timeoutMs) };
      if (answer.type === 'loaded') return { type: 'loaded', file, module: answer.module };
      if (answer.type !== 'threw') {
        return { type: 'failed', file, ...describeEnd(answer, child.output()) };
      }
      if (answer.isPrinting) await within(PRINTING_MS, child.exited);
      return { type: 'failed', file, ...describeThrow(file, answer, child.output(), host.cwd) };
    },
    close: () => child.stop(0),
  };
}

function within(limitMs: number, settled: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  return Promise.race([settled, limit]).finally(() => clearTimeout(timer));
}

function describeHang(timeoutMs: number): LoadTrouble {
  return {
    problem: `it was not loaded after ${timeoutMs / 1_000} s`,
    remedy:
      'Something at its top level waits or computes without end; move that into `setup`, which runs inside each unit.',
  };
}

function describeEnd(exit: Exit, output: string): LoadTrouble {
  const how =
    exit.type === 'code'
      ? `ended its process with exit code ${exit.code}`
      : exit.type === 'signal'
        ? `was ended by ${exit.signal}`
        : `could not be read (${exit.error.message})`;
  return {
    problem: `it ${how} while it was loaded${lastWords(output)}`,
    remedy: 'A scenario file must only define scenarios; what it measures belongs into `run`.',
  };
}
