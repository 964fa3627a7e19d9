import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { childModule } from '../../harness/host/child-module.ts';
import type { Host } from '../../harness/host.ts';
import { UnitFailure } from '../../harness/model/executor.ts';
import type { Profile } from '../../harness/model/profile.ts';
import type { AttachedProfiler, Profiler, Stretch } from '../../harness/model/profiler.ts';
import { BadProfile } from '../bad-profile.ts';
import { mergeProfiles } from '../profile-builder.ts';
import { readCpuProfile } from './read-cpu-profile.ts';

/** V8's own default; at ten times the rate a busy server loses a tenth of its throughput. */
const INTERVAL_US = 1_000;
/** Folder of perf-harness: what of it runs in the measured process is not the program's. */
const OWN = fileURLToPath(new URL('../../', import.meta.url));

/**
 * V8's CPU profiler in every thread and process of a program that is Node.js, through a preload:
 * samples of the stack each millisecond, with lines.
 */
export function createCpuProfiler(host: Host): Profiler {
  return {
    id: 'v8-cpu',
    attach: (folder, nodeOptions): AttachedProfiler => {
      // A URL has neither blanks nor quotes, which NODE_OPTIONS would take as its own.
      const preload = pathToFileURL(childModule(import.meta.url, './cpu-preload')).href;
      return {
        env: {
          PERF_HARNESS_CPU_PROFILE: folder,
          PERF_HARNESS_CPU_INTERVAL_US: String(INTERVAL_US),
          NODE_OPTIONS: `${nodeOptions ?? ''} --import=${preload}`.trim(),
        },
        read: async (stretch) => readFolder(host, folder, stretch),
      };
    },
  };
}

function readFolder(host: Host, folder: string, stretch: Stretch): Profile {
  const names = host.files.list(folder).filter((name) => name.endsWith('.cpuprofile'));
  const parts = names.map((name) => ({
    thread: name.split('-', 2).join('-'),
    profile: readOne(host, join(folder, name), stretch),
  }));
  const seen = parts.filter(({ profile }) => profile.tree.of.length > 0);
  const [first, ...others] = seen.map(({ profile }) => profile);
  if (first !== undefined) {
    const threads = new Set(seen.map(({ thread }) => thread)).size;
    return { ...mergeProfiles([first, ...others]), threads };
  }
  throw new UnitFailure(
    names.length > 0
      ? {
          reason: 'protocol',
          message: 'the profile has no sample in the time that was measured',
          remedy: 'Measure for longer, so that there is something to be seen.',
        }
      : {
          reason: 'protocol',
          message: 'the program left no profile',
          remedy:
            'Profiles are written by Node.js processes that end by themselves or by SIGTERM: look whether the program is Node.js, keeps NODE_OPTIONS, and is not killed.',
        },
  );
}

function readOne(host: Host, path: string, stretch: Stretch): Profile {
  try {
    return readCpuProfile(host.files.read(path) ?? '', { stretch, own: OWN });
  } catch (error) {
    if (!(error instanceof BadProfile)) throw error;
    throw new UnitFailure({
      reason: 'protocol',
      message: `the profile cannot be read: ${error.message}`,
    });
  }
}
