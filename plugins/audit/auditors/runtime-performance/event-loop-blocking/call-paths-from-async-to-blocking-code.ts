import type { CallSite } from '../../../../analysis/index.ts';
import {
  formatFunctionName,
  isAsyncFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import type { AuditEvidence } from '../../../document/audit-document.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { findDirectTarget, runsSynchronously } from './is-project-call-run-synchronously.ts';

/** Maximum number of calls from async to blocking code; code further down rarely runs. */
const MAX_CALLS = 4;

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
): Generator<BlockingChain<Found>> {
  const { code } = audited;
  const paths = shortestPaths(audited, places);
  for (const index of code.facts.functions.keys()) {
    if (!isAsyncFunction(audited, index)) continue;
    const seen = new Set<number>();
    for (const site of code.callsOf(index)) {
      for (const target of site.call.targets) {
        const path = paths.get(target);
        if (path === undefined || seen.has(target)) continue;
        if (!runsSynchronously(audited, site, target)) continue;
        seen.add(target);
        yield { steps: [site, ...path.steps], found: path.found };
      }
    }
  }
}

interface Path<Found> {
  readonly steps: readonly CallSite[];
  readonly found: Found;
}

/** Returns the shortest path to a place from each function that is not async. */
function shortestPaths<Found extends CallCandidate>(
  audited: AuditedCode,
  places: readonly Found[],
): ReadonlyMap<number, Path<Found>> {
  const reachable = functionsBelowAsync(audited);
  const paths = new Map<number, Path<Found>>();
  for (const found of places) {
    const { function: index } = found.site;
    if (reachable.has(index) && !paths.has(index)) paths.set(index, { steps: [], found });
  }
  let edge = [...paths];
  for (let depth = 1; depth < MAX_CALLS; depth += 1) {
    const next: typeof edge = [];
    for (const [index, { steps, found }] of edge) {
      for (const site of audited.code.callersOf(index)) {
        const caller = site.function;
        if (!reachable.has(caller) || paths.has(caller)) continue;
        if (!runsSynchronously(audited, site, index)) continue;
        const path = { steps: [site, ...steps], found };
        paths.set(caller, path);
        next.push([caller, path]);
      }
    }
    edge = next;
  }
  return paths;
}

/** Returns functions that are not async and that async code may call, judged without syntax. */
function functionsBelowAsync(audited: AuditedCode): ReadonlySet<number> {
  const { code } = audited;
  const reached = new Set<number>();
  let edge = [...code.facts.functions.keys()].filter((index) => isAsyncFunction(audited, index));
  for (let depth = 0; depth < MAX_CALLS; depth += 1) {
    const targets = edge.flatMap((index) =>
      code.callsOf(index).flatMap(({ call }) => call.targets),
    );
    edge = [...new Set(targets)].filter(
      (index) => !reached.has(index) && !isAsyncFunction(audited, index),
    );
    for (const index of edge) reached.add(index);
  }
  return reached;
}

/** Returns the chain as evidence: each call on the way, and the blocking call at its end. */
export function collectChainEvidence(
  audited: AuditedCode,
  { steps, found }: BlockingChain<CallCandidate>,
): readonly AuditEvidence[] {
  const [, ...further] = steps;
  return [...further, found.site].map((site) => {
    const file = audited.code.fileOf(site.function);
    const text = `${formatFunctionName(audited, site.function)} calls ${site.call.callee}`;
    return { file, line: site.call.line, text };
  });
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
