import type { SgNode } from '@ast-grep/napi';
import { declaredNames, namesOfPattern, nodesOf } from '../../../analysis/index.ts';

/**
 * Name lookup without scopes: a name counts as known only if the whole file declares it once. This
 * misses some programs, but is wrong about none.
 */

/** Declarations of each program by name, cached since names are looked up many times. */
const known = new WeakMap<SgNode, ReadonlyMap<string, readonly SgNode[]>>();

/** Returns the nodes that declare a name anywhere in the program. */
export function findDeclarations(root: SgNode, name: string): readonly SgNode[] {
  const all = known.get(root) ?? Map.groupBy(declaredIn(root), (node) => node.text());
  known.set(root, all);
  return all.get(name) ?? [];
}

/** Returns the node that declares a name if the program declares it once; null otherwise. */
export function onlyDeclaration(root: SgNode, name: string): SgNode | null {
  const [only, ...others] = findDeclarations(root, name);
  return others.length > 0 ? null : (only ?? null);
}

/** Returns the nodes that declare a name inside one function, not those around it. */
export function findDeclarationsIn(scope: SgNode, name: string): readonly SgNode[] {
  return declaredIn(scope).filter((node) => node.text() === name);
}

function declaredIn(part: SgNode): readonly SgNode[] {
  return declaredNames(part).map(({ node }) => node);
}

/** Names that a pattern or a part of a program declares. */
export function collectDeclaredNames(part: SgNode): ReadonlySet<string> {
  return new Set([...namesOfPattern(part), ...declaredIn(part)].map((node) => node.text()));
}

/** Returns all names used in an expression, except property names. */
export function collectReferencedNames(node: SgNode): ReadonlySet<string> {
  return new Set(mentionedIn(node).map((identifier) => identifier.text()));
}

/** Returns the uses of a name, without its declarations. */
export function findReferences(root: SgNode, name: string): readonly SgNode[] {
  const declared = new Set(findDeclarationsIn(root, name).map((node) => node.id()));
  return mentionedIn(root).filter((node) => node.text() === name && !declared.has(node.id()));
}

function mentionedIn(part: SgNode): readonly SgNode[] {
  return [...nodesOf(part, 'identifier'), ...nodesOf(part, 'shorthand_property_identifier')];
}
