import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';
import { guardian } from './process-tree-guardian.ts';
import type { TreeLimits } from './process-tree-limits.ts';
import {
  type Exit,
  type GuardedProcess,
  type ProcessSpec,
  startGuardedProcess,
} from './start-guarded-process.ts';

/**
 * Variables by which git passes a hook or `git rebase --exec` its repository and index (`git
 * rev-parse --local-env-vars`). Programs started here work in folders of their own, where these
 * variables would make git change the index that the user is about to commit. `undefined` removes
 * them.
 */
const WITHOUT_GIT_PLACE = {
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_OBJECT_DIRECTORY: undefined,
  GIT_ALTERNATE_OBJECT_DIRECTORIES: undefined,
  GIT_COMMON_DIR: undefined,
  GIT_NAMESPACE: undefined,
  GIT_PREFIX: undefined,
};

/** Bytes of output to retain for explaining a failure. */
const KEEP = 16_384;
/** A line that never ends is cut here. */
const LONGEST_LINE = 65_536;

/** Retains the end of an output of any length, without colors, and reports its lines. */
export function createOutputTail(onLine?: (line: string) => void): {
  readonly push: (chunk: Buffer) => void;
  readonly text: () => string;
} {
  const decoder = new StringDecoder('utf8');
  let kept = '';
  let line = '';
  return {
    push: (chunk) => {
      const text = decoder.write(chunk);
      kept = (kept + text).slice(-KEEP);
      if (onLine === undefined) return;
      const lines = (line + text).split('\n');
      line = (lines.pop() ?? '').slice(-LONGEST_LINE);
      // Programs of Windows end their lines with both.
      for (const complete of lines) onLine(complete.replace(/\r$/u, ''));
    },
    text: () => stripVTControlCharacters(kept).replaceAll('\r\n', '\n'),
  };
}

export type { Exit };

/** Specification of a program that keeps running. */
export interface StartSpec extends ProcessSpec {
  /** Called with each line that it prints, of either stream. */
  readonly onLine?: (line: string) => void;
}

export interface RunningProcess {
  readonly pid: number | undefined;
  /** Settles the moment that it has ended or could not be started; never rejects. */
  readonly ended: Promise<void>;
  /** Settles when it ended and its output, which others may keep open, was read; never rejects. */
  readonly exited: Promise<Exit>;
  /** Running processes of the tree; except on Linux only the first, while any of its group runs. */
  readonly members: () => readonly number[];
  /** Last lines of its output, stdout and stderr interleaved as received. */
  readonly output: () => string;
  readonly send: (message: object) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  /** Ends the whole tree: a polite signal, a grace period, then SIGKILL. Never throws. */
  readonly stop: (graceMs?: number) => Promise<void>;
}

/** Exit and output of a program. */
export interface ExecResult {
  readonly exit: Exit;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly truncated: boolean;
}

/** A program to run to its end. */
export interface ExecSpec extends Omit<ProcessSpec, 'channel' | 'stdout' | 'stderr'> {
  readonly timeoutMs: number;
  /** Ends it early; how it ended is in the result. */
  readonly signal?: AbortSignal;
  /** Most characters to retain of each stream. Default 10 million. */
  readonly maxOutput?: number;
  /** Called with its process id once it has been started. */
  readonly onStart?: (pid: number) => void;
}

/** Starts programs, each of which ends together with its whole process tree. */
export interface Processes {
  /** Sets a variable of later programs, with lower precedence than `env`; undefined removes it. */
  readonly setInherited: (name: string, value: string | undefined) => void;
  /** Environment of a program started now, without tree marker: for programs that outlive a measurement. */
  readonly environment: () => Readonly<Record<string, string | undefined>>;
  /** Sets the resource limits for the tree of every program started from here on; null: none. */
  readonly limitTrees: (limits: TreeLimits | null) => void;
  readonly start: (spec: StartSpec) => RunningProcess;
  /** Runs a program to the end, within a time limit; errors are part of the result. */
  readonly exec: (spec: ExecSpec) => Promise<ExecResult>;
  /** Ends every tree that is still open. */
  readonly stopAll: () => Promise<void>;
  /** Like `stopAll`, at the end of perf-harness itself: none of its processes outlives it. */
  readonly close: () => Promise<void>;
}

