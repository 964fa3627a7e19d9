import type { SgNode } from '@ast-grep/napi';
import {
  bare,
  functionAround,
  type MethodCall,
  methodCallOf,
  methodCalls,
  stringValue,
} from '../../../analysis/index.ts';
import {
  type AddedDeclaration,
  createConstantAdder,
} from '../checked/insert-shared-declaration.ts';
import type { Codemod, CodemodMatch } from '../codemod.ts';
import { addHelperFunction } from '../injected-functions/helper-function.ts';
import { PREPARED_STATEMENT_CACHE } from '../injected-functions/prepared-statement-cache.ts';
import { createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';
import { isPlainValue } from './array-search-by-key-callback.ts';
import { findValueUses } from './loop-invariants.ts';

/** Statements without side effects when prepared; some pragmas have them. */
const QUERY = /^\s*(?:select|insert|update|delete|replace|with)\b/iu;
/** Methods that start anew on each call and leave the statement unchanged. */
const WHOLE = /^(?:get|all|run)$/u;

export const cachePreparedStatement: Codemod = createTypeAwareCodemod(
  {
    id: 'prepare-once',
    title: 'Prepare an SQLite statement once per connection',
    classes: ['I/O-DB', 'CPU'],
    evidence: 'guarded',
    asksLess: true,
    preconditions:
      'A function calls `connection.prepare`, where `connection` is a name or a member of a name. The only argument is a string literal that begins with `SELECT`, `INSERT`, `UPDATE`, `DELETE`, `REPLACE` or `WITH`. The statement is only used for `get`, `all` and `run`, and the file does not configure how numbers are read. At run time, the connection must be an open connection of better-sqlite3 or node:sqlite; for other connections, the statement is prepared as before.',
    seenIn: ['optave/ops-codegraph-tool: src/db/repository/deleted-export-advisories.ts'],
  },
  (scene) => {
    // These settings of a connection apply to statements prepared after them.
    if (/defaultSafeIntegers|setReadBigInts/u.test(scene.source.text)) return [];
    if (!['WeakMap', 'Map'].every((builtin) => scene.bindings.isBuiltin(builtin))) return [];
    const keeper = createConstantAdder(
      scene,
      'statementOf',
      (name) => `const ${name} = ${PREPARED_STATEMENT_CACHE.name}();`,
    );
    return methodCalls(scene.root, 'prepare').flatMap((call) => {
      if (!isPrepared(call, scene)) return [];
      const helper = addHelperFunction(scene.source, PREPARED_STATEMENT_CACHE);
      return helper === null ? [] : [changeOf(call, keeper(), helper)];
    });
  },
);

function isPrepared({ call, receiver, given }: MethodCall, scene: AnalysisContext): boolean {
  const [text, ...more] = given;
  const sql = text === undefined || more.length > 0 ? null : stringValue(text);
  if (sql === null || !QUERY.test(sql) || !isPlainValue(receiver)) return false;
  if (functionAround(call) === null || isInKeeper(call)) return false;
  const uses = findValueUses(call, scene);
  return uses !== null && uses.length > 0 && uses.every(isWhole);
}

/** `get`, `all` or `run` is called on it. */
function isWhole(use: SgNode): boolean {
  const method = methodCallOf(use.parent()?.parent() ?? use);
  return method !== null && bare(method.receiver).id() === use.id() && WHOLE.test(method.method);
}

/** True inside the function that prepares a statement on a cache miss. */
function isInKeeper(call: SgNode): boolean {
  const maker = functionAround(call)?.parent()?.parent()?.field('function')?.text() ?? '';
  return /^(?:statementOf|keptStatements|cachedStmt|prepareCached)/u.test(maker);
}

function changeOf(
  { call, receiver, given }: MethodCall,
  keeper: AddedDeclaration,
  helper: CodemodMatch['edits'],
): CodemodMatch {
  const name = /\bsql\b/u.test(receiver.text()) ? 'query' : 'sql';
  const types = call.field('type_arguments')?.text() ?? '';
  const again = `(${name}) => ${receiver.text()}.prepare${types}(${name})`;
  const text = given.map((argument) => argument.text()).join('');
  return createMatch(call, [
    ...keeper.edits,
    replaceNode(call, `${keeper.name}(${receiver.text()}, ${text}, ${again})`),
    ...helper,
  ]);
}
