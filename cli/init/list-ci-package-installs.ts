import { dirname, join, relative } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { chooseLockfile, type PackageManager } from '../../harness/packages/choose-lockfile.ts';
import { readManifest } from '../../harness/packages/package-manifest.ts';

/** Properties of the repository that determine the file of a CI service. */
export interface CiRepository {
  /** Project folder's path from the top of the repository, with slashes; `.` for the top. */
  readonly folder: string;
  /** Installations before the measurement, in this order. */
  readonly installs: readonly CiInstallStep[];
  /** True if there is a `.gitlab-ci.yml` that perf-harness did not write. */
  readonly hasGitlabFile: boolean;
}

/** A folder that a job installs packages in. */
export interface CiInstallStep {
  /** Path relative to the top of the repository, with slashes; `.` for the top itself. */
  readonly folder: string;
  /** Name of the lockfile; null: there is none. */
  readonly lockfile: string | null;
  readonly manager: PackageManager;
  /** Major version of yarn or pnpm according to the lockfile; null: irrelevant. */
  readonly major: number | null;
  /** True if `packageManager` in the manifest states the version of the manager. */
  readonly isVersionNamed: boolean;
}

/**
 * Lists the installations that a job needs for a project: every folder from the top of the
 * repository down to it that has a lockfile, top first, as for a side of a comparison; without any
 * lockfile, the project itself.
 */
export function listCiPackageInstalls(
  files: Host['files'],
  top: string,
  project: string,
): readonly CiInstallStep[] {
  const chain = [project];
  for (let at = project; at !== top && dirname(at) !== at; ) {
    at = dirname(at);
    chain.unshift(at);
  }
  const all = chain.map((at) => describe(files, top, at));
  const locked = all.filter(({ lockfile }) => lockfile !== null);
  return locked.length > 0 ? locked : all.slice(-1);
}

function describe(files: Host['files'], top: string, at: string): CiInstallStep {
  const manifest = readManifest(files, at);
  const { lockfile, manager } = chooseLockfile(manifest, (name) => files.isFile(join(at, name)));
  const named = String(manifest?.packageManager ?? '');
  return {
    folder: relative(top, at).replaceAll('\\', '/') || '.',
    lockfile,
    manager,
    major: lockfile === null ? null : majorOf(manager, () => files.read(join(at, lockfile)) ?? ''),
    isVersionNamed: named.startsWith(`${manager}@`),
  };
}

/** Oldest version of pnpm that reads each lockfile version, since newer versions may not. */
const PNPM_OF_LOCKFILE: Readonly<Record<string, number>> = { 5: 7, 6: 8 };
const PNPM = 10;

function majorOf(manager: PackageManager, read: () => string): number | null {
  if (manager === 'pnpm') {
    const [, version = ''] = /^lockfileVersion: *['"]?(\d+)/mu.exec(read()) ?? [];
    return PNPM_OF_LOCKFILE[version] ?? PNPM;
  }
  if (manager === 'yarn') return majorOfYarn(read());
  return null;
}

/** The newest version of Yarn that writes each version of its lockfile. */
const YARN_OF_LOCKFILE: Readonly<Record<string, number>> = { 4: 2, 5: 2, 6: 3, 7: 3 };
const YARN = 4;

function majorOfYarn(lock: string): number {
  // Only lockfiles of Yarn 2 and later state their version.
  const [, version] = /^__metadata:\r?\n +version: *['"]?(\d+)/mu.exec(lock) ?? [];
  return version === undefined ? 1 : (YARN_OF_LOCKFILE[version] ?? YARN);
}

/** Returns the commands to set up Yarn 2 or later: without a version, corepack gives Yarn 1. */
export function formatYarnSetup({ isVersionNamed, major }: CiInstallStep): string {
  return isVersionNamed
    ? 'corepack enable'
    : `corepack enable && corepack prepare yarn@${major}.x --activate`;
}

/** Returns the command that installs exactly the versions in the lockfile. */
export function formatInstallCommand({ manager, lockfile, major }: CiInstallStep): string {
  switch (manager) {
    case 'npm':
      return lockfile === null ? 'npm install' : 'npm ci';
    case 'yarn':
      return `yarn install ${major === 1 ? '--frozen-lockfile' : '--immutable'}`;
    case 'pnpm':
    case 'bun':
      return `${manager} install --frozen-lockfile`;
  }
}

/** True for Yarn 2 and later: packages in archives by default; perf-harness runs from a folder. */
export function isModernYarn({ manager, major }: CiInstallStep): boolean {
  return manager === 'yarn' && major !== 1;
}

/** Text as YAML takes it; JSON's strings are some of YAML's. */
export function quoteYaml(text: string): string {
  return /^[\w./-]+$/u.test(text) ? text : JSON.stringify(text);
}
