import { join } from 'node:path';
import type { Files } from '../../host/file-operations.ts';
import { readManifest } from '../../packages/package-manifest.ts';
import type { InstallRoot } from './dependency-install-roots.ts';

export interface InstallCommand {
  readonly argv: readonly [program: string, ...args: string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** pnpm version for each older lockfile version; all others belong to the current pnpm. */
const PNPM_OF_LOCKFILE: readonly (readonly [lockfile: RegExp, pnpm: string])[] = [
  [/^lockfileVersion: '?5\./mu, '7'],
  [/^lockfileVersion: '?6\./mu, '8'],
];

/** Installs development dependencies too, for builds and measurements, whatever the shell sets. */
const COMMON = { NODE_ENV: undefined, NODE_OPTIONS: undefined, CI: '1' };

type LockedRoot = Pick<InstallRoot, 'manager' | 'lockfile' | 'folder'>;

/**
 * Returns the install command for one lockfile.
 * @param top - Tree in which it is run.
 * @param isEnforced - False for a rejected lockfile; its result is unreviewed, so without scripts.
 */
export function installCommand(
  files: Pick<Files, 'read'>,
  top: string,
  root: LockedRoot,
  isEnforced = true,
): InstallCommand {
  switch (root.manager) {
    case 'npm': {
      const locked = root.lockfile === null ? ['install', '--no-package-lock'] : ['ci'];
      return npm(isEnforced ? locked : ['install', '--ignore-scripts']);
    }
    case 'pnpm':
      return pnpm(
        isEnforced ? ['--frozen-lockfile'] : ['--no-frozen-lockfile', '--ignore-scripts'],
      );
    case 'yarn':
      if (isYarnOne(files, top, root)) {
        return yarnOne(isEnforced ? ['--frozen-lockfile'] : ['--ignore-scripts']);
      }
      return yarn(isEnforced ? ['--immutable'] : ['--no-immutable', '--mode=skip-build']);
    case 'bun':
      return bun(isEnforced ? ['--frozen-lockfile'] : ['--no-frozen-lockfile', '--ignore-scripts']);
  }
}

/**
 * Returns the npm package of a package manager, in the manifest's version or in one that reads the
 * lockfile; null for npm itself.
 */
export function managerPackage(
  files: Pick<Files, 'read'>,
  top: string,
  root: LockedRoot,
): string | null {
  const { manager } = root;
  if (manager === 'npm') return null;
  const [name, said] = String(
    readManifest(files, join(top, root.folder))?.packageManager ?? '',
  ).split('@');
  // The part after the plus sign is a checksum.
  const version = name === manager ? said?.replace(/\+.*$/su, '') : undefined;
  switch (manager) {
    case 'pnpm': {
      const text = lockfileText(files, top, root);
      const fitting = PNPM_OF_LOCKFILE.find(([lockfile]) => lockfile.test(text))?.[1] ?? '10';
      return `pnpm@${version ?? fitting}`;
    }
    case 'yarn':
      if (isYarnOne(files, top, root)) return 'yarn@1';
      return `@yarnpkg/cli-dist@${version?.startsWith('1.') === false ? version : '4'}`;
    case 'bun':
      return `bun@${version ?? '1'}`;
  }
}

function npm(args: readonly string[]): InstallCommand {
  const quiet = ['--include=dev', '--no-audit', '--no-fund', '--no-update-notifier'];
  return { argv: ['npm', ...args, ...quiet], env: COMMON };
}

function pnpm(args: readonly string[]): InstallCommand {
  return { argv: ['pnpm', 'install', ...args, '--prod=false'], env: COMMON };
}

function yarnOne(args: readonly string[]): InstallCommand {
  const common = ['--non-interactive', '--production=false'];
  return { argv: ['yarn', 'install', ...args, ...common], env: COMMON };
}

function yarn(args: readonly string[]): InstallCommand {
  return {
    argv: ['yarn', 'install', ...args],
    // Plug'n'Play maps paths that do not outlive the folder it was made in.
    env: { ...COMMON, YARN_NODE_LINKER: 'node-modules', YARN_ENABLE_TELEMETRY: '0' },
  };
}

function bun(args: readonly string[]): InstallCommand {
  return { argv: ['bun', 'install', ...args], env: COMMON };
}

/** Only lockfiles of Yarn 2 and later state their version. */
function isYarnOne(files: Pick<Files, 'read'>, top: string, root: LockedRoot): boolean {
  return !/^__metadata:/mu.test(lockfileText(files, top, root));
}

function lockfileText(
  files: Pick<Files, 'read'>,
  top: string,
  { folder, lockfile }: LockedRoot,
): string {
  return files.read(join(top, folder, lockfile ?? '')) ?? '';
}
