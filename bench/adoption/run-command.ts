import { setTimeout as sleep } from 'node:timers/promises';
import { thisPlatform } from '../../harness/host/platform/this-platform.ts';
import {
  createProcesses,
  type ExecResult,
  type Exit,
} from '../../harness/host/process/processes.ts';
import { assertNever } from '../../harness/model/assert-never.ts';
import type { Command, CommandEnd } from './entries.ts';
import { keptLines } from './printed.ts';
import type { Workplace } from './workplace.ts';

/** A program to run in a repository. */
export interface CommandSpec {
  readonly argv: readonly string[];
  /** Default: the clone. */
  readonly cwd?: string;
  /** Added to what programs see there. */
  readonly env?: Readonly<Record<string, string>>;
  readonly limitSeconds: number;
}

const POLL_MS = 250;
/** The environment is that of the workplace, whole. */
const processes = createProcesses({});

/** Runs a program to its end or its limit; its whole tree ends with it. Throws where the bench is interrupted. */
export async function runCommand(
  place: Workplace,
  spec: CommandSpec,
  signal: AbortSignal,
): Promise<Command> {
  const { argv, limitSeconds } = spec;
  const started = performance.now();
  const { exit, stdout, stderr, timedOut } = await execute(place, spec, signal);
  return {
    command: keptLines(argv.join(' '), place.places).join(' '),
    end: timedOut ? { type: 'limit', seconds: limitSeconds } : endOf(exit),
    seconds: secondsSince(started),
    stdout: keptLines(stdout, place.places),
    stderr: keptLines(stderr, place.places),
  };
}

/** The same, with all that it printed, for what the bench itself has to know. */
export async function execute(
  place: Workplace,
  spec: CommandSpec,
  signal: AbortSignal,
): Promise<ExecResult> {
  const timeoutMs = spec.limitSeconds * 1_000;
  const result = await processes.exec({ ...whatToStart(place, spec), timeoutMs, signal });
  signal.throwIfAborted();
  return result;
}

/** Runs a program until any process of its tree listens on a port, and ends it. */
export async function runUntilServed(
  place: Workplace,
  spec: CommandSpec,
  signal: AbortSignal,
): Promise<Command> {
  const { argv, limitSeconds } = spec;
  const started = performance.now();
  const running = processes.start(whatToStart(place, spec));
  let exit: Exit | null = null;
  void running.exited.then((how) => {
    exit = how;
  });
  let isServed = false;
  while (exit === null && !isServed && secondsSince(started) < limitSeconds && !signal.aborted) {
    await sleep(POLL_MS);
    isServed = running
      .members()
      .some((pid) => thisPlatform().network.listeningPorts(pid).length > 0);
  }
  const seconds = secondsSince(started);
  await running.stop();
  signal.throwIfAborted();
  return {
    command: argv.join(' '),
    end: isServed
      ? { type: 'served' }
      : exit === null
        ? { type: 'limit', seconds: limitSeconds }
        : endOf(exit),
    seconds,
    stdout: keptLines(running.output(), place.places),
    stderr: [],
  };
}

/** Ends what the bench has started, and what watches over it. */
export async function endCommands(): Promise<void> {
  await processes.close();
}

function whatToStart(place: Workplace, { argv, cwd, env }: CommandSpec) {
  const [file = '', ...args] = argv;
  return { file, args, cwd: cwd ?? place.project, env: { ...place.env, ...env } };
}

function endOf(exit: Exit): CommandEnd {
  switch (exit.type) {
    case 'code':
      return exit;
    case 'signal':
      return { type: 'signal', signal: exit.signal };
    case 'not-started':
      return { type: 'not-started', message: exit.error.message };
    default:
      return assertNever(exit);
  }
}

function secondsSince(started: number): number {
  return Math.round((performance.now() - started) / 100) / 10;
}
