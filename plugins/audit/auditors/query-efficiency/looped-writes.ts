import type { SgNode } from '@ast-grep/napi';
import { type CallSite, type Loop, languageIn, loopAround } from '../../../analysis/index.ts';
import {
  createCallCandidate,
  findCallNode,
  formatFunctionName,
  isPythonFunction,
} from '../../analysis/calls-and-functions.ts';
import { findModels } from '../../analysis/orm-models.ts';
import {
  resolveVariable,
  resolveVariableType,
} from '../../analysis/resolve-variable-origin-and-type.ts';
import { type AuditedCode, defineRule } from '../../rule.ts';
import { readAssignedName } from './reads/entity-loading-query.ts';
import { isSqlTemplate } from './reads/recognize-sql-text-queries.ts';
import { parsePythonStatement } from './statements/parse-python-write-statement.ts';
import {
  findRepeatingLoop,
  findVaryingColumn,
  judgeRepeatedStatement,
  type RepeatedStatement,
} from './statements/repeated-statement.ts';
import {
  formatBatchInsert,
  formatBatchStatement,
  parseSqlStatement,
  type WriteStatement,
} from './statements/write-statement.ts';

/** A literal list as short as this is written out for its readers, not for its length. */
const HANDFUL = 10;

/** Q651-21 to Q651-23: rows added or deleted one by one. */
export const MISSING_BULK_OPS = defineRule({
  id: 'missing-bulk-ops',
  principle: 'Query Efficiency / Rows added or deleted one by one',
  sources: {
    'SQLAlchemy 2.0: ORM bulk INSERT statements':
      'https://docs.sqlalchemy.org/en/20/orm/queryguide/dml.html#orm-bulk-insert-statements',
    'Prisma: create multiple records':
      'https://www.prisma.io/docs/orm/prisma-client/queries/crud#create-multiple-records',
  },
  match: (audited) => findLoopedStatements(audited, 'bulk'),
  verify: (found, audited) => {
    const { node, loop, site, statement } = found;
    const used = loop === null ? null : findUsedResult(node, loop);
    if (used !== null) return `the result ${used} is used in the same iteration`;
    return judgeRepeatedStatement(found, audited, HANDFUL, (_, over) => ({
      severity: 'MEDIUM',
      issue: `${formatFunctionName(audited, site.function)} calls ${site.call.callee} for each element of ${over}`,
      recommendation: `In one batch: ${formatBatchInsert(statement)}`,
      effort: 'S',
    }));
  },
});

/** Returns the variable with a call's result that is used later in the iteration, or null. */
function findUsedResult(node: SgNode, { body }: Loop): string | null {
  const parent = node.parent();
  const isAwaited = /^await/u.test(String(parent?.kind()));
  const name = readAssignedName(isAwaited && parent !== null ? parent : node);
  const after = body.text().slice(node.range().end.index - body.range().start.index);
  return name !== null && new RegExp(`\\b${name}\\b`, 'u').test(after) ? name : null;
}

/** Number of elements up to which the severity is lower (Q651-12). */
const FEW_ELEMENTS = 10;

/** Q651-10 to Q651-14: one statement for each element. */
export const N_UPDATE_DELETE_LOOP = defineRule({
  id: 'n-update-delete-loop',
  principle: 'Query Efficiency / One statement per element',
  sources: {
    'SQLAlchemy 2.0: UPDATE and DELETE with arbitrary WHERE clause':
      'https://docs.sqlalchemy.org/en/20/orm/queryguide/dml.html#orm-update-and-delete-with-custom-where-criteria',
    'Django: database access optimization, use bulk methods':
      'https://docs.djangoproject.com/en/stable/topics/db/optimization/#use-bulk-methods',
  },
  match: (audited) => findLoopedStatements(audited, 'each'),
  verify: (found, audited) =>
    judgeRepeatedStatement(found, audited, 1, (loop, over, most) => {
      const { site, file, node, statement } = found;
      const index = site.function;
      const iterations = most === null ? 'many (assumed: more than 10)' : `at most ${most}`;
      // Nobody waits for a background job, so a possibly long list is not severe by itself.
      const isMild =
        most === null ? audited.reachedBy(index) === 'background' : most <= FEW_ELEMENTS;
      const column = findVaryingColumn(node, loop, languageIn(file));
      return {
        severity: isMild ? 'MEDIUM' : 'HIGH',
        issue: `${formatFunctionName(audited, index)} calls ${site.call.callee} for each element of ${over}: ${iterations} statements instead of one`,
        recommendation: `One statement for all elements: ${formatBatchStatement(statement, over, column)}`,
        effort: 'M',
      };
    }),
});

interface LoopedStatement extends RepeatedStatement {
  readonly statement: WriteStatement;
}

/**
 * Yields the looped statements that one rule covers; no statement belongs to two rules (Q651-23).
 * Session additions and deletions, and all inserts, belong to the rule on bulk operations, all
 * others to the rule on updates and deletes.
 */
