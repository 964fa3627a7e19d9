import { defineRule } from '../../../auditor.ts';
import type { AuditSeverity } from '../../../document/audit-document.ts';
import { nodeOf } from '../../../look/nodes.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import { skipWithoutAsync } from '../async-frameworks.ts';
import { whyElsewhere } from '../handed-on.ts';
import { evidenceOf, isEntered, throughText } from '../held-loop/chains.ts';
import { BEFORE_ANYBODY, holder, type Waiting, whoWaits } from '../who-waits.ts';
import { adviceFor, keptAdvice } from './advice.ts';
import type { BlockingKind } from './blocking-kind.ts';
import { type AwaitedBeside, type BlockingPlace, blockingPlaces } from './places.ts';
import { isShipped } from './shipped-files.ts';
import { whySmall } from './small-files.ts';

const WAITS_FOR: Readonly<Record<BlockingKind, string>> = {
  file: 'the disk',
  walk: 'the disk',
  metadata: 'the disk',
  network: 'the network',
  database: 'the database',
  subprocess: 'another process',
  thread: 'another thread or process',
};

/** R653-02 to R653-10: calls that wait while they hold the event loop. */
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
  match: blockingPlaces,
  verify: (found, audited) => {
    const node = nodeOf(audited, found);
    const elsewhere = whyElsewhere(found, audited);
    if (elsewhere !== null) return { outcome: 'dismissed', reason: elsewhere };
    const waiting = whoWaits(audited, found.site.function, found.file, node);
    if (waiting.type === 'nobody') return { outcome: 'dismissed', reason: waiting.reason };
    const subject = holder(audited, found.site.function, node);
    if (found.type === 'twin') return ofTwin(found, subject, waiting);
    if (waiting.severity === 'LOW' && found.chain !== null) {
      return { outcome: 'dismissed', reason: BEFORE_ANYBODY };
    }
    const small = waiting.severity === 'HIGH' ? null : whySmall(audited, found.blocking, node);
    if (small !== null) return { outcome: 'dismissed', reason: small };
    const isOfSource = isShipped(audited, found.blocking);
    const advice = adviceFor(audited, found);
    const told = {
      issue: `${subject} ${doesWhat(found, audited)}: ${waiting.who}`,
      recommendation: isOfSource ? keptAdvice(found, advice) : advice,
      effort: 'S',
      evidence: found.chain === null ? [] : evidenceOf(audited, found.chain),
    } as const;
    if (isPutAway(found, audited)) {
      const note = `how much ${found.blocking.site.call.callee} has to put away there`;
      return { ...told, outcome: 'needs context', note };
    }
    const severity = isOfSource ? 'LOW' : weightOf(found, waiting.severity);
    return { ...told, outcome: 'confirmed', severity } satisfies Ruling;
  },
});

/**
 * Lowers the severity of metadata reads, which usually return at once, and of deep calls, which are
 * not always reached.
 */
function weightOf({ blocking, chain }: BlockingPlace, severity: AuditSeverity): AuditSeverity {
  if (blocking.kind === 'metadata') return 'LOW';
  return chain !== null && chain.steps.length > 1 && severity === 'HIGH' ? 'MEDIUM' : severity;
}

/** True if files are created for a `with` and removed after it, such as a folder for one upload. */
function isPutAway({ blocking, chain }: BlockingPlace, audited: AuditedCode): boolean {
  return chain !== null && blocking.kind === 'walk' && isEntered(audited, chain);
}

function doesWhat({ blocking, chain }: BlockingPlace, audited: AuditedCode): string {
  const waits = `calls ${blocking.site.call.callee}, which waits for ${WAITS_FOR[blocking.kind]}`;
  return chain === null ? waits : `calls ${throughText(audited, chain)}, which ${waits}`;
}

function ofTwin(
  { site, says, recommendation, note, evidence }: AwaitedBeside,
  subject: string,
  { severity, who }: Extract<Waiting, { type: 'somebody' }>,
): Ruling {
  const issue = `${subject} calls ${site.call.callee}, ${says}: ${who}`;
  const told = { issue, recommendation, effort: 'S', evidence } as const;
  return note === null
    ? { ...told, outcome: 'confirmed', severity }
    : { ...told, outcome: 'needs context', note };
}
