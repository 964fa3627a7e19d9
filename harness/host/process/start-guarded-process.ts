// biome-ignore lint/suspicious/noTsIgnore: here they are installed, where others read the types they may not be.
/** @ts-ignore It has type `any` if the types of Node.js are not installed. */
import {
  type ChildProcess,
  type StdioOptions,
  spawn,
  ChildProcess as Unstarted,
} from 'node:child_process';
import { createServer, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { END_VARIABLE } from '../../probe/process-termination-address-env-variable.ts';
import { currentPlatform } from '../platform/current-platform.ts';
import type { ProcessTree, SignalName } from '../platform/platform.ts';
import { randomToken } from '../random-token.ts';
import { identifyProcess } from './process-identity-and-liveness.ts';
import { markProcessTree, TREE_VARIABLE } from './process-tree-environment-variable.ts';
import type { Guardian } from './process-tree-guardian.ts';
import { type TreeLimits, watchProcessTreeLimits } from './process-tree-limits.ts';

/** Program to start. Nothing goes through a shell unless `shell` is set. */
export interface ProcessSpec {
  readonly file: string;
  readonly args?: readonly string[];
  /** Run `file` as text of the system's shell; `args` must be empty. */
  readonly shell?: boolean;
  readonly cwd?: string;
  /** Added to the environment of the host; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Opens a channel for messages, for programs that are perf-harness's own modules. */
  readonly channel?: boolean;
  /** Input on stdin, which ends after it; default: empty. */
  readonly stdin?: string;
  /** Resource limits of its tree. Default: those of `limitTrees`. */
  readonly limits?: TreeLimits;
  /** Default `pipe`. */
  readonly stdout?: 'pipe' | 'ignore';
  /** Default `pipe`. */
  readonly stderr?: 'pipe' | 'ignore';
}

/** End of a program. */
export type Exit =
  | { readonly type: 'code'; readonly code: number }
  | {
      readonly type: 'signal';
      readonly signal: SignalName;
      /** Resource limit that it exceeded; undefined: it was not ended for that. */
      readonly because?: string;
    }
  | {
      readonly type: 'not-started';
      readonly error: Error & { readonly code?: string | undefined };
    };

/** A program that was started, with its tree under guard. */
export interface GuardedProcess {
  readonly child: ChildProcess;
  /** Settles when it has ended and its output was read; never rejects. */
  readonly exited: Promise<Exit>;
  /** Ids of the running processes of the tree, if the system reports them (Linux). */
  readonly members: () => readonly number[];
  /** Ends the whole tree: a polite signal, a grace period, then SIGKILL. Never throws. */
  readonly stop: (graceMs?: number) => Promise<void>;
}

const GRACE_MS = 2_000;
/** Number of kill sweeps, since a process may fork while it is being ended. */
const SWEEPS = 25;
const PAUSE_MS = 20;
/** Longest wait for the end of output, milliseconds: a surviving child may keep it open. */
const OUTPUT_GRACE_MS = 500;
/** Read rounds after that; later output of surviving children is discarded. */
const READ_ROUNDS = 200;

/**
 * Starts a program in its own process group, marked and watched by the guardian. `env` of the spec
 * is its complete environment.
 */
export function startGuardedProcess(
  spec: ProcessSpec,
  guardian: Guardian,
  onStopped: () => void,
): GuardedProcess {
  const token = randomToken(12);
  const channel = openEndChannel(token);
  const spawnedMs = performance.now();
  const child = spawnMarked({ ...spec, env: { ...spec.env, ...channel?.env } }, token);
  const exited = settleExit(child);
  if (child.pid === undefined) {
    channel?.close();
    return { child, exited, members: () => [], stop: async () => onStopped() };
  }
  const { startedTicks } = identifyProcess(child.pid);
  const tree: ProcessTree = { pid: child.pid, token, startedTicks, spawnedMs };
  const ended = new Promise((resolve) => child.once('exit', resolve));
  guardian.watch(tree);
  const members = (): readonly number[] => currentPlatform().trees.living(tree);
  let excess: string | null = null;
  const unwatch = watchProcessTreeLimits(members, spec.limits ?? {}, (because) => {
    excess = because;
    void endTree(tree, 0, ended);
  });
  return {
    child,
    exited: exited.then((exit) =>
      excess === null ? exit : { type: 'signal', signal: 'SIGKILL', because: excess },
    ),
    members,
    stop: async (graceMs = GRACE_MS) => {
      unwatch();
      // Programs that got no request to end have no reason to end by themselves.
      const isAsked = graceMs > 0 && (channel === null || channel.ask());
      await endTree(tree, isAsked ? graceMs : 0, ended);
      channel?.close();
      guardian.release(tree);
      onStopped();
    },
  };
}

function spawnMarked(spec: ProcessSpec, token: string): ChildProcess {
  const stdin = spec.stdin === undefined ? 'ignore' : 'pipe';
  const stdio: StdioOptions = [stdin, spec.stdout ?? 'pipe', spec.stderr ?? 'pipe'];
  if (spec.channel) stdio.push('ipc');
  const { programs, trees } = currentPlatform();
  const { file, args, isVerbatim } = spec.shell
    ? { file: spec.file, args: spec.args ?? [], isVerbatim: false }
    : programs.toStart(spec.file, spec.args ?? [], {
        cwd: spec.cwd ?? process.cwd(),
        env: spec.env ?? {},
      });
  const options = {
    cwd: spec.cwd,
    shell: spec.shell ?? false,
    detached: trees.ownGroup,
    // Prevents a console window on Windows.
    windowsHide: true,
    windowsVerbatimArguments: isVerbatim,
    stdio,
    env: { ...spec.env, [TREE_VARIABLE]: markProcessTree(process.env[TREE_VARIABLE], token) },
  };
  let child: ChildProcess;
  try {
    child = spawn(file, [...args], options);
  } catch (error) {
    // Some errors are thrown, not emitted: a folder that is a file, a variable too long for the
    // system.
    return unstarted(error);
  }
  // A program may end before it has read all input, which is no error: its exit says enough.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(spec.stdin);
  return child;
}

function unstarted(error: unknown): ChildProcess {
  const child = new Unstarted();
  setImmediate(() => child.emit('error', error));
  return child;
}

function settleExit(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (child.pid === undefined) resolve({ type: 'not-started', error });
    });
    child.on('exit', (code, signal) => {
      const exit: Exit =
        signal === null ? { type: 'code', code: code ?? 0 } : { type: 'signal', signal };
      const end = (): void => resolve(exit);
      const limit = setTimeout(() => whenRead(child, READ_ROUNDS, end), OUTPUT_GRACE_MS).unref();
      child.on('close', () => {
        clearTimeout(limit);
        end();
      });
    });
  });
}

