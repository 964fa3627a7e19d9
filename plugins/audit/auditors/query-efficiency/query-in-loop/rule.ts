import type { SgNode } from '@ast-grep/napi';
import {
  boundOf,
  type Language,
  type Loop,
  languageIn,
  loopAround,
  loopsAround,
  mentions,
  namesFrom,
} from '../../../../analysis/index.ts';
import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import {
  createCallCandidate,
  formatFunctionName,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, CallCandidate, Ruling } from '../../../rule.ts';
import { LIMIT_PER_ELEMENT_NOTE } from '../batching-caveat-messages.ts';
import {
  type CallRuleMessages,
  judgeLoopedCall,
} from '../interprocedural/judge-call-in-loop-that-reaches-database.ts';
import {
  findLoopedCalls,
  type LoopedCall,
} from '../interprocedural/looped-calls-reaching-database.ts';
import {
  findLazyReads,
  judgeLazyRead,
  type LazyRead,
} from '../lazy-loading/find-lazy-loads-in-loops.ts';
import { capSeverityByOtherWork } from '../loops/cap-loop-severity.ts';
import { explainFewIterations } from '../loops/loops-with-few-iterations.ts';
import { capSeverityByListOrigin } from '../loops/origin-of-iterated-list.ts';
import type { DatabaseQuery } from '../queries/database-query.ts';
import { explainUnbatchableLookup } from '../queries/explain-django-lookup-without-in-variant.ts';
import { findQueryKey } from '../queries/find-query-key-column-varying-per-iteration.ts';
import { listQueries } from '../queries/list-queries-in-function.ts';
import {
  findRedisReads,
  judgeRedisRead,
  type RedisRead,
} from '../redis/redis-key-reads-in-loops.ts';
import { justifyLoopedStatement } from '../statements/justify-write-statement-in-loop.ts';

/** A literal list as short as this is written out for its readers, not for its length. */
const HANDFUL = 10;
/** Special reads that cannot be combined with others. */
const FOR_ITSELF = /locks|anew/u;

/** A limit for each element, which `IN` has not: `limit: PER_GROUP`. */
const TOP_OF_EACH = /\b(?:limit|take)\s*:\s*(?!1\b)[\w.]+|\.(?:limit|take)\(\s*(?!1\b)[\w.]+\s*\)/u;

