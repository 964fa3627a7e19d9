import type { measure, PerformanceMap } from 'perf-harness/plugin';
import type { Exploration } from './code-exploration-document.ts';

type HotPath = Exploration['hot_paths'][number];

/** Limit of reported chains. */
const MAX_CHAINS = 10;
/** Share of an operation, in percent, from which on a step is worth a line. */
const LEAST_SHARE = 5;

/** Ways through the measured steps that take a noticeable part of the time (TPX-01). */
export function findHotPaths(
  { steps }: PerformanceMap,
  isOfScope: (file: string) => boolean,
): readonly HotPath[] {
  return chainsOf(steps, [])
    .toSorted((a, b) => shareOf(b) - shareOf(a))
    .map(pathOf)
    .filter(({ files }) => files.some(isOfScope))
    .slice(0, MAX_CHAINS);
}

type Chain = readonly measure.Step[];

/** Returns chains from the top down to the last step with a significant share. */
function chainsOf(steps: readonly measure.Step[], above: Chain): readonly Chain[] {
  return steps
    .filter((step) => step.time_share_pct >= LEAST_SHARE)
    .flatMap((step) => {
      const chain = [...above, step];
      const below = chainsOf(step.children, chain);
      return below.length > 0 ? below : [chain];
    });
}

function shareOf(chain: Chain): number {
  return chain.at(-1)?.time_share_pct ?? 0;
}

function pathOf(chain: Chain): HotPath {
  const files = chain.flatMap(({ location }) => location?.replace(/(?::\d+)+$/u, '') ?? []);
  return {
    chain: chain.map((step) => step.function),
    frequency: frequencyOf(chain),
    files: [...new Set(files)],
  };
}

/** Calls per operation from which a step counts as frequent, and as repeated. */
const OFTEN = 10;
const REPEATED = 2;

/** Rates the frequency of a chain by the calls per operation of its most frequent step. */
function frequencyOf(chain: Chain): HotPath['frequency'] {
  // A step without a call count runs at least once in an operation.
  const most = Math.max(...chain.map(({ calls }) => calls ?? 1));
  if (most >= OFTEN) return 'high';
  return most >= REPEATED ? 'medium' : 'low';
}
