import type { SgNode } from '@ast-grep/napi';
import { languageIn } from '../../../../analysis/index.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditEvidence } from '../../../document/audit-document.ts';
import { isExcluded } from '../../../judge/excluded-files.ts';
import { callsOfNames, candidateOf, functionName, isAsync, isPython } from '../../../look/calls.ts';
import { nodeOf } from '../../../look/nodes.ts';
import { whyOnce } from '../../../look/read-once.ts';
import type { AuditedCode, CallCandidate, Ruling } from '../../../rule.ts';
import { skipWithoutAsync } from '../async-frameworks.ts';
import { whyElsewhere } from '../handed-on.ts';
import { type Chain, chainsTo, evidenceOf, throughText } from '../held-loop/chains.ts';
import { isInThread, ownTwins, type TwinCall, twinEvidence } from '../held-loop/own-twins.ts';
import { shortArguments } from '../short-arguments.ts';
import { BEFORE_ANYBODY, holder, holdsLoop, whoWaits } from '../who-waits.ts';
import { adviceFor, chainAdvice, loopAdvice } from './advice.ts';
import { type Weight, weigh } from './heavy-calls.ts';
import { ALSO_IN_BROWSERS, NODE_HEAVY, PYTHON_HEAVY } from './heavy-names.ts';
import {
  loopsText,
  NESTED_LOOPS,
  type NestedLoops,
  nestedLoops,
  weighLoops,
} from './nested-loops.ts';

type Heavy =
  | (CallCandidate & { readonly type: 'call' })
  | (CallCandidate & { readonly type: 'chain'; readonly chain: Chain<CallCandidate> })
  | (TwinCall & { readonly type: 'twin' })
  | (NestedLoops & { readonly type: 'loops' });

/** R653-16 to R653-18: work of the processor that holds the event loop. */
export const MISSING_TO_THREAD = defineRule({
  id: 'missing-to-thread',
  check: 'missing_to_thread',
  principle: 'Runtime Performance / Work of the processor in async code',
  sources: [
    {
      name: 'Python: asyncio.to_thread, running in threads',
      url: 'https://docs.python.org/3/library/asyncio-task.html#running-in-threads',
      retrieved: '2026-11-26',
    },
    {
      name: "Node.js: Don't block the event loop (or the worker pool)",
      url: 'https://nodejs.org/en/learn/asynchronous-work/dont-block-the-event-loop',
      retrieved: '2026-11-26',
    },
  ],
  searches: NESTED_LOOPS,
  skip: skipWithoutAsync,
  match: heavyPlaces,
  verify: (found, audited) => {
    if (found.type === 'loops') return ofLoops(found, audited);
    if (found.type === 'call') return ofCall(found, audited);
    return found.type === 'chain' ? ofChain(found, audited) : ofTwin(found, audited);
  },
});

function* heavyPlaces(audited: AuditedCode): Generator<Heavy> {
  const below: CallCandidate[] = [];
  for (const found of heavyCalls(audited)) {
    const { function: index } = found.site;
    if (ALSO_IN_BROWSERS.test(found.name) && audited.reachedBy(index) !== 'request') continue;
    const isHere = isPython(audited, index)
      ? isAsync(audited, index)
      : holdsLoop(audited, index, nodeOf(audited, found));
    if (isHere) yield { ...found, type: 'call' };
    else below.push(found);
  }
  for (const chain of chainsTo(audited, below, (found) => isSurelyHeavy(audited, found))) {
    const [site] = chain.steps;
    const { file = '' } = audited.code.facts.functions[site.function] ?? {};
    yield { ...candidateOf(site, site.call.callee, file), type: 'chain', chain };
  }
  for (const found of ownTwins(audited)) {
    if (isInThread(audited, found.twin)) yield { ...found, type: 'twin' };
  }
  for (const found of nestedLoops(audited)) yield { ...found, type: 'loops' };
}

function* heavyCalls(audited: AuditedCode): Generator<CallCandidate> {
  yield* callsOfNames(audited, PYTHON_HEAVY, (index) => isPython(audited, index));
  yield* callsOfNames(audited, NODE_HEAVY, (index) => !isPython(audited, index));
}

/**
 * True if a call is certainly heavy; calls that may be are judged in async code itself and not
 * followed.
 */
