import { listManagedVersions } from '../harness/host/find-tools-installed-by-doctor-command.ts';
import { findInstalledPackage, type InstalledPackage } from '../harness/host/installed-package.ts';
import type { Host } from '../harness/host.ts';

export interface ProfilerPackage {
  readonly name: string;
  readonly purpose: string;
  /** Oldest and newest supported major version. */
  readonly majors: readonly [oldest: number, newest: number];
  /** Version that `doctor --install` installs and the tests run with. */
  readonly version: string;
}

export type FoundProfilerPackage =
  | { readonly type: 'found'; readonly tool: InstalledPackage }
  | {
      readonly type: 'not-found';
      readonly reason: 'missing' | 'version';
      readonly message: string;
    };

/** Searches the project, then perf-harness's own cache. */
export function findProfilerPackage(
  host: Host,
  { name, majors: [oldest, newest] }: ProfilerPackage,
  folder: string,
): FoundProfilerPackage {
  const places = [folder, ...listManagedVersions(host, name)];
  const found = places.flatMap((place) => findInstalledPackage(name, place) ?? []);
  const fitting = found.find(({ version }) => {
    const major = Number.parseInt(version, 10);
    return major >= oldest && major <= newest;
  });
  if (fitting !== undefined) return { type: 'found', tool: fitting };
  const [other] = found;
  if (other === undefined) {
    const message = `${name} is neither in the project nor in the perf-harness cache`;
    return { type: 'not-found', reason: 'missing', message };
  }
  const wanted = oldest === newest ? `${oldest}` : `${oldest} to ${newest}`;
  const message = `${name} in ${other.folder} is version ${other.version}, but ${wanted} is needed`;
  return { type: 'not-found', reason: 'version', message };
}

/** 0x: flame graphs from V8's own log. Its log reader is the same from 5 on. */
export const ZERO_X: ProfilerPackage = {
  name: '0x',
  purpose: 'profiles Node.js programs using the V8 log',
  majors: [5, 6],
  version: '6.0.0',
};

/** clinic: doctor, flame, heap profiler and bubbleprof. No longer maintained; 13 is its last. */
export const CLINIC: ProfilerPackage = {
  name: 'clinic',
  purpose: 'diagnoses performance problems of Node.js servers',
  majors: [13, 13],
  version: '13.0.0',
};
