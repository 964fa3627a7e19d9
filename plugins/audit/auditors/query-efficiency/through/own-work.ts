import { functionName } from '../../../look/calls.ts';
import type { AuditedCode } from '../../../rule.ts';
import { whyItMatters } from '../statements/hooks.ts';
import type { LoopedCall } from './looped-calls.ts';
import type { Reached } from './reached.ts';

/** A function with more statements than these does a work of its own for the element. */
const STATEMENTS = 3;
const TRANSACTION =
  /(?:^|\.)(?:\$?transaction|\$?withTransaction|runInTransaction|atomic|begin|begin_nested|transactional)$/u;

/** What would have to be known before the statements of all turns can be put together; null: nothing. */
export function ownWork(
  { statements, site }: LoopedCall,
  first: Reached,
  audited: AuditedCode,
): string | null {
  // A function for many is there already.
  if (first.effect.statement.model?.endsWith('takes a list') === true) return null;
  if (statements > STATEMENTS) {
    return `each turn makes ${statements} statements: whether its work can be done for all of them at once decides`;
  }
  if (first.effect.kind === 'read') return null;
  return (
    ownTransaction(first, audited, site.call.targets[0]) ??
    outside(first, audited) ??
    whyItMatters(first.effect.statement, audited)
  );
}

function functionsOn({ effect, steps }: Reached): readonly number[] {
  return [...steps.map((one) => one.function), effect.site.function];
}

/** Elements that are stored each in a transaction of its own do not fail together. */
function ownTransaction(
  reached: Reached,
  audited: AuditedCode,
  called: number | undefined,
): string | null {
  const functions = new Set([...(called === undefined ? [] : [called]), ...functionsOn(reached)]);
  for (const index of functions) {
    const isMarked = audited.code
      .rawOf(index)
      .decorators.some(({ name }) => TRANSACTION.test(name));
    const begins = audited.code.callsOf(index).some(({ call }) => TRANSACTION.test(call.callee));
    if (isMarked || begins) {
      return `${functionName(audited, index)} has a transaction of its own for each: whether those that fail may stop the others decides`;
    }
  }
  return null;
}

/** A service of somebody else's is called on the way: what came of it may have to be kept at once. */
function outside(reached: Reached, audited: AuditedCode): string | null {
  const other = functionsOn(reached)
    .flatMap((index) => audited.code.callsOf(index))
    .find(({ call }) => call.type === 'I/O-Network' || call.type === 'External');
  return other === undefined
    ? null
    : `each turn also calls ${other.call.callee}: whether its outcome has to be kept at once decides`;
}