const DEFAULT_MAX_OUTPUT = 10_000_000;

/** @param ownEnvironment - Environment of every started program, overridden by its own `env`. */
export function createProcesses(
  ownEnvironment: Readonly<Record<string, string | undefined>> = process.env,
): Processes {
  const open = new Set<GuardedProcess>();
  const inherited = new Map<string, string>();
  let usualLimits: TreeLimits = {};

  const environment = (): ReturnType<Processes['environment']> => ({
    ...ownEnvironment,
    ...WITHOUT_GIT_PLACE,
    ...Object.fromEntries(inherited),
  });

  const begin = (spec: ProcessSpec): GuardedProcess => {
    const env = { ...environment(), ...spec.env };
    const limits = spec.limits ?? usualLimits;
    const opened = startGuardedProcess({ ...spec, env, limits }, guardian, () =>
      open.delete(opened),
    );
    open.add(opened);
    return opened;
  };

  const stopAll = async (): Promise<void> => {
    await Promise.all([...open].map((opened) => opened.stop(0)));
  };

  return {
    environment,
    setInherited: (name, value) => {
      if (value === undefined) inherited.delete(name);
      else inherited.set(name, value);
    },
    limitTrees: (limits) => {
      usualLimits = limits ?? {};
    },
    start: (spec) => start(begin(spec), spec),
    exec: (spec) => exec(begin(spec), spec),
    stopAll,
    close: async () => {
      await stopAll();
      await guardian.end();
    },
  };
}

function start({ child, exited, members, stop }: GuardedProcess, spec: StartSpec): RunningProcess {
  const tail = createOutputTail(spec.onLine);
  child.stdout?.on('data', tail.push);
  child.stderr?.on('data', tail.push);
  return {
    pid: child.pid,
    ended: new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    }),
    exited,
    members,
    output: tail.text,
    send: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    onMessage: (listener) => child.on('message', listener),
    stop,
  };
}

async function exec({ child, exited, stop }: GuardedProcess, spec: ExecSpec): Promise<ExecResult> {
  const maxOutput = spec.maxOutput ?? DEFAULT_MAX_OUTPUT;
  if (child.pid !== undefined) spec.onStart?.(child.pid);
  const stdout = collect(child.stdout, maxOutput);
  const stderr = collect(child.stderr, maxOutput);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    void stop();
  }, spec.timeoutMs);
  const onAbort = (): void => void stop();
  if (spec.signal?.aborted) onAbort();
  spec.signal?.addEventListener('abort', onAbort, { once: true });
  const exit = await exited;
  clearTimeout(timer);
  spec.signal?.removeEventListener('abort', onAbort);
  await stop(0);
  return {
    exit,
    stdout: stdout.text(),
    stderr: stderr.text(),
    timedOut,
    truncated: stdout.truncated() || stderr.truncated(),
  };
}

interface Collected {
  readonly text: () => string;
  readonly truncated: () => boolean;
}

/** Retains the beginning of a stream, and reads it to the end so that the writer never blocks. */
function collect(stream: NodeJS.ReadableStream | null, limit: number): Collected {
  let text = '';
  let truncated = false;
  stream?.setEncoding('utf8');
  stream?.on('data', (chunk: string) => {
    const room = limit - text.length;
    if (chunk.length > room) truncated = true;
    if (room > 0) text += chunk.slice(0, room);
  });
  return { text: () => text, truncated: () => truncated };
}

/** Describes the end of a program that should have succeeded, as the end of a sentence. */
export function describeProgramFailure({ exit, timedOut }: ExecResult, timeoutMs: number): string {
  if (timedOut) return `did not finish within ${timeoutMs / 60_000} min`;
  if (exit.type === 'code') return `exited with code ${exit.code}`;
  if (exit.type === 'signal') return `was terminated by ${exit.signal}`;
  return `could not be started (${exit.error.code})`;
}
