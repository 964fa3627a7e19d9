import { UnitFailure } from '../../model/executor.ts';
import type { CommandLine, CommandScenario } from '../../model/scenario/scenario.ts';
import { shortenProgramOutput } from '../../model/shorten-program-output.ts';
import type { Block } from '../../model/trial.ts';
import {
  type MetricReadings,
  type NotedReadings,
  unavailableReadings,
} from '../metric-readings.ts';
import type { ProgramUsage } from '../probe/program-observers.ts';
import type { CommandExit, CommandRun } from './launcher/launcher-messages.ts';

export interface CommandRunResult {
  /** On the monotonic clock of the machine. */
  readonly startedMs: number;
  readonly wallMs: number;
  readonly ended: CommandExit;
  readonly accounts: NotedReadings;
  readonly left: readonly string[];
  readonly output: () => Promise<string>;
}

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

export function readKernelMetrics(run: CommandRun): NotedReadings {
  const { io, left, peakBytes, floorBytes } = run;
  const leastBytes = floorBytes + FLOOR_SLACK_BYTES;
  const hidden = `at most ${Math.ceil(leastBytes / BYTES_PER_MB)} MB; smaller values are hidden by the command launcher process, whose memory the kernel includes`;
  return {
    readings: {
      ...cpuTimes(run),
      memory_peak: peakBytes > leastBytes ? peakBytes : hidden,
      io_read: io?.readBytes ?? NO_IO_ACCOUNT,
      io_write: io?.writtenBytes ?? NO_IO_ACCOUNT,
    },
    notes: {
      ...noteOutlivingProcesses(left),
      ...(io !== null && io.cancelledBytes > 0 ? { cancelledWriteBytes: io.cancelledBytes } : {}),
    },
  };
}

const NO_IO_ACCOUNT = 'this kernel has no I/O accounting';

/** Converts usage reported by processes of a run to metrics. @param title - Of the platform. */
export function convertReportedUsage(usage: ProgramUsage, title: string): MetricReadings {
  const known =
    typeof usage === 'string'
      ? unavailableReadings(ACCOUNTED, usage)
      : { ...cpuTimes(usage), memory_peak: usage.peakBytes };
  const reason = `${title} does not report the I/O of a program`;
  return { ...known, io_read: reason, io_write: reason };
}

function cpuTimes({ userMs, systemMs }: Pick<CommandRun, 'userMs' | 'systemMs'>): MetricReadings {
  const cpu_time = userMs + systemMs;
  const isSplit = cpu_time >= LEAST_SPLIT_MS;
  return {
    cpu_time,
    user_time: isSplit ? userMs : NO_SPLIT,
    system_time: isSplit ? systemMs : NO_SPLIT,
  };
}

/** Returns block notes on processes that outlived the command, for use by a check. */
export function noteOutlivingProcesses(left: readonly string[]): NonNullable<Block['notes']> {
  if (left.length === 0) return {};
  return { outlived: left.length, outlivedNames: [...new Set(left)].join(', ') };
}

/** Returns readings where only the clock could be read. */
export function unavailableResourceMetrics(reason: string): MetricReadings {
  return unavailableReadings(ACCOUNTED, reason);
}

/** @throws UnitFailure if the run did not end with one of the scenario's exit codes. */
export async function checkCommandExit(
  { command, exitCodes }: Pick<CommandScenario, 'command' | 'exitCodes'>,
  { ended, output }: Pick<CommandRunResult, 'ended' | 'output'>,
): Promise<void> {
  if (ended.type === 'code' && exitCodes.includes(ended.code)) return;
  const text = formatCommand(command);
  const failure =
    ended.type === 'code'
      ? {
          reason: 'exit-code' as const,
          message: `\`${text}\` exited with code ${ended.code}, not ${exitCodes.join(' or ')}`,
          remedy: `Run it by hand to see why; if ${ended.code} is expected, add it to \`exitCodes\`.`,
        }
      : {
          reason: 'signal' as const,
          message: `\`${text}\` was killed by ${ended.signal}`,
          remedy:
            ended.signal === 'SIGKILL'
              ? 'Check the kernel log (`dmesg`) for an out-of-memory kill.'
              : 'Run it by hand to see why.',
        };
  throw new UnitFailure({ ...failure, output: shortenProgramOutput(await output()) });
}

export function formatCommand(command: CommandLine): string {
  if (command.type === 'shell') return command.text;
  return command.argv.map(quote).join(' ');
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
