import type { SgNode } from '@ast-grep/napi';
import { explainSingleExecution } from '../../../analysis/explain-why-call-runs-only-once.ts';
import {
  createCallCandidate,
  findCallsByPattern,
  isAsyncFunction,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditEvidence } from '../../../document/audit-document.ts';
import type { AuditedCode, CallCandidate, Candidate, Ruling } from '../../../rule.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';
import { skipWithoutAsync } from '../async-frameworks.ts';
import { explainOffloading } from '../call-offloaded-to-thread.ts';
import {
  collectChainEvidence,
  findBlockingChains,
  formatChainCallees,
} from '../event-loop-blocking/call-paths-from-async-to-blocking-code.ts';
import {
  assessLoopBlocking,
  blocksEventLoop,
  describeBlockingFunction,
  STARTUP_REASON,
} from '../event-loop-blocking-impact.ts';
import {
  type CpuCost,
  classifyCallCost,
  HEAVY,
  NODE_HEAVY_CALLS,
  PYTHON_HEAVY_CALLS,
} from './cpu-bound-calls.ts';
import {
  classifyLoopCost,
  findNestedLoops,
  formatLoops,
  NESTED_LOOP_SEARCHES,
} from './nested-loops-without-await.ts';
import {
  formatChainAdvice,
  formatLoopAdvice,
  formatOffloadAdvice,
} from './thread-offload-advice.ts';

/** CPU-bound work in async code or in a function that async code calls. */
interface HeavyWork extends Candidate {
  readonly index: number;
  readonly node: SgNode;
  readonly cost: CpuCost;
  /** Description of the work, as the end of a sentence whose subject is the function. */
  readonly does: string;
  readonly recommendation: string;
  readonly isInCallee: boolean;
  readonly evidence: readonly AuditEvidence[];
}

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
  match: findHeavyWork,
  verify: (
    { index, file, node, cost, does, recommendation, isInCallee, evidence },
    audited,
  ): Ruling => {
    if (cost.type === 'light') return { outcome: 'dismissed', reason: cost.reason };
    const offloaded = explainOffloading(node);
    if (offloaded !== null) return { outcome: 'dismissed', reason: offloaded };
    const impact = assessLoopBlocking(audited, index, file, node);
    if (impact.type === 'nobody') return { outcome: 'dismissed', reason: impact.reason };
    if (impact.severity === 'LOW' && isInCallee) {
      return { outcome: 'dismissed', reason: STARTUP_REASON };
    }
    const issue = `${describeBlockingFunction(audited, index, node)} ${does}: ${impact.who}`;
    const finding = { issue, recommendation, effort: 'S', evidence } as const;
    if (cost.type === 'unknown') return { ...finding, outcome: 'needs context', note: cost.what };
    // R653-18 defines one severity; work that runs once is rated lower (R653-09).
    const severity = impact.severity === 'LOW' ? 'LOW' : 'MEDIUM';
    return { ...finding, outcome: 'confirmed', severity };
  },
});

function* findHeavyWork(audited: AuditedCode): Generator<HeavyWork> {
  const below: CallCandidate[] = [];
  for (const found of listHeavyCalls(audited)) {
    const { function: index, call } = found.site;
    const node = findCallNode(audited, found);
    if (node === null) continue;
    const isDirect = isPythonFunction(audited, index)
      ? isAsyncFunction(audited, index)
      : blocksEventLoop(audited, index, node);
    if (isDirect) {
      yield {
        ...found,
        index,
        node,
        cost: classifyCallCost(found.name, node),
        does: `calls ${call.callee}, which keeps the CPU busy`,
        recommendation: formatOffloadAdvice(audited, found),
        isInCallee: false,
        evidence: [],
      };
    } else below.push(found);
  }
  for (const chain of findBlockingChains(audited, below, (found) => isHeavy(audited, found))) {
    const [site] = chain.steps;
    const { function: index } = site;
    const { file = '' } = audited.code.facts.functions[index] ?? {};
    const start = createCallCandidate(site, site.call.callee, file);
    const node = findCallNode(audited, start);
    if (node === null) continue;
    yield {
      ...start,
      index,
      node,
      cost: HEAVY,
      does: `calls ${formatChainCallees(audited, chain)}, which calls ${chain.found.site.call.callee}, which keeps the CPU busy`,
      recommendation: formatChainAdvice(audited, start, chain.found),
      isInCallee: true,
      evidence: collectChainEvidence(audited, chain),
    };
  }
  for (const found of findNestedLoops(audited)) {
    yield {
      ...found,
      cost: classifyLoopCost(found),
      does: `goes through ${formatLoops(found)} without an await`,
      recommendation: formatLoopAdvice(audited, found.language === 'python'),
      isInCallee: false,
      evidence: [],
    };
  }
}

function* listHeavyCalls(audited: AuditedCode): Generator<CallCandidate> {
  const inPython = (index: number) => isPythonFunction(audited, index);
  yield* findCallsByPattern(audited, PYTHON_HEAVY_CALLS, inPython);
  yield* findCallsByPattern(audited, NODE_HEAVY_CALLS, (index) => !inPython(index));
}

/** True if a call is surely heavy; possibly heavy ones are judged in async code, not followed. */
function isHeavy(audited: AuditedCode, found: CallCandidate): boolean {
  const node = findCallNode(audited, found);
  return (
    node !== null &&
    !isExcludedFile(found.file) &&
    explainOffloading(node) === null &&
    explainSingleExecution(node) === null &&
    classifyCallCost(found.name, node).type === 'heavy'
  );
}
