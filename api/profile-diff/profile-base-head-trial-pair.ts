import { join } from 'node:path';
import { resolveRealPath } from '../../harness/host/folder-tree-operations.ts';
import { type PathMappings, relocatePath } from '../../harness/host/path-mappings.ts';
import type { Host } from '../../harness/host.ts';
import {
  type PlannedPair,
  planPairTrial,
  sidesInSlotOrder,
} from '../../harness/live-comparison/randomize-trial-pair.ts';
import { relocateScenarioPaths } from '../../harness/live-comparison/relocate-scenario-paths.ts';
import { assertNever } from '../../harness/model/assert-never.ts';
import type { SideId } from '../../harness/model/base-or-head-of-comparison.ts';
import {
  folderPrefix,
  isAbsolutePath,
  toForwardSlashes,
} from '../../harness/model/cross-platform-paths.ts';
import { type Executor, UnitFailure } from '../../harness/model/executor.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import type {
  AttachedProfiler,
  ProfileResult,
  Profiler,
} from '../../harness/model/program/profiler.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import type { CompletedTrial, Failure, Trial } from '../../harness/model/trial.ts';
import { beginTrial, type OpenTrial } from '../../harness/sampling/measure-trial.ts';
import { addVariables, resolveNodeOptions } from '../../profilers/attach-profiler-to-scenario.ts';
import type { ProfiledPair, ProfiledUnit } from '../../profilers/compare-profiles.ts';
import type { OpenLiveSides } from '../comparison-sides/run-with-base-and-head-snapshots.ts';
import { mapProfilesToSources } from '../observe/map-profiles-to-sources.ts';
import { estimateProfiledOperationCount } from './estimate-profiled-operation-count.ts';
import {
  type AlternatingSchedule,
  isConcurrentSchedule,
  type ProfiledPairSchedule,
} from './plan-alternating-base-head-profiling.ts';

/** Scenario to profile on both sides, and the tools for it. */
export interface ProfiledPairOptions {
  readonly host: Host;
  /** With the paths of the project; each side has them moved. */
  readonly scenario: Scenario;
  readonly plan: ProfiledPairSchedule;
  readonly executor: Executor;
  readonly profiler: Profiler;
  readonly open: Pick<OpenLiveSides, 'sides' | 'folder'>;
  /** Folder of the project, absolute. */
  readonly root: string;
  readonly signal: AbortSignal;
}

/** Both trials of a pair, with their profiles. */
export interface ProfiledTrialPair {
  readonly pair: ProfiledPair;
  readonly trials: Readonly<Record<SideId, CompletedTrial>>;
  /** Number of threads of both sides that could not write their profiles. */
  readonly lost: number;
}

/** A unit with its profiler, while it is measured. */
interface Attached {
  readonly side: SideId;
  readonly profiler: AttachedProfiler;
  readonly trial: OpenTrial;
  /** Mappings from the paths of the side to those of the project. */
  readonly back: PathMappings;
  /** Measured interval, on the monotonic clock. */
  fromMs: number;
  toMs: number;
}

/**
 * Profiles one pair of fresh trials. Afterwards both folders of the sides are free for reuse.
 * @returns The pair, the reason why there is none, or null after an interruption.
 */
export async function profileTrialPair(
  subject: ProfiledPairOptions,
  planned: PlannedPair,
): Promise<ProfiledTrialPair | Failure | null> {
  const { host, open } = subject;
  const places = await open.sides.moveIntoSlots(planned.slotOfA);
  const folder = join(open.folder, `profiled-${planned.number}`);
  try {
    const begin = (side: SideId): Attached =>
      attach(subject, planned, side, { folder, places: places[side] });
    return await readPair(subject, await measure(subject, begin, sidesInSlotOrder(planned)));
  } finally {
    host.files.remove(folder);
  }
}

function attach(
  { host, scenario, plan, executor, profiler, open, signal }: ProfiledPairOptions,
  planned: PlannedPair,
  side: SideId,
  at: { readonly folder: string; readonly places: PathMappings },
): Attached {
  const own = side === 'a' ? open.sides.base : open.sides.head;
  const rebased = relocateScenarioPaths(scenario, at.places, own, host.env.PATH);
  const folder = join(at.folder, side);
  host.files.makeFolder(folder);
  const attached = profiler.attach(folder, resolveNodeOptions(rebased, host.env));
  const trial = beginTrial(
    host,
    executor,
    addVariables(rebased, attached.env),
    planPairTrial(planned, side),
    // If both trials are open at once, each also waits while the other is measured.
    {
      folder: open.folder,
      signal,
      timeoutMs: (isConcurrentSchedule(plan) ? 2 : 1) * scenario.timeoutMs,
    },
  );
  // Node.js reports files by their real paths.
  const back = at.places.map(([from, to]) => [resolveRealPath(to) ?? to, from] as const);
  return { side, profiler: attached, trial, back, fromMs: 0, toMs: 0 };
}

/** A measured unit and its trial. */
interface Measured {
  readonly unit: Attached;
  readonly trial: Trial;
}

