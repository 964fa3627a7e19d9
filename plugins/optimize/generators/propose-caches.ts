import { join } from 'node:path';
import { type Host, UserError } from 'perf-harness/plugin';
import { type BottleneckTarget, describePremise, estimateImpact } from './propose-codemods.ts';
import type { Proposal } from './select-hypotheses.ts';
import { proposeTieredCache } from './templates/tiered-cache.ts';

/** A function whose answers may be kept, and what makes them untrue. */
export interface CachePlan {
  /** Module of JavaScript, from the root. */
  readonly file: string;
  /** Name of the exported async function that reads by a key. */
  readonly reader: string;
  /** Names of the exported async functions of the module that change what it gives. */
  readonly writers: readonly [string, ...string[]];
  /** Name of the client of Redis in the module; null: there is none. */
  readonly client: string | null;
}

/** Caches that may be added, and the folder that their files are in. */
export interface CachePlans {
  /** Folder that the files are meant from, absolute. */
  readonly root: string;
  readonly plans: readonly CachePlan[];
}

export const NO_CACHES: CachePlans = { root: '', plans: [] };

/**
 * A cache of two tiers around each reader that the time goes through (LEAD-22). Only the project knows
 * who else changes a value, so it says which functions do.
 * @throws UserError where a function is not there in the form that a cache needs.
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
    const { bottleneck } = target;
    const made = proposeTieredCache(
      { file, text, reader, writers, shared: client },
      {
        bottleneck_addressed: bottleneck.step,
        bottleneck_class: bottleneck.type,
        expected_impact: estimateImpact(bottleneck),
        evidence: [bottleneck.step],
        premises: [describePremise(bottleneck)],
        source: 'profiler_hint',
      },
    );
    if (made.state === 'proposed') return [made.proposal];
    throw new UserError({
      code: 'bad-cache',
      message: `optimize.caches: there can be no cache around ${file}::${reader}: ${made.reason}.`,
      remedy:
        'Name exported async functions of one module, each with the key as its first parameter.',
    });
  });
}
