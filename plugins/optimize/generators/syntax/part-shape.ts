import type { SgNode } from '@ast-grep/napi';
import { kindOf } from './nodes.ts';
import { type Shape, SOME_ARRAY } from './shape.ts';

/** The pattern that a name is directly in: `[key, value]`, `{ names, all: other }`, `...rest`. */
export function patternOf(name: SgNode): SgNode | null {
  const parent = name.parent();
  if (parent === null) return null;
  const pattern = kindOf(parent) === 'pair_pattern' ? parent.parent() : parent;
  const isPattern = pattern !== null && /^(?:array|object|rest)_pattern$/u.test(kindOf(pattern));
  return isPattern ? pattern : null;
}

/** What a name in a pattern is, of what the pattern takes apart. */
export function partShape(name: SgNode, pattern: SgNode, whole: Shape | null): Shape | null {
  const kind = kindOf(pattern);
  if (kind === 'rest_pattern') {
    return whole?.kind === 'array' ? whole : { ...SOME_ARRAY, isDense: true };
  }
  if (kind === 'object_pattern') {
    const key = kindOf(name) === 'identifier' ? name.parent()?.field('key') : name;
    const isPlain = key != null && /^(?:shorthand_)?property_identifier/u.test(kindOf(key));
    return isPlain && whole?.kind === 'object' ? (whole.fields.get(key.text()) ?? null) : null;
  }
  if (whole?.kind !== 'entry' || /[[,]\s*,/u.test(pattern.text())) return null;
  const names = pattern.namedChildren().filter((one) => kindOf(one) !== 'comment');
  const place = names.findIndex((one) => one.id() === name.id());
  return place === 0 ? whole.key : place === 1 ? whole.value : null;
}
