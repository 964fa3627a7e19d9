import { createHash } from 'node:crypto';
import { join } from 'node:path';
import {
  copyTree,
  createLink,
  moveFolder,
  readEntryKind,
  writeText,
} from '../../host/folder-tree-operations.ts';
import { programOnPath } from '../../host/program-on-path.ts';
import type { Host } from '../../host.ts';
import type { Finding } from '../../model/finding.ts';
import { readManifest } from '../../packages/package-manifest.ts';
import { parentFolder } from '../../packages/workspace-package-folders.ts';
import { isSuccessful } from '../git/run-git.ts';
import type { InstallRoot } from './dependency-install-roots.ts';
import type { NodeBinary } from './find-or-download-node-binary.ts';
import { installCommand, managerPackage } from './install-command.ts';
import { checkInstallerResult, installFailedFinding } from './install-findings.ts';
import type { DependencyStore } from './installed-dependency-cache.ts';
import { extractInstallerError, isLockfileOutOfSync } from './installer-error.ts';
import {
  copiesOutsidePackages,
  hashOutsideArchives,
  linkOutsidePackages,
  listOutsidePackages,
  nestedCopyFolder,
  retargetLinks,
} from './packages-outside-project-tree.ts';
import type { PrivateInstallerSettings } from './private-installer-settings.ts';
import { createFetchingInstaller } from './run-installer.ts';
import { listSkippedOptionalPackages } from './skipped-optional-packages.ts';

export interface Installation {
  readonly root: InstallRoot;
  /** Top of the side's tree. */
  readonly tree: string;
  /** All files of the tree. */
  readonly paths: readonly string[];
  readonly settings: PrivateInstallerSettings;
  /** Name of the side in reports. */
  readonly label: string;
  /** Changes manifest and lockfile in the copy that it is installed in; null: as it is. */
  readonly change: InstallationChange | null;
  /** True: fails where the lockfile is refused; otherwise installs again without enforcing it. */
  readonly isEnforced: boolean;
  /** Node.js that native parts are built for; null for that of perf-harness. */
  readonly node: NodeBinary | null;
  readonly signal: AbortSignal;
  /** Called if the set is not cached yet. */
  readonly onInstall: () => void;
}

export interface InstallationChange {
  readonly key: string;
  readonly root: InstallRoot;
  /** True if it names one version, whatever is published later. */
  readonly isPinned: boolean;
  /** @returns Finding that prevents the installation; null if there is none. */
  readonly apply: (top: string) => Promise<Finding | null>;
}

/** The folder that it was installed in, or why it was not. */
export type InstallOutcome =
  | {
      readonly type: 'installed';
      readonly folder: string;
      /** Why the package manager refused the lockfile, which was then not enforced; null: it did not. */
      readonly refused: string | null;
      /** Package fetched by npm because the package manager is not on PATH; null if none was. */
      readonly fetched: string | null;
      /** Optional packages that could not be built or fetched; null if there are none. */
      readonly leftOut: string | null;
    }
  | { readonly type: 'failed'; readonly finding: Finding };

/** Name of the file in a set that records why the lockfile was refused. */
const REFUSED = 'lockfile-refused.txt';
/** Name of the file in a set that records which package manager was fetched for it. */
const FETCHED = 'manager-fetched.txt';
/** Name of the file in a set that records which optional packages it lacks. */
const LEFT_OUT = 'left-out.txt';

/** Scripts that package managers run after installing, and that build the package. */
const BUILD_SCRIPTS = ['prepare', 'preprepare', 'postprepare', 'prepublish', 'dependencies'];

/**
 * Installs in a copy of the side's tree and caches the packages for later comparisons. @throws
 * UserError if the disk is full.
 */
export async function installDependencies(
  host: Host,
  store: DependencyStore,
  installation: Installation,
): Promise<InstallOutcome> {
  const { label, isEnforced } = installation;
  const key = keyOf(host, installation);
  const attempt = `${key} ${isEnforced ? 'enforced' : ''}`;
  const failedBefore = store.failures.get(attempt);
  if (failedBefore !== undefined) return { type: 'failed', finding: failedBefore(label) };
  let failed: Finding | null = null;
  const left = (folder: string): string | null => host.files.read(join(folder, LEFT_OUT));
  const { root, change, settings, paths } = installation;
  const outside = listOutsidePackages(root, paths);
  const isLocked = root.lockfile !== null && !copiesOutsidePackages(root, settings.from, outside);
  const isPinned = change === null ? isLocked : change.isPinned;
  const take = isPinned ? store.take : store.takeOnce;
  const folder = await take(key, async (place) => {
    installation.onInstall();
    failed = await installInto(host, installation, place, (finding) => {
      store.failures.set(attempt, finding);
    });
    if (failed !== null) return 'failed';
    return left(place) === null ? 'whole' : 'passing';
  });
  if (folder === null) {
    return {
      type: 'failed',
      finding: failed ?? installFailedFinding(label, 'npm', 'failed'),
    };
  }
  const told = (name: string): string | null => host.files.read(join(folder, name));
  return {
    type: 'installed',
    folder,
    refused: told(REFUSED),
    fetched: told(FETCHED),
    leftOut: left(folder),
  };
}

