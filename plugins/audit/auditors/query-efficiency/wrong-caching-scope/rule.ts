import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, Candidate } from '../../../rule.ts';
import { type CachingClass, cachingClasses } from './caching-classes.ts';
import { lifeOf } from './data-ttl.ts';
import { type Provided, providedBy } from './provided.ts';

interface Cached extends Candidate {
  readonly cached: CachingClass;
  readonly provided: Provided;
}

/** Queries that cost more than reading rows (Q651-26). */
const HEAVY =
  /\.(?:join|outerjoin|leftJoin\w*|innerJoin\w*|subquery|cte|group_by|groupBy|annotate|aggregate|distinct)\s*\(|\bfunc\.\w+|\b(?:joinedload|selectinload|subqueryload|select_related|prefetch_related)\s*\(|\bJOIN\b|\bGROUP BY\b|\b(?:COUNT|SUM|AVG|MIN|MAX)\s*\(|\(\s*SELECT\b|\binclude\s*:|\brelations\s*:/u;

/** Q651-24 to Q651-26: a cache that is thrown away with its request. */
export const WRONG_CACHING_SCOPE = defineRule({
  id: 'wrong-caching-scope',
  check: 'wrong_caching_scope',
  principle: 'Query Efficiency / A cache that lives for a request',
  sources: [
    {
      name: 'FastAPI: classes as dependencies',
      url: 'https://fastapi.tiangolo.com/tutorial/dependencies/classes-as-dependencies/',
      retrieved: '2026-11-26',
    },
    {
      name: 'NestJS: injection scopes',
      url: 'https://docs.nestjs.com/fundamentals/injection-scopes',
      retrieved: '2026-11-26',
    },
  ],
  skip: () => null,
  match: cachedPerRequest,
  verify: ({ cached, provided }, audited) => {
    if (provided.how === 'once') return { outcome: 'dismissed', reason: provided.reason };
    const life = lifeOf(audited, cached.text);
    if (life === 'short') {
      return { outcome: 'dismissed', reason: 'data-ttl.json says that the data changes as fast' };
    }
    const isHeavy = HEAVY.test(cached.text);
    const told = {
      issue: `${cached.name}.${cached.method} fills ${cached.field} by a query${isHeavy ? ' with a join, a subquery or an aggregate' : ''}, and ${provided.by} makes a new ${cached.name} for each request: nothing is ever found in it`,
      recommendation: `Make one ${cached.name} for the application (a module-level instance, lru_cache on its provider, or the default scope of the framework), hand the session to ${cached.method}, and let ${cached.field} expire after a time to live`,
      effort: 'M' as const,
      evidence: [
        { file: provided.file, line: provided.line, text: `${provided.by} makes it` },
        { file: cached.file, line: cached.fieldLine, text: `${cached.field} is filled` },
      ],
    };
    return life === 'long'
      ? { outcome: 'confirmed', severity: isHeavy ? 'HIGH' : 'MEDIUM', ...told }
      : {
          outcome: 'needs context',
          ...told,
          note: 'how often the data changes decides; data-ttl.json in the root may say it: { "table": seconds }',
        };
  },
});

function* cachedPerRequest(audited: AuditedCode): Generator<Cached> {
  for (const cached of cachingClasses(audited)) {
    const { file, line, endLine, name } = cached;
    const provided =
      cached.isPerRequest === 'by itself'
        ? { how: 'each time' as const, by: 'Scope.REQUEST', file, line }
        : file.endsWith('.py')
          ? providedBy(audited, name)
          : null;
    if (provided !== null) yield { file, line: cached.fieldLine, endLine, cached, provided };
  }
}
