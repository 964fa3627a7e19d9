import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, bare, nodesOf } from '../../../analysis/index.ts';
import type { CodemodSource } from '../codemod.ts';
import { unwrapThen } from './classify-read-call.ts';
import { findDeclarations } from './find-declarations.ts';
import { listImports } from './module-imports.ts';

/**
 * True if evaluating the arguments of calls that start together cannot throw, once those of the
 * first did not. Otherwise the first call would be pending with no one awaiting it when the error
 * is thrown; if it failed as well, the process would end.
 */
export function cannotThrowBetween(source: CodemodSource, calls: readonly SgNode[]): boolean {
  const [first, ...later] = calls;
  if (first === undefined) return true;
  const read = new Set(objectsIn(first).map((objectNode) => objectNode.text()));
  return later.every((call) =>
    objectsIn(call).every(
      (objectNode) => read.has(objectNode.text()) || isThere(source, objectNode),
    ),
  );
}

/** Expressions of the arguments of which a property is read. */
function objectsIn(call: SgNode): readonly SgNode[] {
  return argumentsOf(unwrapThen(bare(call)) ?? call).flatMap((given) =>
    [...nodesOf(given, 'member_expression'), ...nodesOf(given, 'subscript_expression')]
      .filter((member) => member.children().every((child) => child.kind() !== 'optional_chain'))
      .map((member) => member.field('object'))
      .filter((objectNode) => objectNode !== null),
  );
}

/** True for `this`, an import, or a parameter with a type annotation. */
function isThere(source: CodemodSource, object: SgNode): boolean {
  if (object.kind() === 'this') return true;
  if (object.kind() !== 'identifier') return false;
  if (listImports(source).has(object.text())) return true;
  const [binding, ...others] = findDeclarations(source.root, object.text());
  const parent = binding?.parent();
  return (
    others.length === 0 && parent?.kind() === 'required_parameter' && parent.field('type') !== null
  );
}