/** Waits until no output is left to read: after a delay, timers fire before earlier output. */
function whenRead(child: ChildProcess, rounds: number, done: () => void): void {
  const before = bytesRead(child);
  setImmediate(() => {
    if (rounds > 0 && bytesRead(child) > before) whenRead(child, rounds - 1, done);
    else done();
  });
}

/** Counts the bytes read from its pipes, which are sockets in Node.js. */
function bytesRead({ stdout, stderr }: ChildProcess): number {
  return [stdout, stderr].reduce(
    (sum, stream) => sum + (stream instanceof Socket ? stream.bytesRead : 0),
    0,
  );
}

/** @param ended - Settles when the first process has ended. */
async function endTree(tree: ProcessTree, graceMs: number, ended: Promise<unknown>): Promise<void> {
  const { trees } = currentPlatform();
  if (graceMs > 0 && trees.living(tree).length > 0) {
    trees.signal(tree, 'SIGTERM');
    const deadline = performance.now() + graceMs;
    for (let look = 0; performance.now() < deadline; look += 1) {
      if (trees.living(tree).length === 0) return;
      await sleep(pauseMs(look));
    }
  }
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const living = trees.living(tree);
    if (living.length === 0) return;
    trees.signal(tree, 'SIGKILL', living);
    // Usually only one process is left, and Node.js reports its end: listing the tree costs more
    // than waiting.
    const isAlone = sweep === 0 && living.length === 1 && living[0] === tree.pid;
    if (isAlone) await within(PAUSE_MS, ended);
    else await sleep(pauseMs(sweep));
  }
}

/** Waits for a promise, up to a time limit. */
async function within(limitMs: number, settled: Promise<unknown>): Promise<void> {
  const limit = new AbortController();
  const { signal } = limit;
  await Promise.race([settled, sleep(limitMs, undefined, { signal }).catch(() => undefined)]);
  limit.abort();
}

/** Returns the pause to the next poll: most end within milliseconds; others are polled less. */
function pauseMs(look: number): number {
  return Math.min(PAUSE_MS, 2 ** look);
}

/** Requests a tree's Node.js processes to end where signals cannot; reachable processes connect. */
interface EndChannel {
  /** Variables added to the program's environment; processes listen only if their preloads do. */
  readonly env: Readonly<Record<string, string>>;
  /** @returns True if any process was there to receive the request. */
  readonly ask: () => boolean;
  readonly close: () => void;
}

/** @param token - Token of the tree. @returns null if the platform uses signals instead. */
function openEndChannel(token: string): EndChannel | null {
  const { localAddress, trees } = currentPlatform();
  if (trees.politeEnd === 'signal') return null;
  const place = localAddress(tmpdir(), `end-${token}`);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.unref();
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  // Without a server the program is killed without a request to end.
  server.on('error', () => undefined);
  server.listen(place);
  server.unref();
  return {
    env: { [END_VARIABLE]: place },
    ask: () => {
      for (const socket of sockets) socket.write('end\n');
      return sockets.size > 0;
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
