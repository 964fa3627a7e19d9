import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createHost } from '../../harness/host.ts';
import { createMeasurementLock } from '../../harness/sampling/measurement-lock.ts';
import { openTemporaryRunFolder } from '../../harness/sampling/trial-artifact-files.ts';
import { type DoseResponse, measureDoseResponse } from '../verdicts/dose-response.ts';
import { makeWorkloadRepository } from '../verdicts/make-workload-repository.ts';
import { FULL_AMOUNTS } from '../verdicts/plan-tasks.ts';
import { openBenchExecutors } from '../verdicts/workload-units.ts';
import type { Workload } from '../verdicts/workloads.ts';

const SEED = 40_000;

/** Measures how added work affects a workload's time on this machine in its current state. */
export async function measureStepEffect(
  workload: Workload,
  signal: AbortSignal,
): Promise<DoseResponse> {
  const host = createHost();
  const executors = openBenchExecutors(host);
  const { path: folder, remove } = openTemporaryRunFolder(host);
  const lock = createMeasurementLock(host, {
    label: 'bench bisect',
    onWaiting: (holder) => console.error(`waiting for ${holder}`),
  });
  const projectOf = async (amount: number): Promise<string> => {
    const path = join(folder, `${workload.name}-${String(amount).padStart(9, '0')}`);
    // The base is requested twice: to compare with more work and with much more.
    if (!existsSync(path)) makeWorkloadRepository(path, workload, amount, []);
    return path;
  };
  try {
    return await lock.hold(
      'step',
      () =>
        measureDoseResponse(host, executors, workload, workload.metric, {
          projectOf,
          folder,
          signal,
          seed: SEED,
          // The same precision as in the verdict bench.
          halfWidth: FULL_AMOUNTS.doseHalfWidth,
        }),
      signal,
    );
  } finally {
    await executors.dispose();
    await host.processes.stopAll();
    remove();
  }
}