function* findLoopedStatements(
  audited: AuditedCode,
  kind: 'bulk' | 'each',
): Generator<LoopedStatement> {
  const { code } = audited;
  for (const site of code.facts.functions.keys().flatMap(code.callsOf)) {
    if (site.call.loops === 0) continue;
    const isPython = isPythonFunction(audited, site.function);
    const called = isPython
      ? parsePythonStatement(audited, site)
      : parseJavaScriptStatement(audited, site);
    // Most calls are ruled out without parsing.
    if (called === null && !(isPython && RECORD_WRITE.test(site.call.callee))) continue;
    const node = findCallNode(audited, site);
    if (node === null) continue;
    const statement = called ?? parseRecordWrite(audited, site, loopAround(node));
    if (statement === null) continue;
    const isBulk = statement.by === 'session' || statement.verb === 'insert';
    if (isBulk !== (kind === 'bulk')) continue;
    const { model } = statement;
    const loop = findRepeatingLoop(node, isPython ? 'python' : 'script');
    yield { ...createCallCandidate(audited, site), node, loop, model, statement };
  }
}

/** Calls by which a row may store or delete itself. */
const RECORD_WRITE = /^(\w+)\.(a?save|a?delete)$/u;
/** Class of rows: `Book.objects.all()`. */
const ROWS = /\b([A-Z]\w*)\.objects\b/u;

/** Returns the statement of a row of a known model that stores or deletes itself, or null. */
function parseRecordWrite(
  audited: AuditedCode,
  site: CallSite,
  loop: Loop | null,
): WriteStatement | null {
  const [, name = '', method] = RECORD_WRITE.exec(site.call.callee) ?? [];
  if (method === undefined) return null;
  const origin = resolveVariable(audited, site, name);
  const type = resolveVariableType(audited, site, name);
  const model =
    /^(?:\w+\.)*([A-Z]\w*)$/u.exec(type)?.[1] ??
    ROWS.exec(origin?.expression ?? '')?.[1] ??
    (loop?.names.includes(name) === true ? resolveRowModel(audited, site, loop) : null);
  if (model === null || !findModels(audited).has(model)) return null;
  const isNew = origin?.kind === 'call' && /^(?:\w+\.)*[A-Z]\w*$/u.test(origin.expression);
  const verb = method.endsWith('delete') ? 'delete' : isNew ? 'insert' : 'update';
  return { verb, by: 'record', dialect: 'django', model };
}

/** Returns the class of the rows that a loop goes through, if the query for them states it. */
function resolveRowModel(audited: AuditedCode, site: CallSite, { over }: Loop): string | null {
  const text = over.text();
  const origin = /^\w+$/u.test(text) ? resolveVariable(audited, site, text) : null;
  return ROWS.exec(origin?.expression ?? text)?.[1] ?? null;
}

type Verb = WriteStatement['verb'];

/** Methods that change rows by a condition run one statement per call, whatever their name says. */
const PRISMA = new Map<string, Verb>([
  ['create', 'insert'],
  ['update', 'update'],
  ['updateMany', 'update'],
  ['upsert', 'update'],
  ['delete', 'delete'],
  ['deleteMany', 'delete'],
]);
const PRISMA_MODEL = /(?:^|\.)(?:\w*[pP]risma\w*|tx|trx|db|client)\.(\w+)$/u;
const KNEX = new Map<string, Verb>([
  ['update', 'update'],
  ['del', 'delete'],
  ['delete', 'delete'],
  ['insert', 'insert'],
]);
const KNEX_TABLE = /(?:^|\.)(?:\w*[kK]nex|db|trx|tx)\(\s*['"`]([\w.]+)['"`]\s*\)/u;

function parseJavaScriptStatement({ code }: AuditedCode, site: CallSite): WriteStatement | null {
  const { callee } = site.call;
  const { start, end, argumentText } = site.raw;
  if (isSqlTemplate(site)) {
    const text = (code.textOf(code.fileOf(site.function)) ?? '').slice(start, end);
    return parseSqlStatement(`(${text.slice(text.indexOf('`'))}`);
  }
  const dot = callee.lastIndexOf('.');
  const [receiver, method] = [callee.slice(0, Math.max(dot, 0)), callee.slice(dot + 1)];
  if (/^(?:query|execute|run|\$executeRawUnsafe|raw)$/u.test(method)) {
    return parseSqlStatement(argumentText);
  }
  const table = KNEX_TABLE.exec(receiver)?.[1];
  const knex = KNEX.get(method);
  if (table !== undefined && knex !== undefined) {
    return { verb: knex, by: 'execute', dialect: 'knex', model: table };
  }
  const model = PRISMA_MODEL.exec(receiver)?.[1];
  const verb = PRISMA.get(method);
  if (model === undefined || verb === undefined) return null;
  const options = verb === 'insert' ? /^\(\s*\{\s*(?:data|select)\b/u : /^\(\s*\{\s*where\b/u;
  return options.test(argumentText) ? { verb, by: 'execute', dialect: 'prisma', model } : null;
}
