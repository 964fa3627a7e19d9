import { join } from 'node:path';
import { type Host, measure, processes, worktrees } from 'perf-harness/plugin';
import type { CallLoss, CallTimes } from '../../document/behavior-check-result.ts';
import { runRestrictedChild } from '../run-restricted-child.ts';
import type { Session } from '../sessions/recorded-call-session.ts';
import {
  type GroupTimes,
  groupTimedCalls,
  medianOf,
  type TimeAnswer,
  type TimedGroup,
  type TimeRequest,
} from './timed-call-groups.ts';
import { enlargeLargestCalls } from './vary-and-enlarge-call-input.ts';

interface CallTiming {
  /** Folders of the project before and after it, absolute. */
  readonly base: string;
  readonly head: string;
  /** The changed module, from these folders, with slashes. */
  readonly module: string;
  /** Modules that import it and were loaded while its calls were recorded. */
  readonly importers: readonly string[];
  readonly sessions: readonly Session[];
  /** Names of the functions whose calls are timed; null: all. */
  readonly functions: readonly string[] | null;
  /** Budget for times, plus half of it for retained memory; milliseconds. */
  readonly budgetMs: number;
  readonly signal: AbortSignal;
}

/** Calls that cost more or less than before. */
interface CallCosts {
  /** Relevant losses: slower calls with a relevant share of time, or never released memory. */
  readonly heavy: readonly CallLoss[];
  /** Losses with an irrelevant share of the time. */
  readonly light: readonly CallTimes[];
  /** Calls that take less time, with a relevant share of the time. */
  readonly faster: readonly CallTimes[];
  /** Calls that take less time only with arguments that the function had before. */
  readonly fasterRepeated: readonly CallTimes[];
  /** Calls whose time is shown to be neither faster nor slower. */
  readonly unchanged: readonly CallTimes[];
  /** True if the memory that calls with ever new arguments retain was measured. */
  readonly isMemoryMeasured: boolean;
}

/** A group is slower if the interval of its ratio lies above this limit. */
const SLOWER = 1.1;
/** A group is faster if the interval of its ratio lies below this limit. */
const FASTER = 1 / SLOWER;
/** A smaller gain has to be below this limit, and below the next one in each of several processes. */
const SLIGHTLY_FASTER = 0.97;
const NOT_SLOWER = 0.99;
/**
 * Processes that repeat a smaller gain. In one process the same code differs by some percent with
 * where it lies and when it was compiled, which more rounds never average out.
 */
const PROCESSES = 8;
/** Share of the time for calls that each of these processes gets. */
const PROCESS_SHARE = 0.25;
/** With arguments that differ in each call, a group that is a cache takes at least this ratio. */
const NOT_FASTER = 0.97;
/** Least share of the time of all observed calls of these functions that counts. */
const LEAST_SHARE = 0.01;
/** Probability of at least one false loss among all groups of a check, in either of two runs. */
const ALPHA = 0.02;
/** Time to start, to load and to exit. */
const EXTRA_MS = 20_000;
const LIMITS = { memoryBytes: 2_000e6, processes: 3 };
const NO_COSTS: CallCosts = {
  heavy: [],
  light: [],
  faster: [],
  fasterRepeated: [],
  unchanged: [],
  isMemoryMeasured: false,
};

/** Measured times of a group after the change in relation to those before it. */
interface GroupRatio {
  readonly group: TimedGroup;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** Share of the time of all observed calls. */
  readonly share: number;
}

const isSlower = ({ low }: GroupRatio): boolean => low > SLOWER;
const isFaster = ({ high }: GroupRatio): boolean => high < FASTER;
const isSlightlyFaster = ({ ratio, high }: Omit<GroupRatio, 'group' | 'share'>): boolean =>
  ratio < SLIGHTLY_FASTER && high < NOT_SLOWER;
const isUnchanged = (times: GroupRatio): boolean =>
  times.low > FASTER && times.high < SLOWER && !isSlightlyFaster(times);
