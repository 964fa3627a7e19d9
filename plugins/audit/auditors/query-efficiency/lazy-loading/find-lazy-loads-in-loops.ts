import type { SgNode } from '@ast-grep/napi';
import { findEnclosingFunction } from '../../../analysis/enclosing-function.ts';
import { findRelatedModels } from '../../../analysis/models/python-models-with-all-relations.ts';
import type { AuditedCode, Candidate } from '../../../rule.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';
import { findRowReads, type RowRead } from './lazy-queries-issued-per-row.ts';
import { readLoopVariableName } from './read-loop-variable-name.ts';
import { resolveQueryRows } from './resolve-model-rows-yielded-by-expression.ts';
import type { QueryRows } from './rows-returned-by-query-chain.ts';

/** Data read through each row of a loop that the query for the rows does not load with them. */
export interface LazyRead extends Candidate {
  readonly index: number;
  /** Loop or comprehension. */
  readonly loop: SgNode;
  readonly over: SgNode;
  readonly rows: QueryRows;
  /** Reads at one place, which may follow several relations, or reads by the loop itself. */
  readonly reads: readonly [RowRead, ...RowRead[]];
}

/** Text that a file needs in order to query rows or to loop over related rows. */
const HINT =
  /\.(?:objects|_default_manager|query|all|filter|scalars|exec|get_queryset)\b|\bselect\(|\brelationship\(|\bRelationship\(/u;
const LOOPS = { any: [{ kind: 'for_statement' }, { kind: 'for_in_clause' }] };

/** Yields relations, and properties that issue queries, that are read for each row of a query. */
export function* findLazyReads(audited: AuditedCode): Generator<LazyRead> {
  const { code } = audited;
  if (findRelatedModels(audited).size === 0) return;
  for (const file of new Set(code.facts.functions.map((codeFunction) => codeFunction.file))) {
    if (!file.endsWith('.py') || isExcludedFile(file)) continue;
    const text = code.textOf(file) ?? '';
    if (!/\bfor\b/u.test(text) || !HINT.test(text)) continue;
    for (const head of code.syntaxOf(file)?.findAll({ rule: LOOPS }) ?? []) {
      yield* readsOfLoop(audited, file, head);
    }
  }
}

function* readsOfLoop(audited: AuditedCode, file: string, head: SgNode): Generator<LazyRead> {
  const isClause = head.kind() === 'for_in_clause';
  const loop = isClause ? head.parent() : head;
  const [over, left] = [head.field('right'), head.field('left')];
  const body = isClause ? loop : head.field('body');
  if (loop === null || over === null || left === null || body === null) return;
  const name = readLoopVariableName(left, over);
  if (name === null) return;
  const index = findEnclosingFunction(audited, file, over.range().start.index);
  const rows = resolveQueryRows(audited, index, over);
  if (rows === null) return;
  const told = new Set<string>();
  const found = findRowReads(audited, index, body, name, rows).filter((read) => {
    const key = read.relation?.path ?? `${read.place.text()} ${read.asks}`;
    if (told.has(key)) return false;
    told.add(key);
    return true;
  });
  for (const [first, ...others] of Map.groupBy(found, placeOf).values()) {
    if (first === undefined) continue;
    const { start, end } = first.place.range();
    const place = { file, line: start.line + 1, endLine: end.line + 1 };
    yield { ...place, index, loop, over, rows, reads: [first, ...others] };
  }
}

/** Returns 0 for reads in the loop; narrowed reads and those in callees have a place each. */
function placeOf({ place, way, relation }: RowRead): number {
  return way.length === 1 && relation?.isNarrowed !== true ? 0 : place.id();
}
