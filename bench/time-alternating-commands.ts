import { spawnSync } from 'node:child_process';
import { median } from '../harness/stats/descriptive-statistics.ts';
import { summarizeRatios } from './measure-alternately.ts';

export interface TimedCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
}

/** Times of two commands measured alternately. */
export interface AlternatingTimes {
  /** Medians, milliseconds from spawn to exit. */
  readonly firstMs: number;
  readonly secondMs: number;
  /** Median over the rounds of first / second, with its interval at 95 %. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Times two commands alternately, swapping the order every round, so that disturbances affect both.
 * The ratio is computed within each round.
 */
export function timeAlternatingCommands(
  first: TimedCommand,
  second: TimedCommand,
  rounds: number,
): AlternatingTimes {
  timeCommand(first);
  timeCommand(second);
  const pairs = Array.from({ length: rounds }, (_, round) => {
    if (round % 2 === 0) return { firstMs: timeCommand(first), secondMs: timeCommand(second) };
    const secondMs = timeCommand(second);
    return { firstMs: timeCommand(first), secondMs };
  });
  const ratios = pairs.map(({ firstMs, secondMs }) => firstMs / secondMs);
  return {
    firstMs: median(pairs.map(({ firstMs }) => firstMs)),
    secondMs: median(pairs.map(({ secondMs }) => secondMs)),
    ...summarizeRatios(ratios),
  };
}

/** Milliseconds that a command takes; it must succeed. */
export function timeCommand({ file, args, cwd }: TimedCommand): number {
  const started = process.hrtime.bigint();
  const { status, error } = spawnSync(file, args, { cwd, stdio: 'ignore' });
  const elapsedMs = Number(process.hrtime.bigint() - started) / 1e6;
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${status}`);
  return elapsedMs;
}
