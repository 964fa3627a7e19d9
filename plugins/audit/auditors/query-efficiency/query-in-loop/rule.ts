import { defineRule } from '../../../auditor.ts';
import { candidateOf, functionName, isPython } from '../../../look/calls.ts';
import { loopBound } from '../../../look/loop-bound.ts';
import { type Loop, loopAround } from '../../../look/loops.ts';
import { weighed } from '../../../look/weight.ts';
import type { AuditedCode, CallCandidate, Ruling } from '../../../rule.ts';
import type { Read } from '../reads/read.ts';
import { readsIn } from '../reads/reads-in.ts';
import { excuseOf } from '../statements/excuse.ts';

/** A literal list as short as this is written out for its readers, not for its length. */
const HANDFUL = 10;
/** What is read so cannot be read for others too. */
const FOR_ITSELF = /locks|anew/u;

/** A query that stands in a loop. */
interface LoopedRead extends CallCandidate {
  readonly read: Read;
}

/** One query for the list, and one more for each of its elements. */
export const QUERY_IN_LOOP = defineRule({
  id: 'query-in-loop',
  check: 'missing_bulk_ops',
  principle: 'Query Efficiency / One query for each element (N+1)',
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
  match: loopedReads,
  verify: (found, audited) => {
    const loop = loopAround(found.read.node);
    const bound = loopBound(found.read.node);
    if (loop === null || bound === null) {
      return { outcome: 'dismissed', reason: 'the loop goes through no list' };
    }
    if (bound.most !== null && bound.most <= HANDFUL) {
      return { outcome: 'dismissed', reason: `there are ${bound.most} of them at the most` };
    }
    const reason = whyNeeded(found, loop);
    if (reason !== null) return { outcome: 'dismissed', reason };
    return ruling(found, audited, loop, bound);
  },
});

function* loopedReads(audited: AuditedCode): Generator<LoopedRead> {
  for (const [index, { file }] of audited.code.facts.functions.entries()) {
    for (const read of readsIn(audited, index)) {
      const { site } = read;
      if (site.call.loops > 0) yield { ...candidateOf(site, site.call.callee, file), read };
    }
  }
}

/** Why it cannot be asked for all at once; null: nothing says so. */
function whyNeeded({ read }: LoopedRead, loop: Loop): string | null {
  if (read.special !== null && FOR_ITSELF.test(read.special)) return read.special;
  const text = read.node.text();
  const made = loop.body
    .text()
    .matchAll(/(?:^|\n|;)\s*(?:const |let |var )?([A-Za-z_$][\w$]*)\s*=[^=]/gu);
  const names = [...loop.names, ...[...made].map(([, name = '']) => name)];
  const isOfTurn = names.some((name) =>
    new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'u').test(text),
  );
  return isOfTurn ? null : 'it does not ask for another row in each turn';
}

function ruling(
  found: LoopedRead,
  audited: AuditedCode,
  loop: Loop,
  bound: { readonly over: string; readonly line: number },
): Ruling {
  const { read, site, file } = found;
  const statement = { by: 'execute', dialect: 'sql', model: read.model } as const;
  const excuse = excuseOf({ ...found, statement }, audited, read.node, loop);
  if (excuse?.type === 'none') return { outcome: 'dismissed', reason: excuse.reason };
  const told = {
    issue: `${functionName(audited, site.function)} asks for ${read.model} once for each of ${bound.over}: one query and as many more as there are elements`,
    recommendation: atOnce(found, audited, bound.over),
    effort: 'M' as const,
    evidence: [{ file, line: bound.line, text: `the loop goes through ${bound.over}` }],
  };
  const note =
    excuse?.note ?? (read.key === null ? 'whether its conditions can be asked for together' : null);
  if (note !== null) return { outcome: 'needs context', ...told, note };
  const isWaitedFor = audited.reachedBy(site.function) === 'request';
  const severity = weighed(isWaitedFor ? 'HIGH' : 'MEDIUM', audited, site.function);
  return { outcome: 'confirmed', severity, ...told };
}

function atOnce({ read, site }: LoopedRead, audited: AuditedCode, over: string): string {
  const { model, key } = read;
  const field = key?.field ?? 'id';
  const before = `One query before the loop, and a look into what it gave by ${field} in each turn`;
  if (!isPython(audited, site.function)) {
    return `${before}: ${model} where ${field} is one of those of ${over}`;
  }
  const query = /\.objects\b/u.test(site.call.callee)
    ? `${model}.objects.filter(${field}__in=…)`
    : `select(${model}).where(${model}.${field}.in_(…))`;
  return `${before}: ${query}`;
}
