import { setTimeout as sleep } from 'node:timers/promises';
import { currentPlatform } from '../../host/platform/current-platform.ts';
import { extractNodeFlags } from '../../host/platform/parse-node-command-line-flags.ts';
import type { RunningProcess } from '../../host/process/process-runner.ts';

/** Messages of nodemon, Node.js and others when the program has ended but the watcher goes on. */
const WAITS = /app crashed|waiting for (?:file )?changes before|Failed running '/iu;
/** Time by which program output may arrive after its watcher's message, milliseconds. */
export const WATCHER_OUTPUT_DELAY_MS = 200;

/** Pause between two polls of a process tree, milliseconds. */
const PAUSE_MS = 250;
/** Polls without activity that count as idle: watchers start their program within two seconds. */
const LOOKS = 8;
/** CPU time in that period below which a watcher is idle, milliseconds. */
const IDLE_CPU_MS = 50;

const BY_NAME = /^(?:nodemon|ts-node-dev|tsnd|node-dev)(?:\.[cm]?js)?$/u;
const TSX = /(?:^|[\\/])tsx(?:[\\/]dist[\\/]cli\.[cm]js)?$/u;

/** True for a file watcher's line on waiting for a change, which a measurement never brings. */
export function isWatcherIdleMessage(line: string): boolean {
  return WAITS.test(line);
}

/** Settles when a watcher has no program; never if the platform reports no parent processes. */
export async function waitForIdleFileWatcher(
  { members }: Pick<RunningProcess, 'members'>,
  signal: AbortSignal,
): Promise<void> {
  let looks = 0;
  let cpuMs = 0;
  while (looks < LOOKS) {
    await sleep(PAUSE_MS, undefined, { ref: false });
    if (signal.aborted) return new Promise(() => undefined);
    const used = idleWatcherCpuMs(members());
    if (looks === 0 && used !== null) cpuMs = used;
    looks = used === null || used - cpuMs > IDLE_CPU_MS ? 0 : looks + 1;
  }
}

/** Returns the CPU time so far of a watcher without children in the tree; null if there is none. */
function idleWatcherCpuMs(members: readonly number[]): number | null {
  const { processes } = currentPlatform();
  const tree = members.flatMap((pid) => {
    const origin = processes.origin(pid);
    return origin === null ? [] : [{ pid, ...origin }];
  });
  const watcher = tree.find(
    ({ pid, args }) => isFileWatcher(args) && !tree.some(({ parent }) => parent === pid),
  );
  if (watcher === undefined) return null;
  return processes.accounts([watcher.pid])[0]?.ownCpuMs ?? null;
}

/** True for the command line of a program that restarts another program whenever a file changes. */
export function isFileWatcher(args: readonly string[]): boolean {
  const [program = ''] = args;
  // A title that nodemon has written over its arguments.
  if (BY_NAME.test(nameOf(program.split(/[: ]/u)[0] ?? ''))) return true;
  const flags = extractNodeFlags(args);
  if (/^node(?:js)?$/u.test(nameOf(program)) && flags.some((flag) => /^--watch\b/u.test(flag))) {
    return true;
  }
  const [script = '', ...rest] = args.slice(flags.length + 1);
  return BY_NAME.test(nameOf(script)) || (TSX.test(script) && rest.includes('watch'));
}

function nameOf(path: string): string {
  return path.split(/[\\/]/u).at(-1) ?? '';
}
