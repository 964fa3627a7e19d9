import type { SgNode } from '@ast-grep/napi';
import { findCallsByPattern, isPythonFunction } from '../../analysis/calls-and-functions.ts';
import type { AuditEvidence } from '../../document/audit-document.ts';
import {
  type AuditedCode,
  type CallCandidate,
  type Candidate,
  defineRule,
  type Ruling,
} from '../../rule.ts';
import { skipWithoutAsync } from './async-frameworks.ts';
import {
  type BlockingWork,
  collectChainEvidence,
  findBlockingWork,
  formatChainCallees,
} from './blocking-work.ts';
import {
  type CpuCost,
  classifyCallCost,
  classifyLoopCost,
  findNestedLoops,
  formatLoops,
  HEAVY,
  NESTED_LOOP_SEARCHES,
  NODE_HEAVY_CALLS,
  PYTHON_HEAVY_CALLS,
} from './cpu-bound-work.ts';
import { assessLoopBlocking, describeBlockingFunction } from './event-loop-blocking-impact.ts';
import { formatShortArguments, formatThreadCall } from './thread-call-advice.ts';

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
  principle: 'Runtime Performance / CPU-bound work in async code',
  sources: {
    'Python: asyncio.to_thread, running in threads':
      'https://docs.python.org/3/library/asyncio-task.html#running-in-threads',
    "Node.js: Don't block the event loop (or the worker pool)":
      'https://nodejs.org/en/learn/asynchronous-work/dont-block-the-event-loop',
  },
  searches: NESTED_LOOP_SEARCHES,
  skip: skipWithoutAsync,
  match: findHeavyWork,
  verify: (
    { index, file, node, cost, does, recommendation, isInCallee, evidence },
    audited,
  ): Ruling => {
    if (cost.type === 'light') return cost.reason;
    const impact = assessLoopBlocking(audited, index, file, node, isInCallee);
    if (typeof impact === 'string') return impact;
    const issue = `${describeBlockingFunction(audited, index, node)} ${does}: ${impact.who}`;
    const finding = { issue, recommendation, effort: 'S', evidence } as const;
    if (cost.type === 'unknown') return { ...finding, note: cost.what };
    // R653-18 defines one severity; work that runs once is rated lower (R653-09).
    const severity = impact.severity === 'LOW' ? 'LOW' : 'MEDIUM';
    return { ...finding, severity };
  },
});

function* findHeavyWork(audited: AuditedCode): Generator<HeavyWork> {
  for (const found of findBlockingWork(
    audited,
    listHeavyCalls(audited),
    // Possibly heavy calls are judged in async code, not followed.
    ({ name }, node) => classifyCallCost(name, node).type === 'heavy',
  )) {
    const { site, node, blocking, chain } = found;
    const busy = `calls ${blocking.site.call.callee}, which keeps the CPU busy`;
    yield {
      ...found,
      index: site.function,
      cost: chain === null ? classifyCallCost(blocking.name, node) : HEAVY,
      does: chain === null ? busy : `calls ${formatChainCallees(audited, chain)}, which ${busy}`,
      recommendation: formatOffloadAdvice(audited, found),
      isInCallee: chain !== null,
      evidence: chain === null ? [] : collectChainEvidence(audited, chain),
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

/** Returns advice for keeping the event loop free, with the names used in the code (R653-18). */
function formatOffloadAdvice(
  audited: AuditedCode,
  { file, site, blocking, chain }: BlockingWork<CallCandidate>,
): string {
  if (file.endsWith('.py')) {
    return formatThreadCall(audited, site.call.callee, formatShortArguments(site));
  }
  const { callee } = blocking.site.call;
  const args = formatShortArguments(blocking.site);
  const method = blocking.name.slice(blocking.name.lastIndexOf('.') + 1).replace(/Sync$/u, '');
  const advice = blocking.name.startsWith('bcryptjs.')
    ? `await ${method}${args} from bcrypt or @node-rs/bcrypt, which use threads, because bcryptjs blocks the event loop even in its async variant`
    : blocking.name.startsWith('node:')
      ? `await promisify(${method})${args}, which runs in the Node.js thread pool`
      : `await ${callee.replace(/Sync$/u, '')}${args}`;
  return chain === null ? advice : `Make every function in the call chain async, and ${advice}`;
}

function formatLoopAdvice(audited: AuditedCode, isPython: boolean): string {
  return isPython
    ? `Move the loops to a function and ${formatThreadCall(audited, 'function', '')}, or await asyncio.sleep(0) in the outer loop`
    : 'Run the loops in a node:worker_threads worker, or await setImmediate() from node:timers/promises in the outer loop';
}
