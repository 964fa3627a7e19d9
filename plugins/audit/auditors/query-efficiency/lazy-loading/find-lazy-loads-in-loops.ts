import type { SgNode } from '@ast-grep/napi';
import { boundOf } from '../../../../analysis/index.ts';
import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import { findEnclosingFunction } from '../../../analysis/enclosing-function.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { findRelatedModels } from '../../../analysis/models/python-models-with-all-relations.ts';
import type { AuditedCode, Candidate, Ruling } from '../../../rule.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';
import { findRelationReads, type RelationRead } from './find-relation-accesses-that-issue-query.ts';
import { readLoopVariableName } from './read-loop-variable-name.ts';
import { type QueryRows, resolveQueryRows } from './resolve-model-rows-yielded-by-expression.ts';

/** Data read through each row of a loop that the query for the rows does not load with them. */
export interface LazyRead extends Candidate {
  readonly index: number;
  /** Loop or comprehension. */
  readonly loop: SgNode;
  readonly over: SgNode;
  readonly rows: QueryRows;
  /** Reads by the loop itself, or all reads that one call leads to. */
  readonly reads: readonly [RelationRead, ...RelationRead[]];
}

const LOOPS = { any: [{ kind: 'for_statement' }, { kind: 'for_in_clause' }] };

/** Yields relations that are read for each row of a query. */
export function* findLazyReads(audited: AuditedCode): Generator<LazyRead> {
  const { code } = audited;
  if (findRelatedModels(audited).size === 0) return;
  for (const file of new Set(code.facts.functions.map((codeFunction) => codeFunction.file))) {
    if (!file.endsWith('.py') || isExcludedFile(file)) continue;
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
  const all = findRelationReads(audited, index, body, name, rows);
  const found = new Map(all.toReversed().map((read) => [read.path, read]));
  for (const [first, ...others] of Map.groupBy(
    [...found.values()].toReversed(),
    placeOf,
  ).values()) {
    if (first === undefined) continue;
    const { start, end } = first.place.range();
    const place = { file, line: start.line + 1, endLine: end.line + 1 };
    yield { ...place, index, loop, over, rows, reads: [first, ...others] };
  }
}

/** Returns 0 for reads in the loop itself; each call that leads to reads has a place of its own. */
function placeOf({ place, callPath }: RelationRead): number {
  return callPath.length === 1 ? 0 : place.id();
}

/** Judges the queries that reading relations of each row issues at one place. */
export function judgeLazyRead(found: LazyRead, audited: AuditedCode): Ruling {
  const { rows, reads, over, loop, index, file } = found;
  const bound = boundOf({ node: loop, over, names: [], body: loop });
  const [first] = reads;
  const cause =
    first.callPath.length > 1
      ? `${shorten(first.place)} leads there`
      : rows.isOfRow
        ? 'no query in the project loads this data together with the rows'
        : 'the query for the rows does not load this data';
  const paths = reads.map(({ path }) => `${path} of ${rows.model}`).join(' and ');
  return {
    outcome: 'confirmed',
    severity: adjustSeverity(severityOf(found, audited), audited, index),
    issue: `${formatFunctionName(audited, index)} queries ${paths} once for each of ${bound.over}: ${cause}`,
    recommendation: [...new Set(reads.map((read) => describeFix(rows, read)))].join('; '),
    effort: 'S',
    evidence: [
      { file, line: bound.line, text: `the loop iterates over rows of ${rows.model}` },
      ...reads
        .flatMap(({ callPath }) => callPath)
        .map((step) => ({
          file: audited.code.facts.functions[step.function]?.file ?? file,
          line: step.node.range().start.line + 1,
          text: `${formatFunctionName(audited, step.function)} reads ${shorten(step.node)}`,
        })),
    ],
  };
}

function severityOf({ rows, index, reads: [first] }: LazyRead, audited: AuditedCode) {
  const isWaitedFor = audited.reachedBy(index) === 'request';
  // Rows that belong to a single row are rarely many.
  if (rows.isOfRow) return isWaitedFor ? 'MEDIUM' : 'LOW';
  // A SQLAlchemy session queries once per target, not once per row.
  const isShared = rows.orm === 'sqlalchemy' && first.relation.leadsTo === 'one';
  return isWaitedFor && !isShared ? 'HIGH' : 'MEDIUM';
}

function shorten(node: SgNode): string {
  const text = node.text().replace(/\s+/gu, ' ');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function describeFix(rows: QueryRows, { relation, model, path }: RelationRead): string {
  const { leadsTo, name } = relation;
  if (rows.orm === 'sqlalchemy') {
    return `options(selectinload(${model}.${name})) on the query for ${rows.model}${leadsTo === 'one' ? ', or joinedload' : ''}`;
  }
  const method = leadsTo === 'one' ? 'select_related' : 'prefetch_related';
  return `${method}('${path.replaceAll('.', '__')}') on the query for ${rows.model}`;
}
