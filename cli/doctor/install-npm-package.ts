import { join } from 'node:path';
import { managedToolFolder } from '../../harness/host/find-tools-installed-by-doctor-command.ts';
import {
  findInstalledPackage,
  type InstalledPackage,
} from '../../harness/host/installed-package.ts';
import { programOnPath } from '../../harness/host/program-on-path.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT } from '../../harness/model/exit-code.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { InstallableTool } from './installable-tools.ts';

/** Some hundred packages. */
const INSTALL_LIMIT_MS = 10 * 60_000;

interface InstallPackageOptions extends InstallableTool {
  readonly signal: AbortSignal;
  readonly onStep: (text: string) => void;
}

/**
 * Installs an npm package atomically in the cache of perf-harness, without running its scripts, and
 * returns its folder. @throws UserError if it cannot be installed.
 */
export async function installNpmPackage(
  host: Host,
  options: InstallPackageOptions,
): Promise<string> {
  const { name, version, signal, onStep } = options;
  const folder = managedToolFolder(host, name, version);
  const known = findInstalledPackage(name, folder);
  if (known !== null) return known.folder;
  const npm = programOnPath(host, 'npm');
  if (npm === null) throw notInstalled(options, 'npm is not on PATH');
  const work = `${folder}.${process.pid}.tmp`;
  host.files.remove(work);
  // Without a package.json here, npm would use that of a parent folder.
  host.files.writeAtomic(join(work, 'package.json'), '{ "private": true }\n');
  try {
    onStep(`installing ${name} ${version} with npm`);
    const { exit, stderr, timedOut } = await host.processes.exec({
      file: npm,
      args: [
        'install',
        '--prefix',
        work,
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        `${name}@${version}`,
      ],
      cwd: work,
      timeoutMs: INSTALL_LIMIT_MS,
      signal,
    });
    signal.throwIfAborted();
    if (timedOut) {
      throw notInstalled(options, `npm did not finish within ${INSTALL_LIMIT_MS / 60_000} min`);
    }
    if (exit.type !== 'code' || exit.code !== 0) {
      throw notInstalled(options, stderr.trim().split('\n').slice(-3).join(' '));
    }
    return settle(host, options, work, folder).folder;
  } finally {
    host.files.remove(work);
  }
}

function settle(
  host: Host,
  options: InstallPackageOptions,
  work: string,
  folder: string,
): InstalledPackage {
  // Another perf-harness process may have installed it meanwhile.
  const other = findInstalledPackage(options.name, folder);
  if (other !== null) return other;
  host.files.move(work, folder);
  const made = findInstalledPackage(options.name, folder);
  if (made === null) throw notInstalled(options, 'npm installed the package in another folder');
  return made;
}

function notInstalled({ name, title, version }: InstallPackageOptions, why: string): UserError {
  return new UserError({
    code: `${name}-not-installed`,
    message: `${title} ${version} could not be installed: ${why}.`,
    remedy: `Install it in the project: npm install --save-dev ${name}.`,
    exitCode: EXIT.tool,
  });
}