/** @returns A single trial only if it failed before the other was started. */
async function measure(
  { host, plan }: ProfiledPairOptions,
  begin: (side: SideId) => Attached,
  order: readonly [SideId, SideId],
): Promise<readonly Measured[]> {
  if (isConcurrentSchedule(plan)) return inTurns(host, plan, [begin(order[0]), begin(order[1])]);
  const measured: Measured[] = [];
  for (const side of order) {
    const unit = begin(side);
    const trial = await alone(host, plan, unit);
    measured.push({ unit, trial });
    if (trial.state !== 'completed') break;
  }
  return measured;
}

function alone(host: Host, plan: ProfiledPairSchedule, unit: Attached): Promise<Trial> {
  switch (plan.type) {
    case 'back-to-back':
      return measureWhole(host, unit);
    case 'turns':
      return apart(host, plan, unit);
    default:
      return assertNever(plan);
  }
}

async function measureWhole({ clock }: Host, unit: Attached): Promise<Trial> {
  await unit.trial.open();
  unit.fromMs = clock.monotonicMs();
  await unit.trial.measure({ index: 0, durationMs: null });
  unit.toMs = clock.monotonicMs();
  return unit.trial.end();
}

async function apart(
  host: Host,
  { rounds, turnMs }: AlternatingSchedule,
  unit: Attached,
): Promise<Trial> {
  await unit.trial.open();
  for (let index = 0; index <= rounds; index += 1) await takeTurn(host, unit, index, turnMs);
  return unit.trial.end();
}

/** Measures one turn; nothing counts before the end of the first turn, which is a warmup. */
async function takeTurn(
  { clock }: Host,
  unit: Attached,
  index: number,
  durationMs: number,
): Promise<void> {
  await unit.trial.measure({ index, durationMs });
  unit.toMs = clock.monotonicMs();
  if (index === 0) unit.fromMs = unit.toMs;
}

/** Alternates between trials; each round reverses the order, so slow drift hits both alike. */
async function inTurns(
  host: Host,
  { rounds, turnMs }: AlternatingSchedule,
  units: readonly [Attached, Attached],
): Promise<readonly Measured[]> {
  const haveFailed = (): boolean => units.some(({ trial }) => trial.hasFailed());
  await Promise.all(units.map(({ trial }) => trial.open()));
  for (let index = 0; index <= rounds; index += 1) {
    for (const unit of index % 2 === 0 ? units : units.toReversed()) {
      if (!haveFailed()) await takeTurn(host, unit, index, turnMs);
    }
  }
  // Read before either trial ends, since ending one may remove what the other still uses.
  if (!haveFailed()) await Promise.all(units.map(({ trial }) => trial.read()));
  // Both are closed even if closing one of them throws.
  const [firstResult, other] = await Promise.allSettled([
    units[0].trial.end(),
    units[1].trial.end(),
  ]);
  if (firstResult.status === 'rejected') throw firstResult.reason;
  if (other.status === 'rejected') throw other.reason;
  return [
    { unit: units[0], trial: firstResult.value },
    { unit: units[1], trial: other.value },
  ];
}

async function readPair(
  subject: ProfiledPairOptions,
  measured: readonly Measured[],
): Promise<ProfiledTrialPair | Failure | null> {
  // The trial that failed says more than the trial cut short with it.
  for (const { trial } of measured) if (trial.state === 'failed') return trial.failure;
  try {
    const base = await readSide(subject, measured, 'a');
    const head = await readSide(subject, measured, 'b');
    if (base === null || head === null) return null;
    return {
      pair: [base.unit, head.unit],
      trials: { a: base.trial, b: head.trial },
      lost: base.lost + head.lost,
    };
  } catch (error) {
    if (error instanceof UnitFailure) return error.failure;
    throw error;
  }
}

async function readSide(subject: ProfiledPairOptions, measured: readonly Measured[], side: SideId) {
  const found = measured.find(({ unit }) => unit.side === side);
  if (found?.trial.state !== 'completed') return null;
  const { trial, unit } = found;
  return { trial, ...(await readUnit(subject, unit, trial)) };
}

/** Reads the profile while the side is where it was measured: its source maps are there too. */
async function readUnit(
  { host, scenario, plan, root }: ProfiledPairOptions,
  { profiler, back, fromMs, toMs }: Attached,
  trial: CompletedTrial,
): Promise<Pick<ProfileResult, 'lost'> & { readonly unit: ProfiledUnit }> {
  const { profile: raw, lost } = await profiler.read({ fromMs, toMs });
  const [resolved = raw] = mapProfilesToSources(host, [raw]).profiles;
  const profile = inProject(resolved, back);
  const operations = estimateProfiledOperationCount(
    scenario.kind,
    profile,
    plan.type === 'turns' ? trial.blocks.slice(1) : trial.blocks,
  );
  const folder = folderPrefix(root);
  return { lost, unit: { profile, operations, root: folder } };
}

/** Returns the profile with paths of the side replaced by those of the project. */
function inProject(profile: Profile, back: PathMappings): Profile {
  return {
    ...profile,
    functions: profile.functions.map((profiledFunction) =>
      profiledFunction.file !== null && isAbsolutePath(profiledFunction.file)
        ? { ...profiledFunction, file: toForwardSlashes(relocatePath(profiledFunction.file, back)) }
        : profiledFunction,
    ),
  };
}