const isHeavy = ({ share }: GroupRatio): boolean => share >= LEAST_SHARE;

/**
 * Times captured calls before and after a change in one process, by function and size, and looks
 * for memory retained by calls with different arguments. A difference in time has to reproduce with
 * the sides in the other order; a gain also with arguments that differ in each call, and a small one
 * in several processes.
 */
export async function timeCalls(host: Host, timing: CallTiming): Promise<CallCosts> {
  const { sessions, functions, budgetMs } = timing;
  const groups = groupTimedCalls(sessions, (name) => functions?.includes(name) ?? true);
  if (groups.every(({ slices }) => slices.length === 0)) return NO_COSTS;
  const first = await runChild(host, timing, groups, { first: 'base', memoryMs: budgetMs / 2 });
  if (first === null) return NO_COSTS;
  const sizes = compareTimes(groups, first.times, listTimes(groups, first.times));
  const measureAgain = async (
    suspects: readonly GroupRatio[],
    isVaried: boolean,
  ): Promise<readonly GroupRatio[]> => {
    const doubtful = suspects.map(({ group }) => group);
    const again = await runChild(host, timing, doubtful, { first: 'head', isVaried });
    return again === null ? [] : compareTimes(doubtful, again.times);
  };
  const confirmSlower = async (measured: readonly GroupRatio[]) => {
    const suspects = measured.filter(isSlower);
    return selectGroups(suspects, await measureAgain(suspects, false), isSlower);
  };
  const slower = await confirmSlower(sizes);
  const isLoss = slower.some(isHeavy);
  const smallGains = isFasterAltogether(sizes)
    ? sizes.filter(isSlightlyFaster).filter(isHeavy)
    : [];
  const enlargedGroups = enlargeLargestCalls(groups);
  // In a process of its own: if it runs into its limit, the others stand.
  const large = await runChild(host, timing, enlargedGroups, { first: 'base' });
  const enlarged = large === null ? [] : compareTimes(enlargedGroups, large.times);
  const suspects = [...smallGains, ...(isLoss ? [] : enlarged)].filter(isFaster);
  // A function that is faster only for arguments it had before is a cache.
  const varied = await measureAgain(suspects, true);
  const faster = selectGroups(suspects, varied, isFaster);
  const fasterRepeated = selectGroups(suspects, varied, ({ ratio }) => ratio > NOT_FASTER);
  const isDecided = isLoss || faster.length > 0 || fasterRepeated.length > 0;
  const confirmed = isDecided ? [] : await repeatInProcesses(host, timing, smallGains);
  const slowerEnlarged = await confirmSlower(enlarged);
  return {
    heavy: [...slower.filter(isHeavy).map(toCallTimes), ...first.memory],
    light: [...slower.filter((times) => !isHeavy(times)), ...slowerEnlarged].map(toCallTimes),
    faster: [...faster, ...confirmed].map(toCallTimes),
    fasterRepeated: fasterRepeated.map(toCallTimes),
    unchanged: [...sizes, ...enlarged].filter(isUnchanged).map(toCallTimes),
    isMemoryMeasured: first.isMemoryComplete,
  };
}

function selectGroups(
  suspects: readonly GroupRatio[],
  again: readonly GroupRatio[],
  holds: (times: GroupRatio) => boolean,
): readonly GroupRatio[] {
  return suspects.filter(({ group }) =>
    again.some((second) => second.group === group && holds(second)),
  );
}

/**
 * Times groups in several processes, the sides loaded in alternating order and arguments different
 * in each call. Returns those that are faster in each of them, with the ratios of their medians.
 */
