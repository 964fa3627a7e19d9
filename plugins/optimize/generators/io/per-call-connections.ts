import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  functionAround,
  hasComment,
  isAsync,
  isConst,
  nodesOf,
  onlyDeclarator,
  partsOf,
  spanOf,
} from '../../../analysis/index.ts';
import type { CodemodEdit, CodemodMatch, CodemodSource } from '../codemod.ts';
import {
  createMatch,
  findAwaitOperand,
  findEnclosingStatement,
  insertText,
  removeStatement,
  replaceNode,
} from '../syntax/codemod-edits.ts';
import { isSideEffectFree } from './classify-read-call.ts';
import {
  collectReferencedNames,
  findDeclarations,
  findDeclarationsIn,
  findReferences,
  onlyDeclaration,
} from './find-declarations.ts';
import { type AddedImport, addImport, listImports, resolveImport } from './module-imports.ts';
import { parseSqlQuery } from './postgres-queries.ts';

const FUNCTION_NAME = 'openSharedPool';
/** Statements that leave no state in the connection's session. */
const OF_NO_SESSION = /^\s*(?:select|insert|update|delete|with)\b/iu;
const OF_SESSION =
  /\b(?:pg_\w*lock\w*|set_config|currval|lastval|temp|temporary|pg_temp)\b|;\s*\S/iu;

interface OwnConnection {
  readonly made: SgNode;
  /** Statements that connect and end it, which a shared pool does not need. */
  readonly needless: readonly SgNode[];
  readonly options: SgNode | null;
}

/**
 * Finds functions that create a `Pool` or `Client` of pg on each call where a shared pool would do:
 * those of the file with the same options.
 */
