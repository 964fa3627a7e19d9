/**
 * Reports a process's resource usage at its exit, on systems without accounting; a process ended by
 * a signal reports nothing.
 */
import childProcess, { type ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { openSync, writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import type { ReportedResourceUsage } from './resource-usage-reported-at-exit.ts';

const BYTES_PER_KIB = 1_024;
const WAITING = ['spawnSync', 'execSync', 'execFileSync'] as const;

const file = process.env.PERF_HARNESS_RESOURCE_USAGE;
// The usage of a process includes its threads.
if (file !== undefined && file !== '' && isMainThread) recordInto(file);

function recordInto(path: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'a');
  } catch {
    // The program changed to another user or root directory: it is not observed, but must not fail.
    return;
  }
  const countStarted = watchChildren();
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const line: ReportedResourceUsage = {
      pid: process.pid,
      userMs: userCPUTime / 1e3,
      systemMs: systemCPUTime / 1e3,
      peakBytes: maxRSS * BYTES_PER_KIB,
      started: countStarted(),
    };
    try {
      writeSync(descriptor, `${JSON.stringify(line)}\n`);
    } catch {
      // Disk full, or the program closed a descriptor that was not its own.
    }
  });
}

/** Counts the programs of any kind that this process has started so far. */
function watchChildren(): () => number {
  const children: ChildProcess[] = [];
  let waitedFor = 0;
  subscribe('child_process', (message) => {
    children.push((message as { readonly process: ChildProcess }).process);
  });
  // The channel does not report programs that are awaited synchronously.
  for (const name of WAITING) {
    const start = childProcess[name] as (...args: unknown[]) => unknown;
    Object.assign(childProcess, {
      [name]: (...args: unknown[]) => {
        waitedFor += 1;
        return start.apply(childProcess, args);
      },
    });
  }
  syncBuiltinESMExports();
  return () => waitedFor + children.filter(({ pid }) => pid !== undefined).length;
}
