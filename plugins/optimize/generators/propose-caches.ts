import { join } from 'node:path';
import { type Host, UserError } from 'perf-harness/plugin';
import type { BottleneckTarget } from './propose-codemods.ts';
import type { Proposal } from './select-hypotheses.ts';
import { proposeTieredCache } from './templates/propose-tiered-cache.ts';

/** Function whose results may be cached, with the functions that invalidate them. */
export interface CachePlan {
  /** Module of JavaScript, from the root. */
  readonly file: string;
  /** Name of the exported async function that reads by a key. */
  readonly reader: string;
  /** Names of the module's exported async functions that change what the reader returns. */
  readonly writers: readonly [string, ...string[]];
  /** Name of the Redis client in the module; null if there is none. */
  readonly client: string | null;
}

/** Caches that may be added, and the folder that their files are in. */
export interface CachePlans {
  /** Absolute folder that file paths are relative to. */
  readonly root: string;
  readonly plans: readonly CachePlan[];
}

export const NO_CACHES: CachePlans = { root: '', plans: [] };

/**
 * Proposes a two-tier cache for each hot reader (LEAD-22). Only the project knows what else changes
 * a value, so its configuration names these functions.
 * @throws UserError where a function does not exist in the form that a cache needs.
 */
export function proposeCaches(
  host: Host,
  { root, plans }: CachePlans,
  targets: readonly BottleneckTarget[],
): readonly Proposal[] {
  return plans.flatMap((plan): readonly Proposal[] => {
    const { file, reader, writers, client } = plan;
    const target = targets.find(({ functions }) =>
      functions.some((codeFunction) => codeFunction.file === file && codeFunction.name === reader),
    );
    if (target === undefined) return [];
    const text = host.files.read(join(root, file)) ?? '';
    const made = proposeTieredCache(
      { file, text, reader, writers, shared: client },
      target.bottleneck,
    );
    if (made.state === 'proposed') return [made.proposal];
    throw new UserError({
      code: 'bad-cache',
      message: `optimize.caches: cannot cache ${file}::${reader}: ${made.reason}.`,
      remedy:
        'List exported async functions from one module, each with the key as its first parameter.',
    });
  });
}
