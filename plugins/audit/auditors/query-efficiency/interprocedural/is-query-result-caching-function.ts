import type { SgNode } from '@ast-grep/napi';
import type { AuditedCode } from '../../../rule.ts';

const CACHES = /cache|memoi[sz]e|memo$/iu;
/** `if key in self._known: return self._known[key]`, `if (this.known.has(key)) return this.known.get(key)`. */
const LOOKS_FIRST =
  /\bif\s+(\w+)\s+in\s+(self\.\w+|\w+):\s*\n?\s*return\s+\2\b|\bif\s*\(\s*((?:this\.)?\w+)\.has\([^()]*\)\s*\)\s*\{?\s*return\b/u;
/** `if (!known.has(key)) known.set(key, …)`. */
const FILLS = /\bif\s*\(\s*!\s*((?:this\.)?\w+)\.has\([^()]*\)\s*\)\s*\{?\s*\1\.set\(/u;
/** `const known = rows.get(key); if (known) return known;`. */
const LOOKS_UP =
  /\b(?:const|let)\s+(\w+)\s*=\s*(?:this\.)?(\w+)\.get\([^()]*\);?\s*if\s*\(\s*\1\b[^()]*\)\s*\{?\s*return\s+\1\b/gu;
/** Cache lookups, and calls of batch loaders. */
const ASKS_CACHE =
  /(?:\b\w*cache\w*\.(?:get|fetch|wrap|remember|resolve|get_or_set|getOrSet|has)|\b(?:get_or_set|getOrSet|cached|withCache|unstable_cache|[lL]oader\.load)\s*)\(/iu;

/** True if a function caches query results: by decorator, in a cache, or in a map checked first. */
export function cachesQueryResults({ code }: AuditedCode, index: number, scope: SgNode): boolean {
  const { decorators } = code.rawOf(index);
  if (decorators.some(({ name }) => CACHES.test(name) && !/invalidat|clear|evict/iu.test(name))) {
    return true;
  }
  const text = scope.text();
  return LOOKS_FIRST.test(text) || FILLS.test(text) || ASKS_CACHE.test(text) || looksUp(text);
}

/** True if results go into an outer map; the function's own map is lost after the call. */
function looksUp(text: string): boolean {
  return [...text.matchAll(LOOKS_UP)].some(([, , map = '']) => {
    const isOwn = new RegExp(`\\b(?:const|let|var)\\s+${map}\\b`, 'u').test(text);
    return !isOwn && new RegExp(`\\b${map}\\.set\\(`, 'u').test(text);
  });
}
