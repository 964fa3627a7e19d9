import type { AuditedCode, Candidate, Ruling } from '../../../rule.ts';
import { type CachingClass, findCachingClasses } from './caching-classes.ts';
import { findProviderLifetime, type ProviderLifetime } from './fastapi-provider-lifetime.ts';
import { classifyDataLifetime } from './lifetime-of-queried-data.ts';

/** Class that caches query results and is created for each request. */
export interface RequestCache extends Candidate {
  readonly cached: CachingClass;
  readonly provided: ProviderLifetime;
}

/** Queries that cost more than reading rows (Q651-26). */
const HEAVY =
  /\.(?:join|outerjoin|leftJoin\w*|innerJoin\w*|subquery|cte|group_by|groupBy|annotate|aggregate|distinct)\s*\(|\bfunc\.\w+|\b(?:joinedload|selectinload|subqueryload|select_related|prefetch_related)\s*\(|\bJOIN\b|\bGROUP BY\b|\b(?:COUNT|SUM|AVG|MIN|MAX)\s*\(|\(\s*SELECT\b|\binclude\s*:|\brelations\s*:/u;

export function judgeRequestCache(
  { cached, provided }: RequestCache,
  audited: AuditedCode,
): Ruling {
  if (provided.how === 'once') return { outcome: 'dismissed', reason: provided.reason };
  const life = classifyDataLifetime(audited, cached.text);
  if (life === 'short') {
    return {
      outcome: 'dismissed',
      reason: 'according to data-ttl.json, the data changes too often to be cached across requests',
    };
  }
  const isHeavy = HEAVY.test(cached.text);
  const told = {
    issue: `${cached.name}.${cached.method} fills ${cached.field} from a query${isHeavy ? ' with a join, a subquery or an aggregate' : ''}, but ${provided.by} creates a new ${cached.name} for each request, so the cache never hits`,
    recommendation: `Create one ${cached.name} for the application (a module-level instance, lru_cache on its provider, or the framework's default scope), pass the session to ${cached.method}, and give ${cached.field} a time to live`,
    effort: 'M' as const,
    evidence: [
      { file: provided.file, line: provided.line, text: `${provided.by} creates the instance` },
      { file: cached.file, line: cached.fieldLine, text: `${cached.field} is filled here` },
    ],
  };
  return life === 'long'
    ? { outcome: 'confirmed', severity: isHeavy ? 'HIGH' : 'MEDIUM', ...told }
    : {
        outcome: 'needs context',
        ...told,
        note: 'how often the data changes; specify this in data-ttl.json in the project root: { "table": seconds }',
      };
}

/** Caches of services that live for a request. */
export function* findRequestCaches(audited: AuditedCode): Generator<RequestCache> {
  for (const cached of findCachingClasses(audited)) {
    const { file, line, endLine, name } = cached;
    const provided =
      cached.isPerRequest === 'by itself'
        ? { how: 'each time' as const, by: 'Scope.REQUEST', file, line }
        : file.endsWith('.py')
          ? findProviderLifetime(audited, name)
          : null;
    if (provided !== null) yield { file, line: cached.fieldLine, endLine, cached, provided };
  }
}
