import { join } from 'node:path';
import { type InstalledPackage, installedPackage } from '../../harness/host/installed-package.ts';
import { managedToolFolder } from '../../harness/host/managed-tools.ts';
import { programOnPath } from '../../harness/host/on-path.ts';
import { PYTHON_GRAMMAR } from '../../harness/host/python-grammar.ts';
import type { Host } from '../../harness/host.ts';
import { SWC } from '../../harness/loader/transformer/find-transformer.ts';
import { EXIT } from '../../harness/model/exit-code.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { CLINIC, ZERO_X } from '../../profilers/package-tools.ts';
import { INSTALLABLE } from './installable.ts';

/** A tool that npm brings, with the version that the tests run with. */
export type NpmTool = Pick<InstallPackageOptions, 'name' | 'title' | 'version'>;

export const LIGHTHOUSE: NpmTool = {
  name: 'lighthouse',
  title: 'Lighthouse',
  version: INSTALLABLE.lighthouse,
};

export const PLAYWRIGHT: NpmTool = {
  name: 'playwright-core',
  title: 'playwright-core',
  version: INSTALLABLE['playwright-core'],
};

/** What `doctor --install` gets from npm. */
export const INSTALLED_BY_NPM: readonly NpmTool[] = [
  PLAYWRIGHT,
  LIGHTHOUSE,
  { ...ZERO_X, title: '0x' },
  { ...CLINIC, title: 'clinic' },
  { name: SWC, title: 'swc', version: INSTALLABLE[SWC] },
  { name: PYTHON_GRAMMAR, title: 'The grammar of Python', version: INSTALLABLE[PYTHON_GRAMMAR] },
];

/** Some hundred packages. */
const INSTALL_LIMIT_MS = 10 * 60_000;

export interface InstallPackageOptions {
  /** Of the package, which is that of the tool. */
  readonly name: string;
  /** As it stands at the beginning of a sentence: `Lighthouse`. */
  readonly title: string;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly onStep: (text: string) => void;
}

/**
 * Puts a tool that npm brings into the cache of perf-harness, whole or not at all; no script of a
 * package is run.
 * @returns Folder of the package.
 * @throws UserError where it cannot be had.
 */
export async function installPackage(host: Host, options: InstallPackageOptions): Promise<string> {
  const { name, version, signal, onStep } = options;
  const folder = managedToolFolder(host, name, version);
  const known = installedPackage(name, folder);
  if (known !== null) return known.folder;
  const npm = programOnPath(host, 'npm');
  if (npm === null) throw notInstalled(options, 'npm is not on PATH');
  const work = `${folder}.${process.pid}.tmp`;
  host.files.remove(work);
  // Without a package of its own there, npm would take the next one further up.
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
      throw notInstalled(options, `npm was not done after ${INSTALL_LIMIT_MS / 60_000} min`);
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
  // Another perf-harness may have put it there meanwhile.
  const other = installedPackage(options.name, folder);
  if (other !== null) return other;
  host.files.move(work, folder);
  const made = installedPackage(options.name, folder);
  if (made === null) throw notInstalled(options, 'npm put it elsewhere');
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
