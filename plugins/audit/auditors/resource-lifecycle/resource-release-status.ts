import type { SgNode } from '@ast-grep/napi';
import { around, scopeOf } from '../../../analysis/index.ts';
import type { AcquiredResource } from './acquired-resource.ts';

/**
 * Why an acquired resource is released in every case, or by other code; otherwise the calls that
 * release it if nothing fails before them.
 */
type ReleaseStatus =
  | string
  | { readonly name: string | null; readonly releases: readonly SgNode[] };

/** Nodes that evaluate to a node inside them. */
const TRANSPARENT =
  /^(?:await|await_expression|parenthesized_expression|as_expression|non_null_expression|conditional_expression|ternary_expression)$/u;
const RELEASES =
  /^(?:close|aclose|release|destroy|end|dispose|terminate|remove|closeSync|disconnect)$/u;
const RETURNED =
  /^(?:return_statement|arrow_function|lambda|expression_list|tuple|list|array|pair|object|shorthand_property_identifier)$/u;

export function findReleaseStatus({ node, release }: AcquiredResource): ReleaseStatus {
  const name = readResultName(node);
  if (name === null) return findStatusOfUnnamed(node);
  const scope = scopeOf(node);
  const uses = findLaterUses(scope, name, node);
  if (uses.some(isManaged)) return 'the resource is released at the end of a with block';
  const releases = uses.flatMap((use) => findReleaseCall(use, release) ?? []);
  if (releases.some((call) => isInFinally(call, scope))) {
    return 'a finally block releases the resource';
  }
  const receiver = uses.map(describeReceiver).find((found) => found !== null);
  return releases.length > 0 ? { name, releases } : (receiver ?? { name, releases });
}

/** Returns the node around a call that has the same value, such as `await pool.connect()`. */
function findValueNode(call: SgNode): SgNode {
  const outer = call.parent();
  return outer !== null && TRANSPARENT.test(String(outer.kind())) ? findValueNode(outer) : call;
}

/** Returns the variable that a call's result is assigned to, or null. */
export function readResultName(call: SgNode): string | null {
  const outer = findValueNode(call).parent();
  const target = /^(?:assignment|assignment_expression|variable_declarator)$/u.test(
    String(outer?.kind()),
  )
    ? (outer?.field('left') ?? outer?.field('name'))
    : null;
  return target?.kind() === 'identifier' ? target.text() : null;
}

function findStatusOfUnnamed(call: SgNode): ReleaseStatus {
  const outer = findValueNode(call).parent();
  const kind = String(outer?.kind());
  if (/^(?:with_item|as_pattern)$/u.test(kind)) {
    return 'the resource is released at the end of its block';
  }
  // `open(path).read()` is unreachable afterwards.
  if (/^(?:attribute|member_expression|expression_statement)$/u.test(kind)) {
    return { name: null, releases: [] };
  }
  return RETURNED.test(kind)
    ? 'the resource is passed to the caller'
    : 'the resource is stored or passed to other code';
}

/** Returns all uses of a name after an acquisition, including those in inner functions. */
export function findLaterUses(scope: SgNode, name: string, after: SgNode): readonly SgNode[] {
  const from = after.range().end.index;
  const isPython = scope.getRoot().root().kind() === 'module';
  const kinds = isPython ? ['identifier'] : ['identifier', 'shorthand_property_identifier'];
  const regex = `^${name.replaceAll('$', '\\$')}$`;
  return scope
    .findAll({ rule: { any: kinds.map((kind) => ({ kind, regex })) } })
    .filter((identifier) => identifier.range().start.index >= from);
}

/** `with handle:`, `closing(handle)`, `stack.enter_context(handle)`. */
function isManaged(use: SgNode): boolean {
  const outer = use.parent();
  if (outer?.kind() === 'with_item' || outer?.kind() === 'as_pattern') return true;
  const callee = outer?.parent()?.field('function')?.text() ?? '';
  return outer?.kind() === 'argument_list' && /(?:closing|enter_(?:async_)?context)$/u.test(callee);
}

/** Returns the call of `handle.close()` or `fs.closeSync(handle)`, or null. */
function findReleaseCall(use: SgNode, release: string): SgNode | null {
  const outer = use.parent();
  const isReceiver = outer?.field('object')?.id() === use.id();
  if (outer == null || (!isReceiver && !/^argument/u.test(String(outer.kind())))) return null;
  const call = outer.parent();
  const name = /(\w+)$/u.exec(call?.field('function')?.text() ?? '')?.[1] ?? '';
  return name === release || RELEASES.test(name) ? call : null;
}

function isInFinally(node: SgNode, scope: SgNode): boolean {
  for (let at: SgNode | null = node; at !== null && at.id() !== scope.id(); at = at.parent()) {
    if (at.kind() === 'finally_clause') return true;
  }
  return false;
}

/** Returns the code that must release the resource because it receives it, or null. */
function describeReceiver(use: SgNode): string | null {
  const outer = use.parent();
  if (RETURNED.test(String(outer?.kind()))) return 'the resource is passed to the caller';
  if (outer?.kind() !== 'keyword_argument') return null;
  const callee = outer.parent()?.parent()?.field('function')?.text() ?? 'a call';
  return `the resource is passed to ${callee}`;
}

const EXITS = /^(return|raise|throw)_statement$/u;
const BLOCKS = /^(?:block|statement_block|module|program)$/u;

/** Returns the exits of a function after an acquisition that bypass all release calls. */
export function findLeakingExits(
  { node, file }: AcquiredResource,
  releases: readonly SgNode[],
): readonly SgNode[] {
  const scope = scopeOf(node);
  const kinds = ['return_statement', file.endsWith('.py') ? 'raise_statement' : 'throw_statement'];
  return scope
    .findAll({ rule: { any: kinds.map((kind) => ({ kind })) } })
    .filter(
      (exit) =>
        exit.range().start.index >= node.range().end.index &&
        scopeOf(exit).id() === scope.id() &&
        !releases.some((release) => isReleasedBefore(exit, release)),
    );
}

/** True if a releasing call has run before, in this block or an enclosing one. */
function isReleasedBefore(exit: SgNode, release: SgNode): boolean {
  const block = [...around(release)].find((outer) => BLOCKS.test(String(outer.kind())));
  const isEarlier = release.range().start.index < exit.range().end.index;
  return isEarlier && [...around(exit)].some((outer) => outer.id() === block?.id());
}

/** Describes an exit for messages: `the return at line 12`. */
export function formatExit(exit: SgNode): string {
  const word = EXITS.exec(String(exit.kind()))?.[1] ?? 'exit';
  return `the ${word} at line ${exit.range().start.line + 1}`;
}

export const LEAK_CONSEQUENCES: Readonly<Record<AcquiredResource['kind'], string>> = {
  connection: 'the connection stays checked out',
  cursor: 'the cursor and its rows stay in memory',
  file: 'the file stays open',
};

/** Returns advice for a guaranteed release, with the names used in the code. */
export function formatReleaseAdvice(
  { file, site, release, kind }: AcquiredResource,
  name: string | null,
): string {
  const { callee, isAwaited } = site.call;
  const handle = name ?? kind;
  if (!file.endsWith('.py')) {
    return `Call ${handle}.${release}() in a finally block that begins right after ${callee}`;
  }
  if (isAwaited) return 'Use a finally block, or async with if the driver supports it';
  const given = site.raw.argumentText.replace(/\s+/gu, ' ').slice(0, 60);
  return `with ${callee}${given} as ${handle}:`;
}
