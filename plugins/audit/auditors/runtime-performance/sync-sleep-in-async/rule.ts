import { defineRule } from '../../../auditor.ts';
import { callsNamed, functionName, isAsync, isPython } from '../../../look/calls.ts';
import { nodeOf } from '../../../look/nodes.ts';
import { skipWithoutAsyncPython } from '../../../look/skips.ts';
import { whyElsewhere } from '../handed-on.ts';
import { whoWaits } from '../who-waits.ts';

/** R653-13: a sleep that holds the event loop. */
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
  match: (audited) =>
    callsNamed(
      audited,
      /^time\.sleep$/u,
      (index) => isPython(audited, index) && isAsync(audited, index),
    ),
  verify: (found, audited) => {
    const elsewhere = whyElsewhere(found, audited);
    if (elsewhere !== null) return { outcome: 'dismissed', reason: elsewhere };
    const { function: index, call } = found.site;
    const waiting = whoWaits(audited, index, found.file, nodeOf(audited, found));
    if (waiting.type === 'nobody') return { outcome: 'dismissed', reason: waiting.reason };
    return {
      outcome: 'confirmed',
      severity: waiting.severity,
      issue: `${functionName(audited, index)} is async and calls ${call.callee}${call.arguments}: ${waiting.who}`,
      recommendation: `await asyncio.sleep${call.arguments}`,
      effort: 'S',
    };
  },
});
