import { formatSignedPercent } from './format-signed-percent.ts';
import type { VerdictsTask } from './plan-tasks.ts';
import type { VerdictsEntry } from './verdict-entries.ts';

/** Initial estimate of a task's seconds, until a task of the same kind is done. */
const GUESSES: Readonly<Record<VerdictsTask['type'], number>> = {
  compare: 45,
  record: 25,
  tool: 12,
  calibrate: 30,
  count: 60,
};

/** Estimator of the remaining time. */
export interface PaceEstimator {
  readonly note: (task: VerdictsTask, seconds: number) => void;
  readonly leftSeconds: (tasks: readonly VerdictsTask[]) => number;
}

/** Estimates the remaining time from completed tasks, by case and workload. */
export function createPaceEstimator(): PaceEstimator {
  const known = new Map<string, { total: number; count: number }>();
  return {
    note: (task, seconds) => {
      const { total, count } = known.get(sortOf(task)) ?? { total: 0, count: 0 };
      known.set(sortOf(task), { total: total + seconds, count: count + 1 });
    },
    leftSeconds: (tasks) =>
      tasks.reduce((sum, task) => {
        const found = known.get(sortOf(task));
        return sum + (found === undefined ? GUESSES[task.type] : found.total / found.count);
      }, 0),
  };
}

/** Its name without its number. */
function sortOf({ id }: VerdictsTask): string {
  return id.slice(0, id.lastIndexOf('/'));
}

/** Describes the outcome of a piece in a few words. */
export function describeOutcome(entry: VerdictsEntry): string {
  switch (entry.type) {
    case 'compare': {
      const gated = Object.entries(entry.metrics).filter(([, metric]) => metric.gated);
      const words = gated.map(([name, { verdict }]) => `${name} ${verdict}`);
      return `${words.join(', ')} in ${entry.seconds.toFixed(1)} s`;
    }
    case 'record':
      return `${entry.pairs.length} pairs`;
    case 'tool':
      return entry.called ? 'calls them different' : 'sees no difference';
    case 'calibrate': {
      const spreads = Object.entries(entry.metrics).map(
        ([name, { spread }]) => `${name} ${(100 * spread).toFixed(2)} %`,
      );
      return `spread of a pair: ${spreads.join(', ')}`;
    }
    case 'count': {
      const shares = entry.instructions.map((ratio) => formatSignedPercent(ratio - 1));
      return `instructions ${shares.join(', ')}`;
    }
    case 'dose':
      return `1 % more work adds ${entry.workShare.toFixed(2)} % ± ${entry.halfWidth.toFixed(2)} % (${entry.pairs} pairs)`;
  }
}

/** A time for people: `2 h 10 min`. */
export function formatDuration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return `${Math.round(seconds)} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
