import type { CallSite } from '../../../../analysis/index.ts';
import type { AuditEvidence } from '../../../document/audit-document.ts';
import { isExcluded } from '../../../judge/excluded-files.ts';
import { callsOfNames, functionName, isAsync, isPython } from '../../../look/calls.ts';
import { nodeOf } from '../../../look/nodes.ts';
import { inThread } from '../../../look/python-version.ts';
import { whyOnce } from '../../../look/read-once.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { whyElsewhere } from '../handed-on.ts';
import { type Chain, chainsTo } from '../held-loop/chains.ts';
import { awaitedForm, libraryTwins } from '../held-loop/library-twins.ts';
import { isInThread, ownTwins, surelyWaits, twinEvidence } from '../held-loop/own-twins.ts';
import { runInThreadsElsewhere } from '../held-loop/run-in-threads.ts';
import { shortArguments } from '../short-arguments.ts';
import { holdsLoop } from '../who-waits.ts';
import { NODE_CALLS, OPENED, PYTHON_CALLS } from './blocking-calls.ts';
import type { BlockingKind } from './blocking-kind.ts';
import { isOpenedPath } from './opened-path.ts';
import { whySmall } from './small-files.ts';

export interface BlockingCall extends CallCandidate {
  readonly kind: BlockingKind;
}

/** A call beside which there is one to be awaited: of a library, or of the project. */
export type AwaitedBeside = CallCandidate & {
  readonly type: 'twin';
  /** Message text that follows the name of the callee. */
  readonly says: string;
  readonly recommendation: string;
  /** Fact that must be known; null: the call certainly waits. */
  readonly note: string | null;
  readonly evidence: readonly AuditEvidence[];
};

/** A call that waits, where async code makes it or through what it calls. */
export interface BlockingPlace extends CallCandidate {
  readonly type: 'call';
  readonly blocking: BlockingCall;
  /** null: it stands in the async code itself. */
  readonly chain: Chain<BlockingCall> | null;
}

/** Kinds that are reported once per function, since all of their calls are fixed together. */
const ONCE: ReadonlySet<BlockingKind> = new Set<BlockingKind>(['database', 'metadata']);

/** R653-02 to R653-06: what waits while it holds the event loop. */
export function* blockingPlaces(audited: AuditedCode): Generator<BlockingPlace | AwaitedBeside> {
  const direct: BlockingCall[] = [];
  const below: BlockingCall[] = [];
  const asked: BlockingCall[] = [];
  const seen = new Set<string>();
  for (const found of allCalls(audited)) {
    const isHere = isPython(audited, found.site.function)
      ? isAsync(audited, found.site.function)
      : holdsLoop(audited, found.site.function, nodeOf(audited, found));
    if (isHere) direct.push(found);
    else if (found.kind === 'metadata') asked.push(found);
    else below.push(found);
  }
  for (const found of onceEach(direct)) {
    seen.add(keyOf(found.site));
    yield { ...found, type: 'call', blocking: found, chain: null };
  }
  const waiting = new Set(direct.map(({ site }) => site.function));
  for (const chain of chainsTo(audited, below, (found) => isReal(audited, found))) {
    const [site] = chain.steps;
    seen.add(keyOf(site));
    waiting.add(site.function);
    yield placeOf(audited, chain);
  }
  for (const chain of chainsTo(audited, asked, (found) => isReal(audited, found))) {
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

/** The call in async code that leads to what waits. */
function placeOf({ code }: AuditedCode, chain: Chain<BlockingCall>): BlockingPlace {
  const [site] = chain.steps;
  const file = code.facts.functions[site.function]?.file ?? '';
  const place = { file, line: site.call.line, endLine: site.call.endLine };
  return { ...place, site, type: 'call', name: site.call.callee, blocking: chain.found, chain };
}

function keyOf({ function: index, raw }: CallSite): string {
  return `${index}:${raw.start}`;
}

function* awaitedBeside(audited: AuditedCode): Generator<AwaitedBeside> {
  for (const found of libraryTwins(audited, (index) => isAsync(audited, index))) {
    const instead = awaitedForm(found.site.call.callee);
    yield { ...found, ...toldOfTwin(found, instead), note: null, evidence: [] };
  }
  for (const found of ownTwins(audited)) {
    if (isInThread(audited, found.twin)) continue;
    const instead = functionName(audited, found.twin);
    const isSure = surelyWaits(audited, found.target);
    const note = isSure ? null : `whether ${found.site.call.callee} waits for anything`;
    const evidence = twinEvidence(audited, found);
    yield { ...found, ...toldOfTwin(found, instead), note, evidence };
  }
  for (const { elsewhere, ...found } of runInThreadsElsewhere(audited)) {
    const args = shortArguments(found.site);
    const recommendation = inThread(audited, found.site.call.callee, args);
    yield { ...found, type: 'twin', says: elsewhere, recommendation, note: null, evidence: [] };
  }
}

function toldOfTwin(found: CallCandidate, instead: string) {
  const recommendation = `await ${instead}${shortArguments(found.site)}`;
  return {
    type: 'twin',
    says: `beside which ${instead} is there to be awaited`,
    recommendation,
  } as const;
}

function* allCalls(audited: AuditedCode): Generator<BlockingCall> {
  const inPython = (index: number) => isPython(audited, index);
  for (const { kind, ...names } of PYTHON_CALLS) {
    for (const found of callsOfNames(audited, names, inPython)) {
      // Awaited calls do not block: a path of anyio, an async client.
      if (!found.site.call.isAwaited) yield { ...found, kind };
    }
  }
  for (const found of callsOfNames(audited, OPENED, inPython)) {
    const { function: index, call } = found.site;
    if (call.isAwaited || audited.code.nameOf(index, call.callee) !== null) continue;
    const node = nodeOf(audited, found);
    if (node !== null && isOpenedPath(node)) yield { ...found, kind: 'file' };
  }
  for (const { kind, ...names } of NODE_CALLS) {
    for (const found of callsOfNames(audited, names, (index) => !isPython(audited, index))) {
      yield { ...found, kind };
    }
  }
}

function isReal(audited: AuditedCode, found: BlockingCall): boolean {
  const node = nodeOf(audited, found);
  if (node === null || isExcluded(found.file)) return false;
  return (
    whyElsewhere(found, audited) === null &&
    whyOnce(node) === null &&
    whySmall(audited, found, node) === null
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
