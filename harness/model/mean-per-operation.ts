import type { Block } from './trial.ts';

/**
 * What one operation had of each metric, in the mean over all blocks of a unit and not as the median of
 * their means: what happens seldom, such as a collection of garbage, is in few short blocks. Over
 * the blocks that have the metric; a metric that none has is left out.
 */
export function meanPerOperation(
  blocks: readonly Block[],
  metrics: readonly string[],
): Readonly<Record<string, number>> {
  const means = metrics.map((metric): readonly [string, number] => {
    const known = blocks.filter(({ measurements }) => measurements[metric] !== undefined);
    const total = known.reduce(
      (sum, { measurements, operations }) => sum + (measurements[metric] ?? 0) * operations,
      0,
    );
    return [metric, total / known.reduce((sum, { operations }) => sum + operations, 0)];
  });
  return Object.fromEntries(means.filter(([, mean]) => Number.isFinite(mean)));
}
