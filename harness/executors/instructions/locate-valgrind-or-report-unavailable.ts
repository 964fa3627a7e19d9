import { join } from 'node:path';
import { requireTool, type ToolSearchResult } from '../../host/tool-search-result.ts';
import type { Host } from '../../host.ts';
import type { Unit } from '../../model/executor.ts';
import type { Finding } from '../../model/finding.ts';
import type { Scenario } from '../../model/scenario/scenario.ts';
import type { Block } from '../../model/trial.ts';
import { findValgrind, type Valgrind } from './find-valgrind.ts';
import type { CountingWorker } from './open-instruction-counting-worker.ts';
import { VGDB_PIPE_PREFIX } from './valgrind-run-files.ts';

/** The valgrind of this machine, searched for only once. */
export interface LocalValgrind {
  readonly check: (scenario: Scenario) => Promise<readonly Finding[]>;
  readonly require: () => Promise<{
    readonly tools: Valgrind;
    readonly countingSwitch: CountingSwitch;
  }>;
}

export function locateValgrind(host: Host, options: { readonly mayTrace: boolean }): LocalValgrind {
  let found: Promise<ToolSearchResult<Valgrind>> | undefined;
  let countingSwitch: CountingSwitch | undefined;
  const find = (): Promise<ToolSearchResult<Valgrind>> => {
    found ??= findValgrind(host);
    return found;
  };
  return {
    check: async () => {
      const outcome = await find();
      return outcome.type === 'found' ? [] : [outcome.finding];
    },
    require: async () => {
      const tools = requireTool(await find());
      countingSwitch ??= createInstructionCountingSwitch(host, tools, options);
      return { tools, countingSwitch };
    },
  };
}

export function unavailableBlock(reason: string): Block {
  return { operations: 0, durationMs: 0, measurements: {}, unavailable: { instructions: reason } };
}

export function unavailableUnit(reason: string): Unit {
  return { measure: async () => unavailableBlock(reason), close: async () => undefined };
}

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
function createInstructionCountingSwitch(
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
