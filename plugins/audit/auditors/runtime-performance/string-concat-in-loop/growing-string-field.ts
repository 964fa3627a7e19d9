import type { SgNode } from '@ast-grep/napi';
import { scopeOf } from '../../../../analysis/index.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { GrowingLoop } from './string-growing-loop.ts';
import { isBytesNode, isDeclaredString, isStringNode } from './string-types.ts';

export interface GrowingField extends GrowingLoop {
  /** Type of the initial value. */
  readonly type: 'string' | 'bytes';
}

/**
 * Returns the loop in which a field of a class grows: a method appends to it, never resets it, and
 * is called for each element. CPython copies a field each time. Returns null if there is none.
 */
export function findGrowingField(
  audited: AuditedCode,
  { node, index, name }: { readonly node: SgNode; readonly index: number; readonly name: string },
): GrowingField | null {
  if (!name.startsWith('self.')) return null;
  const owner = classAround(node);
  const method = scopeOf(node);
  const given =
    owner?.findAll({
      rule: { kind: 'assignment', has: { field: 'left', regex: `^${name.replace('.', '\\.')}$` } },
    }) ?? [];
  const values = given.flatMap((assignment) => {
    const value = assignment.field('right');
    return value === null ? [] : [value];
  });
  const first = values.find((value) => isStringNode(value) || isBytesNode(value));
  if (first === undefined && !isDeclaredString(node, name)) return null;
  // The addition itself is an assignment to the field, too.
  const anew = values.filter((value) => scopeOf(value).id() === method.id());
  if (anew.some((value) => value.parent()?.id() !== node.id())) return null;
  const site = audited.code
    .callersOf(index)
    .find(({ call }) => call.loops > 0 && call.isOverList && !call.isConcurrent);
  if (site === undefined) return null;
  const over = `the elements in ${formatFunctionName(audited, site.function)}`;
  return { most: null, over, type: first !== undefined && isBytesNode(first) ? 'bytes' : 'string' };
}

function classAround(node: SgNode): SgNode | null {
  let at = node.parent();
  while (at !== null && at.kind() !== 'class_definition') at = at.parent();
  return at;
}
