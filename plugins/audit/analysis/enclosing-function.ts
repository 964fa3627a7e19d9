import { once, type ProjectCode } from '../../analysis/index.ts';
import type { AuditedCode } from '../rule.ts';

const byFile = once((code: ProjectCode) => Map.groupBy(code.facts.functions.keys(), code.fileOf));

/** Returns the index of the innermost function around an offset; module code counts as one. */
export function findEnclosingFunction({ code }: AuditedCode, file: string, offset: number): number {
  // Functions are in the order in which they begin: the last around a place is the innermost.
  const found = byFile(code)
    .get(file)
    ?.findLast((index) => {
      const { start, end } = code.functionAt(index);
      return start <= offset && offset < end;
    });
  if (found === undefined) throw new RangeError(`${file} was not read`);
  return found;
}
