import type { SgNode } from '@ast-grep/napi';
import { declaredNames, namesOfPattern, nodesOf } from '../../../analysis/index.ts';

/**
 * Names without scopes: a name counts as known only where the whole file declares it once, which says too little of
 * some programs and nothing wrong of any.
 */

/** Declarations of each program by name, cached since names are looked up many times. */
const known = new WeakMap<SgNode, ReadonlyMap<string, readonly SgNode[]>>();

/** Nodes that declare a name in the program, anywhere in it. */
export function findDeclarations(root: SgNode, name: string): readonly SgNode[] {
  const all = known.get(root) ?? Map.groupBy(declaredIn(root), (node) => node.text());
  known.set(root, all);
  return all.get(name) ?? [];
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

/** Names that stand in an expression, whatever it does with them; those of properties not. */
export function collectReferencedNames(node: SgNode): ReadonlySet<string> {
  return new Set(mentionedIn(node).map((identifier) => identifier.text()));
}

/** Uses of a name, those that declare it left out. */
export function findReferences(root: SgNode, name: string): readonly SgNode[] {
  const declared = new Set(findDeclarationsIn(root, name).map((node) => node.id()));
  return mentionedIn(root).filter((node) => node.text() === name && !declared.has(node.id()));
}

function mentionedIn(part: SgNode): readonly SgNode[] {
  return [...nodesOf(part, 'identifier'), ...nodesOf(part, 'shorthand_property_identifier')];
}
