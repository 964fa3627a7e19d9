import type { SgNode } from '@ast-grep/napi';
import type { AuditedCode } from '../rule.ts';
import { around } from './nodes.ts';

const known = new WeakMap<AuditedCode['code'], ReadonlyMap<string, readonly number[]>>();

/** Index of the innermost function that an offset of a file stands in; the module counts as one. */
export function functionAt({ code }: AuditedCode, file: string, offset: number): number {
  const files =
    known.get(code) ??
    Map.groupBy(code.facts.functions.keys(), (index) => code.facts.functions[index]?.file ?? '');
  known.set(code, files);
  // Functions are in the order in which they begin: the last around a place is the innermost.
  const found = files.get(file)?.findLast((index) => {
    const { start, end } = code.rawOf(index);
    return start <= offset && offset < end;
  });
  if (found === undefined) throw new RangeError(`${file} was not read`);
  return found;
}

/** The syntax of the function that a node stands in, or of its whole file. */
export function functionAround(node: SgNode): SgNode {
  const outermost = [...around(node)].at(-1) ?? node;
  return outermost.parent() ?? outermost;
}

/** Whether the nearest function is async, callbacks of `map` and its like among them. */
export function isInAsync(node: SgNode): boolean {
  const head = functionAround(node).text().slice(0, 80);
  return /^(?:(?:public|private|protected|static|override)\s+)*async\b/u.test(head);
}
