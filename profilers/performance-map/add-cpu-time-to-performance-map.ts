import type { Profile, ProfiledFunction } from '../../harness/model/program/profile.ts';
import type { ProgramProfile } from '../../harness/model/program/profiler.ts';
import { mergeProfiles } from '../profile-builder.ts';
import { UNSEEN_WAIT } from './classify-wait.ts';
import type { MapServices } from './identify-services-in-performance-map.ts';
import { mergeNodeInto } from './join-async-continuations.ts';
import {
  getOrCreateChild,
  type MapNode,
  type NodeContainer,
  walkNodes,
  walkProgramNodes,
} from './performance-map-node.ts';
import {
  type AddedCpu,
  type AllocatedBytes,
  addCpu,
  divideWallTime,
  scaleCpuToWallTime,
} from './scale-cpu-to-wall-time.ts';

/** Place where a program works: the top of the map, or below a place that waits for it. */
export interface ProgramPosition {
  readonly ground: NodeContainer;
  /** Operation that it performs there; null for the map's own operation. */
  readonly name: string | null;
  /** Milliseconds in which it had no observed wait, per operation of the map. */
  readonly restMs: number;
}

/** Time at the top of the map that belongs to no function, milliseconds per operation. */
export interface UnplacedTime {
  readonly runtimeMs: number;
  readonly collectorMs: number;
  readonly unseenMs: number;
}

export interface PlacedCpu {
  readonly profile: Profile;
  /** Absent: programs were not distinguished. */
  readonly programs?: readonly ProgramProfile[];
  /** Operations of the map during the profile. */
  readonly operations: number;
}

const NO_CPU: AddedCpu = { busyMs: 0, collectorMs: 0, runtimeMs: 0, busyShare: 0 };

/** Puts computing at its place, scaled to wall time. @param entry - The top, for unknown positions. */
export function placeCpuTimeInMap(
  cpu: PlacedCpu,
  entry: ProgramPosition,
  ownPrograms: ReadonlySet<string | null>,
  {
    allocated,
    reaches,
  }: Pick<MapServices, 'reaches'> & { readonly allocated: AllocatedBytes | null },
): UnplacedTime {
  let entryRemainder: UnplacedTime = { runtimeMs: 0, collectorMs: 0, unseenMs: entry.restMs };
  for (const { profile, positions } of groupByPositions(cpu, entry, ownPrograms)) {
    const roots = new Map<string, MapNode>();
    const added =
      profile === null
        ? NO_CPU
        : addCpu({ roots, above: null, program: null }, profile, cpu.operations);
    const restMs = positions.reduce((sum, position) => sum + position.restMs, 0);
    const parts = divideWallTime(restMs, 0, added);
    const factor = added.busyMs === 0 ? 0 : parts.cpuMs / added.busyMs;
    const left = {
      runtimeMs: added.runtimeMs * factor,
      collectorMs: scaleCpuToWallTime(roots, added, parts, allocated),
      unseenMs: parts.unseenMs,
    };
    for (const root of roots.values()) spreadOverPositions(root, positions, reaches);
    for (const position of positions) {
      const part = restMs === 0 ? 1 / positions.length : position.restMs / restMs;
      const remainder = {
        runtimeMs: part * left.runtimeMs,
        collectorMs: part * left.collectorMs,
        unseenMs: part * left.unseenMs,
      };
      if (position === entry) entryRemainder = remainder;
      else addTimeWithoutFunction(position.ground, remainder);
    }
  }
  return entryRemainder;
}

interface Group {
  /** null if it was not sampled. */
  readonly profile: Profile | null;
  readonly positions: readonly ProgramPosition[];
}

/** Key of programs that do the map's operation, and of those without a known caller. */
const MAP_OPERATION = '';

function groupByPositions(
  { profile, programs }: PlacedCpu,
  entry: ProgramPosition,
  ownPrograms: ReadonlySet<string | null>,
): readonly Group[] {
  const inside = positionsBelow(entry.ground);
  if (programs === undefined || inside.length === 0) {
    return [{ profile, positions: [entry, ...inside] }];
  }
  const awaitedPrograms = new Set(inside.map(({ ground }) => ground.program));
  const groupOf = (program: string | null): string | null =>
    ownPrograms.has(program) || !awaitedPrograms.has(program) ? MAP_OPERATION : program;
  const profiles = Map.groupBy(programs, ({ program }) => groupOf(program));
  const positions = Map.groupBy(inside, ({ ground }) => groupOf(ground.program));
  return [...new Set([MAP_OPERATION, ...positions.keys()])].map((key) => {
    const [firstProfile, ...others] = (profiles.get(key) ?? []).map((part) => part.profile);
    return {
      profile: firstProfile === undefined ? null : mergeProfiles([firstProfile, ...others]),
      positions: [...(key === MAP_OPERATION ? [entry] : []), ...(positions.get(key) ?? [])],
    };
  });
}

function positionsBelow({ roots }: NodeContainer): readonly ProgramPosition[] {
  return [...walkNodes(roots.values())].flatMap((leaf) =>
    [...leaf.insides.values()].map(({ program, name, restMs }) => ({
      ground: { roots: leaf.children, above: leaf, program },
      name,
      restMs,
    })),
  );
}

/** Distributes a function and its subtree over the positions where it may have run. */
function spreadOverPositions(
  root: MapNode,
  positions: readonly ProgramPosition[],
  reaches: MapServices['reaches'],
): void {
  const seen = positions.filter(({ ground }) => isSeen(root.key, ground));
  const known = positions.filter(
    ({ ground, name }) => name !== null && reaches(ground.program, name, root.of),
  );
  const where = [seen, known, positions].find((some) => some.length > 0) ?? [];
  const restMs = where.reduce((sum, position) => sum + position.restMs, 0);
  for (const { ground, restMs: positionMs } of where) {
    const part = restMs === 0 ? 1 / where.length : positionMs / restMs;
    if (part > 0) mergeNodeInto(getOrCreateChild(ground.above, ground.roots, root.of), root, part);
  }
}

function isSeen(key: string, { roots }: NodeContainer): boolean {
  for (const node of walkProgramNodes(roots.values())) if (node.key === key) return true;
  return false;
}

/** Adds the time that belongs to no function, inside a program that another program waits for. */
function addTimeWithoutFunction({ roots, above }: NodeContainer, left: UnplacedTime): void {
  const add = (name: string, owner: ProfiledFunction['owner'], ms: number): void => {
    if (ms <= 0) return;
    const of = { name, owner, package: null, file: null, line: null, column: null };
    getOrCreateChild(above, roots, of).cpuMs += ms;
  };
  add('Node.js', 'node', left.runtimeMs);
  add('garbage collection', 'gc', left.collectorMs);
  add(UNSEEN_WAIT, 'idle', left.unseenMs);
}