/** Streamed data is never there as a whole, so it is queried in parts. */
const STREAM = /stream|cursor|iterator|\.iterate\(|yield_per/iu;

/** Query inside a loop. */
interface LoopedQuery extends CallCandidate {
  readonly query: DatabaseQuery;
}

/** N+1 queries: one query for the list, and one more for each of its elements. */
export const QUERY_IN_LOOP = defineRule<LoopedQuery | LoopedCall | LazyRead | RedisRead>({
  id: 'query-in-loop',
  check: 'missing_bulk_ops',
  principle: 'Query Efficiency / One query per element (N+1)',
  sources: [
    {
      name: 'SQLAlchemy 2.0: the IN comparison operator',
      url: 'https://docs.sqlalchemy.org/en/20/core/operators.html#in-comparisons',
      retrieved: '2026-11-26',
    },
    {
      name: 'Prisma: solving the n+1 problem',
      url: 'https://www.prisma.io/docs/orm/prisma-client/queries/query-optimization-performance#solving-the-n1-problem',
      retrieved: '2026-11-26',
    },
  ],
  skip: () => null,
  match: function* (audited) {
    const told = new Set<string>();
    for (const loopedQuery of loopedQueries(audited)) {
      told.add(keyOf(loopedQuery.file, loopedQuery.query.node));
      yield loopedQuery;
    }
    for (const loopedCall of callsThatAsk(audited)) {
      told.add(keyOf(loopedCall.file, loopedCall.node));
      yield loopedCall;
    }
    for (const lazyRead of findLazyReads(audited)) {
      if (!told.has(keyOf(lazyRead.file, lazyRead.reads[0].place))) yield lazyRead;
    }
    yield* findRedisReads(audited);
  },
  verify: (found, audited) => {
    if ('command' in found) return judgeRedisRead(found, audited);
    if ('reads' in found) return judgeLazyRead(found, audited);
    return 'reached' in found ? judgeLoopedCall(found, audited, THROUGH) : ofQuery(found, audited);
  },
});

/** Messages and severities for queries in a function that the loop calls. */
const THROUGH: CallRuleMessages = {
  does: ({ effect }) => `queries ${effect.model ?? 'rows'}`,
  recommendation: ({ effect }, over) =>
    `One query before the loop for all elements of ${over}, with each iteration looking up its row by ${effect.field ?? 'its key'}: pass the row to the callee, or make the callee take the whole list`,
  severity: { request: 'HIGH', other: 'MEDIUM' },
  handful: HANDFUL,
  byList: true,
};

function keyOf(file: string, node: SgNode): string {
  const { start, end } = node.range();
  return `${file}:${start.index}:${end.index}`;
}

function* loopedQueries(audited: AuditedCode): Generator<LoopedQuery> {
  for (const [index, { file }] of audited.code.facts.functions.entries()) {
    if (!audited.code.callsOf(index).some(({ call }) => call.loops > 0)) continue;
    for (const query of listQueries(audited, index)) {
      const { site } = query;
      if (site.call.loops > 0)
        yield { ...createCallCandidate(site, site.call.callee, file), query };
    }
  }
}

/** Yields calls that are not recognized as queries themselves. */
function* callsThatAsk(audited: AuditedCode): Generator<LoopedCall> {
  for (const loopedCall of findLoopedCalls(audited, ['read'])) {
    const isQuery = listQueries(audited, loopedCall.site.function).some(({ node }) =>
      isAround(node, loopedCall.node),
    );
    if (!isQuery) yield loopedCall;
  }
}

function isAround(outer: SgNode, inner: SgNode): boolean {
  const [a, b] = [outer.range(), inner.range()];
  return a.start.index <= b.start.index && b.end.index <= a.end.index;
}

function ofQuery(found: LoopedQuery, audited: AuditedCode): Ruling {
  const { query, file } = found;
  if (loopAround(query.node) === null) {
    return { outcome: 'dismissed', reason: 'the loop does not iterate over a list' };
  }
  const loop = loopOfTurn(query.node, languageIn(file));
  if (query.special !== null && FOR_ITSELF.test(query.special)) {
    return { outcome: 'dismissed', reason: query.special };
  }
  if (loop === null) {
    const [inner] = loopsAround(query.node);
    const most = inner === undefined ? null : boundOf(inner).most;
    return {
      outcome: 'dismissed',
      reason:
        most !== null && most <= HANDFUL
          ? `the loop has at most ${most} iterations`
          : 'the query does not depend on the iteration',
    };
  }
  const few = explainFewIterations(audited, file, loop, query.model, HANDFUL);
  if (few !== null) return { outcome: 'dismissed', reason: few };
  return ruling(found, audited, loop, boundOf(loop));
}

/** Returns the innermost loop that queries something different per iteration; null: none. */
function loopOfTurn(node: SgNode, language: Language): Loop | null {
  for (const loop of loopsAround(node)) {
    if (mentions(node, namesFrom(loop.body, new Set(loop.names), language), language)) return loop;
  }
  return null;
}

function ruling(
  found: LoopedQuery,
  audited: AuditedCode,
  loop: Loop,
  bound: { readonly over: string; readonly line: number },
): Ruling {
  const { query, site, file } = found;
  // A relation of the row itself is not a different place to query.
  const by = query.isRelated ? ('record' as const) : ('execute' as const);
  const statement = { by, dialect: 'sql', model: query.model } as const;
  const exemption = justifyLoopedStatement(
    { ...found, statement },
    audited,
    query.node,
    loop,
    true,
  );
  if (exemption?.type === 'none') return { outcome: 'dismissed', reason: exemption.reason };
  const told = {
    issue: `${formatFunctionName(audited, site.function)} queries ${query.model} for each element of ${bound.over}: one query plus one per element`,
    recommendation: atOnce(found, audited, bound.over, loop),
    effort: 'M' as const,
    evidence: [{ file, line: bound.line, text: `the loop iterates over ${bound.over}` }],
  };
  const alone =
    explainUnbatchableLookup(query.node, languageIn(file)) ??
    (TOP_OF_EACH.test(query.node.text()) ? LIMIT_PER_ELEMENT_NOTE : null);
  if (alone !== null) return { outcome: 'dismissed', reason: alone };
  if (exemption !== null) return { outcome: 'needs context', ...told, note: exemption.note };
  const isWaitedFor = audited.reachedBy(site.function) === 'request';
  const own = adjustSeverity(isWaitedFor ? 'HIGH' : 'MEDIUM', audited, site.function);
  const byList = capSeverityByListOrigin(own, audited, file, loop);
  const severity = capSeverityByOtherWork(byList, audited, { site, file, node: query.node, loop });
  return { outcome: 'confirmed', severity, ...told };
}

function atOnce(
  { query, site, file }: LoopedQuery,
  audited: AuditedCode,
  over: string,
  loop: Loop,
): string {
  const { model } = query;
  if (query.isRelated && !isPythonFunction(audited, site.function)) {
    return `populate('${model}') on the query for ${over}, or Model.populate(${over}, { path: '${model}' }), which issues one query for all elements`;
  }
  if (query.isRelated) {
    return `prefetch_related('${model}') on the query for ${over}, or annotate(Count('${model}')) if the related rows are only counted`;
  }
  const field = findQueryKey(query.node, loop, languageIn(file)) ?? query.field ?? 'id';
  if (/\.execute$/u.test(site.call.callee) && isPythonFunction(audited, site.function)) {
    return `One request for all elements of ${over} if ${model} supports it, or a batch of requests`;
  }
  const before = STREAM.test(loop.over.text())
    ? `One query per few hundred rows of ${over}, with each iteration looking up its row by ${field}`
    : `One query before the loop, with each iteration looking up its row by ${field}`;
  if (!isPythonFunction(audited, site.function)) {
    return `${before}: ${model} where ${field} matches any element of ${over}`;
  }
  const all = /\.objects\b/u.test(site.call.callee)
    ? `${model}.objects.filter(${field}__in=…)`
    : `select(${model}).where(${model}.${field}.in_(…))`;
  return `${before}: ${all}`;
}
