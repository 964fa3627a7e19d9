import type { SgNode } from '@ast-grep/napi';
import type { CodemodEdit, CodemodMatch, CodemodSource } from '../codemod.ts';
import { importsOf, type NeededImport, needImport, originOf } from './imports.ts';
import { bindingsIn, bindingsOf, boundNames, namesIn, usesOf } from './names.ts';
import { isPlain } from './reads.ts';
import {
  argumentsOf,
  awaited,
  enclosingFunction,
  endOf,
  insertAt,
  isAsync,
  isConst,
  matchAt,
  nodesOf,
  onlyDeclarator,
  partsOf,
  removeStatement,
  replaceNode,
  statementOf,
} from './syntax.ts';

const FUNCTION_NAME = 'openSharedPool';

/** A pool or a client of pg that a function makes for itself. */
interface OwnConnection {
  readonly made: SgNode;
  /** Statements that connect and end it, which the shared pool does by itself. */
  readonly needless: readonly SgNode[];
  readonly options: SgNode | null;
}

/**
 * Functions that make a `Pool` or `Client` of pg for each call, as places where the pool of the
 * process does: those of the file that ask for the same options.
 */
export function findOwnConnections(
  source: CodemodSource,
  maker: 'Pool' | 'Client',
  allows: (query: SgNode) => boolean,
): readonly CodemodMatch[] {
  if (!/['"]pg['"]/u.test(source.text)) return [];
  const found = nodesOf(source.root, 'new_expression').flatMap((made) => {
    const own = ownConnection(source, made, maker, allows);
    return own === null ? [] : [own];
  });
  const needed = needImport(source, 'pg', 'Pool');
  const taken =
    bindingsOf(source.root, FUNCTION_NAME).length + bindingsOf(source.root, 'sharedPool').length;
  const [first] = found;
  if (first === undefined || needed === null || taken > 0) return [];
  const helper = helperEdits(source, needed, first.options);
  return found
    .filter(({ options }) => options?.text() === first.options?.text())
    .map(({ made, needless }) =>
      matchAt(made, [
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
  allows: (query: SgNode) => boolean,
): OwnConnection | null {
  const named = made.field('constructor');
  const origin = named ? originOf(source, named) : null;
  const scope = enclosingFunction(made);
  const statement = statementOf(made);
  if (origin?.module !== 'pg' || origin.name !== maker || scope === null || !isAsync(scope))
    return null;
  const declarator = statement !== null && isConst(statement) ? onlyDeclarator(statement) : null;
  const name = declarator?.field('name');
  if (!name || declarator?.field('value')?.id() !== made.id()) return null;
  const [options = null, ...more] = argumentsOf(made);
  if (more.length > 0 || !isOptions(source, options, scope)) return null;
  if (bindingsIn(scope, name.text()).length !== 1) return null;
  const needless: SgNode[] = [];
  for (const use of usesOf(scope, name.text())) {
    const call = calledOn(use);
    if (call === null) return null;
    if (call.method === 'query' && allows(call.node)) continue;
    const whole =
      call.isBare && /^(?:connect|end)$/u.test(call.method) ? wholeWait(call.node) : null;
    if (whole === null || (maker === 'Pool' && call.method === 'connect')) return null;
    needless.push(whole);
  }
  return { made, needless, options };
}

/** Options that are the same at each call: they name nothing of the function itself. */
function isOptions(source: CodemodSource, options: SgNode | null, scope: SgNode): boolean {
  if (options === null) return true;
  const own = boundNames(scope);
  const isOutside = [...namesIn(options)].every((name) => !own.has(name));
  const isKnown =
    options.kind() === 'object' ||
    (options.kind() === 'identifier' && isConstant(source, options.text())) ||
    /^process\.env\.\w+$/u.test(options.text()) ||
    /string$/u.test(String(options.kind()));
  return isOutside && isKnown && isPlain(options) && !/allowExitOnIdle/u.test(options.text());
}

/** A `const` object of the module, or something imported. */
function isConstant(source: CodemodSource, name: string): boolean {
  const [binding, ...others] = bindingsOf(source.root, name);
  if (others.length > 0) return false;
  return importsOf(source).has(name) || binding?.parent()?.field('value')?.kind() === 'object';
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

/** A block that has nothing else says why it is empty. */
function withoutStatement(source: CodemodSource, statement: SgNode): CodemodEdit {
  const block = statement.parent();
  const isAlone = block?.kind() === 'statement_block' && block.namedChildren().length === 1;
  return isAlone
    ? replaceNode(statement, '// The pool stays open for the next call.')
    : removeStatement(source, statement);
}

/** The statement that does nothing but wait for a call. */
function wholeWait(call: SgNode): SgNode | null {
  const statement = statementOf(call);
  const [expression] = statement?.kind() === 'expression_statement' ? partsOf(statement) : [];
  const isWhole = expression !== undefined && awaited(expression)?.id() === call.id();
  return isWhole ? statement : null;
}

function helperEdits(
  source: CodemodSource,
  needed: NeededImport,
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
  return [...needed.edits, insertAt(behindImport(source), text)];
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

/** Behind the line that brings in pg: what is declared there is there before anybody calls. */
function behindImport(source: CodemodSource): number {
  const heads = source.root
    .children()
    .filter((node) => /['"]pg['"]\)?(?:\.\w+)?;?$/u.test(node.text()));
  const last = heads.at(-1);
  return last === undefined ? 0 : Math.min(endOf(last) + 1, source.text.length);
}
