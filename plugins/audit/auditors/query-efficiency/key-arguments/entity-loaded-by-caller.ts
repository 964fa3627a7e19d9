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

/** Calls of a repository that return one entity: `job_repo.acquire_next_pending()`. */
const GIVES_ENTITY =
  /^(.*(?:[rR]epo(?:sitory)?|_dao|crud))\.(?:acquire|claim|pop|next|get|find|fetch|load|take|lock|create|add|reserve)(?!\w*(?:_all|_many|_ids?|_list|count)$)\w*$/u;

/** Returns the entity whose key a caller passes, or null if the caller has only the key. */
export function findLoadedEntity(
  argument: KeyArgument,
  { site, value }: KeyCaller,
  audited: AuditedCode,
): LoadedEntity | null {
  const { code } = audited;
  const isSameClass =
    code.functionAt(site.function).owner === code.functionAt(argument.site.function).owner;
  const isOf = (model: string): boolean => isSameModel(model, argument.read.model, isSameClass);
  const reads = listEntityReads(audited, site.function).filter(
    ({ node, isList, model }) => node.range().end.index <= site.raw.start && !isList && isOf(model),
  );
  const byKey = reads.find((read) => read.key?.value === value && read.variable !== null);
  if (byKey !== undefined) return toLoaded(byKey, byKey.variable ?? '');
  const [, variable, field = ''] = /^(\w+)\.(\w+)$/u.exec(value) ?? [];
  if (variable === undefined || !isKeyField(field, argument.read)) return null;
  const read = reads.findLast((earlierRead) => earlierRead.variable === variable);
  if (read !== undefined) return toLoaded(read, variable);
  const { start = 0, line = 1 } = code.functionAt(site.function);
  const origin = resolveVariable(audited, site, variable);
  if (origin === null || origin.scope === -1) return null;
  if (origin.kind === 'type')
    return isOf(origin.expression) ? { variable, from: start, line } : null;
  const call = code
    .callsOf(site.function)
    .find(({ call, raw }) => call.callee === origin.expression && raw.start < site.raw.start);
  if (call === undefined) return null;
  const [target] = call.call.isGuess ? [] : call.call.targets;
  const returned = target === undefined ? null : readReturnedModel(audited, target);
  const repository = GIVES_ENTITY.exec(origin.expression)?.[1];
  const model = returned ?? (repository === undefined ? '' : parseRepositoryModel(repository));
  return isOf(model) ? { variable, from: call.raw.end, line: call.call.line } : null;
}

function isKeyField(field: string, { key }: EntityRead): boolean {
  const plain = (name: string): string => (/^_?(?:id|pk)$/u.test(name) ? 'id' : name);
  return key !== null && plain(field) === plain(key.field);
}

function toLoaded({ node }: EntityRead, variable: string): LoadedEntity {
  const { start, end } = node.range();
  return { variable, from: end.index, line: start.line + 1 };
}

/** Returns the class of a function's single row by its return type; null if unknown. */
function readReturnedModel(audited: AuditedCode, index: number): string | null {
  const type = findFunctionNode(audited, index)?.field('return_type')?.text() ?? '';
  if (/\b(?:list|List|Sequence|Iterable|Array|tuple|dict)\s*[[<]|\[\]/u.test(type)) return '';
  const name = /\b(?!Optional|Promise|Awaitable|None|Union)[A-Z]\w*/u.exec(type)?.[0];
  return name ?? null;
}
