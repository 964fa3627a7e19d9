import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import { resolveVariable } from '../../../analysis/resolve-variable-origin-and-type.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { EntityRead } from '../reads/entity-loading-query.ts';
import { listEntityReads } from '../reads/list-entity-reads-in-function.ts';
import { parseRepositoryModel } from '../reads/parse-python-entity-query.ts';
import { isSameModel, type KeyArgument, type KeyCaller } from './entity-key-parameters.ts';

/** An entity that a caller has in its hands as it hands over its key. */
export interface LoadedEntity {
  readonly variable: string;
  /** Offset in the caller's file from which the variable has the entity. */
  readonly from: number;
  readonly line: number;
}

/** Returns the entity whose key a caller passes, or null if the caller has only the key. */
export function findLoadedEntity(
  handover: KeyArgument,
  caller: KeyCaller,
  audited: AuditedCode,
): LoadedEntity | null {
  const { code } = audited;
  const index = caller.site.function;
  const { start } = caller.site.raw;
  const isSameClass = code.rawOf(index).owner === code.rawOf(handover.site.function).owner;
  const isOf = (model: string): boolean => isSameModel(model, handover.read.model, isSameClass);
  const reads = listEntityReads(audited, index).filter(
    (read) => read.node.range().end.index <= start,
  );
  const byKey = reads.find(
    (read) =>
      read.key?.value === caller.value &&
      read.variable !== null &&
      !read.isList &&
      isOf(read.model),
  );
  if (byKey !== undefined) return heldSince(byKey, byKey.variable ?? '');
  const [, variable, field = ''] = /^(\w+)\.(\w+)$/u.exec(caller.value) ?? [];
  if (variable === undefined || !isField(field, handover.read)) return null;
  const read = reads.findLast(
    (read) => read.variable === variable && !read.isList && isOf(read.model),
  );
  return read !== undefined
    ? heldSince(read, variable)
    : givenTo(audited, caller, variable, reads, isOf);
}

function isField(field: string, { key }: EntityRead): boolean {
  const plain = (name: string): string => (/^_?(?:id|pk)$/u.test(name) ? 'id' : name);
  return key !== null && plain(field) === plain(key.field);
}

function heldSince({ node }: EntityRead, variable: string): LoadedEntity {
  const { end } = node.range();
  return { variable, from: end.index, line: node.range().start.line + 1 };
}

/** Finds the entity by the call, type or list that the variable comes from. */
function givenTo(
  audited: AuditedCode,
  { site }: KeyCaller,
  variable: string,
  reads: readonly EntityRead[],
  isOf: (model: string) => boolean,
): LoadedEntity | null {
  const { code } = audited;
  const { start = 0, line = 1 } = code.rawOf(site.function);
  const looped = reads.find(
    (read) => read.isList && isOf(read.model) && isLooped(read, variable, audited, site.function),
  );
  if (looped !== undefined) return heldSince(looped, variable);
  const held = resolveVariable(audited, site, variable);
  if (held === null || held.scope === -1) return null;
  if (held.how === 'type') return isOf(held.of) ? { variable, from: start, line } : null;
  if (held.how !== 'call') return null;
  const made = code
    .callsOf(site.function)
    .find(
      ({ call, raw }) =>
        call.callee === held.of && call.line >= held.line && raw.start < site.raw.start,
    );
  if (made === undefined) return null;
  const from = { variable, from: made.raw.end, line: made.call.line };
  const [target] = made.call.isGuess ? [] : made.call.targets;
  if (target !== undefined) {
    const given = modelGiven(audited, target);
    if (given !== null) return isOf(given) ? from : null;
  }
  return isOf(repositoryModel(held.of)) ? from : null;
}

/**
 * Returns the model of a repository call, `job` for `job_repo.acquire_next_pending()`, unless the
 * call counts or returns many.
 */
function repositoryModel(callee: string): string {
  const dot = callee.lastIndexOf('.');
  const method = callee.slice(dot + 1);
  const isOne =
    /^(?:acquire|claim|pop|next|get|find|fetch|load|take|lock|create|add|reserve)/u.test(method);
  const isMany = /(?:_all|_many|_ids?|_list|count)$|^(?:list|get_all|find_all)/u.test(method);
  const receiver = callee.slice(0, Math.max(dot, 0));
  const isRepository = /(?:^|[._])\w*?(?:[rR]epo(?:sitory)?|_dao|crud)$/u.test(receiver);
  return isOne && !isMany && isRepository ? parseRepositoryModel(receiver) : '';
}

/** True for the variable of a loop over the rows of the read: `for job in jobs`. */
function isLooped(
  read: EntityRead,
  variable: string,
  audited: AuditedCode,
  index: number,
): boolean {
  const list = read.variable ?? read.node.text();
  const text = findFunctionNode(audited, index)?.text() ?? '';
  return [`for ${variable} in ${list}`, `const ${variable} of ${list}`].some((loopHead) =>
    text.includes(loopHead),
  );
}

/** Returns the model of a function's single row, by its return type or reads; null if unknown. */
function modelGiven(audited: AuditedCode, index: number): string | null {
  const node = findFunctionNode(audited, index);
  const typed = node?.field('return_type')?.text() ?? '';
  if (/\b(?:list|List|Sequence|Iterable|Array|tuple|dict)\s*[[<]|\[\]/u.test(typed)) return null;
  const name = typed
    .replace(/\b(?:Optional|Promise|Awaitable|None|Union)\b/gu, '')
    .match(/[A-Z]\w*/u)?.[0];
  if (name !== undefined) return name;
  const returned = listEntityReads(audited, index).find(
    (read) =>
      !read.isList &&
      (read.node.parent()?.kind() === 'return_statement' ||
        (read.variable !== null &&
          new RegExp(`return ${read.variable}\\b(?![.(])`, 'u').test(node?.text() ?? ''))),
  );
  return returned?.model ?? null;
}
