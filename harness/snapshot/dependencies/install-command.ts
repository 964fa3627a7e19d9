import { join } from 'node:path';
import type { Files } from '../../host/files.ts';
import type { InstallRoot } from './install-roots.ts';

/** How a package manager installs exactly what the lockfile says. */
export interface InstallCommand {
  readonly argv: readonly [program: string, ...args: string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Development dependencies are needed to build and to measure, whatever the shell is set to. */
const COMMON = { NODE_ENV: undefined, NODE_OPTIONS: undefined, CI: '1' };

/**
 * The command for one lockfile.
 * @param top - Tree that it is run in.
 */
export function installCommand(
  files: Pick<Files, 'read'>,
  top: string,
  { manager, lockfile, folder }: InstallRoot,
): InstallCommand {
  switch (manager) {
    case 'npm': {
      const how = lockfile === null ? ['install', '--no-package-lock'] : ['ci'];
      return {
        argv: ['npm', ...how, '--include=dev', '--no-audit', '--no-fund', '--no-update-notifier'],
        env: COMMON,
      };
    }
    case 'pnpm':
      return { argv: ['pnpm', 'install', '--frozen-lockfile', '--prod=false'], env: COMMON };
    case 'yarn': {
      const text = files.read(join(top, folder, lockfile ?? '')) ?? '';
      // Only Yarn 2 and later say of what version the lockfile is.
      if (!/^__metadata:/mu.test(text)) {
        const args = ['install', '--frozen-lockfile', '--non-interactive', '--production=false'];
        return { argv: ['yarn', ...args], env: COMMON };
      }
      return {
        argv: ['yarn', 'install', '--immutable'],
        // Plug'n'Play maps paths that do not outlive the folder it was made in.
        env: { ...COMMON, YARN_NODE_LINKER: 'node-modules', YARN_ENABLE_TELEMETRY: '0' },
      };
    }
    case 'bun':
      return { argv: ['bun', 'install', '--frozen-lockfile'], env: COMMON };
  }
}
