/**
 * Starts of new levels where the values of a level are equal to the last digit, as counts are. Each
 * step counts, with two exceptions: runs that are no longer than what returns to the same value by
 * chance as often as this series shows it. The longer of such excursions are changes.
 */
export function exactChanges(values: Float64Array): { starts: number[]; confidence: number[] } {
  const runs = runsOf(values);
  const n = values.length;
  const single = runs.filter(
    (run, index) => run.end - run.start === 1 && returns(values, runs, index),
  );
  const share = (single.length + 1 / 2) / n;
  const chanceOf = (length: number): number => Math.min(1, n * share ** length);
  const kept = runs.filter((run, index) => {
    const length = run.end - run.start;
    if (index === 0 || !returns(values, runs, index)) return true;
    return length > 1 && chanceOf(length) < MOST_BY_CHANCE;
  });
  const starts: number[] = [];
  const confidence: number[] = [];
  for (let index = 1; index < kept.length; index += 1) {
    const [before, after] = [kept[index - 1], kept[index]];
    if (before === undefined || after === undefined) continue;
    if (values[before.start] === values[after.start]) continue;
    const chance = chanceOf(lengthUntilNext(kept, index, n));
    if (chance >= 1) continue;
    starts.push(after.start);
    confidence.push(1 - chance / 2);
  }
  return { starts, confidence };
}

/** An excursion that chance gives more often than this is none. */
const MOST_BY_CHANCE = 0.05;

interface Run {
  readonly start: number;
  readonly end: number;
}

function runsOf(values: Float64Array): Run[] {
  const runs: Run[] = [];
  let start = 0;
  for (let index = 1; index <= values.length; index += 1) {
    if (index < values.length && values[index] === values[start]) continue;
    runs.push({ start, end: index });
    start = index;
  }
  return runs;
}

/** Whether the value before the run comes back after it. */
function returns(values: Float64Array, runs: readonly Run[], index: number): boolean {
  const [before, after] = [runs[index - 1], runs[index + 1]];
  return (
    before !== undefined && after !== undefined && values[before.start] === values[after.start]
  );
}

function lengthUntilNext(kept: readonly Run[], index: number, n: number): number {
  return (kept[index + 1]?.start ?? n) - (kept[index]?.start ?? 0);
}
