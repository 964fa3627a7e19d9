import type { measure, PerformanceMap } from 'perf-harness/plugin';
import { flatSteps } from '../../optimize/index.ts';
import type { SlowedStep } from './benchmark-document.ts';

/** Returns the step whose own time grew most between two maps; null if none grew (TPB-08). */
export function findMostSlowedStep(
  before: PerformanceMap,
  after: PerformanceMap,
): SlowedStep | null {
  const known = Map.groupBy(flatSteps(before.steps), keyOf);
  const grown = [...Map.groupBy(flatSteps(after.steps), keyOf)].map(([key, steps]): SlowedStep => {
    const [first] = steps;
    return {
      function: first?.function ?? key,
      location: first?.location ?? null,
      before_ms: selfTime(known.get(key) ?? []),
      after_ms: selfTime(steps),
    };
  });
  const [most] = grown.toSorted((a, b) => growth(b) - growth(a));
  return most === undefined || growth(most) <= 0 ? null : most;
}

/** A change moves lines, so that a step is found again by its function and file. */
function keyOf({ function: name, location, type }: measure.Step): string {
  return [name, location?.replace(/(?::\d+)+$/u, '') ?? '', type].join('\0');
}

function selfTime(steps: readonly measure.Step[]): number {
  return steps.reduce((sum, { self_time_ms: own }) => sum + own, 0);
}

function growth({ before_ms: before, after_ms: after }: SlowedStep): number {
  return after - before;
}
