import type { SgNode } from '@ast-grep/napi';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, Candidate, Ruling } from '../../../rule.ts';
import { findProviderLifetime, type ProviderLifetime } from './fastapi-provider-lifetime.ts';
import { classifyDataLifetime } from './lifetime-of-queried-data.ts';

/** Class that caches the result of a query in a field of its instances. */
interface CachingClass extends Candidate {
  readonly name: string;
  /** Field with the cached result, as written. */
  readonly field: string;
  /** Method that runs the query and caches its result. */
  readonly method: string;
  /** Text of that method, with its query. */
  readonly text: string;
}

interface RequestCache extends CachingClass {
  readonly provided: ProviderLifetime;
}

const FIELD = /^self\.(\w*_cache\w*|_?loaded|_?initialized)$/u;
const HINT = /self\.(?:\w*_cache|_?loaded|_?initialized)/u;
const QUERY = /\.(?:execute|scalars?|query|exec|fetch\w*|select|get_all)\s*\(|\.objects\./u;
/** Queries that cost more than reading rows (Q651-26). */
const HEAVY =
  /\.(?:join|outerjoin|subquery|cte|group_by|annotate|aggregate|distinct)\s*\(|\bfunc\.\w+|\b(?:JOIN|GROUP BY)\b|\(\s*SELECT\b/u;

/** Q651-24 to Q651-26: a service that is created for each request caches the result of a query. */
export const WRONG_CACHING_SCOPE = defineRule({
  id: 'wrong-caching-scope',
  principle: 'Query Efficiency / Cache with the wrong scope',
  sources: [
    {
      name: 'FastAPI: classes as dependencies',
      url: 'https://fastapi.tiangolo.com/tutorial/dependencies/classes-as-dependencies/',
    },
  ],
  match: findRequestCaches,
  verify: judgeRequestCache,
});

function* findRequestCaches(audited: AuditedCode): Generator<RequestCache> {
  const { code } = audited;
  for (const file of new Set(code.facts.functions.map((codeFunction) => codeFunction.file))) {
    if (!file.endsWith('.py') || !HINT.test(code.textOf(file) ?? '')) continue;
    for (const node of code.syntaxOf(file)?.findAll({ rule: { kind: 'class_definition' } }) ?? []) {
      const cached = readClass(node, file);
      const provided = cached === null ? null : findProviderLifetime(audited, cached.name);
      if (cached !== null && provided !== null) yield { ...cached, provided };
    }
  }
}

function readClass(node: SgNode, file: string): CachingClass | null {
  for (const definition of node.findAll({ rule: { kind: 'function_definition' } })) {
    const method = definition.field('name')?.text() ?? '';
    const text = definition.text();
    const target = method === '__init__' ? null : findCacheTarget(definition);
    if (target === null || !QUERY.test(text.replaceAll(target.text(), ''))) continue;
    const field = target.text().replace(/^self\./u, '');
    // A class-level field outlives the instances.
    if (new RegExp(`^    ${field}\\b\\s*[:=]`, 'mu').test(node.text())) continue;
    const line = target.range().start.line + 1;
    const name = node.field('name')?.text() ?? '';
    return { name, file, line, endLine: node.range().end.line + 1, field, method, text };
  }
  return null;
}

/** Returns the cache field that a method assigns, as a whole or by entry. */
function findCacheTarget(method: SgNode): SgNode | null {
  for (const assignment of method.findAll({ rule: { kind: 'assignment' } })) {
    const left = assignment.field('left');
    const target = left?.field('value') ?? left;
    // Clearing the cache does not fill it.
    const isCleared = /^(?:None|False|\{\}|\[\])$/u.test(assignment.field('right')?.text() ?? '');
    if (target != null && !isCleared && FIELD.test(target.text())) return target;
  }
  return null;
}

function judgeRequestCache(found: RequestCache, audited: AuditedCode): Ruling {
  const { name, method, field, text, file, line, provided } = found;
  if (typeof provided === 'string') return provided;
  const lifetime = classifyDataLifetime(audited, text);
  if (lifetime === 'short') {
    return 'according to data-ttl.json, the data changes too often to be cached across requests';
  }
  const isHeavy = HEAVY.test(text);
  const finding = {
    issue: `${name}.${method} fills ${field} from a query${isHeavy ? ' with a join, a subquery or an aggregate' : ''}, but ${provided.by} creates a new ${name} for each request, so the cache never hits`,
    recommendation: `Create one ${name} for the application (a module-level instance, or lru_cache on its provider), pass the session to ${method}, and give ${field} a time to live`,
    effort: 'M' as const,
    evidence: [
      { file: provided.file, line: provided.line, text: `${provided.by} creates the instance` },
      { file, line, text: `${field} is filled here` },
    ],
  };
  return lifetime === 'long'
    ? { severity: isHeavy ? 'HIGH' : 'MEDIUM', ...finding }
    : {
        ...finding,
        note: 'how often the data changes; specify this in data-ttl.json in the project root: { "table": seconds }',
      };
}