/** Tools for building native parts, which some packages omit if a tool is missing. */
const BUILD_TOOLS = ['python3', 'make', 'cc', 'c++', 'cmake', 'cargo', 'go'];

/** Returns a set's key: what is installed, and the Node.js that native parts are built for. */
function keyOf(host: Host, installation: Installation): string {
  const { root, settings, change, node } = installation;
  const { nodeVersion } = host.system;
  const platform = host.platform.nodeName;
  const { arch } = host.system.machine();
  const ignored = missingSettings(installation).map((path) => [
    path,
    withoutSecrets(host.files.read(join(settings.from, path)) ?? ''),
  ]);
  const builtFor = node === null ? nodeVersion : [node.path, node.version];
  const tools = BUILD_TOOLS.map((name) => programOnPath(host, name) !== null);
  const archives = hashOutsideArchives(
    settings.from,
    listOutsidePackages(root, installation.paths),
  );
  const what = [root.folder, root.key, change?.key ?? '', ignored, archives];
  const said = [...what, builtFor, platform, arch, tools];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 32);
}

/** Returns the project's settings files that the tree lacks. */
function missingSettings({ root, paths, settings }: Installation): readonly string[] {
  const folders = new Set([root.folder, ...root.packages]);
  return settings.paths.filter((path) => folders.has(parentFolder(path)) && !paths.includes(path));
}

/** Keys of registries are new every hour in some places, and the packages behind them are the same. */
function withoutSecrets(text: string): string {
  const lines = text.split('\n');
  return lines.filter((line) => !/auth|password|token/iu.test(line)).join('\n');
}

async function installInto(
  host: Host,
  installation: Installation,
  place: string,
  onTrouble: (finding: (label: string) => Finding) => void,
): Promise<Finding | null> {
  const { root, tree, paths, settings, label, change, node, isEnforced, signal } = installation;
  const outside = listOutsidePackages(root, paths);
  const copies = join(place, '.copy');
  const copy = nestedCopyFolder(copies, outside);
  await copyTree(tree, copy, paths, signal);
  // Links: keys of registries have no business in a cache, least of all after a kill.
  for (const path of missingSettings(installation)) {
    createLink(join(settings.from, path), join(copy, path));
  }
  linkOutsidePackages(settings.from, copy, outside);
  for (const packageFolder of root.packages) leaveOutBuildScripts(host, join(copy, packageFolder));
  const obstacle = (await change?.apply(copy)) ?? null;
  if (obstacle !== null) return obstacle;
  const actual = change?.root ?? root;
  const at = { cwd: join(copy, root.folder), nodePath: node?.path ?? null, signal };
  const { manager } = actual;
  const run = createFetchingInstaller(host, managerPackage(host.files, copy, actual), at);
  let { result, fetched } = await run(installCommand(host.files, copy, actual));
  if (!isSuccessful(result) && !isEnforced && isLockfileOutOfSync(manager, result)) {
    writeText(join(place, REFUSED), extractInstallerError(manager, result));
    ({ result, fetched } = await run(installCommand(host.files, copy, actual, false)));
  }
  if (fetched !== null) writeText(join(place, FETCHED), fetched);
  const trouble = checkInstallerResult(label, manager, result, place);
  if (trouble !== null) {
    onTrouble((other) => checkInstallerResult(other, manager, result, place) ?? trouble);
    return trouble;
  }
  const leftOut = listSkippedOptionalPackages(host, copy, actual, result);
  if (leftOut !== null) writeText(join(place, LEFT_OUT), leftOut);
  for (const packageFolder of root.packages) {
    const modules = join(copy, packageFolder, 'node_modules');
    if (readEntryKind(modules) !== 'folder') continue;
    retargetLinks(host, modules, settings.from, outside);
    host.files.makeFolder(join(place, packageFolder));
    moveFolder(modules, join(place, packageFolder, 'node_modules'));
  }
  const lock =
    change === null ? null : host.files.read(join(copy, root.folder, 'package-lock.json'));
  if (lock !== null) writeText(join(place, 'package-lock.json'), lock);
  host.files.remove(copies);
  return null;
}

/** Removes build scripts: `prepare` builds a side, and here the build would be useless or fail. */
function leaveOutBuildScripts(host: Host, folder: string): void {
  const manifest = readManifest(host.files, folder);
  const scripts = Object.entries(manifest?.scripts ?? {});
  const kept = scripts.filter(([name]) => !BUILD_SCRIPTS.includes(name));
  if (kept.length === scripts.length) return;
  const text = JSON.stringify({ ...manifest, scripts: Object.fromEntries(kept) }, null, 2);
  writeText(join(folder, 'package.json'), `${text}\n`);
}
