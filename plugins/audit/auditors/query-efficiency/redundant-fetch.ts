import { adjustSeverity } from '../../analysis/adjust-severity-by-code-location.ts';
import {
  findFunctionNode,
  formatFunctionName,
  isPythonFunction,
} from '../../analysis/calls-and-functions.ts';
import { resolveVariable } from '../../analysis/resolve-variable-origin-and-type.ts';
import type { AuditSeverity } from '../../document/audit-document.ts';
import { type AuditedCode, defineRule, type Ruling } from '../../rule.ts';
import {
  findKeyArguments,
  findKnownValue,
  formatCallerName,
  isSameModel,
  type KeyArgument,
  type KeyCaller,
} from './entity-key-arguments.ts';
import type { EntityRead } from './reads/entity-loading-query.ts';
import { listEntityReads } from './reads/list-entity-reads-in-function.ts';
import { parseRepositoryModel } from './reads/parse-python-entity-query.ts';

/** Key passed by callers that already have the row. */
interface RefetchedEntity extends KeyArgument {
  readonly holders: readonly { readonly caller: KeyCaller; readonly entity: LoadedEntity }[];
}

/** Q651-02 to Q651-09: a row is loaded again although the caller already has it. */
export const REDUNDANT_FETCH = defineRule({
  id: 'redundant-fetch',
  principle: 'Query Efficiency / Loaded data fetched again',
  sources: {
    'SQLAlchemy 2.0: expiring and refreshing, when to expire or refresh':
      'https://docs.sqlalchemy.org/en/20/orm/session_state_management.html#refreshing-expiring',
  },
  match: findRefetchedEntities,
  verify: judgeRefetchedEntity,
});

function* findRefetchedEntities(audited: AuditedCode): Generator<RefetchedEntity> {
  for (const found of findKeyArguments(audited)) {
    const holders = found.callers.flatMap((caller) => {
      const entity = findLoadedEntity(found, caller, audited);
      return entity === null ? [] : [{ caller, entity }];
    });
    if (holders.length > 0) yield { ...found, holders };
  }
}

function judgeRefetchedEntity(found: RefetchedEntity, audited: AuditedCode): Ruling {
  const exemption = exemptionOf(found, audited);
  if (exemption !== null) return exemption;
  const judged = found.holders.map((holder) => ({
    ...holder,
    stale: explainStaleness(found, holder.caller, holder.entity, audited),
  }));
  const fresh = judged.filter(({ stale }) => stale === null);
  const [first] = fresh;
  if (first === undefined) return judged[0]?.stale ?? '';
  const finding = describe(found, first.caller, first.entity, audited);
  const session = findOwnSession(found, audited);
  if (session !== null) {
    const note = `check whether ${formatFunctionName(audited, found.site.function)}, which opens ${session} itself, can use an entity from another session`;
    return { ...finding, note };
  }
  const severities = fresh.map(({ caller }) => severityOf(found, caller, audited));
  const severity = severities.find((severity) => severity === 'HIGH') ?? severities[0] ?? 'MEDIUM';
  return { severity, ...finding };
}

/** Returns why the second query differs from the first, whoever calls; null: it does not. */
function exemptionOf(found: KeyArgument, audited: AuditedCode): string | null {
  const { read } = found;
  if (read.special !== null) return read.special;
  if (read.isNarrowed) return 'the query loads other columns';
  if (findKnownValue(found, audited) !== null) {
    return 'the unnecessary-resolve rule already reports this query';
  }
  return read.node.parent()?.kind() === 'return_statement'
    ? `${formatFunctionName(audited, found.site.function)} only returns the row, and callers may need its current state`
    : null;
}

function severityOf(found: KeyArgument, caller: KeyCaller, audited: AuditedCode): AuditSeverity {
  const index = caller.site.function;
  const reach = audited.reachedBy(index) ?? audited.reachedBy(found.site.function);
  return adjustSeverity(reach === 'request' ? 'HIGH' : 'MEDIUM', audited, index);
}

function describe(
  { site, read, parameter, callers }: RefetchedEntity,
  caller: KeyCaller,
  entity: LoadedEntity,
  audited: AuditedCode,
) {
  const name = formatFunctionName(audited, site.function);
  const by = formatCallerName(caller, audited);
  const file = audited.code.fileOf(caller.site.function);
  const others =
    callers.length === 1 ? '' : ', and keep the query for callers that have only the key';
  const expires = audited.context.db_config.expire_on_commit?.value === false;
  return {
    issue: `${name} loads ${read.model} by ${parameter}, although ${by} already holds that row in ${entity.variable} and passes only ${caller.value}`,
    recommendation: `Let ${by} hand ${entity.variable} to ${name}${others}${expires ? '; expire_on_commit=False keeps the entity usable after a commit, so the second query can be removed' : ''}`,
    effort: 'S',
    evidence: [
      { file, line: entity.line, text: `${by} holds ${entity.variable}` },
      { file, line: caller.site.call.line, text: `${by} calls ${name} with ${caller.value}` },
    ],
  } as const;
}

/** An entity that a caller has in its hands as it hands over its key. */
interface LoadedEntity {
  readonly variable: string;
  /** Offset in the caller's file from which the variable has the entity. */
  readonly from: number;
  readonly line: number;
}

/** Calls of a repository that return one entity: `job_repo.acquire_next_pending()`. */
const GIVES_ENTITY =
  /^(.*(?:[rR]epo(?:sitory)?|_dao|crud))\.(?:acquire|claim|pop|next|get|find|fetch|load|take|lock|create|add|reserve)(?!\w*(?:_all|_many|_ids?|_list|count)$)\w*$/u;

/** Returns the entity whose key a caller passes, or null if the caller has only the key. */
function findLoadedEntity(
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

/** Returns the commit that expires the caller's entity before it is read again (Q651-06), or null. */
function explainStaleness(
  { site, read }: KeyArgument,
  caller: KeyCaller,
  held: LoadedEntity,
  audited: AuditedCode,
): string | null {
  const { code, context } = audited;
  const isSqlAlchemy =
    isPythonFunction(audited, site.function) && !site.call.callee.includes('.objects');
  if (!isSqlAlchemy || context.db_config.expire_on_commit?.value === false) return null;
  const commit = [
    ...code
      .callsOf(caller.site.function)
      .filter(({ raw }) => raw.start >= held.from && raw.end <= caller.site.raw.start),
    ...code.callsOf(site.function).filter(({ raw }) => raw.end <= read.node.range().start.index),
  ].find(({ call }) => /(?:^|\.)(?:\w*session|db|s)\.commit$/iu.test(call.callee))?.call;
  return commit === undefined
    ? null
    : `${commit.callee} on line ${commit.line} expires ${held.variable}, because expire_on_commit is not False`;
}

/** Returns the callee's own session; entities of another session cannot be used in it as is. */
function findOwnSession({ read, site }: KeyArgument, audited: AuditedCode): string | null {
  const receiver = /(?:^|[\s(])(\w+)\.(?:get|query|execute|scalars?|exec)\(/u.exec(
    read.node.text(),
  )?.[1];
  const { parameters } = audited.code.functionAt(site.function);
  if (receiver === undefined || parameters.includes(receiver)) return null;
  const text = findFunctionNode(audited, site.function)?.text() ?? '';
  const opened = new RegExp(`\\bas\\s+${receiver}\\b|(?<![.\\w])${receiver}\\s*=\\s*\\w`, 'u');
  return opened.test(text) ? receiver : null;
}
