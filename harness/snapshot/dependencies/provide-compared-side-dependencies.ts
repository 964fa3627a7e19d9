import { join } from 'node:path';
import type { Files } from '../../host/file-operations.ts';
import { listEntries, resolveRealPath } from '../../host/folder-tree-operations.ts';
import type { Host } from '../../host.ts';
import type { Finding } from '../../model/finding.ts';
import type { SideSnapshot } from '../base-and-head-snapshots.ts';
import type { InstallRoot } from './dependency-install-roots.ts';
import { type NodeBinary, readNodeVersion } from './find-or-download-node-binary.ts';
import {
  type InstallationChange,
  type InstallOutcome,
  installDependencies,
} from './install-dependencies.ts';
import {
  installedInPlaceFinding,
  lockfileOutOfSyncFinding,
  managerFetchedFinding,
  packagesLeftOutFinding,
} from './install-findings.ts';
import type { DependencyStore } from './installed-dependency-cache.ts';
import { linkDependencies } from './link-dependencies.ts';
import { listOutsidePackages, outsideDependencyFindings } from './packages-outside-project-tree.ts';
import type { DependencyPlan } from './plan-compared-side-dependencies.ts';
import type { PrivateInstallerSettings } from './private-installer-settings.ts';

/** Symbols by which an addon registers with Node-API; see https://nodejs.org/api/n-api.html */
const MARKS = ['napi_register_module_v', 'napi_module_register'];
/** Overlap of consecutive parts, since a mark may span their border. */
const OVERLAP = Math.max(...MARKS.map(({ length }) => length));

/** True if a folder has an addon built for V8 (Node-API works everywhere). Follows no links. */
export async function hasV8BoundAddon(
  files: Pick<Files, 'readByteParts'>,
  folder: string,
): Promise<boolean> {
  for (const { name, kind } of listEntries(folder)) {
    const path = join(folder, name);
    if (kind === 'folder' && (await hasV8BoundAddon(files, path))) return true;
    if (kind === 'file' && name.endsWith('.node') && !(await isNodeApi(files, path))) return true;
  }
  return false;
}

async function isNodeApi(files: Pick<Files, 'readByteParts'>, path: string): Promise<boolean> {
  let rest = Buffer.alloc(0);
  for await (const part of files.readByteParts(path)) {
    const bytes = Buffer.concat([rest, part]);
    if (MARKS.some((mark) => bytes.includes(mark))) return true;
    rest = bytes.subarray(-OVERLAP);
  }
  return false;
}

export interface DependencyRequest {
  readonly label: string;
  readonly plans: readonly DependencyPlan[];
  /** Change that replaces what one of the plans installs; null where there is none. */
  readonly change: InstallationChange | null;
  /** Tops of all trees of the side: one, or one per slot. */
  readonly trees: readonly [string, ...string[]];
  /** Files of each tree. */
  readonly paths: readonly string[];
  readonly settings: PrivateInstallerSettings;
  /** Node.js of the side; null: that of perf-harness. */
  readonly nodePath: string | null;
  readonly signal: AbortSignal;
  readonly onInstall: () => void;
}

export interface ProvidedDependencies {
  readonly findings: readonly Finding[];
  /** Folder in which the change was installed; null if there was none, or it failed. */
  readonly changedIn: string | null;
  readonly dependencies: Pick<SideSnapshot, 'dependencyFolders' | 'dependencyKey'>;
}

/** Provides all trees of a side with their dependencies, and installs those that exist nowhere. */
export async function provideSideDependencies(
  host: Host,
  store: DependencyStore,
  need: DependencyRequest,
): Promise<ProvidedDependencies> {
  const { plans, change, trees, signal } = need;
  let changedIn: string | null = null;
  const findings: Finding[] = [];
  const folders = new Set<string>();
  for (const plan of plans) {
    const from = await locate(host, store, need, plan, findings);
    if (from === null) continue;
    if (change?.root.folder === plan.root.folder) changedIn = from;
    for (const to of trees) {
      for (const linkedFolder of await linkDependencies(
        { from, to, folders: plan.root.packages },
        signal,
      )) {
        folders.add(linkedFolder);
      }
    }
  }
  const keys = [
    ...plans.map((plan) => (plan.type === 'shared' ? plan.key : plan.root.key)),
    ...(change === null ? [] : [change.key]),
  ];
  const dependencies = { dependencyFolders: [...folders], dependencyKey: keys.join(' ') };
  return { findings, changedIn, dependencies };
}

