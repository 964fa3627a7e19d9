import type { SgNode } from '@ast-grep/napi';
import { around, type CallSite } from '../../../../analysis/index.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import type { AuditedCode } from '../../../rule.ts';
import { LIMIT_PER_ELEMENT_NOTE, MANY_STATEMENTS_NOTE } from '../batching-caveat-messages.ts';
import { listQueries } from '../queries/list-queries-in-function.ts';
import { readAssignedName } from '../reads/expand-query-call-chain.ts';
import { isExternalServiceCall } from '../statements/external-service-call.ts';
import { describeSkippedSideEffects } from '../statements/orm-hooks-skipped-by-batch.ts';
import type { ReachedStatement } from './database-statements-reached-through-calls.ts';
import { findBatchEquivalent } from './find-batch-version-of-function.ts';
import type { LoopedCall } from './looped-calls-reaching-database.ts';

/** Maximum number of statements; a function with more does separate work for the element. */
const STATEMENTS = 3;
const CHANGES = /(?:^|\.)(?:create|insert|save|update|upsert|delete|remove)[A-Z_]?\w*$/u;
const TRANSACTION =
  /(?:^|\.)(?:\$?transaction|\$?withTransaction|runInTransaction|atomic|begin|begin_nested|transactional)$/u;

const UPSERT =
  /upsert|(?:create|insert|add)_?(?:or)_?update|(?:update|get)_?or_?(?:create|insert|add)/iu;

/** Returns what to know before combining the statements of all iterations; null: nothing. */
export function describeUnbatchableWork(
  { statements, site, adds }: LoopedCall,
  first: ReachedStatement,
  audited: AuditedCode,
): string | null {
  // A function for many is there already.
  if (first.effect.statement.model?.endsWith('takes a list') === true) {
    return first.effect.kind === 'read' ? (ofEach(first) ?? caughtOn(first, audited)) : null;
  }
  // A call with a batch equivalent in the project can be batched.
  const [called] = site.call.targets;
  if (called !== undefined && findBatchEquivalent(audited, called, site.function) !== null) {
    return caughtOn(first, audited);
  }
  if (statements > STATEMENTS) {
    return `${MANY_STATEMENTS_NOTE} ${statements} statements: batch only if the work of all iterations can be combined`;
  }
  const transaction = ownTransaction(first, audited, site);
  if (first.effect.kind === 'read') {
    const own = ofEach(first);
    if (own !== null) return own;
    // A read-only transaction works for all elements together.
    return statements > 1 || locks(first, audited) || mayChange(first, audited)
      ? transaction
      : null;
  }
  if (first.effect.kind === 'update' && (adds || UPSERT.test(site.call.callee))) {
    return 'an iteration inserts or updates a row, depending on whether the row already exists';
  }
  return (
    transaction ??
    givenOn(first, audited) ??
    ownFate(first, audited) ??
    outside(first, audited) ??
    describeSkippedSideEffects(first.effect.statement, audited)
  );
}

/** Limit that applies to each element; counts have it among their options. */
const LIMIT = /\b(?:limit|take)\s*[:=]\s*(?!1\b)[\w.]+/u;
const COUNT = /(?:^|\.)count(?:Documents)?$/u;

