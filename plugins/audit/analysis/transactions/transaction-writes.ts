import type { CallSite } from '../../../analysis/index.ts';
import type { AuditedCode } from '../../rule.ts';
import { findRelatedManagerWrite } from '../models/django-related-manager-write.ts';
import { splitArguments } from '../split-call-arguments.ts';
import { listExecutedCalls } from './direct-and-transitive-calls-in-transaction.ts';
import { isDatabaseWrite } from './recognize-transaction-and-write-calls.ts';
import { addDerivedHandles, mentionsAnyName } from './variables-holding-transaction.ts';

/**
 * Names that stand for a transaction at a call. null if the callee carries the transaction, as in
 * Django, so that every write takes part.
 */
export type TransactionHandles = ReadonlySet<string> | null;

/** Functions of the project that are followed from a call. */
const DEEPEST = 4;
/** Methods that write on any receiver. */
const STATEMENTS =
  /\.(?:a?save|saveMany|a?bulk_(?:create|update)|a?(?:get|update)_or_create|updateOne|updateMany|insertOne|insertMany|deleteOne|deleteMany|replaceOne|bulkWrite|bulkCreate|findOneAnd(?:Update|Delete|Replace)|findByIdAnd(?:Update|Delete)|softDelete|softRemove|upsert|persist|\$?executeRaw(?:Unsafe)?)$/u;
/** Methods that write if they receive the transaction or are called on it. */
const BY_HANDLE =
  /(?:^|\.)(?:a?save|create|insert|update|upsert|delete|del|remove|destroy|increment|decrement|restore|flush|persist|merge|add|add_all|set|insertInto|updateTable|deleteFrom|replaceInto|softDelete|softRemove)(?:$|\()/u;
/** Names of writing functions that cannot be followed: `createOrder`, `mark_as_paid`. */
const VERBS =
  /(?:^|\.)_*(?:create|update|upsert|save|store|insert|delete|remove|add|mark|assign|persist|write|record|bulk|set|move|apply)(?:_\w*|[A-Z]\w*)?$/u;
/** Clear write names, for calls not linked to the transaction: `seen.add(order)` is ambiguous. */
const TELLING_VERBS =
  /^_*(?:(?:create|update|upsert|save|store|insert|delete|persist)(?:_\w+|[A-Z]\w*)?|(?:remove|add|mark|assign|bulk)(?:_\w+|[A-Z]\w*))$/u;
/** Methods that run a statement passed to them, and statements that only read. */
const RUNS = /\.(?:query|execute|exec|run|raw|unsafe|scalars?)$/u;
const READS =
  /^\(\s*(?:$|\)|(?:[\w.]*text\()?\s*[frb]*['"`]{1,3}\s*(?:SELECT|SHOW|SET|BEGIN|START|COMMIT|ROLLBACK|SAVEPOINT|EXPLAIN)\b|(?:[\w.]+\.)?select\s*\()/iu;

/** True if a call writes in the transaction of the handles, itself or through its callees. */
export function writesInTransaction(
  audited: AuditedCode,
  site: CallSite,
  handles: TransactionHandles,
  deepest = DEEPEST,
  seen: ReadonlySet<number> = new Set(),
): boolean {
  const isHanded = handles !== null && mentionsAnyName(textOf(site), handles);
  if (handles !== null && !isHanded) return false;
  if (isDirectWrite(audited, site, isHanded)) return true;
  const targets = ownTargets(site);
  if (targets.length === 0) {
    return (isHanded ? VERBS : TELLING_VERBS).test(lastOf(site));
  }
  if (deepest === 0) return false;
  return targets.some((target) => {
    if (seen.has(target)) return false;
    const inside = resolveCalleeHandles(audited, site, target, handles);
    const passed = new Set([...seen, target]);
    return listExecutedCalls(audited.code, target).some((callSite) =>
      writesInTransaction(audited, callSite, inside, deepest - 1, passed),
    );
  });
}

/** True if a call is a statement that writes. */
export function isDirectWrite(audited: AuditedCode, site: CallSite, isHanded: boolean): boolean {
  const { callee } = site.call;
  const text = site.raw.argumentText;
  if (
    isDatabaseWrite(site) ||
    STATEMENTS.test(callee) ||
    findRelatedManagerWrite(audited, site) !== null
  )
    return true;
  // Django's `row.delete()` and `rows.update(state=…)`; `update` of a dictionary takes another
  // dictionary.
  if (/\.a?delete$/u.test(callee) && /^\(\s*\)$/u.test(text)) return true;
  if (/\.a?update$/u.test(callee) && /^\(\s*(?:\*\*)?\w+\s*=(?!=)/u.test(text)) return true;
  if (RUNS.test(callee) && !READS.test(text)) return true;
  return isHanded && ownTargets(site).length === 0 && BY_HANDLE.test(callee);
}

/** Returns the handles of the transaction inside a function that a call leads to. */
export function resolveCalleeHandles(
  audited: AuditedCode,
  site: CallSite,
  target: number,
  handles: TransactionHandles,
): TransactionHandles {
  if (handles === null) return null;
  const { file = '' } = audited.code.facts.functions[target] ?? {};
  const names = findHandleParameters(audited, site, target, handles);
  // A handle that is passed in an object, or is the receiver, has an unknown name there.
  return names.size === 0
    ? null
    : addDerivedHandles(audited, { ...audited.code.rawOf(target), file }, names);
}

/** Returns the parameters of a function that receive one of the names. */
export function findHandleParameters(
  { code }: Pick<AuditedCode, 'code'>,
  { raw }: CallSite,
  target: number,
  names: ReadonlySet<string>,
): ReadonlySet<string> {
  const parameters = code
    .rawOf(target)
    .parameters.filter((parameter) => !/^(?:self|cls)$/u.test(parameter));
  const found = splitArguments(raw.argumentText).flatMap(({ name, value }, index) => {
    const given = name ?? parameters[index] ?? '';
    return given !== '' && mentionsAnyName(value, names) ? [given] : [];
  });
  return new Set(found);
}

/** Returns the project functions that a call may reach, including those matched by name alone. */
function ownTargets({ call, raw }: CallSite): readonly number[] {
  return call.targets.slice(0, call.targets.length - raw.callbacks.length);
}

function textOf({ raw }: CallSite): string {
  return `${raw.callee} ${raw.argumentText}`;
}

function lastOf({ call }: CallSite): string {
  return call.callee.split('.').at(-1) ?? call.callee;
}
