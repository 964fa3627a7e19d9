import { join } from 'node:path';
import { installedPackage } from '../../harness/host/installed-package.ts';
import { managedToolFolder } from '../../harness/host/managed-tools.ts';
import { programOnPath } from '../../harness/host/on-path.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT } from '../../harness/model/exit-code.ts';
import { UserError } from '../../harness/model/user-error.ts';

/** The version that the tests run with. */
export const LIGHTHOUSE_VERSION = '13.5.0';

/** Some hundred packages. */
const INSTALL_LIMIT_MS = 10 * 60_000;

export interface InstallLighthouseOptions {
  readonly version: string;
  readonly signal: AbortSignal;
  readonly onStep: (text: string) => void;
}

/**
 * Puts Lighthouse into the cache of perf-harness by npm, whole or not at all; no script of a package
 * is run.
 * @returns Folder of the package.
 * @throws UserError where it cannot be had.
 */
export async function installLighthouse(
  host: Host,
  { version, signal, onStep }: InstallLighthouseOptions,
): Promise<string> {
  const folder = managedToolFolder(host, 'lighthouse', version);
  const known = installedPackage('lighthouse', folder);
  if (known !== null) return known.folder;
  const npm = programOnPath(host, 'npm');
  if (npm === null) throw notInstalled(version, 'npm is not on PATH');
  const work = `${folder}.${process.pid}.tmp`;
  host.files.remove(work);
  // Without a package of its own there, npm would take the next one further up.
  host.files.writeAtomic(join(work, 'package.json'), '{ "private": true }\n');
  try {
    onStep(`installing lighthouse ${version} with npm`);
    const { exit, stderr, timedOut } = await host.processes.exec({
      file: npm,
      args: [
        'install',
        '--prefix',
        work,
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        `lighthouse@${version}`,
      ],
      cwd: work,
      timeoutMs: INSTALL_LIMIT_MS,
      signal,
    });
    signal.throwIfAborted();
    if (timedOut)
      throw notInstalled(version, `npm was not done after ${INSTALL_LIMIT_MS / 60_000} min`);
    if (exit.type !== 'code' || exit.code !== 0) {
      throw notInstalled(version, stderr.trim().split('\n').slice(-3).join(' '));
    }
    host.files.move(work, folder);
  } finally {
    host.files.remove(work);
  }
  const made = installedPackage('lighthouse', folder);
  if (made === null) throw notInstalled(version, 'npm put it elsewhere');
  return made.folder;
}

function notInstalled(version: string, why: string): UserError {
  return new UserError({
    code: 'lighthouse-not-installed',
    message: `Lighthouse ${version} could not be installed: ${why}.`,
    remedy: 'Install it in the project: npm install --save-dev lighthouse.',
    exitCode: EXIT.tool,
  });
}
