import type { SgNode } from '@ast-grep/napi';
import type { AuditedCode } from '../../../rule.ts';

const CACHES = /cache(?!.*(?:invalidat|clear|evict))|memoi[sz]e|memo$/iu;
/** `if key in self._known: return self._known[key]`, `if (this.known.has(key)) return this.known.get(key)`. */
const LOOKS_FIRST =
  /\bif\s+(\w+)\s+in\s+(self\.\w+|\w+):\s*\n?\s*return\s+\2\b|\bif\s*\(\s*((?:this\.)?\w+)\.has\([^()]*\)\s*\)\s*\{?\s*return\b/u;
/** `if (!known.has(key)) known.set(key, …)`. */
const FILLS = /\bif\s*\(\s*!\s*((?:this\.)?\w+)\.has\([^()]*\)\s*\)\s*\{?\s*\1\.set\(/u;
/** Cache lookups, and calls of batch loaders. */
const ASKS_CACHE =
  /(?:\b\w*cache\w*\.(?:get|fetch|wrap|remember|resolve|get_or_set|getOrSet|has)|\b(?:get_or_set|getOrSet|cached|withCache|unstable_cache|[lL]oader\.load)\s*)\(/iu;

/** True if a function caches query results: by decorator, in a cache, or in a map checked first. */
export function cachesQueryResults({ code }: AuditedCode, index: number, scope: SgNode): boolean {
  const { decorators } = code.rawOf(index);
  const text = scope.text();
  return (
    decorators.some(({ name }) => CACHES.test(name)) ||
    LOOKS_FIRST.test(text) ||
    FILLS.test(text) ||
    ASKS_CACHE.test(text)
  );
}
