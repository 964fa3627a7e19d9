import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, Candidate, Ruling } from '../../../rule.ts';
import {
  findSingleSlotCaches,
  judgeSingleSlotCache,
} from './argument-ignoring-single-value-caches.ts';
import { findFunctoolsCaches, judgeFunctoolsCache } from './functools-caches.ts';
import { findIdentityKeyedCaches, judgeIdentityKeyedCache } from './identity-keyed-caches.ts';
import {
  findPerRequestInstances,
  judgePerRequestInstance,
} from './needless-per-request-instances.ts';
import { findRequestCaches, judgeRequestCache } from './request-scoped-query-caches.ts';

/** Candidate with the function that judges it. */
interface Shaped extends Candidate {
  readonly judge: () => Ruling;
}

/** Q651-24 to Q651-26: a cache living too short or too long, or whose keys never recur. */
export const WRONG_CACHING_SCOPE = defineRule({
  id: 'wrong-caching-scope',
  check: 'wrong_caching_scope',
  principle: 'Query Efficiency / Cache with the wrong scope',
  sources: [
    {
      name: 'FastAPI: classes as dependencies',
      url: 'https://fastapi.tiangolo.com/tutorial/dependencies/classes-as-dependencies/',
      retrieved: '2026-11-26',
    },
    {
      name: 'Python: functools.lru_cache',
      url: 'https://docs.python.org/3/library/functools.html#functools.lru_cache',
      retrieved: '2026-11-26',
    },
    {
      name: 'NestJS: injection scopes',
      url: 'https://docs.nestjs.com/fundamentals/injection-scopes',
      retrieved: '2026-11-26',
    },
  ],
  skip: () => null,
  match: shapes,
  verify: ({ judge }) => judge(),
});

function* shapes(audited: AuditedCode): Generator<Shaped> {
  yield* shaped(findRequestCaches, judgeRequestCache, audited);
  yield* shaped(findSingleSlotCaches, judgeSingleSlotCache, audited);
  yield* shaped(findIdentityKeyedCaches, judgeIdentityKeyedCache, audited);
  yield* shaped(findFunctoolsCaches, judgeFunctoolsCache, audited);
  yield* shaped(findPerRequestInstances, judgePerRequestInstance, audited);
}

function* shaped<Found extends Candidate>(
  match: (audited: AuditedCode) => Iterable<Found>,
  judge: (found: Found, audited: AuditedCode) => Ruling,
  audited: AuditedCode,
): Generator<Shaped> {
  for (const found of match(audited)) {
    const { file, line, endLine } = found;
    yield { file, line, endLine, judge: () => judge(found, audited) };
  }
}
