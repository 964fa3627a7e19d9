import { chooseLockfile, type PackageManager } from '../../harness/packages/lockfile.ts';
import type { Manifest } from '../../harness/packages/manifest.ts';

/** The package manager of a repository, as its files tell it. */
export interface OwnManager {
  readonly name: PackageManager;
  /** Null: any will do, as the one that Node.js brings. */
  readonly version: string | null;
  readonly isLocked: boolean;
  /** Whether its lockfile is that of Yarn 2 or later. */
  readonly isNewYarn: boolean;
}

type ReadFile = (name: string) => string | null;

/** Yarn 1 hands on to the one that a repository brings. */
const YARN = '1.22.22';
/** pnpm by the version of its lockfile, where no `packageManager` names one. */
const PNPM_BY_LOCKFILE: Readonly<Record<string, string>> = { '9': '10', '6': '8', '5': '7' };

export function ownManager(manifest: Manifest | null, read: ReadFile): OwnManager {
  const { lockfile, manager } = chooseLockfile(manifest, (name) => read(name) !== null);
  const text = lockfile === null ? '' : (read(lockfile) ?? '');
  const named = /^(\w+)@([\d.]+)/u.exec(String(manifest?.packageManager ?? ''));
  return {
    // Without a lockfile it is the one that the manifest names.
    name: lockfile === null ? asManager(named?.[1]) : manager,
    version: named !== null && named[1] === manager ? (named[2] ?? null) : usual(manager, text),
    isLocked: lockfile !== null,
    isNewYarn: /^__metadata:/mu.test(text),
  };
}

/** What npm installs the manager itself by; empty where it is there. */
export function managerPackages({ name, version }: OwnManager): readonly string[] {
  switch (name) {
    case 'npm':
      return [];
    case 'pnpm':
      return [`pnpm@${version ?? 'latest'}`];
    case 'yarn':
      return [`yarn@${YARN}`];
    case 'bun':
      return [`bun@${version ?? 'latest'}`];
  }
}

/** Installs what the repository asks for, as its own contributors do. */
export function installArgv({ name, isLocked, isNewYarn }: OwnManager): readonly string[] {
  switch (name) {
    case 'npm':
      return ['npm', isLocked ? 'ci' : 'install'];
    case 'pnpm':
      return ['pnpm', 'install', '--frozen-lockfile'];
    case 'yarn':
      return ['yarn', 'install', isNewYarn ? '--immutable' : '--frozen-lockfile'];
    case 'bun':
      return ['bun', 'install', '--frozen-lockfile'];
  }
}

/**
 * Adds a package to the development dependencies of the root.
 * @param isWorkspace - Whether other packages lie below the root: some managers then ask to be sure.
 */
export function addArgv(
  { name, isNewYarn }: OwnManager,
  isWorkspace: boolean,
  archive: string,
): readonly string[] {
  const spec = `perf-harness@file:${archive}`;
  switch (name) {
    case 'npm':
      return ['npm', 'install', '--save-dev', archive];
    case 'pnpm':
      return ['pnpm', 'add', '--save-dev', ...(isWorkspace ? ['--workspace-root'] : []), spec];
    case 'yarn':
      return [
        'yarn',
        'add',
        '--dev',
        ...(isWorkspace && !isNewYarn ? ['--ignore-workspace-root-check'] : []),
        spec,
      ];
    case 'bun':
      return ['bun', 'add', '--dev', spec];
  }
}

function asManager(name: string | undefined): PackageManager {
  return name === 'pnpm' || name === 'yarn' || name === 'bun' ? name : 'npm';
}

function usual(manager: PackageManager, lockfile: string): string | null {
  if (manager !== 'pnpm') return null;
  const format = /^lockfileVersion: '?(\d+)/mu.exec(lockfile)?.[1] ?? '';
  return PNPM_BY_LOCKFILE[format] ?? null;
}
