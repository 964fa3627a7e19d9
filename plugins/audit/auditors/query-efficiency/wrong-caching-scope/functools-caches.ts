import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import type { AuditedCode, Candidate, Ruling } from '../../../rule.ts';
import { findProviderLifetime } from './fastapi-provider-lifetime.ts';

/** Python function caching results by arguments that belong to a request or an instance. */
export interface FunctoolsCache extends Candidate {
  readonly index: number;
  readonly decorator: string;
  readonly why: 'coroutine' | 'request' | 'instance';
  /** Parameter that becomes part of the cache key; empty for a coroutine. */
  readonly key: string;
  readonly isUnlimited: boolean;
}

const CACHES = /^functools\.(?:lru_cache|cache)$/u;
/** Types and names of objects that live as long as a request. */
const REQUEST_TYPE =
  /(?:^|\.)(?:Request|HttpRequest|Session|AsyncSession|Connection|AsyncConnection|Cursor)$/u;
const REQUEST_NAME = /^(?:request|session|db_session|db|conn|connection|cursor)$/u;

/** Yields process-wide caches of data that belongs to a request or an instance. */
export function* findFunctoolsCaches(audited: AuditedCode): Generator<FunctoolsCache> {
  const { code } = audited;
  for (const [index, { file, isAsync, line }] of code.facts.functions.entries()) {
    if (!file.endsWith('.py')) continue;
    const { decorators, parameters, owner } = code.rawOf(index);
    const cache = decorators.find(({ name }) => CACHES.test(code.nameOf(index, name) ?? ''));
    if (cache === undefined || decorators.some(({ name }) => name === 'staticmethod')) continue;
    const place = { file, line: cache.line, endLine: line };
    const isUnlimited =
      /maxsize\s*=\s*None|^\(\s*None\s*\)$/u.test(cache.argumentText) ||
      /(?:^|\.)cache$/u.test(cache.name);
    const found = { ...place, index, decorator: cache.name, isUnlimited };
    const request = parameters.find((name) => isOfRequest(audited, index, name));
    if (isAsync) yield { ...found, why: 'coroutine', key: '' };
    else if (request !== undefined) yield { ...found, why: 'request', key: request };
    else if (owner !== null && parameters[0] === 'self') {
      yield { ...found, why: 'instance', key: owner };
    }
  }
}

export function judgeFunctoolsCache(found: FunctoolsCache, audited: AuditedCode): Ruling {
  const { why, key, index, decorator, isUnlimited } = found;
  const name = formatFunctionName(audited, index);
  if (why === 'coroutine') {
    return {
      outcome: 'confirmed',
      severity: 'HIGH',
      effort: 'S',
      issue: `${decorator} caches the coroutine of ${name}, not its result, so the second call awaits a finished coroutine and fails`,
      recommendation:
        'Cache the result: use an async-aware cache such as async_lru, or a dictionary whose entries expire',
    };
  }
  if (why === 'request') {
    return {
      outcome: 'confirmed',
      severity: 'MEDIUM',
      effort: 'S',
      issue: `${decorator} caches the results of ${name} keyed by ${key}, which differs for each request, so the cache never hits and keeps every ${key} in memory`,
      recommendation: `Cache the results by the inputs that determine them, without ${key}`,
    };
  }
  const exemption = exemptionOf(found, audited);
  if (exemption !== null) return { outcome: 'dismissed', reason: exemption };
  return {
    outcome: 'confirmed',
    severity: isUnlimited ? 'MEDIUM' : 'LOW',
    effort: 'S',
    issue: `${decorator} caches the results of ${name} with self in the cache key, so instances do not share results, and each result stays in memory ${isUnlimited ? 'for ever' : 'until newer results evict it'}`,
    recommendation:
      'Use cached_property, a per-instance dictionary, or a module-level function without self',
  };
}

function isOfRequest(audited: AuditedCode, index: number, name: string): boolean {
  const { code } = audited;
  const { file = '', line = 0, endLine = 0 } = code.facts.functions[index] ?? {};
  const typed = code
    .variablesOf(file)
    .find(
      (variable) =>
        variable.name === name &&
        variable.how === 'type' &&
        variable.line >= line &&
        variable.line <= endLine,
    );
  return typed === undefined ? REQUEST_NAME.test(name) : REQUEST_TYPE.test(typed.of);
}

/** Returns why instances are few or share a key when equal; null: neither is known. */
function exemptionOf({ file, key }: FunctoolsCache, audited: AuditedCode): string | null {
  const { code } = audited;
  const known = code.classesOf(file).find(({ name }) => name === key);
  if (/(?:^|\.)\w*(?:Enum|NamedTuple|Singleton)$/u.test(known?.extends ?? '')) {
    return `${key} has few instances`;
  }
  if (known?.decorators.some(({ argumentText }) => /frozen\s*=\s*True/u.test(argumentText))) {
    return `equal instances of ${key} share a cache key`;
  }
  const first = code.firstOf(file);
  for (let at = first; code.facts.functions[at]?.file === file; at += 1) {
    const { owner, name } = code.rawOf(at);
    if (owner === key && /(?:^|\.)__hash__$/u.test(name))
      return `equal instances of ${key} share a cache key`;
  }
  const provided = findProviderLifetime(audited, key);
  return provided?.how === 'once' ? provided.reason : null;
}
