import { dirname, join } from 'node:path';
import { fingerprintTree, listTree } from '../host/folder-tree-operations.ts';
import type { Host } from '../host.ts';
import type { SideId } from '../model/base-or-head-of-comparison.ts';
import type { Finding } from '../model/finding.ts';
import type { SnapshotRequest } from './base-and-head-snapshot-request.ts';
import type { SideSnapshot, Snapshots } from './base-and-head-snapshots.ts';
import {
  type CheckedOut,
  checkDirtyTree,
  checkPointers,
  checkProjectFolder,
  type NamedTree,
} from './check-base-and-head-source-trees.ts';
import {
  copyMissingFilesToBase,
  listCommonFolders,
} from './common-folders-and-files-missing-in-base.ts';
import { compareSourceTrees, type TreeFingerprint } from './compare-source-trees.ts';
import { copyPrivateEnvironmentFiles, type LabelledTree } from './copy-private-dotenv-files.ts';
import { applyOverlay, listOverlayPaths } from './copy-scenario-files-to-base-and-head.ts';
import { createSideDependencyChanges } from './dependencies/base-and-head-dependency-changes.ts';
import { findInstallRoots } from './dependencies/dependency-install-roots.ts';
import { openDependencyStore } from './dependencies/installed-dependency-cache.ts';
import { findNestedPackagesOutsideLockfile } from './dependencies/nested-packages-outside-lockfile.ts';
import {
  planSideDependencies,
  type WrittenTree,
} from './dependencies/plan-compared-side-dependencies.ts';
import { findPrivateInstallerSettings } from './dependencies/private-installer-settings.ts';
import { findCommit } from './git/resolve-ref.ts';
import { readStandInSource } from './git/snapshot-git-repository-with-alternates.ts';
import { isStateFolderPath } from './git/working-tree.ts';
import { installAndBuildSide } from './install-and-build-compared-side.ts';
import {
  locateProject,
  openTreeSource,
  type ProjectLocation,
  type TreeSource,
} from './locate-project-and-open-source-tree.ts';
import { openBaseAndHeadSlots } from './move-base-and-head-between-measurement-folders.ts';
import {
  type SnapshotContext,
  sidePathMappings,
  sideTreeTop,
} from './snapshot-creation-inputs-and-path-mappings.ts';
import { filesLoadedOutside } from './trace-loaded-files.ts';

type NamedSide = Pick<SideSnapshot, 'label' | 'findings'>;

/** Findings that name a side, and that are equal on both sides where they have the same cause. */
const OF_INSTALLING = [
  'install-failed',
  'package-manager-missing',
  'package-manager-fetched',
  'lockfile-out-of-sync',
  'packages-left-out',
  'dependency-outside',
];

/** Merges findings that both sides have in common, so that each is read once. */
export function mergeCommonFindings<Side extends NamedSide>(
  base: Side,
  head: Side,
): readonly [Side, Side] {
  const common = (side: Side, other: Side): Side => {
    const ofOther = new Set(other.findings.map((finding) => ofBoth(finding, other.label).message));
    const findings = side.findings.map((finding) => {
      const shared = ofBoth(finding, side.label);
      const isShared = OF_INSTALLING.includes(finding.id) && ofOther.has(shared.message);
      return isShared ? shared : finding;
    });
    return { ...side, findings };
  };
  return [common(base, head), common(head, base)];
}

function ofBoth(finding: Finding, label: string): Finding {
  const name = (text: string, sides: string): string =>
    text.replaceAll(` of ${label}`, ` of ${sides}`).replaceAll(` in ${label}`, ` in ${sides}`);
  const { message, remedy } = finding;
  const shared = { ...finding, message: name(message, 'both sides') };
  return remedy === undefined ? shared : { ...shared, remedy: name(remedy, 'either side') };
}

/** Makes both sides inside a folder that is there. */
export async function makeBaseAndHeadSnapshots(
  host: Host,
  request: SnapshotRequest,
  folder: string,
): Promise<Omit<Snapshots, 'remove'>> {
  const making = await beginMaking(host, request, folder);
  const { sources, slots } = making;
  const written = { a: await writeSide(making, 'a'), b: await writeSide(making, 'b') };
  const {
    projectRoot,
    overlay = [],
    overlayFrom = 'head',
    carry = [],
    carryPlaces = [],
    signal,
  } = request;
  const folders = {
    projectRoot,
    head: join(sideTreeTop(making, 'b'), sources.b.prefix),
    base: join(sideTreeTop(making, 'a'), sources.a.prefix),
  };
  const laidOver = { ...folders, paths: overlay, from: overlayFrom };
  const hidden = await applyOverlay(host, laidOver, signal);
  const { label } = sources.a;
  const carrying = { paths: carry, places: carryPlaces };
  const carried = await copyMissingFilesToBase(host, { ...folders, label, ...carrying }, signal);
  const given = await copyPrivateEnvironmentFiles(making, sidesOf(making));
  const files = { a: filesOf(making, 'a'), b: filesOf(making, 'b') };
  const changes = await createSideDependencyChanges(making, [...files.b.keys()]);
  const trees = { a: writtenTree(making, 'a', files.a), b: writtenTree(making, 'b', files.b) };
  const { takesInstalled = false } = request;
  const plans = await planSideDependencies(host, making.project, trees, takesInstalled);
  const difference = compareSourceTrees(files.a, files.b);
  const named = (side: SideId): NamedTree => ({
    label: sources[side].label,
    top: sideTreeTop(making, side),
  });
  const pointers = {
    a: checkPointers(host, named('a'), named('b'), difference.paths),
    b: checkPointers(host, named('b'), named('a'), difference.paths),
  };
  const complete = (side: SideId, found: readonly Finding[]): Promise<SideSnapshot> =>
    installAndBuildSide(making, {
      side,
      found,
      paths: trees[side].paths,
      plans: plans[side],
      changes,
    });
  const [base, head] = mergeCommonFindings(
    await complete('a', [...written.a, ...hidden, ...carried, ...given, ...pointers.a]),
    await complete('b', [...written.b, ...pointers.b]),
  );
  const common = listCommonFolders(host);
  return {
    base,
    head,
    difference,
    moveIntoSlots: slots.moveIntoSlots,
    places: (side) => sidePathMappings(making, side, slots.topOf(side)),
    folders: (side) => {
      const top = slots.topOf(side);
      const { dependencyFolders: dependencies } = side === 'a' ? base : head;
      return { top, above: dirname(top), dependencies };
    },
    outside: (side, loaded) => {
      const { dependencyFolders } = side === 'a' ? base : head;
      return filesLoadedOutside(loaded, [slots.topOf(side), ...dependencyFolders, ...common]);
    },
  };
}

