import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { InstalledPackage } from '../../harness/host/installed-package.ts';
import type { Host } from '../../harness/host.ts';
import { UnitFailure } from '../../harness/model/executor.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import type {
  AttachedProfiler,
  ProfileResult,
  Profiler,
} from '../../harness/model/program/profiler.ts';
import { mergeProfiles } from '../profile-builder.ts';
import {
  createProfiledEnvironment,
  readProgramStarts,
} from '../tool/profiled-program-environment.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import { readHeapProfile } from '../v8/read-heap-profile.ts';

/** Folder of perf-harness, whose code in the measured process does not belong to the program. */
const OWN = fileURLToPath(new URL('../../', import.meta.url));
const ENDING = '.clinic-heapprofiler';

/** V8 samples allocations from the start and reports at exit the allocators of what is left. */
export function createClinicHeapProfiler(host: Host, heapProfiler: InstalledPackage): Profiler {
  const id = 'clinic-heapprofiler';
  return {
    id,
    attach: (folder, nodeOptions): AttachedProfiler => ({
      env: createProfiledEnvironment(folder, nodeOptions, {
        preloads: [join(heapProfiler.folder, 'src/injects/ipc.js')],
        env: { HEAP_PROFILER_PATH: folder, HEAP_PROFILER_PRELOADER_DISABLED: 'true' },
      }),
      read: async (): Promise<ProfileResult> => {
        const written = host.files.list(folder).filter((name) => name.endsWith(ENDING));
        const [first, ...others] = written.map((name) => readOne(host, join(folder, name)));
        const lost = readProgramStarts(host, folder).length - written.length;
        if (first === undefined) throw new UnitFailure(lost > 0 ? KILLED : NOTHING_WRITTEN);
        return { profile: { ...mergeProfiles([first, ...others]), tool: id }, lost };
      },
    }),
  };
}

function readOne(host: Host, path: string): Profile {
  try {
    const options = { own: OWN, tool: 'clinic-heapprofiler', weight: 'held' } as const;
    return readHeapProfile(host.files.read(path) ?? '', options);
  } catch (error) {
    if (!(error instanceof BadProfile)) throw error;
    throw new UnitFailure({
      reason: 'protocol',
      message: `the clinic heapprofiler output cannot be read: ${error.message}`,
    });
  }
}

const KILLED = {
  reason: 'protocol',
  message: 'the program ended before clinic heapprofiler could write its data',
  remedy:
    'Let the program exit on its own or within two seconds of SIGTERM, without process.exit().',
} as const;

const NOTHING_WRITTEN = {
  reason: 'protocol',
  message: 'the program did not load clinic heapprofiler',
  remedy: 'Check that the program runs on Node.js 20.6 or later and preserves NODE_OPTIONS.',
} as const;
