import { dirname, join } from 'node:path';
import { fingerprintTree, listTree } from '../host/folder-tree-operations.ts';
import type { Host } from '../host.ts';
import type { SideId } from '../model/base-or-head-of-comparison.ts';
import type { Finding } from '../model/finding.ts';
import type { SnapshotRequest } from './base-and-head-snapshot-request.ts';
import type { SideSnapshot, Snapshots } from './base-and-head-snapshots.ts';
import {
  type CheckedOutSide,
  checkDirtyTree,
  checkPointers,
  checkProjectFolder,
  compareSourceTrees,
  type NamedTree,
  type TreeFingerprint,
} from './check-base-and-head-source-trees.ts';
import {
  copyMissingFilesToBase,
  isCachedDataOfTool,
  listCommonFolders,
} from './common-folders-and-files-missing-in-base.ts';
import { copyPrivateEnvironmentFiles } from './copy-project-tree.ts';
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
import { installAndBuildSides, type WrittenSide } from './install-and-build-compared-sides.ts';
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

/** Findings that name a side, but are equal for both sides if they have the same cause. */
const INSTALLATION_FINDINGS = [
  'install-failed',
  'package-manager-missing',
  'package-manager-fetched',
  'lockfile-out-of-sync',
  'packages-left-out',
  'dependency-outside',
];

/** Rewords findings that both sides have in common alike, so that each is reported once. */
export function mergeCommonFindings<Side extends NamedSide>(
  base: Side,
  head: Side,
): readonly [Side, Side] {
  const common = (side: Side, other: Side): Side => {
    const otherMessages = new Set(
      other.findings.map((finding) => namingBothSides(finding, other.label).message),
    );
    const findings = side.findings.map((finding) => {
      const shared = namingBothSides(finding, side.label);
      const isShared =
        INSTALLATION_FINDINGS.includes(finding.id) && otherMessages.has(shared.message);
      return isShared ? shared : finding;
    });
    return { ...side, findings };
  };
  return [common(base, head), common(head, base)];
}

function namingBothSides(finding: Finding, label: string): Finding {
  const name = (text: string, sides: string): string =>
    text.replaceAll(` of ${label}`, ` of ${sides}`).replaceAll(` in ${label}`, ` in ${sides}`);
  const { message, remedy } = finding;
  const shared = { ...finding, message: name(message, 'both sides') };
  return remedy === undefined ? shared : { ...shared, remedy: name(remedy, 'either side') };
}

/** Creates the snapshots of both sides in an existing folder. */
export async function makeBaseAndHeadSnapshots(
  host: Host,
  request: SnapshotRequest,
  folder: string,
): Promise<Omit<Snapshots, 'remove'>> {
  const context = await createSnapshotContext(host, request, folder);
  const { slots } = context;
  const writeFindings = { a: await writeSide(context, 'a'), b: await writeSide(context, 'b') };
  const commonFindings = await copyCommonFiles(context);
  const files = { a: filesOf(context, 'a'), b: filesOf(context, 'b') };
  const changes = await createSideDependencyChanges(context, [...files.b.keys()]);
  const trees = { a: writtenTree(context, 'a', files.a), b: writtenTree(context, 'b', files.b) };
  const { usesInstalledPackages = false } = request;
  const plans = await planSideDependencies(host, context.project, trees, usesInstalledPackages);
  const difference = compareSourceTrees(files.a, files.b);
  const [baseTree, headTree] = [namedTree(context, 'a'), namedTree(context, 'b')];
  const pointerFindings = {
    a: checkPointers(host, baseTree, headTree, difference.paths),
    b: checkPointers(host, headTree, baseTree, difference.paths),
  };
  const written = {
    a: [...writeFindings.a, ...commonFindings, ...pointerFindings.a],
    b: [...writeFindings.b, ...pointerFindings.b],
  };
  const sideOf = (side: SideId): Omit<WrittenSide, 'side'> => {
    const { paths } = trees[side];
    return { problems: written[side], paths, plans: plans[side], changes };
  };
  const [base, head] = mergeCommonFindings(
    ...(await installAndBuildSides(context, { a: sideOf('a'), b: sideOf('b') })),
  );
  const common = listCommonFolders(host);
  return {
    base,
    head,
    difference,
    moveIntoSlots: slots.moveIntoSlots,
    pathMappings: (side) => sidePathMappings(context, side, slots.topOf(side)),
    foldersOf: (side) => {
      const top = slots.topOf(side);
      const { dependencyFolders: dependencies } = side === 'a' ? base : head;
      return { top, above: dirname(top), dependencies };
    },
    filesOutside: (side, loaded) => {
      const { dependencyFolders } = side === 'a' ? base : head;
      const own = loaded.filter((path) => !isCachedDataOfTool(host, path, request.cacheFolder));
      return filesLoadedOutside(own, [slots.topOf(side), ...dependencyFolders, ...common]);
    },
  };
}

