import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { writeText } from '../../host/folder-tree-operations.ts';
import type { Host } from '../../host.ts';
import type { Finding } from '../../model/finding.ts';
import { didYouMean } from '../../model/scenario/suggest-nearest-word.ts';
import { UserError } from '../../model/user-error.ts';
import { tryParseJson } from '../../model/value/try-parse-json.ts';
import {
  DEPENDENCY_SECTIONS,
  dependencyNames,
  type Manifest,
  readManifest,
} from '../../packages/package-manifest.ts';
import type { InstallRoot } from './dependency-install-roots.ts';
import type { InstallationChange } from './install-dependencies.ts';
import { checkInstallerResult } from './install-findings.ts';
import { runInstaller } from './run-installer.ts';

/** Version of a package to be installed in place of the tree's. */
export interface RequestedVersion {
  readonly name: string;
  /** A version, range or tag. */
  readonly version: string;
  /** Initial lockfile; null: that of the tree. */
  readonly lock: string | null;
}

export interface DependencyChangeContext {
  readonly root: InstallRoot;
  /** Name of the side in reports. */
  readonly label: string;
  readonly signal: AbortSignal;
}

/** npm error codes for a version, range or tag that does not exist in the registry. */
const NO_SUCH_VERSION = /\b(?:ETARGET|E404|EINVALIDTAGNAME|EINVALIDPACKAGENAME)\b/u;

/** Exact version. A range or a tag may name another version after each new release. */
const EXACT_VERSION = /^[v=]?\d+\.\d+\.\d+(?:-[\w.-]+)?(?:\+[\w.-]+)?$/u;

/**
 * Installs another version of a package with npm, using a lockfile derived from the existing
 * lockfile: everything else stays in place, except for the dependencies of the new version. A
 * direct dependency of the project is changed in its manifest; copies in other versions that other
 * packages require stay, as they do on a real upgrade. A transitive dependency is changed by an
 * override, in all its copies.
 */
export function changeDependencyVersion(
  host: Host,
  { name, version, lock }: RequestedVersion,
  { root, label, signal }: DependencyChangeContext,
): InstallationChange {
  const said = JSON.stringify([name, version, lock]);
  return {
    key: createHash('sha256').update(said).digest('hex'),
    root: { ...root, manager: 'npm', lockfile: 'package-lock.json' },
    isPinned: EXACT_VERSION.test(version) && root.lockfile !== null && root.manager === 'npm',
    apply: async (top) => {
      const folder = join(top, root.folder);
      if (lock !== null) writeLock(host, folder, lock);
      setVersion(host, top, root, name, version);
      const command = {
        argv: ['npm', 'install', '--package-lock-only', '--ignore-scripts', ...QUIET],
        env: { NODE_ENV: undefined, NODE_OPTIONS: undefined },
      } as const;
      const result = await runInstaller(host, command, { cwd: folder, nodePath: null, signal });
      const trouble = checkInstallerResult(label, 'npm', result, folder);
      if (trouble === null || !NO_SUCH_VERSION.test(result.stderr)) return trouble;
      const versions = await publishedVersions(host, name, folder, signal);
      if (versions.includes(version)) return trouble;
      throw noSuchVersion(name, version, versions, trouble);
    },
  };
}

const QUIET = ['--no-audit', '--no-fund', '--no-update-notifier'];

/** npm prefers a shrinkwrap to the lockfile. */
function writeLock(host: Host, folder: string, lock: string): void {
  host.files.remove(join(folder, 'npm-shrinkwrap.json'));
  writeText(join(folder, 'package-lock.json'), lock);
}

function setVersion(
  host: Host,
  top: string,
  root: InstallRoot,
  name: string,
  version: string,
): void {
  const asking = root.packages.filter((packageFolder) =>
    asks(readManifest(host.files, join(top, packageFolder)), name),
  );
  for (const packageFolder of asking) {
    const path = join(top, packageFolder);
    writeManifest(path, withVersion(readManifest(host.files, path) ?? {}, name, version));
  }
  const own = join(top, root.folder);
  const manifest = readManifest(host.files, own) ?? {};
  const overrides = (manifest.overrides ?? {}) as Manifest;
  if (asking.length > 0 && !Object.hasOwn(overrides, name)) return;
  // An override must be identical to the manifest's version, or npm rejects it.
  writeManifest(own, { ...manifest, overrides: { ...overrides, [name]: version } });
}

function asks(manifest: Manifest | null, name: string): boolean {
  return dependencyNames(manifest).includes(name);
}

function withVersion(manifest: Manifest, name: string, version: string): Manifest {
  const sections = DEPENDENCY_SECTIONS.flatMap((section) => {
    const asked = manifest[section] as Manifest | undefined;
    if (asked === undefined || !Object.hasOwn(asked, name)) return [];
    return [[section, { ...asked, [name]: version }] as const];
  });
  return { ...manifest, ...Object.fromEntries(sections) };
}

function writeManifest(folder: string, manifest: Manifest): void {
  writeText(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

async function publishedVersions(
  host: Host,
  name: string,
  cwd: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const command = { argv: ['npm', 'view', name, 'versions', '--json'], env: {} } as const;
  const { stdout } = await runInstaller(host, command, { cwd, nodePath: null, signal });
  return [tryParseJson(stdout)].flat().filter((version) => typeof version === 'string');
}

function noSuchVersion(
  name: string,
  version: string,
  versions: readonly string[],
  cause: Finding,
): UserError {
  const newest = versions.at(-1);
  return new UserError({
    code: 'version-not-found',
    message: `There is no version "${version}" of ${name}.${didYouMean(version, versions)}${newest === undefined ? '' : ` The latest published version is ${newest}.`}`,
    remedy: `List the versions with: npm view ${name} versions`,
    cause,
  });
}
