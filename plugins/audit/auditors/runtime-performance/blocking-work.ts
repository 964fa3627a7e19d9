import type { SgNode } from '@ast-grep/napi';
import type { CallSite } from '../../../analysis/index.ts';
import {
  createCallCandidate,
  findCallNode,
  findFunctionNode,
  formatFunctionName,
  isAsyncFunction,
  isPythonFunction,
} from '../../analysis/calls-and-functions.ts';
import type { AuditEvidence } from '../../document/audit-document.ts';
import type { AuditedCode, CallCandidate } from '../../rule.ts';
import { isExcludedFile } from '../../scoring/excluded-files.ts';
import { blocksEventLoop, explainAbsence } from './event-loop-blocking-impact.ts';

/** Call in async code that blocks the event loop, itself or through its callees. */
export interface BlockingWork<Found extends CallCandidate> extends CallCandidate {
  readonly node: SgNode;
  readonly blocking: Found;
  /** null if the blocking call is in the async code itself. */
  readonly chain: BlockingChain<Found> | null;
}

/** Yields each call in async code that is, or leads to, one of these calls. */
export function* findBlockingWork<Found extends CallCandidate>(
  audited: AuditedCode,
  calls: Iterable<Found>,
  isReal: (found: Found, node: SgNode) => boolean,
): Generator<BlockingWork<Found>> {
  const below: Found[] = [];
  for (const blocking of calls) {
    const node = findCallNode(audited, blocking.site);
    if (node === null) continue;
    if (isOnEventLoop(audited, blocking.site.function, node)) {
      yield { ...blocking, node, blocking, chain: null };
    } else if (
      !isExcludedFile(blocking.file) &&
      explainAbsence(node) === null &&
      isReal(blocking, node)
    ) {
      below.push(blocking);
    }
  }
  for (const chain of findBlockingChains(audited, below)) {
    const [site] = chain.steps;
    const node = findCallNode(audited, site);
    if (node !== null)
      yield { ...createCallCandidate(audited, site), node, blocking: chain.found, chain };
  }
}

/** True for code that runs on the event loop: async in Python; also handlers in Node.js. */
export function isOnEventLoop(audited: AuditedCode, index: number, node: SgNode): boolean {
  return isPythonFunction(audited, index)
    ? isAsyncFunction(audited, index)
    : blocksEventLoop(audited, index, node);
}

/** Maximum number of calls from async to blocking code; code further down rarely runs. */
const MAX_CALLS = 4;

/** Path from async code to a call that blocks the event loop in a function that is not async. */
interface BlockingChain<Found extends CallCandidate> {
  /** From the call in the async function on; never empty. */
  readonly steps: readonly [CallSite, ...CallSite[]];
  readonly found: Found;
}

/**
 * Yields the shortest path from each call in async code to one of the places, through functions
 * that are not async. Several calls of one function from the same async function give one path.
 */
function* findBlockingChains<Found extends CallCandidate>(
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

/** Decorators of functions that are cached, run in a thread, or run around the body of a `with`. */
const NOT_IN_PLACE = /cache|memoize|singleton|sync_to_async|thread|executor|contextmanager/iu;
/** Array methods that call their argument before they return. */
const ARRAY_METHODS = /\.(?:map|forEach|flatMap|filter|reduce|some|every|find|sort)$/u;

/** True if a call runs a function of the project in place and to its end, every time. */
function runsSynchronously(audited: AuditedCode, site: CallSite, target: number): boolean {
  const { code } = audited;
  const inPython = isPythonFunction(audited, site.function);
  if (isExcludedFile(code.fileOf(site.function)) || site.call.isGuess) return false;
  // An awaited call returns an awaitable, so the function is wrapped.
  if (inPython && site.call.isAwaited) return false;
  if (code.functionAt(target).decorators.some(({ name }) => NOT_IN_PLACE.test(name))) return false;
  const isCallback = findDirectTarget(site) !== target;
  if (isCallback && (inPython || !ARRAY_METHODS.test(site.call.callee))) return false;
  const node = findCallNode(audited, site);
  if (node === null || explainAbsence(node) !== null) return false;
  // A generator runs where it is iterated, not where it is passed as an argument.
  const isArgument = node.parent()?.kind() === 'argument_list';
  return !isArgument || !/\byield\b/u.test(findFunctionNode(audited, target)?.text() ?? '');
}

/** Returns the project function a call names; null: none, or it only passes a callback. */
function findDirectTarget({ call, raw }: CallSite): number | null {
  return call.targets.length > raw.callbacks.length ? (call.targets[0] ?? null) : null;
}
