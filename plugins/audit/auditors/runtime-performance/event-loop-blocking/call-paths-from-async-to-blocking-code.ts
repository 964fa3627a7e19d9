import type { CallSite } from '../../../../analysis/index.ts';
import {
  formatFunctionName,
  isAsyncFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import type { AuditEvidence } from '../../../document/audit-document.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { findDirectTarget, runsSynchronously } from './is-project-call-run-synchronously.ts';

/** Maximum number of calls from async to blocking code; code further down rarely runs. */
const LONGEST = 4;

/** Path from async code to a call that blocks the event loop in a function that is not async. */
export interface BlockingChain<Found extends CallCandidate> {
  /** From the call in the async function on; never empty. */
  readonly steps: readonly [CallSite, ...CallSite[]];
  readonly found: Found;
}

/**
 * Yields the shortest path from each call in async code to one of the places, through functions
 * that are not async. Several calls of one function from the same async function give one path.
 */
export function* findBlockingChains<Found extends CallCandidate>(
  audited: AuditedCode,
  places: readonly Found[],
  isReal: (found: Found) => boolean,
): Generator<BlockingChain<Found>> {
  const ends = Map.groupBy(places, ({ site }) => site.function);
  const leading = functionsAbove(audited, [...ends.keys()]);
  const ways = new Map<number, Way<Found> | null>();
  const wayFrom = (index: number): Way<Found> | null => {
    const known = ways.get(index);
    if (known !== undefined) return known;
    const way = shortestWay(audited, index, { ends, leading, isReal });
    ways.set(index, way);
    return way;
  };
  for (const index of audited.code.facts.functions.keys()) {
    if (!isAsyncFunction(audited, index)) continue;
    const seen = new Set<number>();
    for (const site of audited.code.callsOf(index)) {
      for (const target of site.call.targets) {
        if (!leading.has(target) || seen.has(target)) continue;
        if (isAsyncFunction(audited, target) || !runsSynchronously(audited, site, target)) continue;
        seen.add(target);
        const way = wayFrom(target);
        if (way !== null) yield { steps: [site, ...way.steps], found: way.found };
      }
    }
  }
}

interface Way<Found> {
  readonly steps: readonly CallSite[];
  readonly found: Found;
}

interface Search<Found> {
  readonly ends: ReadonlyMap<number, readonly Found[]>;
  readonly leading: ReadonlySet<number>;
  readonly isReal: (found: Found) => boolean;
}

/** Returns functions that are not async and lead to one of these, judged without syntax. */
function functionsAbove(audited: AuditedCode, ends: readonly number[]): ReadonlySet<number> {
  const reached = new Set(ends);
  let edge = ends;
  for (let depth = 1; depth < LONGEST && edge.length > 0; depth += 1) {
    const callers = edge.flatMap((index) =>
      audited.code.callersOf(index).map((caller) => caller.function),
    );
    edge = [...new Set(callers)].filter(
      (functionIndex) => !reached.has(functionIndex) && !isAsyncFunction(audited, functionIndex),
    );
    for (const functionIndex of edge) reached.add(functionIndex);
  }
  return reached;
}

function shortestWay<Found>(
  audited: AuditedCode,
  from: number,
  { ends, leading, isReal }: Search<Found>,
): Way<Found> | null {
  const seen = new Set([from]);
  let edge: readonly { readonly at: number; readonly steps: readonly CallSite[] }[] = [
    { at: from, steps: [] },
  ];
  for (let depth = 1; depth <= LONGEST && edge.length > 0; depth += 1) {
    for (const { at, steps } of edge) {
      const found = ends.get(at)?.find(isReal);
      if (found !== undefined) return { steps, found };
    }
    edge = edge.flatMap(({ at, steps }) =>
      audited.code.callsOf(at).flatMap((site) =>
        site.call.targets.flatMap((target) => {
          if (seen.has(target) || !leading.has(target) || isAsyncFunction(audited, target))
            return [];
          if (!runsSynchronously(audited, site, target)) return [];
          seen.add(target);
          return [{ at: target, steps: [...steps, site] }];
        }),
      ),
    );
  }
  return null;
}

/** True if the first callee is a context manager, which runs when a `with` is entered and left. */
export function isContextManagerChain(
  audited: AuditedCode,
  { steps }: BlockingChain<CallCandidate>,
): boolean {
  const target = findDirectTarget(steps[0]);
  if (target === null) return false;
  return audited.code
    .rawOf(target)
    .decorators.some(({ name }) => /(?:^|\.)contextmanager$/u.test(name));
}

/** Returns the chain as evidence: each call on the way, and the blocking call at its end. */
export function collectChainEvidence(
  audited: AuditedCode,
  { steps, found }: BlockingChain<CallCandidate>,
): readonly AuditEvidence[] {
  const [, ...further] = steps;
  return [...further, found.site].map((site) => placeOf(audited, site));
}

/** Returns the calls from the async function down to the blocking call as evidence. */
export function collectCallEvidence(
  audited: AuditedCode,
  { steps }: BlockingChain<CallCandidate>,
): readonly AuditEvidence[] {
  return steps.map((site) => placeOf(audited, site));
}

function placeOf(audited: AuditedCode, site: CallSite): AuditEvidence {
  const { file = '' } = audited.code.facts.functions[site.function] ?? {};
  const text = `${formatFunctionName(audited, site.function)} calls ${site.call.callee}`;
  return { file, line: site.call.line, text };
}

/** Returns the callees from the async function to the function that blocks, as text. */
export function formatChainCallees(
  audited: AuditedCode,
  { steps }: BlockingChain<CallCandidate>,
): string {
  const names = steps.flatMap((site) => {
    const target = findDirectTarget(site);
    return target === null ? [] : [formatFunctionName(audited, target)];
  });
  return names.length === 0 ? 'a callback' : names.join(', which calls ');
}
