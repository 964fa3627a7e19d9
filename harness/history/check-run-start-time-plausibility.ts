import type { Finding } from '../model/finding.ts';

/** Earliest plausible start of a run: earlier dates come from a machine whose clock was not set. */
export const EARLIEST_START_MS = Date.UTC(2000, 0, 1);
/** Maximum difference between the clocks of machines, including wrong time zones. */
const MAX_CLOCK_DIFFERENCE_MS = 86_400_000;

interface Dated {
  readonly id: string;
  readonly startedAt: string;
}

/** Returns the latest plausible start time of a run, in milliseconds. */
export function latestStartMs(now: Date): number {
  return now.getTime() + MAX_CLOCK_DIFFERENCE_MS;
}

/** True if the start time of a run is plausible: neither before 2000 nor after tomorrow. */
export function hasPlausibleStart({ startedAt }: Pick<Dated, 'startedAt'>, now: Date): boolean {
  const ms = Date.parse(startedAt);
  return ms >= EARLIEST_START_MS && ms <= latestStartMs(now);
}

/** True if a run began before a moment; dates before 2000 count only if the moment is as early. */
export function startedBefore({ startedAt }: Pick<Dated, 'startedAt'>, moment: string): boolean {
  const [ms, limit] = [Date.parse(startedAt), Date.parse(moment)];
  return ms < limit && (ms >= EARLIEST_START_MS || limit <= EARLIEST_START_MS);
}

export function findClockProblems(runs: readonly Dated[], now: Date): readonly Finding[] {
  const wrong = new Map(
    runs.filter((run) => !hasPlausibleStart(run, now)).map((run) => [run.id, run.startedAt]),
  );
  const [first] = wrong;
  if (first === undefined) return [];
  const [id, startedAt] = first;
  const many = wrong.size === 1 ? 'One run is' : `${wrong.size} runs are`;
  return [
    {
      id: 'history-clock',
      level: 'warning',
      message: `${many} dated before 2000 or in the future, such as ${id.slice(0, 80)} of ${startedAt.slice(0, 10)}, because the machine's clock was wrong. These runs are used only when runs are ordered by commit.`,
      remedy: "Correct the machine's clock. Age limits never remove these runs.",
    },
  ];
}
