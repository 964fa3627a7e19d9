import type { InstalledPackage } from '../../harness/host/installed-package.ts';
import { childModule } from '../../harness/host/process/resolve-child-module-path.ts';
import type { Host } from '../../harness/host.ts';
import { UnitFailure } from '../../harness/model/executor.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Profiler } from '../../harness/model/program/profiler.ts';
import { readProgramStarts } from '../tool/profiled-program-environment.ts';
import { runProfilerAnalysis } from '../tool/run-profiler-analysis.ts';
import { createClinicToolProfiler, noClinicData } from './clinic-tool-with-cpu-profiler.ts';

/** Time limit of the analysis: minutes for thousands of requests; for more, it never ends. */
const ANALYSIS_LIMIT_MS = 60_000;
const ENDING = '.clinic-bubbleprof';

export function createBubbleprofProfiler(host: Host, bubbleprof: InstalledPackage): Profiler {
  return createClinicToolProfiler(host, {
    name: 'bubbleprof',
    package: bubbleprof,
    collector: 'logger.js',
    traceCategories: 'node.async_hooks',
    env: (folder) => ({ NODE_CLINIC_BUBBLEPROF_DATA_PATH: folder }),
    describe: async (folder) =>
      describeBubbleprofGroups(await groupOperations(host, bubbleprof, folder)),
  });
}

async function groupOperations(
  host: Host,
  bubbleprof: InstalledPackage,
  folder: string,
): Promise<readonly AsyncGroup[]> {
  const names = host.files.list(folder);
  // The deepest: a package manager starts before the server that it starts.
  const last = readProgramStarts(host, folder).findLast(({ pid }) =>
    names.includes(`${pid}${ENDING}`),
  );
  if (last === undefined) throw noClinicData('bubbleprof');
  if (!names.some((name) => name.startsWith(`node_trace.${last.pid}.`))) {
    throw new UnitFailure({
      reason: 'protocol',
      message: 'the program was killed before clinic bubbleprof could write its data',
      remedy:
        'Let the program exit on its own or within two seconds of SIGTERM, and reduce its workload.',
    });
  }
  const text = await runProfilerAnalysis(host, {
    tool: 'clinic bubbleprof',
    file: process.execPath,
    args: [
      childModule(import.meta.url, './bubbleprof-analysis-child'),
      bubbleprof.folder,
      folder,
      String(last.pid),
    ],
    cwd: folder,
    timeoutMs: ANALYSIS_LIMIT_MS,
  });
  return JSON.parse(text) as readonly AsyncGroup[];
}

export interface AsyncGroup {
  /** As bubbleprof names it: `http.server`, `my-module > readFile`. */
  readonly name: string;
  readonly operations: number;
  /** From the start of each to its first callback, together; they overlap. Milliseconds. */
  readonly waitedMs: number;
}

/** Groups that are named. */
const SHOWN = 3;

/** The groups that wait most, in a sentence. */
export function describeBubbleprofGroups(groups: readonly AsyncGroup[]): Finding {
  const waiting = groups
    .filter(({ waitedMs }) => waitedMs > 0)
    .toSorted((group, other) => other.waitedMs - group.waitedMs);
  if (waiting.length === 0) {
    return {
      id: 'clinic-bubbleprof',
      level: 'info',
      message: 'According to clinic bubbleprof, no asynchronous operation had a callback.',
    };
  }
  const operations = groups.reduce((sum, group) => sum + group.operations, 0);
  return {
    id: 'clinic-bubbleprof',
    level: 'info',
    message: `According to clinic bubbleprof, which found ${groups.length} groups of asynchronous operations, most of the waiting time is spent in ${waiting.slice(0, SHOWN).map(nameOf).join(', ')}; the groups contain ${operations} operations in total.`,
    remedy:
      'Check where the largest group starts, and whether its operations could run concurrently.',
  };
}

function nameOf({ name, operations, waitedMs }: AsyncGroup): string {
  return `${name} (${(waitedMs / operations).toFixed(1)} ms each)`;
}
