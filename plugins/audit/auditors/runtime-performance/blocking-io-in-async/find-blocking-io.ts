import type { CallSite } from '../../../../analysis/index.ts';
import { explainSingleExecution } from '../../../analysis/explain-why-call-runs-only-once.ts';
import {
  findCallsByPattern,
  formatFunctionName,
  isAsyncFunction,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { formatThreadCall } from '../../../analysis/minimum-python-version-and-thread-call.ts';
import type { AuditEvidence } from '../../../document/audit-document.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';
import { explainOffloading } from '../call-offloaded-to-thread.ts';
import {
  type BlockingChain,
  findBlockingChains,
} from '../event-loop-blocking/call-paths-from-async-to-blocking-code.ts';
import { findCallsThreadedElsewhere } from '../event-loop-blocking/direct-calls-to-functions-threaded-elsewhere.ts';
import {
  findLibraryAsyncEquivalents,
  formatAsyncName,
} from '../event-loop-blocking/library-async-equivalents.ts';
import {
  describeAsyncEquivalent,
  findProjectAsyncEquivalents,
  isCertainlyBlocking,
  isOffloadedFunction,
} from '../event-loop-blocking/project-async-equivalents.ts';
import { blocksEventLoop } from '../event-loop-blocking-impact.ts';
import { formatShortArguments } from '../format-abbreviated-call-arguments.ts';
import {
  NODE_BLOCKING_CALLS,
  OPEN_METHOD_CALLS,
  PYTHON_BLOCKING_CALLS,
} from './blocking-call-patterns.ts';
import type { BlockingKind } from './blocking-io-kind.ts';
import { isPathOpenCall } from './is-path-object-open-call.ts';
import { explainSmallFile } from './negligible-file-reads.ts';

export interface BlockingCall extends CallCandidate {
  readonly kind: BlockingKind;
}

/** Call with an awaitable equivalent in its library or in the project. */
export type AsyncEquivalentCall = CallCandidate & {
  readonly type: 'twin';
  /** Message text that follows the name of the callee. */
  readonly says: string;
  readonly recommendation: string;
  /** Fact that must be known; null: the call certainly waits. */
  readonly note: string | null;
  readonly evidence: readonly AuditEvidence[];
};

/** Blocking call that async code makes itself or reaches through its callees. */
export interface BlockingPlace extends CallCandidate {
  readonly type: 'call';
  readonly blocking: BlockingCall;
  /** null if the call is in the async code itself. */
  readonly chain: BlockingChain<BlockingCall> | null;
}

/** Kinds that are reported once per function, since all of their calls are fixed together. */
const ONCE: ReadonlySet<BlockingKind> = new Set<BlockingKind>(['database', 'metadata']);

/** R653-02 to R653-06: yields waits that block the event loop. */
export function* findBlockingPlaces(
  audited: AuditedCode,
): Generator<BlockingPlace | AsyncEquivalentCall> {
  const direct: BlockingCall[] = [];
  const below: BlockingCall[] = [];
  const asked: BlockingCall[] = [];
  const seen = new Set<string>();
  for (const found of allCalls(audited)) {
    const isHere = isPythonFunction(audited, found.site.function)
      ? isAsyncFunction(audited, found.site.function)
      : blocksEventLoop(audited, found.site.function, findCallNode(audited, found));
    if (isHere) direct.push(found);
    else if (found.kind === 'metadata') asked.push(found);
    else below.push(found);
  }
  for (const found of onceEach(direct)) {
    seen.add(keyOf(found.site));
    yield { ...found, type: 'call', blocking: found, chain: null };
  }
  const waiting = new Set(direct.map(({ site }) => site.function));
  for (const chain of findBlockingChains(audited, below, (found) => isReal(audited, found))) {
    const [site] = chain.steps;
    seen.add(keyOf(site));
    waiting.add(site.function);
    yield placeOf(audited, chain);
  }
  for (const chain of findBlockingChains(audited, asked, (found) => isReal(audited, found))) {
    const [site, ...further] = chain.steps;
    // File metadata is available at once, so it is followed only one step down, and only from
    // requests.
    if (further.length > 0 || waiting.has(site.function)) continue;
    if (audited.reachedBy(site.function) !== 'request') continue;
    seen.add(keyOf(site));
    waiting.add(site.function);
    yield placeOf(audited, chain);
  }
  for (const twin of awaitedBeside(audited)) {
    if (!seen.has(keyOf(twin.site))) yield twin;
    seen.add(keyOf(twin.site));
  }
}

/** Returns the call in async code that leads to the blocking call. */
function placeOf({ code }: AuditedCode, chain: BlockingChain<BlockingCall>): BlockingPlace {
  const [site] = chain.steps;
  const file = code.facts.functions[site.function]?.file ?? '';
  const place = { file, line: site.call.line, endLine: site.call.endLine };
  return { ...place, site, type: 'call', name: site.call.callee, blocking: chain.found, chain };
}

function keyOf({ function: index, raw }: CallSite): string {
  return `${index}:${raw.start}`;
}

function* awaitedBeside(audited: AuditedCode): Generator<AsyncEquivalentCall> {
  for (const found of findLibraryAsyncEquivalents(audited, (index) =>
    isAsyncFunction(audited, index),
  )) {
    const instead = formatAsyncName(found.site.call.callee);
    yield { ...found, ...toldOfTwin(found, instead), note: null, evidence: [] };
  }
  for (const found of findProjectAsyncEquivalents(audited)) {
    if (isOffloadedFunction(audited, found.twin)) continue;
    const instead = formatFunctionName(audited, found.twin);
    const isSure = isCertainlyBlocking(audited, found.target);
    const note = isSure ? null : `whether ${found.site.call.callee} waits for anything`;
    const evidence = describeAsyncEquivalent(audited, found);
    yield { ...found, ...toldOfTwin(found, instead), note, evidence };
  }
  for (const { elsewhere, ...found } of findCallsThreadedElsewhere(audited)) {
    const args = formatShortArguments(found.site);
    const recommendation = formatThreadCall(audited, found.site.call.callee, args);
    yield { ...found, type: 'twin', says: elsewhere, recommendation, note: null, evidence: [] };
  }
}

function toldOfTwin(found: CallCandidate, instead: string) {
  const recommendation = `await ${instead}${formatShortArguments(found.site)}`;
  return {
    type: 'twin',
    says: `although ${instead} can be awaited instead`,
    recommendation,
  } as const;
}

function* allCalls(audited: AuditedCode): Generator<BlockingCall> {
  const inPython = (index: number) => isPythonFunction(audited, index);
  for (const { kind, ...names } of PYTHON_BLOCKING_CALLS) {
    for (const found of findCallsByPattern(audited, names, inPython)) {
      // Awaited calls do not block: a path of anyio, an async client.
      if (!found.site.call.isAwaited) yield { ...found, kind };
    }
  }
  for (const found of findCallsByPattern(audited, OPEN_METHOD_CALLS, inPython)) {
    const { function: index, call } = found.site;
    if (call.isAwaited || audited.code.nameOf(index, call.callee) !== null) continue;
    const node = findCallNode(audited, found);
    if (node !== null && isPathOpenCall(node)) yield { ...found, kind: 'file' };
  }
  for (const { kind, ...names } of NODE_BLOCKING_CALLS) {
    for (const found of findCallsByPattern(
      audited,
      names,
      (index) => !isPythonFunction(audited, index),
    )) {
      yield { ...found, kind };
    }
  }
}

function isReal(audited: AuditedCode, found: BlockingCall): boolean {
  const node = findCallNode(audited, found);
  if (node === null || isExcludedFile(found.file)) return false;
  return (
    explainOffloading(found, audited) === null &&
    explainSingleExecution(node) === null &&
    explainSmallFile(audited, found, node) === null
  );
}

function* onceEach(calls: readonly BlockingCall[]): Generator<BlockingCall> {
  const seen = new Set<string>();
  const reading = new Set(
    calls.flatMap(({ kind, site }) => (kind === 'file' || kind === 'walk' ? [site.function] : [])),
  );
  for (const call of calls) {
    const { kind, site } = call;
    if (kind === 'metadata' && reading.has(site.function)) continue;
    const key = ONCE.has(kind)
      ? `${kind}:${site.function}`
      : `${kind}:${site.raw.start}:${site.function}`;
    if (!seen.has(key)) yield call;
    seen.add(key);
  }
}
