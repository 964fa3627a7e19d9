import type {
  Breach,
  CapacityLimit,
  CapacityLoad,
  CapacityReport,
} from '../model/documents/capacity-document.ts';
import type { Operator } from '../model/scenario/budget.ts';
import type { Block, CompletedTrial, Failure, Trial } from '../model/trial.ts';
import { median } from '../stats/descriptive-statistics.ts';

export type JudgedLoadRun = Pick<
  CapacityLoad,
  'outcome' | 'breach' | 'void_reason' | 'server_cores'
>;

/** Share of responses, and additional number, that may be missing at the end of a run. */
const BEHIND_SHARE = 0.005;
const BEHIND_COUNT = 5;
/** Below this share of the rate, the load does not count as sent. */
const SENT_SHARE = 0.98;
/** Late requests are sent together, so near the capacity the last waits about as long again in the server. */
const LAG_COUNTS = 2;
/** Generator lag from which the generator itself makes requests time out, in milliseconds. */
const VERY_LATE_MS = 1_000;

/** Failures under load that count as the server's response to it, not as a scenario mistake. */
const UNDER_LOAD: ReadonlySet<Failure['reason']> = new Set(['unreachable', 'exited', 'timeout']);

/**
 * Judges one load run against the limits; null if the run could not be made at all. @param
 * hasAnswered - Set when the server answered in any earlier run.
 */
export function judgeLoadRun(
  trial: Trial,
  rate: number,
  limits: readonly CapacityLimit[],
  hasAnswered: boolean,
): JudgedLoadRun | null {
  switch (trial.state) {
    case 'aborted':
      return null;
    case 'failed':
      if (!hasAnswered || !UNDER_LOAD.has(trial.failure.reason)) return null;
      return broken({ cause: 'ended', metric: null, value: null, message: trial.failure.message });
    case 'completed':
      return judgeCompleted(trial, rate, limits);
  }
}

function judgeCompleted(
  trial: CompletedTrial,
  rate: number,
  limits: readonly CapacityLimit[],
): JudgedLoadRun {
  const [block] = trial.blocks;
  if (block === undefined) throw new TypeError('a completed trial has no block');
  const server_cores = coresOf(block);
  const lagMs = Number(block.notes?.schedule_lag_p99_ms ?? 0);
  const waitMs = Number(block.notes?.generator_wait_p99_ms ?? 0);
  // Latency that the generator's own lateness may have caused does not count against the server.
  const breach = breachOf(trial, block, rate, limits, LAG_COUNTS * lagMs + waitMs);
  const isFull = block.notes?.generator_saturated === true && lagMs === 0;
  if (breach !== null && isFull) return { ...SERVER_FULL, server_cores };
  if (breach !== null) return { ...broken(breach), server_cores };
  const raw = breachOf(trial, block, rate, limits, 0);
  const void_reason = raw === null ? unsentReason(block, rate) : latenessOf(lagMs, waitMs);
  if (void_reason === null) return { ...KEPT, server_cores };
  return { outcome: 'void', breach: null, void_reason, server_cores };
}

function latenessOf(lagMs: number, waitMs: number): string {
  return lagMs >= waitMs
    ? `the load generator sent requests up to ${lagMs.toFixed(1)} ms late`
    : `the load generator waited up to ${waitMs.toFixed(1)} ms for a CPU`;
}

/** Verdict where the generator reports no lateness of its own and had no processor left. */
const SERVER_FULL = {
  outcome: 'void',
  breach: null,
  void_reason: 'the load generator had no CPU left',
} as const;

const KEPT = { outcome: 'kept', breach: null, void_reason: null } as const;

function broken(breach: Breach): JudgedLoadRun {
  return { outcome: 'broken', breach, void_reason: null, server_cores: null };
}

/** Returns why the requested rate was not sent; null where it was. */
function unsentReason({ notes, durationMs, operations }: Block, rate: number): string | null {
  const begun = Number(notes?.iterations ?? operations);
  if ((begun * 1_000) / durationMs >= SENT_SHARE * rate) return null;
  return `only ${begun} of ${Math.round((rate * durationMs) / 1_000)} scheduled operations were started`;
}

/** Returns the most severe breach: errors explain slow answers, which explain missing answers. */
function breachOf(
  trial: CompletedTrial,
  block: Block,
  rate: number,
  limits: readonly CapacityLimit[],
  excusedMs: number,
): Breach | null {
  const behind = behindBreach(block, rate, excusedMs);
  const all = [
    ...limits.flatMap((limit) => limitBreach(trial, limit, excusedMs)),
    ...(behind === null ? [] : [behind]),
  ];
  return ORDER.flatMap((cause) => all.find((breach) => breach.cause === cause) ?? [])[0] ?? null;
}

const ORDER: readonly Breach['cause'][] = ['ended', 'errors', 'latency', 'behind', 'other'];

