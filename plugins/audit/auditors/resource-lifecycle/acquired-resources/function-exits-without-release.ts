import type { SgNode } from '@ast-grep/napi';
import { around, isFunction, isInBody, scopeOf } from '../../../../analysis/index.ts';
import type { AcquiredResource } from './acquired-resource.ts';

/** Exit of a function on which an acquired resource is not released. */
export interface LeakingExit {
  readonly node: SgNode;
  /** Description for messages: `return at line 12`. */
  readonly what: string;
}

const EXITS = ['return_statement', 'raise_statement', 'throw_statement'] as const;
const CATCHES: ReadonlySet<unknown> = new Set([
  'except_clause',
  'except_group_clause',
  'catch_clause',
]);
const BLOCKS: ReadonlySet<unknown> = new Set(['block', 'statement_block', 'module', 'program']);

/** Returns the exits after an acquisition that bypass all release calls. */
export function findLeakingExits(
  acquired: AcquiredResource,
  releases: readonly SgNode[],
): readonly LeakingExit[] {
  const scope = scopeOf(acquired.node);
  const from = acquired.node.range().end.index;
  const exits = exitsOf(scope).filter(
    (exit) => exit.range().start.index >= from && !isAbsence(exit, acquired),
  );
  const isInTaken = (node: SgNode): boolean => !isCaught(node, from);
  const left = exits.filter((exit) => isInTaken(exit) && !passes(exit, releases));
  const fallen = catchesOf(scope).filter((clause) => fallsThrough(clause, from, releases));
  return [...left, ...fallen]
    .sort((a, b) => a.range().start.index - b.range().start.index)
    .map((node) => ({ node, what: `${wordOf(node)} at line ${node.range().start.line + 1}` }));
}

function exitsOf(scope: SgNode): readonly SgNode[] {
  const isPython = scope.getRoot().root().kind() === 'module';
  const kinds = EXITS.filter(
    (kind) => (kind === 'raise_statement') === isPython || kind === 'return_statement',
  );
  const own = isPython ? kinds.filter((kind) => kind !== 'throw_statement') : kinds;
  return scope
    .findAll({ rule: { any: own.map((kind) => ({ kind })) } })
    .filter((exit) => scopeOf(exit).id() === scope.id());
}

/** True for `if client is None: return`, where there is nothing to release. */
function isAbsence(exit: SgNode, { node }: AcquiredResource): boolean {
  const name =
    node.parent()?.parent()?.field('name')?.text() ?? node.parent()?.field('left')?.text();
  const branch = [...around(exit)].find((ancestor) => ancestor.kind() === 'if_statement');
  const condition = branch?.field('condition')?.text() ?? '';
  if (name === undefined || name === '') return false;
  const bare = name.replaceAll('$', '\\$');
  return new RegExp(
    `^\\(?\\s*(?:!\\s*${bare}|not\\s+${bare}|${bare}\\s+is\\s+None|${bare}\\s*={2,3}\\s*(?:null|undefined))\\s*\\)?$`,
    'u',
  ).test(condition);
}

/** True if an error raised in a `try` is caught, since it is then judged in the handler. */
function isCaught(exit: SgNode, from: number): boolean {
  if (exit.kind() === 'return_statement') return false;
  return [...around(exit)].some(
    (ancestor) =>
      ancestor.kind() === 'try_statement' &&
      isInBody(ancestor, exit) &&
      catchesIn(ancestor).length > 0 &&
      ancestor.range().end.index > from,
  );
}

/** True if a releasing call has run before, in this block or an enclosing one. */
function passes(exit: SgNode, releases: readonly SgNode[]): boolean {
  const at = exit.range().start.index;
  const blocks = new Set(
    [...around(exit)]
      .filter((ancestor) => BLOCKS.has(ancestor.kind()))
      .map((ancestor) => ancestor.id()),
  );
  return releases.some((release) => {
    const { start, end } = release.range();
    if (exit.range().start.index <= start.index && end.index <= exit.range().end.index) return true;
    const block = [...around(release)].find((outer) => BLOCKS.has(outer.kind()));
    return start.index < at && block !== undefined && blocks.has(block.id());
  });
}

/** True if a handler has no exit of its own and no release follows it. */
function fallsThrough(handler: SgNode, from: number, releases: readonly SgNode[]): boolean {
  const tried = handler.parent();
  if (tried === null || tried.range().end.index <= from || !isTaken(tried, from)) return false;
  if (inside(handler, releases).length > 0) return false;
  if (handler.findAll({ rule: { any: kindsOfExits(handler) } }).length > 0) return false;
  const before = tried.range().start.index;
  const isGivenBefore = releases.some(
    (release) => release.range().end.index <= before && release.range().start.index >= from,
  );
  const isGivenAfter = releases.some(
    (release) => release.range().start.index >= tried.range().end.index,
  );
  return !isGivenBefore && !isGivenAfter && inside(tried, releases).length > 0;
}

/** True if the `try` includes code after acquisition; a failed one leaves nothing to release. */
function isTaken(tried: SgNode, from: number): boolean {
  const body = tried.field('body')?.range();
  return body !== undefined && body.end.index > from;
}

function kindsOfExits(node: SgNode) {
  const isPython = node.getRoot().root().kind() === 'module';
  return [{ kind: 'return_statement' }, { kind: isPython ? 'raise_statement' : 'throw_statement' }];
}

function catchesOf(scope: SgNode): readonly SgNode[] {
  return scope
    .findAll({ rule: { kind: 'try_statement' } })
    .filter((statement) => scopeOf(statement).id() === scope.id())
    .flatMap(catchesIn);
}

function catchesIn(tried: SgNode): readonly SgNode[] {
  return tried.children().filter((child) => CATCHES.has(child.kind()));
}

function inside(outer: SgNode, nodes: readonly SgNode[]): readonly SgNode[] {
  const { start, end } = outer.range();
  return nodes.filter((node) => {
    const here = node.range();
    return start.index <= here.start.index && here.end.index <= end.index;
  });
}

function wordOf(node: SgNode): string {
  if (isFunction(node)) return 'function';
  switch (node.kind()) {
    case 'return_statement':
      return 'the return';
    case 'raise_statement':
      return 'the raise';
    case 'throw_statement':
      return 'the throw';
    default:
      return node.kind() === 'catch_clause' ? 'the catch' : 'the except';
  }
}