async function repeatInProcesses(
  host: Host,
  timing: CallTiming,
  suspects: readonly GroupRatio[],
): Promise<readonly GroupRatio[]> {
  let remaining = suspects.map((suspect) => ({
    suspect,
    base: [] as number[],
    head: [] as number[],
  }));
  const short = { ...timing, budgetMs: timing.budgetMs * PROCESS_SHARE };
  for (let run = 0; run < PROCESSES && remaining.length > 0; run += 1) {
    const groups = remaining.map(({ suspect }) => suspect.group);
    const first = run % 2 === 0 ? 'head' : 'base';
    const answer = await runChild(host, short, groups, { first, isVaried: true });
    remaining = remaining.flatMap(({ suspect, base, head }, index) => {
      const times = answer?.times[index] ?? null;
      if (times === null) return [];
      const [before, after] = [medianOf(times.base), medianOf(times.head)];
      return after < NOT_SLOWER * before
        ? [{ suspect, base: [...base, before], head: [...head, after] }]
        : [];
    });
  }
  return remaining.flatMap(({ suspect, base, head }) => {
    const ratio = measure.pairedRatio(base, head, 1 - ALPHA / suspects.length);
    return isSlightlyFaster(ratio) ? [{ ...suspect, ...ratio }] : [];
  });
}

/** True if all calls together take less time, even at the upper ends of their intervals. */
function isFasterAltogether(sizes: readonly GroupRatio[]): boolean {
  const timed = sizes.reduce((sum, { share }) => sum + share, 0);
  const total = sizes.reduce((sum, { share, high }) => sum + share * high, 1 - timed);
  return total < 1;
}

function toCallTimes({ group, share, ratio, low, high }: GroupRatio): CallTimes {
  const { function: name, size, calls } = group;
  return { kind: 'time', function: name, size, calls, share, ratio, low, high };
}

/** Returns the time of each group's observed calls in nanoseconds: as timed, else as recorded. */
function listTimes(
  groups: readonly TimedGroup[],
  times: readonly (GroupTimes | null)[],
): readonly number[] {
  return groups.map(({ calls, recordedMs }, index) => {
    const base = times[index]?.base ?? [];
    return calls * (base.length === 0 ? recordedMs * 1e6 : medianOf(base));
  });
}

function compareTimes(
  groups: readonly TimedGroup[],
  times: readonly (GroupTimes | null)[],
  spent: readonly number[] = [],
): readonly GroupRatio[] {
  const timed = times.filter((time) => time !== null).length;
  const all = spent.reduce((sum, duration) => sum + duration, 0);
  return groups.flatMap((group, index) => {
    const pair = times[index] ?? null;
    if (pair === null) return [];
    const ratio = measure.pairedRatio(pair.base, pair.head, 1 - ALPHA / timed);
    return { group, ...ratio, share: all === 0 ? 0 : (spent[index] ?? 0) / all };
  });
}

/** Runs the timing process; null if there is nothing to time, or it gave no answer. */
async function runChild(
  host: Host,
  { base, head, module, importers, budgetMs, signal }: CallTiming,
  groups: readonly TimedGroup[],
  options: Pick<TimeRequest, 'first'> & Partial<Pick<TimeRequest, 'memoryMs' | 'isVaried'>>,
): Promise<TimeAnswer | null> {
  if (groups.length === 0) return null;
  const folder = worktrees.claimWorktreeFolder(host);
  try {
    const file = join(folder, 'groups.json');
    host.files.writeAtomic(file, JSON.stringify(groups));
    const filesOf = (side: string) => [...importers, module].map((path) => join(side, path));
    const request: TimeRequest = {
      memoryMs: 0,
      isVaried: false,
      ...options,
      base: filesOf(base),
      head: filesOf(head),
      groups: file,
      timesMs: budgetMs,
    };
    const { answer } = await runRestrictedChild<TimeAnswer>(host, {
      script: processes.childModule(import.meta.url, './call-timing-child'),
      flags: ['--expose-gc', ...processes.loaderFlags({ loadsSources: true })],
      cwd: base,
      request,
      timeoutMs: budgetMs * 2 + EXTRA_MS,
      signal,
      limits: LIMITS,
    });
    return answer;
  } finally {
    host.files.remove(folder);
  }
}
