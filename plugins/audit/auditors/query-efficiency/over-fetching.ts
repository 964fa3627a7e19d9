import { formatFunctionName, isPythonFunction } from '../../analysis/calls-and-functions.ts';
import { type AuditedCode, type CallCandidate, defineRule, type Ruling } from '../../rule.ts';
import { explainCustomQueryMethod } from './reads/custom-query-method.ts';
import type { EntityRead } from './reads/entity-loading-query.ts';
import { listEntityReads } from './reads/list-entity-reads-in-function.ts';
import { findListUses, type ListUse } from './reads/partial-uses-of-query-result.ts';
import { findWideReads, judgeWideRead, type WideRead } from './unneeded-column-reads.ts';

/** Q651-17 to Q651-20: more is loaded than is used. */
export const OVER_FETCHING = defineRule<PartiallyUsedRows | WideRead>({
  id: 'over-fetching',
  principle: 'Query Efficiency / More data loaded than used',
  sources: {
    'SQLAlchemy 2.0: limiting which columns load with column deferral':
      'https://docs.sqlalchemy.org/en/20/orm/queryguide/columns.html#limiting-which-columns-load-with-column-deferral',
    'Prisma: select fields': 'https://www.prisma.io/docs/orm/prisma-client/queries/select-fields',
  },
  match: findReads,
  verify: (found, audited) =>
    'model' in found ? judgeWideRead(found, audited) : judgePartiallyUsedRows(found, audited),
});

/** Yields each read once: as a finding about its rows rather than about its columns. */
function* findReads(audited: AuditedCode): Generator<PartiallyUsedRows | WideRead> {
  const reported = new Set<string>();
  for (const found of findPartiallyUsedRows(audited)) {
    reported.add(keyOf(found));
    yield found;
  }
  for (const found of findWideReads(audited)) {
    if (!reported.has(keyOf(found))) yield found;
  }
}

function keyOf({ file, site }: CallCandidate): string {
  return `${file}:${site.raw.start}:${site.raw.end}`;
}

/** A list of rows of which only the number, the presence or the first is wanted. */
interface PartiallyUsedRows extends CallCandidate {
  readonly read: EntityRead;
  readonly uses: ReadonlySet<ListUse>;
}

/** Limits on the number of rows, which are assumed to be small. */
const LIMITED =
  /\b(?:take|limit|first|pageSize|page_size|per_page)\s*[:(=]|\.(?:limit|take|fetch)\(/u;
/** Ordering, which implies that several rows are expected. */
const ORDERED = /\b(?:orderBy|order_by|order|sort)\s*[:(]/u;

/** Yields lists that are loaded only to be counted or tested for rows. */
function* findPartiallyUsedRows(audited: AuditedCode): Generator<PartiallyUsedRows> {
  for (const [index, { file }] of audited.code.facts.functions.entries()) {
    for (const read of listEntityReads(audited, index)) {
      const uses = read.isList ? findListUses(read) : null;
      if (uses === null) continue;
      const { start, end } = read.node.range();
      const place = { file, line: start.line + 1, endLine: end.line + 1 };
      yield { ...place, site: read.site, name: read.model, read, uses };
    }
  }
}

function judgePartiallyUsedRows(
  { read, uses, site }: PartiallyUsedRows,
  audited: AuditedCode,
): Ruling {
  const text = read.node.text();
  if (LIMITED.test(text)) return 'the query loads only a few rows';
  const own = explainCustomQueryMethod(read, audited);
  if (own !== null) return own;
  if (uses.has('first rows') && read.key !== null && !ORDERED.test(text)) {
    // `const [row] = await …` is the way to read one row where the client has no method for it.
    const reason = `the query selects by ${read.key.field} and uses the one row that it returns`;
    return reason;
  }
  const isServed = audited.reachedBy(site.function) === 'request';
  return {
    severity: isServed && !read.isNarrowed ? 'MEDIUM' : 'LOW',
    issue: `${formatFunctionName(audited, site.function)} loads all matching rows of ${read.model}, but ${describeUse(uses)}`,
    recommendation: formatRowAdvice(uses, isPythonFunction(audited, site.function)),
    effort: 'S',
  };
}

function describeUse(uses: ReadonlySet<ListUse>): string {
  if (uses.has('first rows')) return 'uses only the first rows';
  return uses.has('number') ? 'uses only the number of rows' : 'only checks whether any row exists';
}

function formatRowAdvice(uses: ReadonlySet<ListUse>, isPython: boolean): string {
  if (uses.has('first rows')) return 'Limit the query to the number of rows that are used';
  if (uses.has('number')) return 'Let the database count: it returns one number instead of rows';
  return isPython
    ? 'Check for existence with exists(), or with a query limited to one row'
    : 'Check for existence by querying the key of the first row, or with a count';
}
