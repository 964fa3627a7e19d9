import type { SgNode } from '@ast-grep/napi';
import { scopeOf } from '../../../../analysis/index.ts';

/** Expressions that are strings by syntax: literal, f-string, `str(…)`, a method returning one. */
const GIVES_STRING =
  /^(?:str|repr|chr|hex)\(|\.(?:join|format|strip|lstrip|rstrip|lower|upper|title|replace|decode|isoformat|strftime|capitalize|hexdigest)\(/u;

export function isStringNode(node: SgNode): boolean {
  switch (node.kind()) {
    case 'string':
      return !/^[rR]?[bB]/u.test(node.text());
    case 'concatenated_string':
      return true;
    case 'call': {
      const head = node.text().slice(0, node.text().length - argumentLength(node) + 1);
      return GIVES_STRING.test(head);
    }
    case 'parenthesized_expression':
    case 'conditional_expression':
      return node
        .children()
        .filter((child) => child.isNamed())
        .some(isStringNode);
    case 'binary_operator': {
      const left = node.field('left');
      const right = node.field('right');
      const isFormat = node.field('operator')?.text() === '%';
      const sides = isFormat ? [left] : [left, right];
      const isJoined = ['+', '%'].includes(node.field('operator')?.text() ?? '');
      return isJoined && sides.some((side) => side !== null && isStringNode(side));
    }
    default:
      return false;
  }
}

/** Bytes grow the same way. */
export function isBytesNode(node: SgNode): boolean {
  return node.kind() === 'string' && /^[rR]?[bB]/u.test(node.text());
}

const OF_TEXT = /^(?:str(?:\s*\|\s*None)?|None\s*\|\s*str|(?:typing\.)?Optional\[\s*str\s*\])$/u;

/** True if a name is declared as a string in the function, or, for a field, in its class. */
export function isDeclaredString(node: SgNode, name: string): boolean {
  let scope = scopeOf(node);
  if (name.startsWith('self.')) {
    for (let at = node.parent(); at !== null; at = at.parent()) {
      if (at.kind() === 'class_definition') scope = at;
    }
  }
  const spoken = new Set([name, name.replace(/^self\./u, '')]);
  return scope
    .findAll({ rule: { kind: 'assignment', has: { field: 'type', regex: 'str' } } })
    .some(
      (assignment) =>
        spoken.has(assignment.field('left')?.text() ?? '') &&
        OF_TEXT.test(assignment.field('type')?.text() ?? ''),
    );
}

function argumentLength(call: SgNode): number {
  return call.field('arguments')?.text().length ?? 0;
}
