import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { childModule } from '../../harness/host/child-module.ts';
import type { Host } from '../../harness/host.ts';
import { UnitFailure } from '../../harness/model/executor.ts';
import type { Profile } from '../../harness/model/profile.ts';
import type {
  AttachedProfiler,
  Profiler,
  Stretch,
  TakenProfile,
} from '../../harness/model/profiler.ts';
import type { Failure } from '../../harness/model/trial.ts';
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

function readFolder(host: Host, folder: string, stretch: Stretch): TakenProfile {
  const names = host.files.list(folder);
  const threadsOf = (ending: string): ReadonlySet<string> =>
    new Set(
      names
        .filter((name) => name.endsWith(ending))
        .map((name) => name.slice(0, -ending.length).split('-', 2).join('-')),
    );
  const written = names.filter((name) => name.endsWith('.cpuprofile'));
  const parts = written.map((name) => ({
    thread: name.split('-', 2).join('-'),
    profile: readOne(host, join(folder, name), stretch),
  }));
  const seen = parts.filter(({ profile }) => profile.tree.of.length > 0);
  const [first, ...others] = seen.map(({ profile }) => profile);
  const withProfile = threadsOf('.cpuprofile');
  const lost = [...threadsOf('.begun')].filter((thread) => !withProfile.has(thread)).length;
  if (first !== undefined) {
    const threads = new Set(seen.map(({ thread }) => thread)).size;
    return { profile: { ...mergeProfiles([first, ...others]), threads }, lost };
  }
  const [refused] = names.filter((name) => name.endsWith('.refused'));
  throw new UnitFailure(
    refused === undefined
      ? whyNone(written.length, lost)
      : {
          reason: 'protocol',
          message: `Node.js did not let itself be profiled: ${host.files.read(join(folder, refused)) ?? ''}`,
          remedy:
            'Run it on a Node.js with its inspector, and without a permission model that forbids it.',
        },
  );
}

function whyNone(written: number, lost: number): Failure {
  if (written > 0) {
    return {
      reason: 'protocol',
      message: 'the profile has no sample in the time that was measured',
      remedy: 'Measure for longer, so that there is something to be seen.',
    };
  }
  if (lost > 0) {
    return {
      reason: 'protocol',
      message: 'the program was killed before it could write its profile',
      remedy: 'Let it end by itself or by SIGTERM within two seconds; SIGKILL leaves nothing.',
    };
  }
  return {
    reason: 'protocol',
    message: 'the program left no profile',
    remedy:
      'Only Node.js writes one: look whether the program is Node.js from 18.18 on, and keeps NODE_OPTIONS.',
  };
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
