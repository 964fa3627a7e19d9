import type { SgNode } from '@ast-grep/napi';
import { type CallSite, languageIn } from '../../../analysis/index.ts';
import {
  createCallCandidate,
  findCallNode,
  formatFunctionName,
  isPythonFunction,
} from '../../analysis/calls-and-functions.ts';
import type { AuditEvidence } from '../../document/audit-document.ts';
import { type AuditedCode, defineRule } from '../../rule.ts';
import { isExcludedFile } from '../../scoring/excluded-files.ts';
import {
  findQueryingFunctions,
  findReachedQuery,
  type ReachedQuery,
} from './queries-reached-through-calls.ts';
import { listQueries } from './reads/list-queries-in-function.ts';
import {
  findRepeatingLoop,
  findVaryingColumn,
  judgeRepeatedStatement,
  namesOf,
  type RepeatedStatement,
} from './statements/repeated-statement.ts';

/** A literal list as short as this is written out for its readers, not for its length. */
const HANDFUL = 10;

/** Query inside a loop, or call inside a loop that leads to one. */
interface LoopedQuery extends RepeatedStatement, Pick<ReachedQuery, 'query'> {
  /** Calls from the called function down to the query; null if the query itself is in the loop. */
  readonly steps: readonly CallSite[] | null;
}

/** N+1 queries: one query for the list, and one more for each of its elements. */
export const QUERY_IN_LOOP = defineRule({
  id: 'query-in-loop',
  check: 'missing_bulk_ops',
  principle: 'Query Efficiency / One query per element (N+1)',
  sources: {
    'SQLAlchemy 2.0: the IN comparison operator':
      'https://docs.sqlalchemy.org/en/20/core/operators.html#in-comparisons',
    'Prisma: solving the n+1 problem':
      'https://www.prisma.io/docs/orm/prisma-client/queries/query-optimization-performance#solving-the-n1-problem',
  },
  match: findLoopedQueries,
  verify: (found, audited) =>
    judgeRepeatedStatement(found, audited, HANDFUL, (loop, over) => {
      const { query, steps, site, file, node, model } = found;
      const name = formatFunctionName(audited, site.function);
      const column = findVaryingColumn(node, loop, languageIn(file));
      return {
        severity: 'MEDIUM',
        effort: 'M',
        ...(steps === null
          ? {
              issue: `${name} queries ${model} for each element of ${over}: one query plus one per element`,
              recommendation: formatBatchQuery(found, column ?? query.field ?? 'id', over, audited),
            }
          : {
              issue: `${name} calls ${site.call.callee} for each element of ${over}, and each call queries ${model}`,
              recommendation: `One query before the loop for all elements of ${over}, with each iteration looking up its row by ${query.field ?? 'its key'}: pass the row to the callee, or make the callee take the whole list`,
              evidence: describePath([...steps, query.site], audited),
            }),
      };
    }),
});

function* findLoopedQueries(audited: AuditedCode): Generator<LoopedQuery> {
  const { code } = audited;
  for (const [index, { file }] of code.facts.functions.entries()) {
    const looped = code.callsOf(index).filter(({ call }) => call.loops > 0);
    if (looped.length === 0 || isExcludedFile(file)) continue;
    const queries = listQueries(audited, index);
    for (const query of queries.filter(({ site }) => site.call.loops > 0)) {
      const { site, node, model } = query;
      const loop = findRepeatingLoop(node, languageIn(file));
      yield { ...createCallCandidate(audited, site), node, loop, model, query, steps: null };
    }
    for (const site of looped) {
      const node = leadsToQuery(audited, site) ? findCallNode(audited, site) : null;
      // Calls that are queries themselves are found above.
      if (node === null || queries.some((query) => contains(query.node, node))) continue;
      const loop = findRepeatingLoop(node, languageIn(file));
      if (loop === null) continue;
      const names = namesOf(loop, languageIn(file));
      const reached = findReachedQuery(audited, site, node, names, [index]);
      if (reached === null) continue;
      yield {
        ...createCallCandidate(audited, site),
        ...reached,
        node,
        loop,
        model: reached.query.model,
      };
    }
  }
}

function leadsToQuery(audited: AuditedCode, { call, raw, function: index }: CallSite): boolean {
  const certain = call.isGuess
    ? call.targets.slice(call.targets.length - raw.callbacks.length)
    : call.targets;
  const querying = findQueryingFunctions(audited);
  return certain.some((target) => querying.has(target) && target !== index);
}

function contains(outer: SgNode, inner: SgNode): boolean {
  const [a, b] = [outer.range(), inner.range()];
  return a.start.index <= b.start.index && b.end.index <= a.end.index;
}

function formatBatchQuery(
  { site, model }: LoopedQuery,
  field: string,
  over: string,
  audited: AuditedCode,
): string {
  const inPython = /\.objects\b/u.test(site.call.callee)
    ? `${model}.objects.filter(${field}__in=…)`
    : `select(${model}).where(${model}.${field}.in_(…))`;
  const all = isPythonFunction(audited, site.function)
    ? inPython
    : `${model} where ${field} matches any element of ${over}`;
  return `One query before the loop, with each iteration looking up its row by ${field}: ${all}`;
}

function describePath(sites: readonly CallSite[], audited: AuditedCode): readonly AuditEvidence[] {
  return sites.map(({ call, function: index }, at) => {
    const callee = call.callee.slice(0, 60);
    const text =
      at === sites.length - 1
        ? `${callee} issues the statement`
        : `${formatFunctionName(audited, index)} calls ${callee}`;
    return { file: audited.code.fileOf(index), line: call.line, text };
  });
}
