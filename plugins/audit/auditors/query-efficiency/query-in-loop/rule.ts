import type { SgNode } from '@ast-grep/napi';
import {
  boundOf,
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
import {
  type CallRuleMessages,
  explainFewIterations,
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
import { findQueryKey } from '../queries/find-query-key-column-varying-per-iteration.ts';
import { type DatabaseQuery, listQueries } from '../queries/list-queries-in-function.ts';
import {
  explainDifferentStatements,
  handlesOwnErrors,
  OWN_ERROR_HANDLING_NOTE,
} from '../statements/justify-write-statement-in-loop.ts';

/** A literal list as short as this is written out for its readers, not for its length. */
const HANDFUL = 10;

/** A limit for each element, which `IN` has not: `limit: PER_GROUP`. */
const LIMIT_PER_ELEMENT =
  /\b(?:limit|take)\s*:\s*(?!1\b)[\w.]+|\.(?:limit|take)\(\s*(?!1\b)[\w.]+\s*\)/u;

/** Query inside a loop. */
interface LoopedQuery extends CallCandidate {
  readonly query: DatabaseQuery;
}

/** N+1 queries: one query for the list, and one more for each of its elements. */
export const QUERY_IN_LOOP = defineRule<LoopedQuery | LoopedCall | LazyRead>({
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
    const reported = new Set<string>();
    for (const loopedQuery of findLoopedQueries(audited)) {
      reported.add(formatPlace(loopedQuery.file, loopedQuery.query.node));
      yield loopedQuery;
    }
    for (const loopedCall of findLoopedCalls(audited, ['read'])) {
      // Calls that are queries themselves are found above.
      const queries = listQueries(audited, loopedCall.site.function);
      if (queries.some(({ node }) => contains(node, loopedCall.node))) continue;
      reported.add(formatPlace(loopedCall.file, loopedCall.node));
      yield loopedCall;
    }
    for (const lazyRead of findLazyReads(audited)) {
      if (!reported.has(formatPlace(lazyRead.file, lazyRead.reads[0].place))) yield lazyRead;
    }
  },
  verify: (found, audited) => {
    if ('reads' in found) return judgeLazyRead(found, audited);
    return 'reached' in found
      ? judgeLoopedCall(found, audited, CALL_MESSAGES)
      : judgeQuery(found, audited);
  },
});

/** Messages for queries in a function that the loop calls. */
const CALL_MESSAGES: CallRuleMessages = {
  does: ({ model }) => `queries ${model ?? 'rows'}`,
  recommendation: ({ field }, over) =>
    `One query before the loop for all elements of ${over}, with each iteration looking up its row by ${field ?? 'its key'}: pass the row to the callee, or make the callee take the whole list`,
  handful: HANDFUL,
};

function* findLoopedQueries(audited: AuditedCode): Generator<LoopedQuery> {
  for (const [index, { file }] of audited.code.facts.functions.entries()) {
    if (!audited.code.callsOf(index).some(({ call }) => call.loops > 0)) continue;
    for (const query of listQueries(audited, index)) {
      const { site } = query;
      if (site.call.loops > 0)
        yield { ...createCallCandidate(site, site.call.callee, file), query };
    }
  }
}

function contains(outer: SgNode, inner: SgNode): boolean {
  const [a, b] = [outer.range(), inner.range()];
  return a.start.index <= b.start.index && b.end.index <= a.end.index;
}

function formatPlace(file: string, node: SgNode): string {
  const { start, end } = node.range();
  return `${file}:${start.index}:${end.index}`;
}

function judgeQuery(found: LoopedQuery, audited: AuditedCode): Ruling {
  const { query, site, file } = found;
  const { node, model } = query;
  if (loopAround(node) === null) {
    return { outcome: 'dismissed', reason: 'the loop does not iterate over a list' };
  }
  const language = languageIn(file);
  // The innermost loop that queries something different per iteration.
  const loop = [...loopsAround(node)].find(({ body, names }) =>
    mentions(node, namesFrom(body, new Set(names), language), language),
  );
  if (loop === undefined) {
    return { outcome: 'dismissed', reason: 'the query does not depend on the iteration' };
  }
  const statement = { by: 'execute', dialect: 'sql', model } as const;
  const reason =
    explainFewIterations(loop, HANDFUL) ?? explainDifferentStatements(found, statement, node, loop);
  if (reason !== null) return { outcome: 'dismissed', reason };
  if (LIMIT_PER_ELEMENT.test(node.text())) {
    return { outcome: 'dismissed', reason: 'the query limits the rows per element' };
  }
  const { over, line } = boundOf(loop);
  const field = findQueryKey(node, loop, language) ?? query.field ?? 'id';
  const inPython = /\.objects\b/u.test(site.call.callee)
    ? `${model}.objects.filter(${field}__in=…)`
    : `select(${model}).where(${model}.${field}.in_(…))`;
  const all = isPythonFunction(audited, site.function)
    ? inPython
    : `${model} where ${field} matches any element of ${over}`;
  const finding = {
    issue: `${formatFunctionName(audited, site.function)} queries ${model} for each element of ${over}: one query plus one per element`,
    recommendation: `One query before the loop, with each iteration looking up its row by ${field}: ${all}`,
    effort: 'M',
    evidence: [{ file, line, text: `the loop iterates over ${over}` }],
  } as const;
  return handlesOwnErrors(node, loop)
    ? { outcome: 'needs context', ...finding, note: OWN_ERROR_HANDLING_NOTE }
    : {
        outcome: 'confirmed',
        severity: adjustSeverity('MEDIUM', audited, site.function),
        ...finding,
      };
}
