import { join } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import { z } from 'zod';
import { parseJsonOrNull } from '../parse-json-or-null.ts';
import { type ProgramUsage, programUsageSchema } from './external-program-proposals-schema.ts';
import type { AnswerStore } from './run-external-program.ts';

const recordedSchema = z.object({ output: z.object({ spent: programUsageSchema }) });

/** Before the first call. */
export const NO_USAGE: ProgramUsage = { calls: 0, seconds: 0, usd: null, tokens: null };

/** Sums up what a program used earlier in a run, according to its recorded answers. */
export function readEarlierUsage(
  files: Host['files'],
  recording: AnswerStore | null,
  id: string,
): ProgramUsage {
  if (recording === null) return NO_USAGE;
  const own = `${recording.turn}-${id}.json`;
  const earlier = files
    .list(recording.folder)
    .filter((name) => name.endsWith(`-generator-${id}.json`) && name !== own)
    .map((name) =>
      recordedSchema.safeParse(parseJsonOrNull(files.read(join(recording.folder, name)))),
    )
    .flatMap(({ data }) => data?.output.spent ?? []);
  return earlier.reduce(addUsage, NO_USAGE);
}

/** Adds two amounts; an unreported value counts as zero, and two of them stay unreported. */
export function addUsage(spent: ProgramUsage, other: ProgramUsage): ProgramUsage {
  const told = (a: number | null, b: number | null): number | null =>
    a === null && b === null ? null : (a ?? 0) + (b ?? 0);
  return {
    calls: spent.calls + other.calls,
    seconds: spent.seconds + other.seconds,
    usd: told(spent.usd, other.usd),
    tokens: told(spent.tokens, other.tokens),
  };
}

/** `2 calls, 34 s, 51000 tokens, 0.42 USD`. */
export function formatUsage({ calls, seconds, usd, tokens }: ProgramUsage): string {
  const often = calls === 1 ? '1 call' : `${calls} calls`;
  return [
    often,
    `${seconds.toFixed(0)} s`,
    ...(tokens === null ? [] : [`${tokens} tokens`]),
    usd === null ? 'cost not reported' : `${usd.toFixed(2)} USD`,
  ].join(', ');
}
