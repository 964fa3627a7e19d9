import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { SideId } from '../../harness/model/base-or-head-of-comparison.ts';
import { COMPARE_CASES, formatChangeTag, RECORDED_SLOWDOWN } from './compare-cases.ts';
import { computePlantedAmount, type DoseResponse, measureDoseResponse } from './dose-response.ts';
import { makeWorkloadRepository, type PlantedCommit } from './make-workload-repository.ts';
import type { BenchExecutors } from './workload-units.ts';
import { findWorkload, readDefaultAmount, type Workload } from './workloads.ts';

/** Measured projects, created in a temporary folder on first request. */
export interface WorkloadProjects {
  /** Returns a git repository with the commits `base`, `same` and the slower commits. */
  readonly repository: (workload: string) => Promise<string>;
  /** Returns the project of one side in one slot, without git; all paths have the same length. */
  readonly unitProject: (
    workload: string,
    change: 'same' | 'slower',
  ) => Promise<(side: SideId, slot: 0 | 1) => string>;
  /** An empty folder. */
  readonly folder: string;
}

export interface WorkloadProjectsOptions {
  readonly host: Host;
  readonly executors: BenchExecutors;
  /** Folder that is removed when the bench ends. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Seed of the coins. */
  readonly seed: number;
  /** Required precision of the dose of a planted slowdown. */
  readonly doseHalfWidth: number;
  /** Returns the stored dose, or measures and stores it. */
  readonly dose: (
    workload: string,
    metric: string,
    find: () => Promise<DoseResponse>,
  ) => Promise<DoseResponse>;
}

export function openWorkloadProjects({
  host,
  executors,
  folder,
  signal,
  seed,
  doseHalfWidth,
  dose,
}: WorkloadProjectsOptions): WorkloadProjects {
  const made = new Map<string, Promise<string>>();
  const once = (name: string, make: (path: string) => Promise<void>): Promise<string> => {
    const path = join(folder, name);
    const known = made.get(name) ?? make(path).then(() => path);
    made.set(name, known);
    return known;
  };
  const doseOf = (workload: Workload, metric: string): Promise<DoseResponse> =>
    dose(workload.name, metric, () => {
      const projectOf = (amount: number): Promise<string> =>
        once(`dose-${workload.name}-${String(amount).padStart(9, '0')}`, async (path) =>
          makeWorkloadRepository(path, workload, amount, []),
        );
      return measureDoseResponse(host, executors, workload, metric, {
        projectOf,
        folder,
        signal,
        seed,
        halfWidth: doseHalfWidth,
      });
    });
  const slower = async (workload: Workload, share: number, metric: string): Promise<number> =>
    computePlantedAmount(readDefaultAmount(workload), share, await doseOf(workload, metric));

  mkdirSync(folder, { recursive: true });
  return {
    folder,
    repository: (name) =>
      once(`repository-${name}`, async (path) => {
        const workload = findWorkload(name);
        const heads: PlantedCommit[] = [{ tag: 'same', amount: null }];
        for (const { change, workloads } of COMPARE_CASES) {
          if (change.type === 'none' || !workloads.includes(name)) continue;
          const tag = formatChangeTag(change);
          // Two cases may use the same change.
          if (heads.some((head) => head.tag === tag)) continue;
          heads.push({ tag, amount: await slower(workload, change.share, change.metric) });
        }
        makeWorkloadRepository(path, workload, readDefaultAmount(workload), heads);
      }),
    unitProject: async (name, change) => {
      const workload = findWorkload(name);
      const amount = readDefaultAmount(workload);
      const amounts = {
        a: amount,
        b: change === 'same' ? amount : await slower(workload, RECORDED_SLOWDOWN, workload.metric),
      };
      const paths = new Map<string, string>();
      for (const side of ['a', 'b'] as const) {
        for (const slot of [0, 1] as const) {
          const path = await once(`units-${name}-${change}-${side}${slot}`, async (to) =>
            makeWorkloadRepository(to, workload, amounts[side], []),
          );
          paths.set(`${side}${slot}`, path);
        }
      }
      return (side, slot) => paths.get(`${side}${slot}`) ?? '';
    },
  };
}
