import { copyTree } from '../host/trees.ts';
import type { FailedBuild } from '../model/failed-build.ts';
import type { Finding } from '../model/finding.ts';
import type { SideId } from '../model/side.ts';
import type { DependencyChanges } from './dependencies/dependency-changes.ts';
import type { DependencyPlan } from './dependencies/plan-dependencies.ts';
import { provideDependencies } from './dependencies/provide-dependencies.ts';
import { INSTALL_TIMEOUT_MS } from './dependencies/run-installer.ts';
import { standIn } from './git/stand-in-repository.ts';
import { type Making, placesOf, topOf } from './making.ts';
import { type FailedPrepare, PREPARE_TIMEOUT_MS, prepareSide } from './prepare-side.ts';
import type { PrepareRequest } from './side-request.ts';
import type { SideSnapshot } from './snapshots.ts';
import { watchDependencies } from './watch-dependencies.ts';

/** A side that was written. */
export interface WrittenSide {
  readonly side: SideId;
  /** What is wrong with it. */
  readonly found: readonly Finding[];
  /** Its files from the top. */
  readonly paths: readonly string[];
  readonly plans: readonly DependencyPlan[];
  readonly changes: DependencyChanges;
}

/** Gives a side that was written its dependencies, and builds it in each slot. */
export async function completeSide(
  making: Making,
  { side, found, paths, plans, changes }: WrittenSide,
): Promise<SideSnapshot> {
  const { host, request, project, sources, builds, store } = making;
  const { label, source, commit } = sources[side];
  const { signal, onProgress } = request;
  const top = topOf(making, side);
  const others = builds.slice(1).map((slot) => topOf(making, side, slot));
  for (const other of others) await copyTree(top, other, paths, signal);
  if (making.standIns !== null && commit !== null) {
    for (const tree of [top, ...others]) await standIn(host, making.standIns, commit, tree, signal);
  }
  const canBeMeasured = found.every(({ level }) => level !== 'error');
  const provided = await provideDependencies(host, store, {
    label,
    plans: canBeMeasured ? plans : [],
    change: changes.of(side),
    trees: [top, ...others],
    paths,
    settings: project.settings,
    nodePath: request.runtimes?.[side].nodePath ?? null,
    signal,
    onInstall: () => onProgress?.({ side, step: 'install', limitMs: INSTALL_TIMEOUT_MS }),
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

async function buildSide(making: Making, side: SideId): Promise<readonly FailedBuild[]> {
  const { host, request, sources, slots, builds } = making;
  const { prepare = [], runtimes, onProgress, signal } = request;
  const { label } = sources[side];
  const runtime = runtimes?.[side] ?? { env: {}, nodePath: null };
  if (prepare.length === 0) return [];
  const failures = new Map<PrepareRequest, FailedPrepare>();
  // What failed in the first slot is tried in the second too, so that what it leaves lies in both;
  // what was not finished in time is not waited for twice.
  for (const slot of builds) {
    onProgress?.({ side, step: 'prepare', limitMs: PREPARE_TIMEOUT_MS });
    const top = slots.bringIn(side, slot);
    const places = placesOf(making, side, top);
    const wanted = prepare.filter((one) => failures.get(one)?.timedOut !== true);
    const failed = await prepareSide(host, wanted, { label, places, runtime }, signal);
    for (const [one, failure] of failed) if (!failures.has(one)) failures.set(one, failure);
  }
  return [...failures].map(([{ scenarios }, { finding }]) => ({ scenarios, finding }));
}
