/** Reports a process's resource usage at its exit, on systems without accounting. */
import childProcess, { type ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { syncBuiltinESMExports } from 'node:module';
import { reportAtExit } from './append-line-to-file-at-process-exit.ts';
import type { ReportedResourceUsage } from './program-observers.ts';

const BYTES_PER_KIB = 1_024;
const WAITING = ['spawnSync', 'execSync', 'execFileSync'] as const;

reportAtExit('PERF_HARNESS_RESOURCE_USAGE', () => {
  const countStarted = watchChildren();
  return () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const usage: ReportedResourceUsage = {
      pid: process.pid,
      userMs: userCPUTime / 1e3,
      systemMs: systemCPUTime / 1e3,
      peakBytes: maxRSS * BYTES_PER_KIB,
      started: countStarted(),
    };
    return JSON.stringify(usage);
  };
});

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
