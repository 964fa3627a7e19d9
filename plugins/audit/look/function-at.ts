import type { AuditedCode } from '../rule.ts';

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
