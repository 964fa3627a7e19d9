import type { SgNode } from '@ast-grep/napi';
import { hasComment, nodesOf, partsOf } from '../../../analysis/index.ts';
import { type CodemodMatch, type CodemodSource, defineCodemod } from '../codemod.ts';
import { addHelperFunction, type HelperFunction } from '../injected-functions/helper-function.ts';
import { isConnectionPool, isSideEffectFree } from '../io/classify-read-call.ts';
import { parseSqlQuery, type SqlQuery } from '../io/sql-queries.ts';
import { findAwaitOperand } from '../io/statement-syntax.ts';
import { createMatch, replaceNode } from '../syntax/codemod-edits.ts';

/** Replaces a loop of INSERTs. */
const INSERT_ROWS: HelperFunction = {
  name: 'insertRows',
  text: (
    t,
  ) => `/** Inserts rows in order, as many at a time as one statement can bind values for. */
${t(
  `async function insertRows(
  client: { query: (sql: string, values: unknown[]) => Promise<unknown> },
  insert: string,
  rows: readonly (readonly unknown[])[],
): Promise<void>`,
  'async function insertRows(client, insert, rows)',
)} {
  const width = rows[0]?.length ?? 1;
  // PostgreSQL takes 65,535 values.
  const most = Math.floor(65_535 / width);
  for (let start = 0; start < rows.length; start += most) {
    const part = rows.slice(start, start + most);
    const places = part.map((row, turn) => {
      const numbers = row.map((_${t(': unknown')}, column${t(': number')}) => \`$\${turn * width + column + 1}\`);
      return \`(\${numbers.join(', ')})\`;
    });
    await client.query(\`\${insert} \${places.join(', ')}\`, part.flat());
  }
}
`,
};

const INSERT = /^\s*(insert\s+into\s+[\w."]+\s*\([^()]*\)\s*values)\s*\(([^()]*)\)\s*$/iu;

export const insertInLoop = defineCodemod({
  id: 'insert-in-loop',
  title: 'Combine a loop of INSERTs in a transaction into multi-row INSERTs',
  classes: ['I/O-DB'],
  complexity: 'Medium',
  risk: 'Medium',
  preconditions:
    'A `for … of` loop does nothing but await a constant INSERT with the placeholders `$1` to `$n`, in order, without RETURNING or ON CONFLICT. The same connection runs BEGIN earlier and COMMIT later in the same block, so a failure leaves no rows behind, with or without this change. Statement-level triggers run once for all rows.',
  seenIn: ['JaosnHsieh/node-postgres-insert-speed-test: index.js'],
  find: (source) =>
    nodesOf(source.root, 'for_in_statement').flatMap((loop) => toMatch(source, loop)),
});

function toMatch(source: CodemodSource, loop: SgNode): readonly CodemodMatch[] {
  const [left, right, block] = [loop.field('left'), loop.field('right'), loop.field('body')];
  const words = new Set(loop.children().map((child) => child.text()));
  if (!left || !right || block?.kind() !== 'statement_block' || hasComment(loop)) return [];
  if (words.has('await') || !words.has('of') || !words.has('const')) return [];
  const [only, ...more] = partsOf(block);
  const query = only === undefined || more.length > 0 ? null : waitedQuery(only);
  const insert = query === null ? null : insertOf(query);
  const helper = addHelperFunction(source, INSERT_ROWS);
  if (query === null || insert === null || helper === null) return [];
  // A pool may send each query to another connection, even within a transaction.
  if (isConnectionPool(source, query.receiver) || /pool/iu.test(query.receiver.text())) return [];
  if (!isInTransaction(loop, query.receiver.text())) return [];
  const rows = `Array.from(${right.text()}, (${left.text()}) => ${query.values?.text() ?? '[]'})`;
  const text = `await insertRows(${query.receiver.text()}, '${insert}', ${rows});`;
  return [createMatch(loop, [replaceNode(loop, text), ...helper])];
}

function waitedQuery(statement: SgNode): SqlQuery | null {
  const [expression] = statement.kind() === 'expression_statement' ? partsOf(statement) : [];
  return expression === undefined ? null : parseSqlQuery(findAwaitOperand(expression));
}

/** Returns the statement up to VALUES, if its placeholders are the values in order. */
function insertOf({ sql, values }: SqlQuery): string | null {
  const [, head, places] = INSERT.exec(sql) ?? [];
  if (head === undefined || places === undefined || head.includes("'")) return null;
  const numbers = places.split(',').map((place) => place.trim());
  const given = values?.kind() === 'array' ? partsOf(values) : [];
  const isInOrder = numbers.every((place, index) => place === `$${index + 1}`);
  const isPlainList = given.every(
    (value) => value.kind() !== 'spread_element' && isSideEffectFree(value),
  );
  return isInOrder && isPlainList && given.length === numbers.length
    ? head.replaceAll(/\s+/gu, ' ')
    : null;
}

/**
 * True for a BEGIN before and a COMMIT after the loop on the same connection, with no end of the
 * transaction between BEGIN and the loop.
 */
function isInTransaction(loop: SgNode, receiver: string): boolean {
  const says = (statement: SgNode, word: RegExp): boolean => {
    const query = waitedQuery(statement);
    return query !== null && query.receiver.text() === receiver && word.test(query.sql);
  };
  const ends = /^\s*(?:commit|end|rollback)\b/iu;
  const before = loop.prevAll();
  const begun = before.findIndex((sibling) =>
    says(sibling, /^\s*(?:begin|start\s+transaction)\b/iu),
  );
  const isOpen = begun !== -1 && !before.slice(0, begun).some((sibling) => says(sibling, ends));
  return isOpen && loop.nextAll().some((sibling) => says(sibling, /^\s*commit\b/iu));
}
