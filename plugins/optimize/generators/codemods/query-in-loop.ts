import type { SgNode } from '@ast-grep/napi';
import {
  bare,
  hasComment,
  isFunction,
  kindOf,
  nodesOf,
  partsOf,
  scopeOf,
  spanOf,
} from '../../../analysis/index.ts';
import {
  type CodemodEdit,
  type CodemodMatch,
  type CodemodSource,
  defineCodemod,
} from '../codemod.ts';
import { findWriteTargets } from '../general/syntax-node-lookups.ts';
import { addHelperFunction, type HelperFunction } from '../injected-functions/helper-function.ts';
import {
  collectDeclaredNames,
  collectReferencedNames,
  findDeclarations,
  findDeclarationsIn,
  findReferences,
} from '../io/find-declarations.ts';
import { isPostgresPool, parseSqlQuery, type SqlQuery } from '../io/postgres-queries.ts';
import { createMatch, readIndentation, replaceNode } from '../syntax/codemod-edits.ts';

const QUERY_BY_KEYS: HelperFunction = {
  name: 'queryByKeys',
  text: (t) => `/**
 * Rows for each of \`keys\`, in order, with one query per thousand keys. The database decides which
 * rows belong to which key, by its own comparison.
 */
${t(
  `async function queryByKeys(
  database: { query: (sql: string, values: unknown[]) => Promise<{ rows: any[] }> },
  sql: string,
  keys: readonly unknown[],
): Promise<any[][]>`,
  'async function queryByKeys(database, sql, keys)',
)} {
  const found${t(': any[][]')} = keys.map(() => []);
  for (let start = 0; start < keys.length; start += 1_000) {
    const { rows } = await database.query(sql, [keys.slice(start, start + 1_000)]);
    for (const { batch_key, batch_positions, ...row } of rows) {
      for (const position of batch_positions) found[start + position - 1]${t('?')}.push({ ...row });
    }
  }
  return found;
}
`,
};

/** Query on one table by one key, with plain columns or all, and no further clause. */
const BY_KEY =
  /^\s*select\s+(\*|\w+(?:\s*,\s*\w+)*)\s+from\s+(\w+(?:\.\w+)?)\s+where\s+(\w+)\s*=\s*\$1\s*$/iu;
const OWN_NAMES = ['turns', 'turn', 'rowsByTurn'];

export const queryInLoop = defineCodemod({
  id: 'query-in-loop',
  title: 'Replace a query per iteration with a single query',
  classes: ['I/O-DB', 'Architecture'],
  complexity: 'Medium',
  risk: 'Medium',
  preconditions:
    'A `for … of` whose only wait is its first statement: a constant `SELECT … FROM table WHERE key = $1` on a pool of pg, with the item or one property of it, of which only the rows are used. The loop changes no property of the name of the key, starts no other query, is not left in between, and does not mention what it runs over. No ORDER BY and no LIMIT: they would mean something else over all keys.',
  seenIn: [
    'rodrigobranas/cccat9_6: backend/checkout/src/application/query/GetOrders.ts',
    'JeanFG86/arq_: backend/checkout/src/application/query/GetOrders.ts',
  ],
  conflictsWith: ['bounded-turns'],
  find: (source) => {
    const found = nodesOf(source.root, 'for_in_statement').map((loop) => ({
      scope: scopeOf(loop).id(),
      matches: toMatch(source, loop),
    }));
    // Generated names of two matches in a scope would collide; the second is changed when the
    // codemod is applied again.
    const places = found.filter(({ matches }) => matches.length > 0);
    return places
      .filter(({ scope }, index) => places.findIndex((place) => place.scope === scope) === index)
      .flatMap(({ matches }) => matches);
  },
});

function toMatch(source: CodemodSource, loop: SgNode): readonly CodemodMatch[] {
  const [left, right, block] = [loop.field('left'), loop.field('right'), loop.field('body')];
  const words = new Set(loop.children().map((child) => child.text()));
  if (!left || !right || block?.kind() !== 'statement_block' || hasComment(loop)) return [];
  if (words.has('await') || !words.has('of') || !words.has('const')) return [];
  if (
    !/^(?:statement_block|program)$/u.test(String(loop.parent()?.kind())) ||
    !isFiniteIterable(right)
  ) {
    return [];
  }
  const query = onlyQuery(source, block);
  const key = query === null ? null : keyOf(query, left);
  const sql = query === null ? null : batchSql(query.sql);
  const helper = addHelperFunction(source, QUERY_BY_KEYS);
  const taken = OWN_NAMES.some((name) => findDeclarations(source.root, name).length > 0);
  if (query === null || key === null || sql === null || helper === null || taken) return [];
  if (!isUndisturbed(block, right, key)) return [];
  const rows = rowsEdit(query);
  if (rows === null) return [];
  const indent = readIndentation(source, loop);
  const header = [
    `const turns = [...${right.text()}];`,
    `const rowsByTurn = await queryByKeys(${query.receiver.text()}, ${sql}, turns.map((${left.text()}) => ${key.text()}));`,
    `for (const [turn, ${left.text()}] of turns.entries()) `,
  ].join(`\n${indent}`);
  const head = { start: spanOf(loop).start, end: spanOf(block).start, text: header };
  return [createMatch(loop, [head, rows, ...helper])];
}