function limitBreach(
  { measurements, unavailable, blocks }: CompletedTrial,
  { metric, operator, limit, text }: CapacityLimit,
  excusedMs: number,
): readonly Breach[] {
  const value = measurements[metric];
  const cause = causeOf(metric);
  const excused = cause === 'latency' && value !== undefined ? value - excusedMs : value;
  if (excused !== undefined && isWithin(excused, operator, limit)) return [];
  if (cause === 'errors' && excusedMs > VERY_LATE_MS && areTimeouts(blocks[0])) return [];
  const message =
    value === undefined
      ? `${metric} is unknown: ${unavailable[metric] ?? 'it was not measured'}`
      : `${metric} missed the limit ${text}`;
  return [{ cause, metric, value: value ?? null, message }];
}

function causeOf(metric: string): Breach['cause'] {
  if (metric === 'error_rate') return 'errors';
  return metric.startsWith('latency.') ? 'latency' : 'other';
}

function areTimeouts(block: Block | undefined): boolean {
  return /^timeout: \d+$/.test(String(block?.notes?.failures ?? ''));
}

/**
 * Returns a breach if a queue grew, so that a longer run would break its limits. In a steady state,
 * as many requests are in flight as arrive during one response time.
 */
function behindBreach(
  { measurements, durationMs, notes }: Block,
  rate: number,
  excusedMs: number,
): Breach | null {
  const { throughput, error_rate: errors = 0, 'latency.p50': p50 = 0 } = measurements;
  // A script of several requests has no rate of requests that it could fall behind of.
  if (throughput === undefined || notes?.iterations !== undefined) return null;
  const answered = (throughput * durationMs) / 1_000 / Math.max(1 - errors, 0.01);
  const due = (rate * Math.max(0, durationMs - p50 - excusedMs)) / 1_000;
  if (answered >= due * (1 - BEHIND_SHARE) - BEHIND_COUNT) return null;
  return {
    cause: 'behind',
    metric: 'throughput',
    value: throughput,
    message: `${Math.round(due - answered)} more responses than usual were still outstanding at the end`,
  };
}

function coresOf({ measurements, operations, durationMs }: Block): number | null {
  const { cpu_time: cpuMs } = measurements;
  return cpuMs === undefined || durationMs === 0 ? null : (cpuMs * operations) / durationMs;
}

function isWithin(value: number, operator: Operator, limit: number): boolean {
  const isStrict = operator === '<' || operator === '>';
  if (value === limit) return !isStrict;
  return operator.startsWith('<') ? value < limit : value > limit;
}

/** Factor on the lowest broken rate above capacity up to which runs show what broke first. */
const NEAR = 1.3;
/** Processor use from which a core, or the machine, counts as fully used. */
const FULL_PROCESSOR = 0.9;
/** Below this the server spends most of its time waiting. */
const IDLE = 0.6;

/**
 * Returns the limit that broke just above the capacity, and the server's processor use at that
 * rate. @param capacity - Per second; null where no rate stayed within the limits.
 */
export function findFirstBreach(
  loads: readonly CapacityLoad[],
  capacity: number | null,
  cpuCount: number,
): CapacityReport['first_breach'] {
  const all = loads.filter(({ breach }) => breach !== null);
  const above = all.filter(({ rate }) => capacity === null || rate >= capacity);
  const broken = above.length > 0 ? above : all;
  if (broken.length === 0) return null;
  const lowest = Math.min(...broken.map(({ rate }) => rate));
  const near = broken.filter(({ rate }) => rate <= lowest * NEAR);
  const first = commonest(near);
  if (first?.breach == null) return null;
  const known = near.flatMap(({ server_cores: cores }) => cores ?? []);
  const server_cores = known.length === 0 ? null : median(known);
  return {
    ...first.breach,
    rate: first.rate,
    server: serverState(server_cores, cpuCount),
    server_cores,
  };
}

/** Returns a run with the most common cause; of several, the run at the lowest rate. */
function commonest(loads: readonly CapacityLoad[]): CapacityLoad | undefined {
  const count = (cause: Breach['cause'] | undefined): number =>
    loads.filter(({ breach }) => breach?.cause === cause).length;
  return loads.toSorted(
    (a, b) => count(b.breach?.cause) - count(a.breach?.cause) || a.rate - b.rate,
  )[0];
}

type ServerState = NonNullable<CapacityReport['first_breach']>['server'];

function serverState(cores: number | null, cpuCount: number): ServerState {
  if (cores === null) return 'unknown';
  if (cores >= FULL_PROCESSOR * cpuCount) return 'machine-full';
  if (cores < IDLE) return 'waiting';
  // One thread that never waits fills one core, whatever the rest of the process does.
  return cores >= FULL_PROCESSOR ? 'core-full' : 'busy';
}
