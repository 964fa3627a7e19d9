import type { InstructionSettings } from '../../model/scenario/scenario.ts';
import { createSeedFlags } from '../node/node-command-flags.ts';

/**
 * Size of V8's young generation, megabytes. One collection is half a million instructions, and with
 * the default size it falls into either stretch by chance: two counts of the same function then
 * differed by 2.7 %. With this size the counted calls end before the first collection.
 */
export const YOUNG_GENERATION_MB = 64;

/**
 * Flags that make V8 behave the same in every process: its work on the main thread and at the same
 * places (`--predictable --single-threaded`), the heap grown by its size instead of elapsed time,
 * and the same random numbers. With them, counts of the same function were equal to the last digit.
 */
const REPEATABLE: readonly string[] = [
  '--predictable',
  '--single-threaded',
  '--no-memory-reducer',
  '--heap-growing-percent=30',
  `--min-semi-space-size=${YOUNG_GENERATION_MB}`,
  `--max-semi-space-size=${YOUNG_GENERATION_MB}`,
];

/** Interpreted JavaScript and regexes; `--jitless` would end WebAssembly and TypeScript loading. */
const INTERPRETED: readonly string[] = [
  '--no-opt',
  '--no-maglev',
  '--no-sparkplug',
  '--regexp-interpret-all',
];

export function instructionCountingFlags(
  seed: number,
  settings: InstructionSettings | undefined,
): readonly string[] {
  return [
    ...REPEATABLE,
    ...createSeedFlags(seed),
    ...(settings?.jitless === true ? INTERPRETED : []),
  ];
}
