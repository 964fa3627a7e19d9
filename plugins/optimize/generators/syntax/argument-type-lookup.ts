import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  type Binding,
  type Bindings,
  isPrivate,
  isWholeBody,
  kindOf,
} from '../../../analysis/index.ts';
import { findCommonType, type InferredType } from './inferred-type.ts';

/** Returns the type that all calls pass for a parameter; null: they differ, or not all known. */
export type ArgumentTypeLookup = (owner: SgNode, place: number) => InferredType | null;

/** Creates a lookup reading all calls of functions that are unreachable from outside the file. */
export function createArgumentTypeLookup(
  bindings: Bindings,
  of: (node: SgNode) => InferredType | null,
): ArgumentTypeLookup {
  const calls = new Map<number, readonly SgNode[] | null>();
  return (owner, place) => {
    const before = calls.get(owner.id());
    const found = before === undefined ? callsOf(owner, bindings) : before;
    calls.set(owner.id(), found);
    return found === null ? null : commonShape(found, place, of);
  };
}

/** Returns all calls of a function; null if it is used in any other way. */
function callsOf(owner: SgNode, bindings: Bindings): readonly SgNode[] | null {
  const binding = bindingOf(owner, bindings);
  if (binding === null || binding.writes.length > 0 || !isPrivate(binding, bindings)) return null;
  const calls = binding.references.map((reference) => {
    const parent = reference.parent();
    const isCall = parent !== null && kindOf(parent) === 'call_expression';
    return isCall && parent.field('function')?.id() === reference.id() ? parent : null;
  });
  return calls.includes(null) ? null : calls.filter((call) => call !== null);
}

function bindingOf(owner: SgNode, bindings: Bindings): Binding | null {
  const parent = owner.parent();
  if (parent === null) return null;
  const isConst = kindOf(parent) === 'variable_declarator';
  // A declaration in a nested block may also bind its name in the enclosing scope, so it is
  // skipped.
  const isDeclared = kindOf(owner) === 'function_declaration' && isWholeBody(parent);
  const name = isConst ? parent.field('name') : isDeclared ? owner.field('name') : null;
  const binding = name === null ? null : bindings.of(name);
  return binding?.kind === 'function' || binding?.kind === 'const' ? binding : null;
}

function commonShape(
  calls: readonly SgNode[],
  place: number,
  of: (node: SgNode) => InferredType | null,
): InferredType | null {
  let common: InferredType | null = null;
  for (const [index, call] of calls.entries()) {
    const given = argumentsOf(call).slice(0, place + 1);
    const own = given[place];
    if (own === undefined || given.some((argument) => kindOf(argument) === 'spread_element'))
      return null;
    common = index === 0 ? of(own) : findCommonType(common, of(own));
    if (common === null) return null;
  }
  return common;
}