/** Copies scenarios, and files that a side lacks, to the written sides. */
async function copyCommonFiles(context: SnapshotContext): Promise<readonly Finding[]> {
  const { host, request, sources } = context;
  const { projectRoot, overlay = [], overlayFrom = 'head', signal } = request;
  const { carry = [], carryPatterns = [] } = request;
  const folders = {
    projectRoot,
    head: join(sideTreeTop(context, 'b'), sources.b.prefix),
    base: join(sideTreeTop(context, 'a'), sources.a.prefix),
  };
  const overlayRequest = { ...folders, paths: overlay, from: overlayFrom };
  const { label } = sources.a;
  const carryRequest = { ...folders, label, paths: carry, patterns: carryPatterns };
  return [
    ...(await applyOverlay(host, overlayRequest, signal)),
    ...(await copyMissingFilesToBase(host, carryRequest, signal)),
    ...(await copyPrivateEnvironmentFiles(context, repositorySides(context))),
  ];
}

async function createSnapshotContext(
  host: Host,
  request: SnapshotRequest,
  folder: string,
): Promise<SnapshotContext> {
  const { projectRoot, cacheFolder, prepare = [], signal } = request;
  const location = await locateProject(host, projectRoot, signal);
  const sources = await openSources(host, location, request);
  const { files: paths } = await location.readTree();
  const { extent, prefix } = location;
  const nested = findNestedPackagesOutsideLockfile(host.files, extent, paths);
  const roots = await findInstallRoots(host.files, extent, prefix, paths, nested);
  const areBuilt = prepare.length > 0;
  const prefixes = { a: sources.a.prefix, b: sources.b.prefix };
  return {
    host,
    request,
    paths,
    project: {
      location,
      roots,
      nested,
      settings: findPrivateInstallerSettings(host.files, extent, roots, paths),
    },
    sources,
    slots: openBaseAndHeadSlots(host, { folder, prefixes, areBuilt }),
    builds: areBuilt ? [0, 1] : [0],
    store: openDependencyStore(host, cacheFolder, folder),
    standIns:
      location.repository === null
        ? null
        : await readStandInSource(host, location.repository, signal),
  };
}

async function openSources(
  host: Host,
  location: ProjectLocation,
  { base, head, dependency, signal }: SnapshotRequest,
): Promise<Readonly<Record<SideId, TreeSource>>> {
  const b = await openTreeSource(host, location, head, signal);
  if (dependency === undefined) return { a: await openTreeSource(host, location, base, signal), b };
  const { name, from, to } = dependency;
  const source = 'dependency' as const;
  return {
    a: { ...b, source, label: `${name}@${from}` },
    b: { ...b, source, label: `${name}@${to}` },
  };
}

/** Returns the sides from the project's own repository; other folders are used unchanged. */
function repositorySides(context: SnapshotContext): readonly NamedTree[] {
  const sides = (['a', 'b'] as const).filter((side) => context.sources[side].source !== 'folder');
  return sides.map((side) => namedTree(context, side));
}

function namedTree(context: SnapshotContext, side: SideId): NamedTree {
  return { label: context.sources[side].label, top: sideTreeTop(context, side) };
}

function writtenTree(context: SnapshotContext, side: SideId, files: TreeFingerprint): WrittenTree {
  const { prefix, installedAt } = context.sources[side];
  return { top: sideTreeTop(context, side), prefix, paths: [...files.keys()], installedAt };
}

function filesOf(context: SnapshotContext, side: SideId): TreeFingerprint {
  const top = sideTreeTop(context, side);
  return fingerprintTree(top, listTree(top, isStateFolderPath));
}

/** Writes the files of a side. @returns Findings about them. */
async function writeSide(context: SnapshotContext, side: SideId): Promise<readonly Finding[]> {
  const { host, request, project, sources } = context;
  const { signal, onProgress } = request;
  const { label, prefix, source, commit, write } = sources[side];
  onProgress?.({ side, step: 'copy' });
  const top = sideTreeTop(context, side);
  host.files.makeFolder(top);
  const written = await write(top, signal);
  // An incomplete checkout does not show which files the commit lacks.
  if (written.some(({ level }) => level === 'error')) return written;
  const folder = join(top, prefix);
  const findings = [...written, ...checkProjectFolder(host, label, folder, request.projectRoot)];
  const { repository } = project.location;
  if (side === 'a' || source !== 'ref' || repository === null) return findings;
  if ((await findCommit(host, repository, 'HEAD', signal)) !== commit) return findings;
  const checkedOut = { label, ...describeUncommittedParts(context, side) };
  return [...findings, ...(await checkDirtyTree(host, repository, checkedOut, signal))];
}

/** Returns the paths that are measured with uncommitted changes, and the remedy for others. */
function describeUncommittedParts(
  { request, sources }: SnapshotContext,
  side: SideId,
): Pick<CheckedOutSide, 'except' | 'remedy'> {
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
