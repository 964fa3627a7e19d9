/** Workers of a team that are real processes. */
import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { Worker, Workers } from '../../plugins/team/coordinate/run-team-session.ts';
import type { TeamStore } from '../../plugins/team/store/team-session-store.ts';

const PROGRAM = join(import.meta.dirname, 'print-team-worker-report-child.ts');

/** @param howOf - How a task is gone about: see print-team-worker-report-child.ts. */
export function createSpawnedTeamWorkers(
  host: Host,
  store: TeamStore,
  howOf: (id: string, attempt: number) => string = () => 'well',
): Workers & { readonly begun: readonly string[] } {
  const begun: string[] = [];
  const worker: Worker = {
    run: async ({ id, attempt }, { signal }) => {
      begun.push(id);
      const { exit, stdout } = await host.processes.exec({
        file: process.execPath,
        args: [PROGRAM, store.paths.task(id), howOf(id, attempt)],
        cwd: store.paths.folder,
        timeoutMs: 60_000,
        signal,
      });
      if (stdout === '') throw new Error(`its process ended without a report (${exit.type})`);
      return JSON.parse(stdout);
    },
  };
  return {
    begun,
    profiler: worker,
    strategist: worker,
    optimizer: worker,
    benchmarker: worker,
    reviewer: worker,
  };
}
