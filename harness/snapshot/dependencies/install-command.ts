import { join } from 'node:path';
import type { Files } from '../../host/files.ts';
import type { InstallRoot } from './install-roots.ts';

/** How a package manager installs. */
export interface InstallCommand {
  readonly argv: readonly [program: string, ...args: string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Development dependencies are needed to build and to measure, whatever the shell is set to. */
const COMMON = { NODE_ENV: undefined, NODE_OPTIONS: undefined, CI: '1' };

type LockedRoot = Pick<InstallRoot, 'manager' | 'lockfile' | 'folder'>;

/**
 * The command for one lockfile.
 * @param top - Tree that it is run in.
 */
export function installCommand(
  files: Pick<Files, 'read'>,
  top: string,
  root: LockedRoot,
): InstallCommand {
  const isLocked = root.lockfile !== null;
  switch (root.manager) {
    case 'npm':
      return npm(isLocked ? ['ci'] : ['install', '--no-package-lock']);
    case 'pnpm':
      return pnpm(['--frozen-lockfile']);
    case 'yarn':
      return isYarnOne(files, top, root) ? yarnOne(['--frozen-lockfile']) : yarn(['--immutable']);
    case 'bun':
      return bun(['--frozen-lockfile']);
  }
}

/**
 * The command for a lockfile that the package manager refuses: it is taken as far as it goes. No
 * scripts are run: what comes in by this way nobody has looked at.
 */
export function unfrozenCommand(
  files: Pick<Files, 'read'>,
  top: string,
  root: LockedRoot,
): InstallCommand {
  switch (root.manager) {
    case 'npm':
      return npm(['install', '--ignore-scripts']);
    case 'pnpm':
      return pnpm(['--no-frozen-lockfile', '--ignore-scripts']);
    case 'yarn':
      return isYarnOne(files, top, root)
        ? yarnOne(['--ignore-scripts'])
        : yarn(['--no-immutable', '--mode=skip-build']);
    case 'bun':
      return bun(['--no-frozen-lockfile', '--ignore-scripts']);
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

/** Only Yarn 2 and later say of what version the lockfile is. */
function isYarnOne(
  files: Pick<Files, 'read'>,
  top: string,
  { folder, lockfile }: LockedRoot,
): boolean {
  const text = files.read(join(top, folder, lockfile ?? '')) ?? '';
  return !/^__metadata:/mu.test(text);
}
