import type { SgNode } from '@ast-grep/napi';
import { languageIn } from '../../../../analysis/index.ts';
import { explainSingleExecution } from '../../../analysis/explain-why-call-runs-only-once.ts';
import {
  createCallCandidate,
  findCallsByPattern,
  formatFunctionName,
  isAsyncFunction,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditEvidence } from '../../../document/audit-document.ts';
import type { AuditedCode, CallCandidate, Ruling } from '../../../rule.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';
import { skipWithoutAsync } from '../async-frameworks.ts';
import { explainOffloading } from '../call-offloaded-to-thread.ts';
import {
  type BlockingChain,
  collectChainEvidence,
  findBlockingChains,
  formatChainCallees,
} from '../event-loop-blocking/call-paths-from-async-to-blocking-code.ts';
import {
  describeAsyncEquivalent,
  findProjectAsyncEquivalents,
  isOffloadedFunction,
  type ProjectAsyncEquivalent,
} from '../event-loop-blocking/project-async-equivalents.ts';
import {
  assessLoopBlocking,
  blocksEventLoop,
  describeBlockingFunction,
  STARTUP_REASON,
} from '../event-loop-blocking-impact.ts';
import { formatShortArguments } from '../format-abbreviated-call-arguments.ts';
import { type CallCost, classifyCallCost } from './classify-cpu-cost-of-call.ts';
import { BROWSER_LIBRARIES, NODE_HEAVY_CALLS, PYTHON_HEAVY_CALLS } from './cpu-bound-call-names.ts';
import {
  classifyLoopCost,
  findNestedLoops,
  formatLoops,
  NESTED_LOOP_SEARCHES,
  type NestedLoops,
} from './nested-loops-without-await.ts';
import {
  formatChainAdvice,
  formatLoopAdvice,
  formatOffloadAdvice,
} from './thread-offload-advice.ts';

type Heavy =
  | (CallCandidate & { readonly type: 'call' })
  | (CallCandidate & { readonly type: 'chain'; readonly chain: BlockingChain<CallCandidate> })
  | (ProjectAsyncEquivalent & { readonly type: 'twin' })
  | (NestedLoops & { readonly type: 'loops' });

/** R653-16 to R653-18: CPU-bound work that blocks the event loop. */
export const MISSING_TO_THREAD = defineRule({
  id: 'missing-to-thread',
  check: 'missing_to_thread',
  principle: 'Runtime Performance / CPU-bound work in async code',
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
  searches: NESTED_LOOP_SEARCHES,
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
    if (BROWSER_LIBRARIES.test(found.name) && audited.reachedBy(index) !== 'request') continue;
    const isHere = isPythonFunction(audited, index)
      ? isAsyncFunction(audited, index)
      : blocksEventLoop(audited, index, findCallNode(audited, found));
    if (isHere) yield { ...found, type: 'call' };
    else below.push(found);
  }
  for (const chain of findBlockingChains(audited, below, (found) =>
    isSurelyHeavy(audited, found),
  )) {
    const [site] = chain.steps;
    const { file = '' } = audited.code.facts.functions[site.function] ?? {};
    yield { ...createCallCandidate(site, site.call.callee, file), type: 'chain', chain };
  }
  for (const found of findProjectAsyncEquivalents(audited)) {
    if (isOffloadedFunction(audited, found.twin)) yield { ...found, type: 'twin' };
  }
  for (const found of findNestedLoops(audited)) yield { ...found, type: 'loops' };
}

function* heavyCalls(audited: AuditedCode): Generator<CallCandidate> {
  yield* findCallsByPattern(audited, PYTHON_HEAVY_CALLS, (index) =>
    isPythonFunction(audited, index),
  );
  yield* findCallsByPattern(
    audited,
    NODE_HEAVY_CALLS,
    (index) => !isPythonFunction(audited, index),
  );
}

/** True if a call is surely heavy; possibly heavy ones are judged in async code, not followed. */
function isSurelyHeavy(audited: AuditedCode, found: CallCandidate): boolean {
  const node = findCallNode(audited, found);
  if (node === null || isExcludedFile(found.file) || explainOffloading(found, audited) !== null)
    return false;
  return (
    explainSingleExecution(node) === null &&
    classifyCallCost(found.name, node, languageIn(found.file)).type === 'heavy'
  );
}

