import { imports } from 'perf-harness/plugin';

/** Maximum number of blocks stored per trial; more are combined into one. */
const MOST_BLOCKS = 500;

/** The blocks of a trial; of very many only their median, so that a record stays small. */
export function limitTrialBlocks(blocks: readonly imports.Block[]): readonly imports.Block[] {
  if (blocks.length <= MOST_BLOCKS) return blocks;
  const names = new Set(blocks.flatMap(({ measurements }) => Object.keys(measurements)));
  const medians = [...names].map(
    (name) =>
      [
        name,
        imports.median(blocks.flatMap(({ measurements }) => measurements[name] ?? [])),
      ] as const,
  );
  return [
    {
      operations: blocks.reduce((sum, { operations }) => sum + operations, 0),
      durationMs: blocks.reduce((sum, { durationMs }) => sum + durationMs, 0),
      measurements: Object.fromEntries(medians),
      notes: { measurements: blocks.length },
    },
  ];
}
