import type { Host } from '../../harness/host.ts';
import type { Profiler } from '../../harness/model/program/profiler.ts';
import { createWaitProfiler } from './wait-profiler.ts';
import { waitsProfile } from './waits-profile.ts';

/** The recorder of waits as a profiler: who waits, and for what, in place of who computes. */
export function profilerOfWaits(host: Host): Profiler {
  const { id, attach } = createWaitProfiler(host);
  return {
    id,
    attach: (folder, nodeOptions) => {
      const { env, read } = attach(folder, nodeOptions);
      return {
        env,
        read: async (stretch) => {
          const record = await read(stretch);
          return { profile: waitsProfile(record), lost: record.lost };
        },
      };
    },
  };
}
