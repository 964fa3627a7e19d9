import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditSeverity } from '../../../document/audit-document.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import { skipWithoutAsync } from '../async-frameworks.ts';
import { explainOffloading } from '../call-offloaded-to-thread.ts';
import {
  collectChainEvidence,
  formatChainCallees,
  isContextManagerChain,
} from '../event-loop-blocking/call-paths-from-async-to-blocking-code.ts';
import {
  assessLoopBlocking,
  describeBlockingFunction,
  type LoopBlockingImpact,
  STARTUP_REASON,
} from '../event-loop-blocking-impact.ts';
import { formatBlockingAdvice, formatCachingAdvice } from './blocking-io-advice.ts';
import type { BlockingKind } from './blocking-io-kind.ts';
import {
  type AsyncEquivalentCall,
  type BlockingPlace,
  findBlockingPlaces,
} from './find-blocking-io.ts';
import { explainSmallFile } from './negligible-file-reads.ts';
import { readsShippedFile } from './reads-file-shipped-with-source.ts';

const WAITS_FOR: Readonly<Record<BlockingKind, string>> = {
  file: 'the disk',
  walk: 'the disk',
  metadata: 'the disk',
  network: 'the network',
  database: 'the database',
  subprocess: 'another process',
  thread: 'another thread or process',
};

/** R653-02 to R653-10: calls that wait while they block the event loop. */
export const BLOCKING_IO_IN_ASYNC = defineRule({
  id: 'blocking-io-in-async',
  check: 'blocking_io_in_async',
  principle: 'Runtime Performance / Blocking I/O in async code',
  sources: [
    {
      name: 'Python: Developing with asyncio, running blocking code',
      url: 'https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code',
      retrieved: '2026-11-26',
    },
    {
      name: "Node.js: Don't block the event loop (or the worker pool)",
      url: 'https://nodejs.org/en/learn/asynchronous-work/dont-block-the-event-loop',
      retrieved: '2026-11-26',
    },
  ],
  skip: skipWithoutAsync,
  match: findBlockingPlaces,
  verify: (found, audited) => {
    const node = findCallNode(audited, found);
    const elsewhere = explainOffloading(found, audited);
    if (elsewhere !== null) return { outcome: 'dismissed', reason: elsewhere };
    const waiting = assessLoopBlocking(audited, found.site.function, found.file, node);
    if (waiting.type === 'nobody') return { outcome: 'dismissed', reason: waiting.reason };
    const subject = describeBlockingFunction(audited, found.site.function, node);
    if (found.type === 'twin') return ofTwin(found, subject, waiting);
    if (waiting.severity === 'LOW' && found.chain !== null) {
      return { outcome: 'dismissed', reason: STARTUP_REASON };
    }
    const small =
      waiting.severity === 'HIGH' ? null : explainSmallFile(audited, found.blocking, node);
    if (small !== null) return { outcome: 'dismissed', reason: small };
    const isOfSource = readsShippedFile(audited, found.blocking);
    const advice = formatBlockingAdvice(audited, found);
    const told = {
      issue: `${subject} ${doesWhat(found, audited)}: ${waiting.who}`,
      recommendation: isOfSource ? formatCachingAdvice(found, advice) : advice,
      effort: 'S',
      evidence: found.chain === null ? [] : collectChainEvidence(audited, found.chain),
    } as const;
    if (isPutAway(found, audited)) {
      const note = `how much ${found.blocking.site.call.callee} has to clean up`;
      return { ...told, outcome: 'needs context', note };
    }
    const severity = isOfSource ? 'LOW' : weightOf(found, waiting.severity);
    return { ...told, outcome: 'confirmed', severity } satisfies Ruling;
  },
});

/** Lowers the severity of usually instant metadata reads and of deep calls, not always reached. */
function weightOf({ blocking, chain }: BlockingPlace, severity: AuditSeverity): AuditSeverity {
  if (blocking.kind === 'metadata') return 'LOW';
  return chain !== null && chain.steps.length > 1 && severity === 'HIGH' ? 'MEDIUM' : severity;
}

/** True if files are created for a `with` and removed after it, such as a folder for one upload. */
function isPutAway({ blocking, chain }: BlockingPlace, audited: AuditedCode): boolean {
  return chain !== null && blocking.kind === 'walk' && isContextManagerChain(audited, chain);
}

function doesWhat({ blocking, chain }: BlockingPlace, audited: AuditedCode): string {
  const waits = `calls ${blocking.site.call.callee}, which waits for ${WAITS_FOR[blocking.kind]}`;
  return chain === null ? waits : `calls ${formatChainCallees(audited, chain)}, which ${waits}`;
}

function ofTwin(
  { site, says, recommendation, note, evidence }: AsyncEquivalentCall,
  subject: string,
  { severity, who }: Extract<LoopBlockingImpact, { type: 'somebody' }>,
): Ruling {
  const issue = `${subject} calls ${site.call.callee}, ${says}: ${who}`;
  const told = { issue, recommendation, effort: 'S', evidence } as const;
  return note === null
    ? { ...told, outcome: 'confirmed', severity }
    : { ...told, outcome: 'needs context', note };
}