/** Returns the query of a loop's first statement, if nothing else in the loop is awaited. */
function onlyQuery(source: CodemodSource, block: SgNode): SqlQuery | null {
  const [first] = partsOf(block);
  const waits = nodesOf(block, 'await_expression');
  const [wait] = waits;
  if (first === undefined || wait === undefined || waits.length > 1) return null;
  const isFirst =
    spanOf(wait).start >= spanOf(first).start && spanOf(wait).end <= spanOf(first).end;
  const isPlainStatement = /^(?:lexical_declaration|expression_statement)$/u.test(kindOf(first));
  const isConditional = wait
    .ancestors()
    .some((node) => /^(?:ternary_expression|binary_expression)$/u.test(kindOf(node)));
  const query = parseSqlQuery(partsOf(wait)[0] ?? null);
  if (!isFirst || !isPlainStatement || isConditional || query === null) return null;
  return isPostgresPool(source, query.receiver) ? query : null;
}

/** Returns the query's only value if it is the item itself or a property of it. */
function keyOf(query: SqlQuery, left: SgNode): SgNode | null {
  const list = query.values?.kind() === 'array' ? partsOf(query.values) : [];
  const [key, ...more] = list;
  if (key === undefined || more.length > 0 || !/^\w+(?:\.\w+)?$/u.test(key.text())) return null;
  const names = [...collectReferencedNames(key)];
  const own = left.kind() === 'identifier' ? new Set([left.text()]) : collectDeclaredNames(left);
  return names.length === 1 && own.has(names[0] ?? '') ? key : null;
}

/** Returns one query for a list of keys, giving for each row its key's positions in the list. */
function batchSql(sql: string): string | null {
  const [, columns, table, key] = BY_KEY.exec(sql.replaceAll(/\s+/gu, ' ')) ?? [];
  if (columns === undefined || table === undefined || key === undefined) return null;
  const names = columns.split(',').map((name) => name.trim().toLowerCase());
  const isOwn = names.some((name) => /^batch_(?:key|positions)$/u.test(name));
  if (isOwn || new Set(names).size < names.length) return null;
  const inner = `SELECT ${columns}, ${key} AS batch_key FROM ${table} WHERE ${key} = ANY($1)`;
  return `'SELECT batch.*, array_positions($1, batch_key) AS batch_positions FROM (${inner}) AS batch'`;
}

/** True if the loop body does not touch the keys or the list, and issues no other query. */
function isUndisturbed(block: SgNode, right: SgNode, key: SgNode): boolean {
  const property = key.text().split('.').at(-1) ?? '';
  const writesKey = findWriteTargets(block).some(
    (target) => target.text().split('.').at(-1) === property,
  );
  const inside = collectReferencedNames(block);
  const mentionsList = [...collectReferencedNames(right)].some((name) => inside.has(name));
  const queries = nodesOf(block, 'call_expression').filter((call) =>
    /\.(?:query|execute|insert|update|delete|save|create|upsert)$/u.test(
      call.field('function')?.text() ?? '',
    ),
  );
  const hasFunction = block.findAll({ rule: { kind: 'arrow_function' } }).length > 0;
  const hasOther = nodesOf(block, 'function_expression').some(isFunction);
  // An iteration that leaves the loop would skip the queries of later iterations.
  const leaves = ['return_statement', 'break_statement'].some(
    (kind) => nodesOf(block, kind).length > 0,
  );
  return (
    !leaves && !writesKey && !mentionsList && queries.length === 1 && !hasFunction && !hasOther
  );
}

function rowsEdit(query: SqlQuery): CodemodEdit | null {
  const wait = query.call.parent();
  const outer = wait?.parent();
  if (!wait || !outer) return null;
  const member = outer.kind() === 'parenthesized_expression' ? outer.parent() : null;
  if (member?.kind() === 'member_expression') {
    const isRows = member.field('property')?.text() === 'rows';
    return isRows ? replaceNode(member, 'rowsByTurn[turn]') : null;
  }
  const pattern = outer.kind() === 'variable_declarator' ? outer.field('name') : null;
  if (!pattern || outer.field('type')) return null;
  if (pattern.kind() === 'identifier') {
    const scope = scopeOf(pattern);
    const uses = findReferences(scope, pattern.text());
    const isOnlyRows = uses.every((use) => use.parent()?.text() === `${use.text()}.rows`);
    const isOnce = findDeclarationsIn(scope, pattern.text()).length === 1;
    return isOnlyRows && isOnce ? replaceNode(wait, '{ rows: rowsByTurn[turn] }') : null;
  }
  const parts = partsOf(pattern);
  const [part] = parts;
  if (pattern.kind() !== 'object_pattern' || part === undefined || parts.length > 1) return null;
  const key = part.kind() === 'pair_pattern' ? part.field('key')?.text() : part.text();
  const target = part.kind() === 'pair_pattern' ? part.field('value')?.text() : part.text();
  if (key !== 'rows' || target === undefined || target.includes('=')) return null;
  return {
    start: spanOf(pattern).start,
    end: spanOf(wait).end,
    text: `${target} = rowsByTurn[turn]`,
  };
}

/** True if the iterated value can be collected first; other calls may give endless iterables. */
function isFiniteIterable(items: SgNode): boolean {
  const whole = bare(items);
  if (whole.kind() !== 'call_expression') return true;
  return /^Object\.(?:keys|values|entries)$|\.(?:split|filter|map|slice|keys|values|entries)$/u.test(
    whole.field('function')?.text() ?? '',
  );
}
