import type { SgNode } from '@ast-grep/napi';
import { defineRule } from '../../../auditor.ts';
import { isAsync, isPython } from '../../../look/calls.ts';
import { readSize } from '../../../look/file-size.ts';
import { callsOfNames } from '../../../look/full-name.ts';
import { nodeOf } from '../../../look/nodes.ts';
import type { AuditedCode, CallCandidate, Ruling } from '../../../rule.ts';
import { skipWithoutAsync } from '../async-frameworks.ts';
import { whyElsewhere } from '../handed-on.ts';
import { holder, holdsLoop, whoWaits } from '../who-waits.ts';
import { adviceFor } from './advice.ts';
import { type BlockingKind, NODE_CALLS, PYTHON_CALLS } from './blocking-calls.ts';

/** Below it a file takes no time that counts (R653-09). */
const SMALL_BYTES = 1024;
const WAITS_FOR: Readonly<Record<BlockingKind, string>> = {
  file: 'the disk',
  network: 'the network',
  subprocess: 'another process',
};

interface BlockingCandidate extends CallCandidate {
  readonly kind: BlockingKind;
}

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
  match: blockingCalls,
  verify: (found, audited) => {
    const node = nodeOf(audited, found);
    const elsewhere = whyElsewhere(found, audited);
    if (elsewhere !== null) return { outcome: 'dismissed', reason: elsewhere };
    const waiting = whoWaits(audited, found.site.function, found.file, node);
    if (waiting.type === 'nobody') return { outcome: 'dismissed', reason: waiting.reason };
    const small = waiting.severity === 'HIGH' ? null : whySmall(audited, found, node);
    if (small !== null) return { outcome: 'dismissed', reason: small };
    const { callee } = found.site.call;
    const subject = holder(audited, found.site.function, node);
    return {
      outcome: 'confirmed',
      severity: waiting.severity,
      issue: `${subject} calls ${callee}, which waits for ${WAITS_FOR[found.kind]}: ${waiting.who}`,
      recommendation: adviceFor(audited, found.kind, found),
      effort: 'S',
    } satisfies Ruling;
  },
});

function* blockingCalls(audited: AuditedCode): Generator<BlockingCandidate> {
  for (const { kind, ...names } of PYTHON_CALLS) {
    const isMeant = (index: number) => isPython(audited, index) && isAsync(audited, index);
    for (const found of callsOfNames(audited, names, isMeant)) {
      // What is awaited does not block: a path of anyio, a client that is async.
      if (!found.site.call.isAwaited) yield { ...found, kind };
    }
  }
  for (const { kind, ...names } of NODE_CALLS) {
    for (const found of callsOfNames(audited, names, (index) => !isPython(audited, index))) {
      if (holdsLoop(audited, found.site.function, nodeOf(audited, found))) yield { ...found, kind };
    }
  }
}

function whySmall(
  audited: AuditedCode,
  { kind, name, file, site }: BlockingCandidate,
  node: SgNode | null,
): string | null {
  const isWritten = /write|append|copy|['"][wax]b?\+?['"]/iu.test(name + site.raw.argumentText);
  if (kind !== 'file' || node === null || isWritten) return null;
  const size = readSize(audited, file, node);
  return size !== null && size < SMALL_BYTES
    ? `the file has ${size} bytes and is not read for each request`
    : null;
}
