import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createHost } from '../../harness/host.ts';
import { createMeasurementLock } from '../../harness/sampling/measurement-lock.ts';
import { openRunFolder } from '../../harness/sampling/run-folder.ts';
import { makeRepository } from '../verdicts/make-repository.ts';
import { type Dose, measureDose } from '../verdicts/plant.ts';
import { FULL } from '../verdicts/tasks.ts';
import { openExecutors } from '../verdicts/units.ts';
import type { Workload } from '../verdicts/workloads.ts';

const SEED = 40_000;

/** Finds what more work does to the time of a workload, on the machine as it is. */
export async function measureStep(workload: Workload, signal: AbortSignal): Promise<Dose> {
  const host = createHost();
  const executors = openExecutors(host);
  const { path: folder, remove } = openRunFolder(host);
  const lock = createMeasurementLock(host, {
    label: 'bench bisect',
    onWaiting: (holder) => console.error(`waiting for ${holder}`),
  });
  const projectOf = async (amount: number): Promise<string> => {
    const path = join(folder, `${workload.name}-${String(amount).padStart(9, '0')}`);
    // The base is requested twice: to compare with more work and with much more.
    if (!existsSync(path)) makeRepository(path, workload, amount, []);
    return path;
  };
  try {
    return await lock.hold(
      'step',
      () =>
        measureDose(host, executors, workload, workload.metric, {
          projectOf,
          folder,
          signal,
          seed: SEED,
          // As well as the bench of verdicts knows what it plants.
          halfWidth: FULL.doseHalfWidth,
        }),
      signal,
    );
  } finally {
    await executors.dispose();
    await host.processes.stopAll();
    remove();
  }
}