async function beginMaking(
  host: Host,
  request: SnapshotRequest,
  folder: string,
): Promise<SnapshotContext> {
  const { projectRoot, cacheFolder, prepare = [], signal } = request;
  const place = await locateProject(host, projectRoot, signal);
  const sources = await openSources(host, place, request);
  const { files: paths } = await place.readTree();
  const { extent, prefix } = place;
  const nested = findNestedPackagesOutsideLockfile(host.files, extent, paths);
  const roots = await findInstallRoots(host.files, extent, prefix, paths, nested);
  const areBuilt = prepare.length > 0;
  const prefixes = { a: sources.a.prefix, b: sources.b.prefix };
  return {
    host,
    request,
    paths,
    project: {
      place,
      roots,
      nested,
      settings: findPrivateInstallerSettings(host.files, extent, roots, paths),
    },
    sources,
    slots: openBaseAndHeadSlots(host, { folder, prefixes, areBuilt }),
    builds: areBuilt ? [0, 1] : [0],
    store: openDependencyStore(host, cacheFolder, folder),
    standIns:
      place.repository === null ? null : await readStandInSource(host, place.repository, signal),
  };
}

async function openSources(
  host: Host,
  place: ProjectLocation,
  { base, head, dependency, signal }: SnapshotRequest,
): Promise<Readonly<Record<SideId, TreeSource>>> {
  const b = await openTreeSource(host, place, head, signal);
  if (dependency === undefined) return { a: await openTreeSource(host, place, base, signal), b };
  const { name, from, to } = dependency;
  const source = 'dependency' as const;
  return {
    a: { ...b, source, label: `${name}@${from}` },
    b: { ...b, source, label: `${name}@${to}` },
  };
}

/** Returns the sides made from the project's own repository; other folders are used unchanged. */
function sidesOf(making: SnapshotContext): readonly LabelledTree[] {
  const sides = (['a', 'b'] as const).filter((side) => making.sources[side].source !== 'folder');
  return sides.map((side) => ({
    label: making.sources[side].label,
    top: sideTreeTop(making, side),
  }));
}

function writtenTree(making: SnapshotContext, side: SideId, files: TreeFingerprint): WrittenTree {
  const { prefix, installedAt } = making.sources[side];
  return { top: sideTreeTop(making, side), prefix, paths: [...files.keys()], installedAt };
}

function filesOf(making: SnapshotContext, side: SideId): TreeFingerprint {
  const top = sideTreeTop(making, side);
  return fingerprintTree(top, listTree(top, isStateFolderPath));
}

/** Writes the files of a side. @returns Problems found in them. */
async function writeSide(making: SnapshotContext, side: SideId): Promise<readonly Finding[]> {
  const { host, request, project, sources } = making;
  const { signal, onProgress } = request;
  const { label, prefix, source, commit, write } = sources[side];
  onProgress?.({ side, step: 'copy' });
  const top = sideTreeTop(making, side);
  host.files.makeFolder(top);
  const written = await write(top, signal);
  // Files missing from an incomplete checkout are not missing from the commit.
  if (written.some(({ level }) => level === 'error')) return written;
  const folder = join(top, prefix);
  const findings = [...written, ...checkProjectFolder(host, label, folder, request.projectRoot)];
  const { repository } = project.place;
  if (side === 'a' || source !== 'ref' || repository === null) return findings;
  if ((await findCommit(host, repository, 'HEAD', signal)) !== commit) return findings;
  const checkedOut = { label, ...besidesCommit(making, side) };
  return [...findings, ...(await checkDirtyTree(host, repository, checkedOut, signal))];
}

/** Returns working tree parts measured despite a head commit, and how to measure the rest. */
function besidesCommit(
  { request, sources }: SnapshotContext,
  side: SideId,
): Pick<CheckedOut, 'except' | 'remedy'> {
  const { projectRoot, overlay = [], overlayFrom = 'head' } = request;
  if (overlayFrom === 'head') {
    return {
      except: [],
      remedy: 'Omit the head to measure the working tree, or commit the changes first.',
    };
  }
  return {
    except: listOverlayPaths({ projectRoot, paths: overlay }, sources[side].prefix),
    remedy:
      'Commit the changes to measure them; only the scenario files are taken from the working tree.',
  };
}