export function findPerCallConnections(
  source: CodemodSource,
  maker: 'Pool' | 'Client',
): readonly CodemodMatch[] {
  if (!/['"]pg['"]/u.test(source.text)) return [];
  const found = nodesOf(source.root, 'new_expression').flatMap((made) => {
    const own = ownConnection(source, made, maker);
    return own === null ? [] : [own];
  });
  const needed = addImport(source, 'pg', 'Pool');
  const taken =
    findDeclarations(source.root, FUNCTION_NAME).length +
    findDeclarations(source.root, 'sharedPool').length;
  const [first] = found;
  if (first === undefined || needed === null || taken > 0) return [];
  const helper = helperEdits(source, needed, first.options);
  return found
    .filter(({ options }) => options?.text() === first.options?.text())
    .map(({ made, needless }) =>
      createMatch(made, [
        replaceNode(made, `${FUNCTION_NAME}()`),
        ...needless.map((statement) => withoutStatement(source, statement)),
        ...helper,
      ]),
    );
}

function ownConnection(
  source: CodemodSource,
  made: SgNode,
  maker: 'Pool' | 'Client',
): OwnConnection | null {
  const named = made.field('constructor');
  const origin = named ? resolveImport(source, named) : null;
  const scope = functionAround(made);
  const statement = findEnclosingStatement(made);
  if (origin?.module !== 'pg' || origin.name !== maker || scope === null || !isAsync(scope))
    return null;
  const declarator = statement !== null && isConst(statement) ? onlyDeclarator(statement) : null;
  const name = declarator?.field('name');
  if (!name || declarator?.field('value')?.id() !== made.id()) return null;
  const [options = null, ...more] = argumentsOf(made);
  if (declarator?.field('type') || more.length > 0 || !isOptions(source, options)) return null;
  if (findDeclarationsIn(scope, name.text()).length !== 1) return null;
  const needless: SgNode[] = [];
  const queries: SgNode[] = [];
  for (const use of findReferences(scope, name.text())) {
    const call = calledOn(use);
    if (call === null) return null;
    if (call.method === 'query' && isOfNoSession(call.node)) {
      queries.push(call.node);
      continue;
    }
    const whole =
      call.isBare && /^(?:connect|end)$/u.test(call.method) ? wholeWait(call.node) : null;
    if (whole === null || (maker === 'Pool' && call.method === 'connect')) return null;
    needless.push(whole);
  }
  return maker === 'Pool' || isOneAfterTheOther(queries, needless)
    ? { made, needless, options }
    : null;
}

/**
 * True where all queries are awaited in sequence, as one connection runs them, and share one
 * `catch`: a pool connects on the first query, so a connection failure must have the same handler
 * as a query failure.
 */
function isOneAfterTheOther(queries: readonly SgNode[], needless: readonly SgNode[]): boolean {
  const connects = needless.filter((statement) => /\bconnect\b/u.test(statement.text()));
  const handlers = [...queries, ...connects].map(handlerOf);
  const isWaitedFor = queries.every((query) => query.parent()?.kind() === 'await_expression');
  return isWaitedFor && new Set(handlers).size <= 1;
}

function isOfNoSession(call: SgNode): boolean {
  const query = parseSqlQuery(call);
  return query !== null && OF_NO_SESSION.test(query.sql) && !OF_SESSION.test(query.sql);
}

/** Returns the id of the `try` that catches what a node throws; null: none in its function. */
function handlerOf(node: SgNode): number | null {
  const found = node
    .ancestors()
    .find(
      (ancestor) =>
        ancestor.kind() === 'try_statement' &&
        ancestor.field('handler') !== null &&
        spanOf(node).start < spanOf(ancestor.field('body') ?? ancestor).end,
    );
  return found?.id() ?? null;
}

/** True for options that are the same on each call and can be evaluated at module level. */
function isOptions(source: CodemodSource, options: SgNode | null): boolean {
  if (options === null) return true;
  if (hasComment(options) || nodesOf(options, 'this').length > 0) return false;
  const isOutside = [...collectReferencedNames(options)].every((name) => isOfModule(source, name));
  const isKnown =
    options.kind() === 'object' ||
    (options.kind() === 'identifier' && isConstant(source, options.text())) ||
    /^process\.env\.\w+$/u.test(options.text()) ||
    /string$/u.test(String(options.kind()));
  return (
    isOutside && isKnown && isSideEffectFree(options) && !/allowExitOnIdle/u.test(options.text())
  );
}

/** True for a builtin such as `process`, an import, or a module-level `const`. */
function isOfModule(source: CodemodSource, name: string): boolean {
  const [binding, ...others] = findDeclarations(source.root, name);
  if (binding === undefined) return true;
  if (others.length > 0 || functionAround(binding) !== null) return false;
  const statement = findEnclosingStatement(binding);
  return listImports(source).has(name) || (statement !== null && isConst(statement));
}

/** True for a `const` object of the module that is never modified. */
function isConstant(source: CodemodSource, name: string): boolean {
  const value = onlyDeclaration(source.root, name)?.parent()?.field('value');
  if (value?.kind() !== 'object') return false;
  const changed = new RegExp(`^${name.replaceAll('$', '\\$')}[.[]`, 'u');
  const targets = ['assignment_expression', 'augmented_assignment_expression'].flatMap((kind) =>
    nodesOf(source.root, kind).map((node) => node.field('left')?.text() ?? ''),
  );
  const isGiven = findReferences(source.root, name).some(
    (use) =>
      use.parent()?.kind() === 'arguments' && use.parent()?.parent()?.kind() === 'call_expression',
  );
  return !isGiven && !targets.some((target) => changed.test(target));
}

function calledOn(
  use: SgNode,
): { readonly node: SgNode; readonly method: string; readonly isBare: boolean } | null {
  const member = use.parent();
  const node = member?.parent();
  if (member?.kind() !== 'member_expression' || node?.kind() !== 'call_expression') return null;
  if (member.field('object')?.id() !== use.id() || node.field('function')?.id() !== member.id()) {
    return null;
  }
  const method = member.field('property')?.text() ?? '';
  return { node, method, isBare: argumentsOf(node).length === 0 };
}

/** Removes a statement; a block left empty gets a comment that explains it. */
function withoutStatement(source: CodemodSource, statement: SgNode): CodemodEdit {
  const block = statement.parent();
  const isAlone = block?.kind() === 'statement_block' && block.namedChildren().length === 1;
  const [open, close] = block?.text().includes('\n') === true ? ['//', ''] : ['/*', ' */'];
  return isAlone
    ? replaceNode(statement, `${open} The pool stays open for the next call.${close}`)
    : removeStatement(source, statement);
}

/** Returns the statement that only awaits the call. */
function wholeWait(call: SgNode): SgNode | null {
  const statement = findEnclosingStatement(call);
  const [expression] = statement?.kind() === 'expression_statement' ? partsOf(statement) : [];
  const isWhole = expression !== undefined && findAwaitOperand(expression)?.id() === call.id();
  return isWhole ? statement : null;
}

function helperEdits(
  source: CodemodSource,
  needed: AddedImport,
  options: SgNode | null,
): readonly CodemodEdit[] {
  const isTyped = /\.[cm]?tsx?$/u.test(source.path);
  const type = isTyped ? `: InstanceType<typeof ${needed.local}> | undefined` : '';
  const text = `
let sharedPool${type};

/** The one pool of the process; it does not keep the process from ending. */
function ${FUNCTION_NAME}() {
  if (sharedPool === undefined) {
    sharedPool = new ${needed.local}({ ${spread(options)}allowExitOnIdle: true });
    // A connection that breaks while nobody uses it is replaced with the next query.
    sharedPool.on('error', () => {});
  }
  return sharedPool;
}
`;
  return [...needed.edits, insertText(behindImport(source), text)];
}

function spread(options: SgNode | null): string {
  if (options === null) return '';
  if (options.kind() === 'object') {
    const inner = options.text().slice(1, -1).trim().replace(/,$/u, '');
    return inner === '' ? '' : `${inner}, `;
  }
  if (options.kind() === 'identifier') return `...${options.text()}, `;
  return `connectionString: ${options.text()}, `;
}

/** Returns the offset after the import of pg, so that declarations there exist before any call. */
function behindImport(source: CodemodSource): number {
  const heads = source.root
    .children()
    .filter((node) => /['"]pg['"]\)?(?:\.\w+)?;?$/u.test(node.text()));
  const last = heads.at(-1);
  return last === undefined ? 0 : Math.min(spanOf(last).end + 1, source.text.length);
}
