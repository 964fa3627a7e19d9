import { join } from 'node:path';
import { copyTree, resolveRealPath, stampTree } from '../host/folder-tree-operations.ts';
import { relativePathInside } from '../host/relative-path-inside.ts';
import { toPosixPath } from '../host/to-posix-path.ts';
import type { Host } from '../host.ts';
import type { SideId } from '../model/base-or-head-of-comparison.ts';
import type { FailedBuild } from '../model/failed-prepare-command.ts';
import type { Finding } from '../model/finding.ts';
import type { PrepareRequest, SnapshotRequest } from './base-and-head-snapshot-request.ts';
import type { SideSnapshot } from './base-and-head-snapshots.ts';
import { compareSourceTrees } from './compare-source-trees.ts';
import type { DependencyChanges } from './dependencies/base-and-head-dependency-changes.ts';
import type { DependencyPlan } from './dependencies/plan-compared-side-dependencies.ts';
import { provideSideDependencies } from './dependencies/provide-compared-side-dependencies.ts';
import { createStandInRepository } from './git/snapshot-git-repository-with-alternates.ts';
import { type FailedPrepare, runSideBuilds } from './run-compared-side-build-commands.ts';
import { dependenciesFolder } from './snapshot-cache-subfolders.ts';
import {
  type SnapshotContext,
  sidePathMappings,
  sideTreeTop,
} from './snapshot-creation-inputs-and-path-mappings.ts';

/** A side that was written. */
export interface WrittenSide {
  readonly side: SideId;
  /** Problems with the side. */
  readonly found: readonly Finding[];
  /** Its files from the top. */
  readonly paths: readonly string[];
  readonly plans: readonly DependencyPlan[];
  readonly changes: DependencyChanges;
}

/** Provides dependencies to the written files of a side, and builds it in each slot. */
export async function installAndBuildSide(
  making: SnapshotContext,
  { side, found, paths, plans, changes }: WrittenSide,
): Promise<SideSnapshot> {
  const { host, request, project, sources, builds, store } = making;
  const { label, source, commit } = sources[side];
  const { signal, onProgress } = request;
  const top = sideTreeTop(making, side);
  const others = builds.slice(1).map((slot) => sideTreeTop(making, side, slot));
  for (const other of others) await copyTree(top, other, paths, signal);
  if (making.standIns !== null && commit !== null) {
    for (const tree of [top, ...others])
      await createStandInRepository(host, making.standIns, commit, tree, signal);
  }
  const canBeMeasured = found.every(({ level }) => level !== 'error');
  const provided = await provideSideDependencies(host, store, {
    label,
    plans: canBeMeasured ? plans : [],
    change: changes.of(side),
    trees: [top, ...others],
    paths,
    settings: project.settings,
    nodePath: request.runtimes?.[side].nodePath ?? null,
    signal,
    onInstall: () => onProgress?.({ side, step: 'install' }),
  });
  const findings = [...found, ...provided.findings, ...changes.check(side, provided)];
  const failedBuilds: FailedBuild[] = [];
  if (findings.every(({ level }) => level !== 'error')) {
    const unchanged = watchDependencies(host, request, provided.dependencies.dependencyFolders);
    failedBuilds.push(...(await buildSide(making, side)));
    findings.push(...unchanged(label));
  }
  return { label, source, commit, findings, failedBuilds, ...provided.dependencies };
}

async function buildSide(making: SnapshotContext, side: SideId): Promise<readonly FailedBuild[]> {
  const { host, request, sources, slots, builds } = making;
  const { prepare = [], runtimes, onProgress, signal } = request;
  const { label } = sources[side];
  const runtime = runtimes?.[side] ?? { env: {}, nodePath: null };
  if (prepare.length === 0) return [];
  const failures = new Map<PrepareRequest, FailedPrepare>();
  // A build that failed in the first slot is also tried in the second, so that both contain its
  // output; a build that timed out is not tried twice.
  for (const slot of builds) {
    onProgress?.({ side, step: 'prepare' });
    const top = slots.bringIn(side, slot);
    const places = sidePathMappings(making, side, top);
    const wanted = prepare.filter(
      (prepareRequest) => failures.get(prepareRequest)?.timedOut !== true,
    );
    const failed = await runSideBuilds(host, wanted, { label, places, runtime }, signal);
    for (const [prepareRequest, failure] of failed)
      if (!failures.has(prepareRequest)) failures.set(prepareRequest, failure);
  }
  return [...failures].map(([{ scenarios }, { finding }]) => ({ scenarios, finding }));
}

/**
 * Detects a build of a side that writes into packages shared with the other side, with later
 * comparisons or with the user's own folder: the other side would load what was made for this one.
 * Does nothing where nothing is built.
 * @returns A function to call after the build. It removes cached packages that are no longer as
 * installed.
 */
function watchDependencies(
  host: Host,
  { prepare = [], cacheFolder }: SnapshotRequest,
  folders: readonly string[],
): (label: string) => readonly Finding[] {
  if (prepare.length === 0) return () => [];
  const before = folders.map((folder) => ({ folder, stamps: stampTree(folder) }));
  const kept = dependenciesFolder(resolveRealPath(cacheFolder) ?? cacheFolder);
  return (label) =>
    before.flatMap(({ folder, stamps }): readonly Finding[] => {
      const [changed] = compareSourceTrees(stamps, stampTree(folder)).paths;
      if (changed === undefined) return [];
      const [set] = toPosixPath(relativePathInside(kept, folder) ?? '').split('/');
      if (set) host.files.remove(join(kept, set));
      return [written(label, join(folder, changed))];
    });
}

function written(label: string, path: string): Finding {
  return {
    id: 'dependencies-written',
    level: 'error',
    message: `Building ${label} changed ${path} in the dependencies, which both sides share.`,
    remedy:
      'Make the build write inside the project, or move the step to a postinstall script, which runs separately for each set of dependencies.',
  };
}
