import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { assertNever } from '../../harness/model/assert-never.ts';
import type { MeasurementLock } from '../../harness/sampling/measurement-lock.ts';
import { createRandom } from '../../harness/stats/seeded-random.ts';
import { ROOT } from '../built-package.ts';
import { formatChangeTag } from './compare-cases.ts';
import { countSlowdownInstructions } from './count-slowdown-instructions.ts';
import { REPEATED_TOOLS, runToolTwice } from './peer-tools.ts';
import { deriveSeed, type VerdictsTask } from './plan-tasks.ts';
import { recordPairs } from './record-pairs.ts';
import { runCalibrate } from './run-calibrate.ts';
import { runCompare } from './run-compare.ts';
import type { Provenance, VerdictsEntry } from './verdict-entries.ts';
import type { WorkloadProjects } from './workload-projects.ts';
import type { BenchExecutors } from './workload-units.ts';
import { findWorkload } from './workloads.ts';

export interface TaskContext {
  readonly host: Host;
  readonly executors: BenchExecutors;
  readonly workbench: WorkloadProjects;
  /** Folder for full documents. */
  readonly documents: string;
  readonly seed: number;
  /** Limit for each stage of every comparison; null: the case's own. */
  readonly time: string | null;
  readonly signal: AbortSignal;
  /** Lock that keeps other perf-harness processes from measuring meanwhile. */
  readonly lock: MeasurementLock;
  readonly provenance: () => Provenance;
}

/** Runs one task of the bench. @throws Error if it fails. */
export function runTask(task: VerdictsTask, context: TaskContext): Promise<VerdictsEntry> {
  // These tasks acquire the lock themselves, pair by pair.
  if (task.type === 'compare' || task.type === 'calibrate') return take(task, context);
  return context.lock.hold(task.id, () => take(task, context), context.signal);
}

async function take(task: VerdictsTask, context: TaskContext): Promise<VerdictsEntry> {
  const { host, executors, workbench, signal, provenance } = context;
  const seed = deriveSeed(context.seed, task.id);
  const { workload, id } = task;
  switch (task.type) {
    case 'compare': {
      const { compareCase } = task;
      const project = await workbench.repository(workload);
      const head = formatChangeTag(compareCase.change);
      mkdirSync(context.documents, { recursive: true });
      const document = join(context.documents, `${id.replaceAll('/', '-')}.json.gz`);
      const { margin, decideBy } = compareCase;
      const time = context.time ?? compareCase.time;
      const found = await besideNoise(host, compareCase.hasNeighbour ? seed : null, () =>
        runCompare({
          project,
          head,
          margin,
          decideBy,
          time,
          seed,
          document,
          signal,
        }),
      );
      return {
        ...provenance(),
        type: 'compare',
        id,
        case: compareCase.id,
        workload,
        seed,
        ...found,
      };
    }
    case 'calibrate': {
      const project = await workbench.repository(workload);
      const metrics = await runCalibrate(project, workbench.folder, { seed, signal });
      return { ...provenance(), type: 'calibrate', id, workload, seed, metrics };
    }
    case 'count': {
      const projectOf = await workbench.unitProject(workload, 'slower');
      const run = { folder: workbench.folder, signal, seed };
      const counted = await countSlowdownInstructions(host, findWorkload(workload), projectOf, run);
      return { ...provenance(), type: 'count', id, workload, ...counted };
    }
    case 'record': {
      const { change, first, count } = task;
      const projectOf = await workbench.unitProject(workload, change);
      const pairs = await recordPairs(
        host,
        executors,
        findWorkload(workload),
        { first, count, random: createRandom(seed) },
        { projectOf, folder: workbench.folder, signal },
      );
      return { ...provenance(), type: 'record', id, workload, change, pairs };
    }
    case 'tool': {
      const tool = REPEATED_TOOLS.find(({ name }) => name === task.tool);
      if (tool === undefined) throw new Error(`there is no tool "${task.tool}"`);
      const projectOf = await workbench.unitProject(workload, 'same');
      const found = await runToolTwice(host, tool, projectOf('a', 0), signal);
      return { ...provenance(), type: 'tool', id, tool: tool.name, workload, ...found };
    }
    default:
      return assertNever(task);
  }
}

/** Measures while another program uses a core in seeded bursts; null: no such program. */
async function besideNoise<T>(
  host: Host,
  seed: number | null,
  measure: () => Promise<T>,
): Promise<T> {
  if (seed === null) return measure();
  const noise = host.processes.start({
    file: process.execPath,
    args: [join(ROOT, 'bench/verdicts/noise-child.ts'), String(seed)],
    cwd: ROOT,
    env: {},
  });
  try {
    return await measure();
  } finally {
    await noise.stop(0);
  }
}