/** Returns the folder with the dependencies of a plan; null if they could not be installed. */
async function locate(
  host: Host,
  store: DependencyStore,
  need: DependencyRequest,
  plan: DependencyPlan,
  findings: Finding[],
): Promise<string | null> {
  const { root } = plan;
  const outside = listOutsidePackages(root, need.paths);
  findings.push(...outsideDependencyFindings(need.label, need.settings.from, outside));
  const isChanged = need.change?.root.folder === root.folder;
  const label = root.reach === 'project' ? need.label : `${root.folder} in ${need.label}`;
  // Dependencies outside of the project may be missing, since the measured code may not need them.
  const isNeeded = root.reach === 'project';
  const instead = plan.type === 'install' && isNeeded && !isChanged ? plan.instead : null;
  const install = (node: NodeBinary | null): Promise<InstallOutcome> => {
    const { trees, change, ...common } = need;
    const [tree] = trees;
    const how = { change: isChanged ? change : null, isEnforced: instead?.isExact === true };
    return installDependencies(host, store, { ...common, ...how, root, tree, label, node });
  };
  const folderOf = (outcome: InstallOutcome): string | null => {
    const isRefused = outcome.type === 'installed' && outcome.refused !== null;
    if (instead !== null && (outcome.type === 'failed' || (instead.isExact && isRefused))) {
      const why =
        outcome.type === 'failed'
          ? outcome.finding.message
          : `${root.manager} rejected the lockfile of ${label}: ${outcome.refused}`;
      findings.push(installedInPlaceFinding(label, root.manager, why));
      return instead.from;
    }
    if (outcome.type === 'installed') {
      const { folder, refused, fetched, leftOut } = outcome;
      if (fetched !== null) findings.push(managerFetchedFinding(label, root.manager, fetched));
      if (refused !== null) findings.push(lockfileOutOfSyncFinding(label, root.manager, refused));
      if (leftOut !== null) findings.push(packagesLeftOutFinding(label, root.manager, leftOut));
      return folder;
    }
    findings.push(isNeeded ? outcome.finding : { ...outcome.finding, level: 'warning' });
    return null;
  };
  const isShared = plan.type === 'shared' && !isChanged;
  const first: InstallOutcome = isShared
    ? { type: 'installed', folder: plan.from, refused: null, fetched: null, leftOut: null }
    : await install(null);
  const isFitting =
    root.reach === 'beside' ||
    need.nodePath === null ||
    // Packages that do not build for the Node.js of perf-harness may build for the side's own.
    (first.type === 'installed' && (await fits(host, root, first.folder)));
  if (root.lockfile === null && !isChanged && !(isShared && isFitting)) {
    findings.push(withoutLockfile(label));
  }
  if (root.passedOver.length > 0 && !(isShared && isFitting)) {
    findings.push(severalLockfiles(label, root));
  }
  if (isFitting || need.nodePath === null) return folderOf(first);
  return folderOf(await install(await readNodeVersion(host, need.nodePath)));
}

/** True if packages installed by one Node.js can be loaded by any other. */
async function fits(host: Host, { packages }: InstallRoot, from: string): Promise<boolean> {
  for (const packageFolder of packages) {
    const folder = resolveRealPath(join(from, packageFolder, 'node_modules'));
    if (folder !== null && (await hasV8BoundAddon(host.files, folder))) return false;
  }
  return true;
}

function severalLockfiles(label: string, { lockfile, manager, passedOver }: InstallRoot): Finding {
  return {
    id: 'several-lockfiles',
    level: 'warning',
    message: `${label} has ${[lockfile, ...passedOver].join(' and ')}, but its package.json names no package manager, so the dependencies were installed by ${manager}.`,
    remedy: 'Set `packageManager` in package.json, or remove the other lockfile.',
  };
}

function withoutLockfile(label: string): Finding {
  return {
    id: 'no-lockfile',
    level: 'warning',
    message: `${label} has no lockfile, so the latest matching versions of its dependencies were installed.`,
    remedy: 'Commit a lockfile so that each side installs the locked versions.',
  };
}