function ofChain(
  { chain, ...found }: Extract<Heavy, { type: 'chain' }>,
  audited: AuditedCode,
): Ruling {
  const node = findCallNode(audited, found);
  if (node === null) return { outcome: 'dismissed', reason: 'the file cannot be parsed' };
  const { call } = chain.found.site;
  const does = `calls ${formatChainCallees(audited, chain)}, which calls ${call.callee}, which keeps the CPU busy`;
  const work = {
    index: found.site.function,
    file: found.file,
    node,
    weight: HEAVY,
    does,
    isFurtherDown: true,
  };
  const evidence = collectChainEvidence(audited, chain);
  return rule(audited, { ...work, evidence }, formatChainAdvice(audited, found, chain.found));
}

function ofTwin(found: ProjectAsyncEquivalent, audited: AuditedCode): Ruling {
  const node = findCallNode(audited, found);
  if (node === null) return { outcome: 'dismissed', reason: 'the file cannot be parsed' };
  const instead = formatFunctionName(audited, found.twin);
  const does = `calls ${found.site.call.callee}, although ${instead} does the same in a separate thread`;
  const { function: index } = found.site;
  // A function that calls both uses the blocking version where the other has failed.
  const knowsBoth = audited.code
    .callsOf(index)
    .some(({ call }) => call.targets.includes(found.twin));
  const weight: CallCost = knowsBoth
    ? HEAVY
    : { type: 'unknown', what: `how much input ${found.site.call.callee} receives` };
  const work = { index, file: found.file, node, weight, does };
  const args = formatShortArguments(found.site);
  return rule(
    audited,
    { ...work, evidence: describeAsyncEquivalent(audited, found) },
    `await ${instead}${args}`,
  );
}

function ofCall(found: CallCandidate, audited: AuditedCode): Ruling {
  const node = findCallNode(audited, found);
  if (node === null) return { outcome: 'dismissed', reason: 'the file cannot be parsed' };
  const elsewhere = explainOffloading(found, audited);
  if (elsewhere !== null) return { outcome: 'dismissed', reason: elsewhere };
  const { function: index, call } = found.site;
  const weight = classifyCallCost(found.name, node, languageIn(found.file));
  const does = `calls ${call.callee}, which keeps the CPU busy`;
  return rule(
    audited,
    { index, file: found.file, node, weight, does },
    formatOffloadAdvice(audited, found),
  );
}

function ofLoops(found: NestedLoops, audited: AuditedCode): Ruling {
  const { index, file, node } = found;
  const does = `goes through ${formatLoops(found)} without an await`;
  const advice = formatLoopAdvice(audited, found.language === 'python');
  return rule(audited, { index, file, node, weight: classifyLoopCost(found), does }, advice);
}

interface Work {
  readonly index: number;
  readonly file: string;
  readonly node: SgNode;
  readonly weight: CallCost;
  readonly does: string;
  /** Set when the work is in a function that is called there. */
  readonly isFurtherDown?: boolean;
  readonly evidence?: readonly AuditEvidence[];
}

const HEAVY: CallCost = { type: 'heavy' };

function rule(
  audited: AuditedCode,
  { index, file, node, weight, does, isFurtherDown = false, evidence = [] }: Work,
  recommendation: string,
): Ruling {
  if (weight.type === 'light') return { outcome: 'dismissed', reason: weight.reason };
  const waiting = assessLoopBlocking(audited, index, file, node);
  if (waiting.type === 'nobody') return { outcome: 'dismissed', reason: waiting.reason };
  if (waiting.severity === 'LOW' && (weight.type === 'unknown' || isFurtherDown)) {
    return { outcome: 'dismissed', reason: STARTUP_REASON };
  }
  const issue = `${describeBlockingFunction(audited, index, node)} ${does}: ${waiting.who}`;
  const told = { issue, recommendation, effort: 'S', evidence } as const;
  if (weight.type === 'unknown') return { ...told, outcome: 'needs context', note: weight.what };
  // R653-18 defines one severity; work that runs once is rated lower (R653-09).
  return { ...told, outcome: 'confirmed', severity: waiting.severity === 'LOW' ? 'LOW' : 'MEDIUM' };
}
