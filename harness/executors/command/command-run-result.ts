import type { Block } from '../../model/trial.ts';
import type { ProgramUsage } from '../probe/observe-process-resource-usage.ts';
import type { CommandExit, CommandRun } from './launcher/launcher-messages.ts';

/** One completed run of a command, independent of the way it was measured. */
export interface CommandRunResult {
  /** On the monotonic clock of the machine. */
  readonly startedMs: number;
  readonly wallMs: number;
  readonly ended: CommandExit;
  readonly accounts: ResourceMetrics;
  /** Names of the processes that outlived the command. */
  readonly left: readonly string[];
  /** The last lines that it printed on standard error. */
  readonly output: () => Promise<string>;
}

/** Results of a block other than wall time. */
export type ResourceMetrics = Pick<Block, 'measurements' | 'notes'> & {
  readonly unavailable: Readonly<Record<string, string>>;
};

/** Metrics read from the kernel's resource accounting. */
const ACCOUNTED = ['cpu_time', 'user_time', 'system_time', 'memory_peak', 'io_read', 'io_write'];

/** The kernel keeps the memory counters per CPU and sums them with a delay. */
const FLOOR_SLACK_BYTES = 1_048_576;
/**
 * Total CPU time is exact, but most kernels split it into user and system time by sampling at clock
 * ticks, every 1 to 10 ms. Fewer than about ten ticks are meaningless: a run of one millisecond is
 * all user or all system time.
 */
const LEAST_SPLIT_MS = 40;
const NO_SPLIT = `the kernel splits CPU time into user and system time by sampling, which is too coarse for runs that use less than ${LEAST_SPLIT_MS} ms of CPU time`;
const BYTES_PER_MB = 1_000_000;

/** Reads the kernel's accounts of a run into metrics. */
export function readKernelMetrics(run: CommandRun): ResourceMetrics {
  const { io, left } = run;
  const cpu = cpuTimes(run);
  const unavailable: Record<string, string> = { ...cpu.unavailable };
  const measurements: Record<string, number> = { ...cpu.measurements };
  const notes: Record<string, string | number | boolean> = { ...noteOutlivingProcesses(left) };
  if (run.peakBytes > run.floorBytes + FLOOR_SLACK_BYTES) {
    measurements.memory_peak = run.peakBytes;
  } else {
    const floorMb = Math.ceil((run.floorBytes + FLOOR_SLACK_BYTES) / BYTES_PER_MB);
    unavailable.memory_peak = `at most ${floorMb} MB; smaller values are hidden by the command launcher process, whose memory the kernel includes`;
  }
  if (io === null) {
    unavailable.io_read = NO_IO_ACCOUNT;
    unavailable.io_write = NO_IO_ACCOUNT;
  } else {
    measurements.io_read = io.readBytes;
    measurements.io_write = io.writtenBytes;
    if (io.cancelledBytes > 0) notes.cancelledWriteBytes = io.cancelledBytes;
  }
  return { measurements, unavailable, notes };
}

/** Converts usage reported by processes of a run to metrics. @param title - Of the platform. */
export function convertReportedUsage(usage: ProgramUsage, title: string): ResourceMetrics {
  if (usage.type === 'untold') return withoutIo(unavailableResourceMetrics(usage.reason), title);
  const cpu = cpuTimes(usage);
  const measurements = { ...cpu.measurements, memory_peak: usage.peakBytes };
  return withoutIo({ ...cpu, measurements, notes: {} }, title);
}

function withoutIo(accounts: ResourceMetrics, title: string): ResourceMetrics {
  const reason = `${title} does not report the I/O of a program`;
  return {
    ...accounts,
    unavailable: { ...accounts.unavailable, io_read: reason, io_write: reason },
  };
}

function cpuTimes({
  userMs,
  systemMs,
}: Pick<CommandRun, 'userMs' | 'systemMs'>): Pick<ResourceMetrics, 'measurements' | 'unavailable'> {
  const cpu_time = userMs + systemMs;
  return cpu_time >= LEAST_SPLIT_MS
    ? { measurements: { cpu_time, user_time: userMs, system_time: systemMs }, unavailable: {} }
    : { measurements: { cpu_time }, unavailable: { user_time: NO_SPLIT, system_time: NO_SPLIT } };
}

/** Returns block notes on processes that outlived the command, for use by a check. */
export function noteOutlivingProcesses(left: readonly string[]): NonNullable<Block['notes']> {
  if (left.length === 0) return {};
  return { outlived: left.length, outlivedNames: [...new Set(left)].join(', ') };
}

const NO_IO_ACCOUNT = 'this kernel has no I/O accounting';

/** Returns accounts where only the clock could be read. */
export function unavailableResourceMetrics(reason: string): ResourceMetrics {
  return {
    measurements: {},
    unavailable: Object.fromEntries(ACCOUNTED.map((name) => [name, reason])),
    notes: {},
  };
}
