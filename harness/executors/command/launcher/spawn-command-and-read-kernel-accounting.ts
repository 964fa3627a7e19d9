import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';
import { LINUX_CURRENT_PROCESS } from '../../../host/platform/linux/linux-current-process.ts';
import { listLivingChildren } from '../../../host/platform/linux/list-living-child-processes.ts';
import {
  computeTrafficBetween,
  readStorageTraffic,
} from '../../../host/platform/linux/process-storage-traffic.ts';
import { NONEXISTENT_PROGRAM } from '../../../host/platform/linux/read-proc-and-sys-files.ts';
import type { CommandExit, CommandRun, StartFailure } from './launcher-messages.ts';
import type { FileDescriptorAction, Libc, ReapedProcess } from './libc-bindings.ts';
import type { StderrPipe } from './stderr-pipe.ts';

interface RunDependencies {
  readonly libc: Libc;
  readonly errorOutput: StderrPipe;
  readonly releaseMemory: () => void;
}

interface PreparedCommand {
  readonly path: string;
  readonly argv: readonly string[];
  readonly env: readonly string[];
  readonly cwd: string;
}

type RunOutcome =
  | { readonly type: 'ran'; readonly run: CommandRun }
  | { readonly type: 'not-started'; readonly problem: StartFailure };

/** Grace period of a command after the signal that ends the launcher, milliseconds. */
const GRACE_MS = 300;
const PAUSE_MS = 5;

export function runCommand(command: PreparedCommand, parts: RunDependencies): RunOutcome {
  const { libc, errorOutput } = parts;
  const own = new Set([errorOutput.readerPid]);
  const spawn = libc.prepareSpawn({ ...command, descriptors: [...NOTHING, errorOutput.action] });
  const rehearsal = libc.prepareSpawn({ ...command, path: NONEXISTENT_PROGRAM, descriptors: [] });
  const trafficBefore = readStorageTraffic();
  parts.releaseMemory();
  rehearse(libc, rehearsal);
  const floorBefore = LINUX_CURRENT_PROCESS.peakBytes() ?? 0;

  const started = process.hrtime.bigint();
  const pid = spawn();
  if (pid < 0) return { type: 'not-started', problem: startProblem(command, -pid) };
  const main = waitFor(libc, pid, own);
  const wallMs = Number(process.hrtime.bigint() - started) / 1e6;
  // The relevant peak is the one at the moment of exec, which lies between these two readings.
  const floorBytes = Math.max(floorBefore, LINUX_CURRENT_PROCESS.peakBytes() ?? 0);

  const ended = [main, ...reapEnded(libc, own)];
  return {
    type: 'ran',
    run: {
      startedMs: Number(started) / 1e6,
      wallMs,
      ended: decodeStatus(main.status),
      userMs: sum(ended.map(({ userMs }) => userMs)),
      systemMs: sum(ended.map(({ systemMs }) => systemMs)),
      peakBytes: Math.max(...ended.map(({ peakBytes }) => peakBytes)),
      floorBytes,
      io: computeTrafficBetween(trafficBefore, readStorageTraffic()),
      left: listLivingChildren(own).map(({ name }) => name),
    },
  };
}

/** Empty standard input, and discarded standard output. */
const NOTHING: readonly FileDescriptorAction[] = [
  { type: 'open', path: '/dev/null', mode: 'read', to: 0 },
  { type: 'open', path: '/dev/null', mode: 'write', to: 1 },
];

/** Runs the measured calls once without effect: just released code pages are resident again. */
function rehearse(libc: Libc, spawn: () => number): void {
  process.hrtime.bigint();
  spawn();
  libc.wait(process.pid, true);
}

/** Blocks until the command has ended. Interrupted by the signal that ends the launcher. */
function waitFor(libc: Libc, pid: number, own: ReadonlySet<number>): ReapedProcess {
  const reaped = libc.wait(pid, true);
  if (reaped !== null) return reaped;
  // The signal went to the launcher and the command alike; the command gets a grace period to end.
  for (let waitedMs = 0; waitedMs < GRACE_MS; waitedMs += PAUSE_MS) {
    const late = libc.wait(pid, false);
    if (late !== null) return late;
    sleepSync(PAUSE_MS);
  }
  killChildren(libc, own);
  process.exit(0);
}

/** Descendants that lost their parents and have ended: they count as part of the command. */
function reapEnded(libc: Libc, own: ReadonlySet<number>): readonly ReapedProcess[] {
  const found: ReapedProcess[] = [];
  for (let next = libc.wait(-1, false); next !== null; next = libc.wait(-1, false)) {
    if (!own.has(next.pid)) found.push(next);
  }
  return found;
}

/** See wait(2): the low seven bits contain the signal, the second byte the exit code. */
function decodeStatus(status: number): CommandExit {
  const signal = status & 0x7f;
  if (signal === 0) return { type: 'code', code: (status >> 8) & 0xff };
  const names = Object.entries(constants.signals);
  return {
    type: 'signal',
    signal: names.find(([, number]) => number === signal)?.[0] ?? `signal ${signal}`,
  };
}

function startProblem({ path }: PreparedCommand, error: number): StartFailure {
  const [name = `error ${error}`, text = 'unknown error'] = getSystemErrorMap().get(-error) ?? [];
  if (name === 'ENOEXEC') {
    return {
      message: `${path} is not a program that this system can execute.`,
      remedy:
        'Begin the script with a line such as `#!/bin/sh`, or put its interpreter in the command.',
    };
  }
  if (name === 'ENOENT') {
    return {
      message: `The interpreter named by ${path} does not exist.`,
      remedy: 'Fix the first line of the script, or install the interpreter.',
    };
  }
  return {
    message: `${path} failed to start: ${text} (${name}).`,
    remedy: 'Run it by hand to see why.',
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const SWEEPS = 100;

/** Kills all children except those in `except`, and the descendants that they leave behind. */
export function killChildren(libc: Libc, except: ReadonlySet<number>): void {
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const children = listLivingChildren(except);
    if (children.length === 0) break;
    for (const { pid } of children) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // The process ended by itself in the meantime.
      }
    }
    sleepSync(PAUSE_MS);
    while (libc.wait(-1, false) !== null);
  }
}

function sleepSync(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
