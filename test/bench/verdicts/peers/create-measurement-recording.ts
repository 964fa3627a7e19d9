import type {
  RecordedPair,
  RecordingReader,
} from '../../../../bench/verdicts/peers/decision-rule.ts';

/** A tape of units with these centres, and how many pairs were taken from it. */
export function createMeasurementRecording(
  a: readonly number[],
  b: readonly number[],
  seconds = 1,
): RecordingReader & { readonly taken: () => number } {
  let position = 0;
  const pairs = a.map(
    (centerMs, index): RecordedPair => ({
      a: { centerMs, blocksMs: [], seconds: seconds / 2 },
      b: { centerMs: b[index] ?? Number.NaN, blocksMs: [], seconds: seconds / 2 },
    }),
  );
  return {
    take: (count) => {
      const taken = pairs.slice(position, position + count);
      position += taken.length;
      return taken;
    },
    taken: () => position,
  };
}

/** Creates a tape of one pair whose units have these blocks. */
export function createBlockMeasurementRecording(
  a: readonly number[],
  b: readonly number[],
): RecordingReader {
  const pair: RecordedPair = {
    a: { centerMs: 1, blocksMs: a, seconds: 1 },
    b: { centerMs: 1, blocksMs: b, seconds: 1 },
  };
  return { take: () => [pair] };
}

/** Returns `count` values by cycling through `values`. */
export function cycleValues(values: readonly number[], count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => values[index % values.length] ?? 0);
}