function isSurelyHeavy(audited: AuditedCode, found: CallCandidate): boolean {
  const node = nodeOf(audited, found);
  if (node === null || isExcluded(found.file) || whyElsewhere(found, audited) !== null)
    return false;
  return whyOnce(node) === null && weigh(found.name, node, languageIn(found.file)).type === 'heavy';
}

function ofChain(
  { chain, ...found }: Extract<Heavy, { type: 'chain' }>,
  audited: AuditedCode,
): Ruling {
  const node = nodeOf(audited, found);
  if (node === null) return { outcome: 'dismissed', reason: 'its file cannot be parsed' };
  const { call } = chain.found.site;
  const does = `calls ${throughText(audited, chain)}, which calls ${call.callee}, which keeps the processor busy`;
  const work = {
    index: found.site.function,
    file: found.file,
    node,
    weight: HEAVY,
    does,
    isFurtherDown: true,
  };
  const evidence = evidenceOf(audited, chain);
  return rule(audited, { ...work, evidence }, chainAdvice(audited, found, chain.found));
}

function ofTwin(found: TwinCall, audited: AuditedCode): Ruling {
  const node = nodeOf(audited, found);
  if (node === null) return { outcome: 'dismissed', reason: 'its file cannot be parsed' };
  const instead = functionName(audited, found.twin);
  const does = `calls ${found.site.call.callee}, beside which ${instead} does the same in a thread of its own`;
  const { function: index } = found.site;
  // A function that knows both takes the one that holds the loop where the other has failed.
  const knowsBoth = audited.code
    .callsOf(index)
    .some(({ call }) => call.targets.includes(found.twin));
  const weight: Weight = knowsBoth
    ? HEAVY
    : { type: 'unknown', what: `how much ${found.site.call.callee} is given` };
  const work = { index, file: found.file, node, weight, does };
  const args = shortArguments(found.site);
  return rule(
    audited,
    { ...work, evidence: twinEvidence(audited, found) },
    `await ${instead}${args}`,
  );
}

function ofCall(found: CallCandidate, audited: AuditedCode): Ruling {
  const node = nodeOf(audited, found);
  if (node === null) return { outcome: 'dismissed', reason: 'its file cannot be parsed' };
  const elsewhere = whyElsewhere(found, audited);
  if (elsewhere !== null) return { outcome: 'dismissed', reason: elsewhere };
  const { function: index, call } = found.site;
  const weight = weigh(found.name, node, languageIn(found.file));
  const does = `calls ${call.callee}, which keeps the processor busy`;
  return rule(audited, { index, file: found.file, node, weight, does }, adviceFor(audited, found));
}

function ofLoops(found: NestedLoops, audited: AuditedCode): Ruling {
  const { index, file, node } = found;
  const does = `goes through ${loopsText(found)} without an await`;
  const advice = loopAdvice(audited, found.language === 'python');
  return rule(audited, { index, file, node, weight: weighLoops(found), does }, advice);
}

interface Work {
  readonly index: number;
  readonly file: string;
  readonly node: SgNode;
  readonly weight: Weight;
  readonly does: string;
  /** It stands in a function that is called there. */
  readonly isFurtherDown?: boolean;
  readonly evidence?: readonly AuditEvidence[];
}

const HEAVY: Weight = { type: 'heavy' };

function rule(
  audited: AuditedCode,
  { index, file, node, weight, does, isFurtherDown = false, evidence = [] }: Work,
  recommendation: string,
): Ruling {
  if (weight.type === 'light') return { outcome: 'dismissed', reason: weight.reason };
  const waiting = whoWaits(audited, index, file, node);
  if (waiting.type === 'nobody') return { outcome: 'dismissed', reason: waiting.reason };
  if (waiting.severity === 'LOW' && (weight.type === 'unknown' || isFurtherDown)) {
    return { outcome: 'dismissed', reason: BEFORE_ANYBODY };
  }
  const issue = `${holder(audited, index, node)} ${does}: ${waiting.who}`;
  const told = { issue, recommendation, effort: 'S', evidence } as const;
  if (weight.type === 'unknown') return { ...told, outcome: 'needs context', note: weight.what };
  // R653-18 knows one severity; what runs once weighs less (R653-09).
  return { ...told, outcome: 'confirmed', severity: waiting.severity === 'LOW' ? 'LOW' : 'MEDIUM' };
}
