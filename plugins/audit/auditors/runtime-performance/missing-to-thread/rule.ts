import type { SgNode } from '@ast-grep/napi';
import { defineRule } from '../../../auditor.ts';
import { isAsync, isPython } from '../../../look/calls.ts';
import { callsOfNames } from '../../../look/full-name.ts';
import { nodeOf } from '../../../look/nodes.ts';
import { languageIn } from '../../../look/syntax-in.ts';
import type { AuditedCode, CallCandidate, Ruling } from '../../../rule.ts';
import { skipWithoutAsync } from '../async-frameworks.ts';
import { whyElsewhere } from '../handed-on.ts';
import { holder, holdsLoop, whoWaits } from '../who-waits.ts';
import { adviceFor, loopAdvice } from './advice.ts';
import { NODE_HEAVY, PYTHON_HEAVY, type Weight, weigh } from './heavy-calls.ts';
import { loopsText, type NestedLoops, nestedLoops, weighLoops } from './nested-loops.ts';

type Heavy =
  | (CallCandidate & { readonly type: 'call' })
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
  skip: skipWithoutAsync,
  match: heavyPlaces,
  verify: (found, audited) =>
    found.type === 'call' ? ofCall(found, audited) : ofLoops(found, audited),
});

function* heavyPlaces(audited: AuditedCode): Generator<Heavy> {
  const inPython = (index: number) => isPython(audited, index) && isAsync(audited, index);
  for (const found of callsOfNames(audited, PYTHON_HEAVY, inPython)) {
    yield { ...found, type: 'call' };
  }
  for (const found of callsOfNames(audited, NODE_HEAVY, (index) => !isPython(audited, index))) {
    if (holdsLoop(audited, found.site.function, nodeOf(audited, found))) {
      yield { ...found, type: 'call' };
    }
  }
  for (const found of nestedLoops(audited)) yield { ...found, type: 'loops' };
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
}

function rule(
  audited: AuditedCode,
  { index, file, node, weight, does }: Work,
  recommendation: string,
): Ruling {
  if (weight.type === 'light') return { outcome: 'dismissed', reason: weight.reason };
  const waiting = whoWaits(audited, index, file, node);
  if (waiting.type === 'nobody') return { outcome: 'dismissed', reason: waiting.reason };
  const issue = `${holder(audited, index, node)} ${does}: ${waiting.who}`;
  const told = { issue, recommendation, effort: 'S' } as const;
  if (weight.type === 'unknown') return { ...told, outcome: 'needs context', note: weight.what };
  // R653-18 knows one severity; what runs once weighs less (R653-09).
  return { ...told, outcome: 'confirmed', severity: waiting.severity === 'LOW' ? 'LOW' : 'MEDIUM' };
}
