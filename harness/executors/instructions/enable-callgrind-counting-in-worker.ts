import { join } from 'node:path';
import type { Host } from '../../host.ts';
import type { Valgrind } from './find-valgrind.ts';
import type { CountingWorker } from './open-instruction-counting-worker.ts';
import { VGDB_PIPE_PREFIX } from './valgrind-run-files.ts';

/** vgdb usually answers within a second, but may take longer on a busy machine. */
const TIMEOUT_MS = 20_000;
/** Time a worker keeps computing so that valgrind finds the request by itself, milliseconds. */
const SPIN_MS = 2_000;

/** Switches counting on in a worker that runs under valgrind. null: it is on; else why not. */
export type CountingSwitch = (
  worker: CountingWorker,
  unit: { readonly folder: string; readonly signal: AbortSignal },
) => Promise<string | null>;

/**
 * Creates the switch that enables counting late, since everything before runs about ten times
 * faster than under counting. vgdb wakes a waiting worker through ptrace(2); where that is not
 * allowed, as in some containers, the worker computes for a while instead, since valgrind polls its
 * pipes only while the program has work.
 */
export function createInstructionCountingSwitch(
  host: Host,
  tools: Valgrind,
  options: { readonly mayTrace: boolean },
): CountingSwitch {
  let { mayTrace } = options;
  return async ({ worker, call }, { folder, signal }) => {
    const request = (more: readonly string[]): Promise<string | null> =>
      runVgdb(host, tools, worker.pid, folder, { more, signal });
    if (mayTrace) {
      if ((await request([])) === null) return null;
      if (signal.aborted) return 'cut short';
      mayTrace = false;
    }
    const [problem] = await Promise.all([
      request(['--max-invoke-ms=0']),
      call('spin', SPIN_MS, signal),
    ]);
    return problem;
  };
}

async function runVgdb(
  host: Host,
  { vgdb }: Valgrind,
  pid: number | undefined,
  folder: string,
  { more, signal }: { readonly more: readonly string[]; readonly signal: AbortSignal },
): Promise<string | null> {
  const { exit, stdout, stderr } = await host.processes.exec({
    file: vgdb,
    args: [
      `--vgdb-prefix=${join(folder, VGDB_PIPE_PREFIX)}`,
      `--pid=${pid}`,
      ...more,
      'instrumentation',
      'on',
    ],
    timeoutMs: TIMEOUT_MS,
    signal,
  });
  if (exit.type === 'code' && exit.code === 0) return null;
  const said = `${stdout}${stderr}`.trim().split('\n').at(-1) ?? '';
  return `valgrind could not start counting (vgdb: ${said === '' ? 'no response' : said})`;
}
