import type { SgNode } from '@ast-grep/napi';
import { type Bindings, bare, kindOf } from '../../../analysis/index.ts';
import { type ArrayShape, SOME_ARRAY } from './shape.ts';
import type { Shapes } from './shapes.ts';

/** What a change takes a value to be that nothing in the source shows. */
export interface Assumption {
  readonly node: SgNode;
  readonly kind: 'string' | 'number' | 'array' | 'dense array';
}

/** What may be assumed of a value: nothing is, where its text already tells what it is. */
const UNKNOWN = /^(?:identifier|member_expression|subscript_expression|call_expression)$/u;

/**
 * Shapes that give the benefit of the doubt: where nothing is known of a value, it is what is asked for,
 * and `note` hears of it. What is known stays as it is, so that all that `shapes` finds is found.
 */
export function assumingShapes(
  shapes: Shapes,
  bindings: Bindings,
  note: (assumption: Assumption) => void,
): Shapes {
  const isOpen = (node: SgNode): boolean => {
    const inner = bare(node);
    if (!UNKNOWN.test(kindOf(inner)) || shapes.of(node) !== null) return false;
    const binding = kindOf(inner) === 'identifier' ? bindings.of(inner) : null;
    return binding?.kind !== 'function' && binding?.kind !== 'class';
  };
  const assume = (node: SgNode, kind: Assumption['kind']): boolean => {
    if (!isOpen(node)) return false;
    note({ node, kind });
    return true;
  };
  const assumedList = (node: SgNode): ArrayShape => ({
    ...SOME_ARRAY,
    // Asked for only where a change needs it.
    get isDense() {
      return assume(node, 'dense array');
    },
  });
  return {
    of: shapes.of,
    isString: (node) => shapes.isString(node) || assume(node, 'string'),
    isNumber: (node) => shapes.isNumber(node) || assume(node, 'number'),
    arrayOf: (node) => shapes.arrayOf(node) ?? (assume(node, 'array') ? assumedList(node) : null),
  };
}

/** An assumption as a sentence: «`edges` is a list without holes.» */
export function sentenceOf({ node, kind }: Assumption): string {
  const text = bare(node).text().replace(/\s+/gu, ' ');
  const short = text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text;
  return `\`${short}\` is ${WORDS[kind]}.`;
}

const MOST_LETTERS = 40;
const WORDS = {
  string: 'a string',
  number: 'a number',
  array: 'a list',
  'dense array': 'a list without holes',
} as const;