/** Returns what the query computes per element but one for all would not; null: nothing. */
function ofEach({ effect }: ReachedStatement): string | null {
  const { call, raw } = effect.site;
  if (LIMIT.test(raw.argumentText) && !COUNT.test(call.callee)) {
    return LIMIT_PER_ELEMENT_NOTE;
  }
  return COUNT.test(call.callee) && /^\(\s*[a-z]\w*\s*,\s*[a-z{]/u.test(raw.argumentText)
    ? 'each element is counted with its own options: batch only if one grouped query can return all the counts'
    : null;
}

function functionsOn({ effect, steps }: ReachedStatement): readonly number[] {
  return [...steps.map((step) => step.function), effect.site.function];
}

/** True if the call path locks a row, which stays locked until the iteration is done with it. */
function locks(reached: ReachedStatement, audited: AuditedCode): boolean {
  return functionsOn(reached).some((index) =>
    listQueries(audited, index).some(({ special }) => special !== null && /locks/u.test(special)),
  );
}

/** True if the name of a call on the path suggests a write. */
function mayChange(reached: ReachedStatement, audited: AuditedCode): boolean {
  return functionsOn(reached).some((index) =>
    audited.code.callsOf(index).some(({ call }) => CHANGES.test(call.callee)),
  );
}

/** Returns a note if each element has its own transaction, as they then fail independently. */
function ownTransaction(
  reached: ReachedStatement,
  audited: AuditedCode,
  { call }: CallSite,
): string | null {
  const [called] = call.targets;
  if (TRANSACTION.test(call.callee)) {
    return 'each iteration has its own transaction: batch only if it is acceptable for one failure to stop the other iterations';
  }
  const functions = new Set([...(called === undefined ? [] : [called]), ...functionsOn(reached)]);
  for (const index of functions) {
    const isMarked = audited.code
      .rawOf(index)
      .decorators.some(({ name }) => TRANSACTION.test(name));
    const begins = audited.code.callsOf(index).some(({ call }) => TRANSACTION.test(call.callee));
    if (isMarked || begins) {
      return `${formatFunctionName(audited, index)} uses a separate transaction per element: batch only if it is acceptable for one failing element to stop the others`;
    }
  }
  return null;
}

/** Returns why the stored row is needed on the path of an insert; null: it is not. */
function givenOn({ effect, steps }: ReachedStatement, audited: AuditedCode): string | null {
  if (effect.kind !== 'insert') return null;
  for (const site of steps) {
    const file = audited.code.facts.functions[site.function]?.file ?? '';
    const node = findCallNode(audited, { file, site });
    const scope = findFunctionNode(audited, site.function);
    const waits = /^await/u.test(String(node?.parent()?.kind()));
    const held = waits ? (node?.parent() ?? null) : node;
    const name = held === null ? null : readAssignedName(held);
    if (node === null || scope === null || name === null) continue;
    const after = scope.text().slice(node.range().end.index - scope.range().start.index);
    // Checking and returning the value does not count as a use.
    const calls = new RegExp(`\\w\\((?:[^()]|\\([^()]*\\))*\\b${name}\\b|=\\s*${name}\\s*;`, 'u');
    if (calls.test(after.replace(/\breturn\b[^;\n]*/gu, ''))) {
      return `the result ${name} is used in the same iteration`;
    }
  }
  return null;
}

/** Returns where the path catches errors to still process the next element; null: nowhere. */
function ownFate({ effect, steps }: ReachedStatement, audited: AuditedCode): string | null {
  // Inserts can be combined anyway, without the rows that fail.
  return effect.kind === 'insert' ? null : caughtOn({ effect, steps }, audited);
}

function caughtOn({ effect, steps }: ReachedStatement, audited: AuditedCode): string | null {
  for (const site of [...steps, effect.site]) {
    const file = audited.code.facts.functions[site.function]?.file ?? '';
    const node = findCallNode(audited, { file, site });
    if (node !== null && isCaught(node)) {
      return `${formatFunctionName(audited, site.function)} catches errors: batch only if it is acceptable for one failing element to stop the others`;
    }
  }
  return null;
}

function isCaught(node: SgNode): boolean {
  let inner = node;
  for (const outer of around(node)) {
    const isTried = outer.kind() === 'try_statement' && outer.field('body')?.id() === inner.id();
    const handlers = isTried
      ? outer
          .children()
          .filter((child) => ['except_clause', 'catch_clause'].includes(String(child.kind())))
      : [];
    if (handlers.some((handler) => !/\b(?:raise|throw)\b/u.test(handler.text()))) return true;
    inner = outer;
  }
  return false;
}

/** Returns a note if an external service is called, whose outcome may need storing at once. */
function outside(reached: ReachedStatement, audited: AuditedCode): string | null {
  const other = functionsOn(reached)
    .flatMap((index) => audited.code.callsOf(index))
    .find((callSite) => isExternalServiceCall(audited, callSite));
  return other === undefined
    ? null
    : `each iteration also calls ${other.call.callee}: batch only if the outcome of that call need not be stored immediately`;
}
