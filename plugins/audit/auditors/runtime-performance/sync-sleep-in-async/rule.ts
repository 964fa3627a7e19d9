import type { CallSite } from '../../../../analysis/index.ts';
import {
  findCallsByName,
  formatFunctionName,
  isAsyncFunction,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { skipWithoutAsyncPython } from '../../../analysis/skip-rule-if-project-has-no-async-python.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';
import { explainOffloading } from '../call-offloaded-to-thread.ts';
import {
  type BlockingChain,
  collectCallEvidence,
  findBlockingChains,
  formatChainCallees,
} from '../event-loop-blocking/call-paths-from-async-to-blocking-code.ts';
import { assessLoopBlocking, STARTUP_REASON } from '../event-loop-blocking-impact.ts';

/** R653-13: a sleep that blocks the event loop. */
export const SYNC_SLEEP_IN_ASYNC = defineRule({
  id: 'sync-sleep-in-async',
  check: 'sync_sleep_in_async',
  principle: 'Runtime Performance / Sleep that blocks the event loop',
  sources: [
    {
      name: 'Python: Developing with asyncio, running blocking code',
      url: 'https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code',
      retrieved: '2026-11-26',
    },
  ],
  skip: skipWithoutAsyncPython,
  match: sleeps,
  verify: ({ chains, ...found }, audited) => {
    const elsewhere = explainOffloading(found, audited);
    if (elsewhere !== null) return { outcome: 'dismissed', reason: elsewhere };
    const { call } = found.site;
    const [first] = chains;
    const start = first?.steps[0] ?? found.site;
    const file = audited.code.facts.functions[start.function]?.file ?? found.file;
    const waiting = assessLoopBlocking(
      audited,
      start.function,
      file,
      findCallNode(audited, { file, site: start }),
    );
    if (waiting.type === 'nobody') return { outcome: 'dismissed', reason: waiting.reason };
    if (waiting.severity === 'LOW' && first !== undefined) {
      return { outcome: 'dismissed', reason: STARTUP_REASON };
    }
    const sleeps = `calls ${call.callee}${call.arguments}`;
    const does =
      first === undefined ? sleeps : `calls ${formatChainCallees(audited, first)}, which ${sleeps}`;
    const asynchronous =
      first === undefined ? '' : ', and make every function in the call chain async';
    return {
      outcome: 'confirmed',
      severity: waiting.severity,
      issue: `${formatFunctionName(audited, start.function)} is async and ${does}: ${waiting.who}`,
      recommendation: `await asyncio.sleep${call.arguments}${asynchronous}`,
      effort: 'S',
      evidence: chains.flatMap((chain) => collectCallEvidence(audited, chain)),
    };
  },
});

interface Sleep extends CallCandidate {
  /** Paths from async code to the call; empty: the call is in async code itself. */
  readonly chains: readonly BlockingChain<CallCandidate>[];
}

/** Yields sleeps in async functions and in the functions they call. */
function* sleeps(audited: AuditedCode): Generator<Sleep> {
  const all = [
    ...findCallsByName(audited, /^time\.sleep$/u, (index) => isPythonFunction(audited, index)),
  ];
  const [inAsync = [], below = []] = [true, false].map((wanted) =>
    all.filter(({ site }) => isAsyncFunction(audited, site.function) === wanted),
  );
  for (const found of inAsync) yield { ...found, chains: [] };
  const isReal = (found: CallCandidate) =>
    !isExcludedFile(found.file) && explainOffloading(found, audited) === null;
  const chains = [...findBlockingChains(audited, below, isReal)];
  for (const [found, ways] of Map.groupBy(chains, (chain) => chain.found)) {
    const waits = ways.filter(({ steps: [site] }) => isWaitedFor(audited, site));
    yield { ...found, chains: waits.length > 0 ? waits : ways };
  }
}

/** True unless the call delays nobody, as in a script; servers may call what scripts call. */
function isWaitedFor(audited: AuditedCode, site: CallSite): boolean {
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  return assessLoopBlocking(audited, site.function, file, null).type === 'somebody';
}
