import { join } from 'node:path';
import { readPerfParanoia } from '../../harness/host/platform/linux/read-proc-and-sys-files.ts';
import { programOnPath } from '../../harness/host/program-on-path.ts';
import type { Host } from '../../harness/host.ts';

/** Installation commands, on one line. */
export const PERF_INSTALL =
  'apt-get install linux-perf (Debian) or linux-tools-generic (Ubuntu), dnf install perf; Linux only';

const PROBE_LIMIT_MS = 20_000;

export type FoundPerf =
  | { readonly type: 'found'; readonly path: string }
  /** `missing`: not installed; `forbidden`: the kernel does not let it record. */
  | {
      readonly type: 'not-found';
      readonly reason: 'missing' | 'forbidden';
      readonly message: string;
    };

/** Finds perf, and tests that it may record by running it on a program that does nothing. */
export async function findLinuxPerf(host: Host, folder: string): Promise<FoundPerf> {
  const path = programOnPath(host, 'perf');
  if (path === null) {
    return { type: 'not-found', reason: 'missing', message: 'perf is not on PATH' };
  }
  const data = join(folder, `perf-harness-probe-${process.pid}.data`);
  const { exit, stderr } = await host.processes.exec({
    file: path,
    args: [...PERF_RECORD_ARGUMENTS, '-o', data, '--', process.execPath, '--version'],
    timeoutMs: PROBE_LIMIT_MS,
  });
  const hasRecorded = exit.type === 'code' && exit.code === 0 && host.files.isFile(data);
  host.files.remove(data);
  if (hasRecorded) return { type: 'found', path };
  const paranoid = readPerfParanoia() ?? 'not readable';
  const why = stderr
    .trim()
    .split('\n')
    .find((line) => /error|permission|not permitted/i.test(line));
  return {
    type: 'not-found',
    reason: 'forbidden',
    message: `perf cannot record here (kernel.perf_event_paranoid is ${paranoid})${why === undefined ? '' : `: ${why.trim()}`}`,
  };
}

/** Arguments for stack samples about every millisecond, slightly off the frequency of timers. */
export const PERF_RECORD_ARGUMENTS: readonly string[] = [
  'record',
  '-F',
  '999',
  '-g',
  '-k',
  'CLOCK_MONOTONIC',
];
