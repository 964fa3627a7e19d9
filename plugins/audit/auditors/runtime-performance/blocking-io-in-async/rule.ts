import type { SgNode } from '@ast-grep/napi';
import { argumentsOf } from '../../../../analysis/index.ts';
import {
  findCallsByPattern,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditSeverity } from '../../../document/audit-document.ts';
import type { AuditedCode } from '../../../rule.ts';
import { skipWithoutAsync } from '../async-frameworks.ts';
import { type BlockingWork, findBlockingWork } from '../event-loop-blocking/blocking-work.ts';
import {
  collectChainEvidence,
  formatChainCallees,
} from '../event-loop-blocking/call-paths-from-async-to-blocking-code.ts';
import { assessLoopBlocking, describeBlockingFunction } from '../event-loop-blocking-impact.ts';
import {
  type BlockingKind,
  NODE_BLOCKING_CALLS,
  OPEN_METHOD_CALLS,
  PYTHON_BLOCKING_CALLS,
} from './blocking-call-patterns.ts';
import { type BlockingCall, formatBlockingAdvice } from './blocking-io-advice.ts';
import { explainSmallFile } from './negligible-file-reads.ts';

const WAITS_FOR: Readonly<Record<BlockingKind, string>> = {
  file: 'the disk',
  network: 'the network',
  database: 'the database',
  subprocess: 'another process',
};

/** R653-02 to R653-10: calls that wait while they block the event loop. */
export const BLOCKING_IO_IN_ASYNC = defineRule({
  id: 'blocking-io-in-async',
  principle: 'Runtime Performance / Blocking I/O in async code',
  sources: [
    {
      name: 'Python: Developing with asyncio, running blocking code',
      url: 'https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code',
    },
    {
      name: "Node.js: Don't block the event loop (or the worker pool)",
      url: 'https://nodejs.org/en/learn/asynchronous-work/dont-block-the-event-loop',
    },
  ],
  skip: skipWithoutAsync,
  match: findWaits,
  verify: (found, audited) => {
    const { blocking, chain, site, node, file } = found;
    const impact = assessLoopBlocking(audited, site.function, file, node, chain !== null);
    if (typeof impact === 'string') return impact;
    const small = impact.severity === 'HIGH' ? null : explainSmallFile(audited, blocking, node);
    if (small !== null) return small;
    const subject = describeBlockingFunction(audited, site.function, node);
    const waits = `calls ${blocking.site.call.callee}, which waits for ${WAITS_FOR[blocking.kind]}`;
    const does =
      chain === null ? waits : `calls ${formatChainCallees(audited, chain)}, which ${waits}`;
    return {
      severity: severityOf(found, impact.severity),
      issue: `${subject} ${does}: ${impact.who}`,
      recommendation: formatBlockingAdvice(audited, found, blocking),
      effort: 'S',
      evidence: chain === null ? [] : collectChainEvidence(audited, chain),
    };
  },
});

/** Lowers the severity of deep calls, which are not always reached. */
function severityOf({ chain }: BlockingWork<BlockingCall>, severity: AuditSeverity): AuditSeverity {
  return chain !== null && chain.steps.length > 1 && severity === 'HIGH' ? 'MEDIUM' : severity;
}

/** R653-02 to R653-06: yields waits that block the event loop. */
function* findWaits(audited: AuditedCode): Generator<BlockingWork<BlockingCall>> {
  const queried = new Set<number>();
  const calls = listBlockingCalls(audited);
  for (const found of findBlockingWork(
    audited,
    calls,
    (call, node) => explainSmallFile(audited, call, node) === null,
  )) {
    // The queries of a function are reported once, since all of them are fixed together.
    const isQuery = found.chain === null && found.blocking.kind === 'database';
    if (!isQuery || !queried.has(found.site.function)) yield found;
    if (isQuery) queried.add(found.site.function);
  }
}

function* listBlockingCalls(audited: AuditedCode): Generator<BlockingCall> {
  const inPython = (index: number) => isPythonFunction(audited, index);
  for (const { kind, ...names } of PYTHON_BLOCKING_CALLS) {
    for (const found of findCallsByPattern(audited, names, inPython)) {
      // Awaited calls do not block: a path of anyio, an async client.
      if (!found.site.call.isAwaited) yield { ...found, kind };
    }
  }
  for (const found of findCallsByPattern(audited, OPEN_METHOD_CALLS, inPython)) {
    const { function: index, call } = found.site;
    if (call.isAwaited || audited.code.qualifiedNameOf(index, call.callee) !== null) continue;
    const node = findCallNode(audited, found.site);
    if (node !== null && isPathOpenCall(node)) yield { ...found, kind: 'file' };
  }
  for (const { kind, ...names } of NODE_BLOCKING_CALLS) {
    for (const found of findCallsByPattern(audited, names, (index) => !inPython(index))) {
      yield { ...found, kind };
    }
  }
}

const MODE = /^(?:mode\s*=\s*)?['"](?:r|w|[rwax](?:b\+?|t\+?|\+b?))['"]$/u;

/** True if `x.open('r')` opens a path; the context of `async with` is awaited. */
function isPathOpenCall(call: SgNode): boolean {
  const block = call.ancestors().find((ancestor) => ancestor.kind() === 'with_statement');
  return (
    MODE.test(argumentsOf(call)[0]?.text() ?? '') && block?.text().startsWith('async') !== true
  );
}
