import { join } from 'node:path';
import { copyTree, fingerprintTree, listTree, realPath } from '../host/trees.ts';
import type { Host } from '../host.ts';
import type { Finding } from '../model/finding.ts';
import type { SideId } from '../model/side.ts';
import { installRoots } from './install-roots.ts';
import { layOver } from './overlay.ts';
import { type InstalledProject, planDependencies } from './plan-dependencies.ts';
import { prepareSide } from './prepare-side.ts';
import { provideDependencies } from './provide-dependencies.ts';
import { checkDirtyTree, checkProjectFolder } from './side-findings.ts';
import type { SnapshotRequest } from './side-request.ts';
import { openSlots, type Slot, type Slots } from './slots.ts';
import type { SideSnapshot, Snapshots } from './snapshots.ts';
import { sourceDifference } from './source-difference.ts';
import {
  findPlace,
  listProject,
  openSource,
  type ProjectPlace,
  type TreeSource,
} from './tree-source.ts';

/** Where both sides come from and go to. */
interface Making {
  readonly host: Host;
  readonly request: SnapshotRequest;
  readonly project: InstalledProject;
  readonly sources: Readonly<Record<SideId, TreeSource>>;
  readonly slots: Slots;
  readonly builds: readonly Slot[];
}

/** Makes both sides inside a folder that is there. */
export async function makeSnapshots(
  host: Host,
  request: SnapshotRequest,
  folder: string,
): Promise<Omit<Snapshots, 'remove'>> {
  const { signal } = request;
  const place = await findPlace(host, request.projectRoot, signal);
  const sources = {
    a: await openSource(host, place, request.base, signal),
    b: await openSource(host, place, request.head, signal),
  };
  const areBuilt = (request.prepare ?? []).length > 0;
  const prefixes = { a: sources.a.prefix, b: sources.b.prefix };
  const making: Making = {
    host,
    request,
    project: await describeProject(host, place, signal),
    sources,
    slots: openSlots(host, { folder, prefixes, areBuilt }),
    builds: areBuilt ? [0, 1] : [0],
  };
  const written = { a: await writeSide(making, 'a'), b: await writeSide(making, 'b') };
  await layOver(
    host,
    {
      projectRoot: request.projectRoot,
      head: join(topOf(making, 'b'), prefixes.b),
      base: join(topOf(making, 'a'), prefixes.a),
      paths: request.overlay ?? [],
    },
    signal,
  );
  const paths = { a: filesOf(making, 'a'), b: filesOf(making, 'b') };
  const difference = sourceDifference(
    fingerprintTree(topOf(making, 'a'), paths.a),
    fingerprintTree(topOf(making, 'b'), paths.b),
  );
  return {
    base: await completeSide(making, 'a', written.a, paths.a),
    head: await completeSide(making, 'b', written.b, paths.b),
    difference,
    arrange: making.slots.arrange,
  };
}

async function describeProject(
  host: Host,
  place: ProjectPlace,
  signal: AbortSignal,
): Promise<InstalledProject> {
  const paths = await listProject(host, place, signal);
  return { place, roots: installRoots(host.files, place.extent, place.prefix, paths) };
}

function topOf({ slots }: Making, side: SideId, slot: Slot = 0): string {
  return slots.parked(side, slot);
}

function filesOf(making: Making, side: SideId): readonly string[] {
  return listTree(topOf(making, side), () => false);
}

async function writeSide(making: Making, side: SideId): Promise<readonly Finding[]> {
  const { host, request, project, sources } = making;
  const { signal, onProgress } = request;
  const { label, prefix, source, commit, write } = sources[side];
  onProgress?.({ side, step: 'copy' });
  const top = topOf(making, side);
  host.files.makeFolder(top);
  const findings = [...(await write(top, signal))];
  findings.push(...checkProjectFolder(host, label, join(top, prefix), request.projectRoot));
  const { repository } = project.place;
  if (side === 'b' && source === 'ref' && repository !== null) {
    const checkedOut = await openSource(host, project.place, { type: 'tree' }, signal);
    if (checkedOut.commit === commit) {
      findings.push(...(await checkDirtyTree(host, repository, label, signal)));
    }
  }
  return findings;
}

async function completeSide(
  making: Making,
  side: SideId,
  found: readonly Finding[],
  paths: readonly string[],
): Promise<SideSnapshot> {
  const { host, request, project, sources, slots, builds } = making;
  const { label, source, commit, prefix, installedAt } = sources[side];
  const { signal, onProgress } = request;
  const findings = [...found];
  const top = topOf(making, side);
  const plans = planDependencies(host, project, { top, prefix, paths, installedAt });
  for (const slot of builds.slice(1)) await copyTree(top, topOf(making, side, slot), paths, signal);
  const trees = builds.map((slot) => topOf(making, side, slot));
  const provided = await provideDependencies(host, { side, label, plans, trees, request });
  findings.push(...provided.findings);
  for (const slot of builds) {
    if (findings.some(({ level }) => level === 'error')) break;
    if (request.prepare === undefined || request.prepare.length === 0) break;
    onProgress?.({ side, step: 'prepare' });
    const built = slots.bringIn(side, slot);
    const places = [
      [request.projectRoot, join(built, prefix)],
      [realPath(request.projectRoot) ?? request.projectRoot, join(built, prefix)],
      [project.place.extent, built],
    ] as const;
    findings.push(...(await prepareSide(host, request.prepare, { label, places }, signal)));
  }
  return { label, source, commit, findings, ...provided.dependencies };
}
