import type { SgNode } from '@ast-grep/napi';
import { type Bindings, bare, kindOf } from '../../../analysis/index.ts';
import { UNKNOWN_ARRAY } from './inferred-type.ts';
import type { TypeInference } from './type-inference.ts';

/** Type that a change assumes for a value, although nothing in the source shows it. */
export interface TypeAssumption {
  readonly node: SgNode;
  readonly kind: 'string' | 'array';
}

/** Kinds of nodes that may be assumed to have a type; the text of others already shows it. */
const UNKNOWN = /^(?:identifier|member_expression|subscript_expression|call_expression)$/u;

/**
 * Returns inferred types that give the benefit of the doubt: an unknown value has the requested
 * type, and `note` receives this assumption. Known types stay, so that everything `shapes` finds is
 * found.
 */
export function assumeTypes(
  shapes: TypeInference,
  bindings: Bindings,
  note: (assumption: TypeAssumption) => void,
): TypeInference {
  const isOpen = (node: SgNode): boolean => {
    const inner = bare(node);
    if (!UNKNOWN.test(kindOf(inner)) || shapes.of(node) !== null) return false;
    const binding = kindOf(inner) === 'identifier' ? bindings.of(inner) : null;
    return binding?.kind !== 'function' && binding?.kind !== 'class';
  };
  const assume = (node: SgNode, kind: TypeAssumption['kind']): boolean => {
    if (!isOpen(node)) return false;
    note({ node, kind });
    return true;
  };
  return {
    of: shapes.of,
    isString: (node) => shapes.isString(node) || assume(node, 'string'),
    arrayOf: (node) => shapes.arrayOf(node) ?? (assume(node, 'array') ? UNKNOWN_ARRAY : null),
  };
}

/** An assumption as a sentence: «`edges` is a list.» */
export function describeAssumption({ node, kind }: TypeAssumption): string {
  const text = bare(node).text().replace(/\s+/gu, ' ');
  const short = text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text;
  return `\`${short}\` is ${WORDS[kind]}.`;
}

const MOST_LETTERS = 40;
const WORDS = {
  string: 'a string',
  array: 'a list',
} as const;
