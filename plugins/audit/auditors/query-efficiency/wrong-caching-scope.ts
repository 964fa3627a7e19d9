import type { SgNode } from '@ast-grep/napi';
import { storage } from 'perf-harness/plugin';
import { z } from 'zod';
import { type AuditedCode, type Candidate, defineRule } from '../../rule.ts';

/** Class that caches the result of a query in a field of its instances. */
interface CachingClass extends Candidate {
  readonly name: string;
  readonly field: string;
  readonly method: string;
  readonly text: string;
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
  sources: {
    'FastAPI: classes as dependencies':
      'https://fastapi.tiangolo.com/tutorial/dependencies/classes-as-dependencies/',
  },
  match: findRequestCaches,
  verify: ({ name, method, field, text, file, line, provided }, audited) => {
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
  },
});

function* findRequestCaches(audited: AuditedCode) {
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

/** Provider that creates a class for each request, or the reason why it is created only once. */
type ProviderLifetime =
  | string
  | { readonly by: string; readonly file: string; readonly line: number };

const CACHES = /(?:^|\.)(?:lru_cache|cache)$/u;

/** Returns how `Depends` provides a class; null: no FastAPI dependency returns it. */
function findProviderLifetime(audited: AuditedCode, name: string): ProviderLifetime | null {
  const { code } = audited;
  const files = code.sources.filter((source) => source.endsWith('.py'));
  for (const [index, { file, line, name: provider }] of code.facts.functions.entries()) {
    const { parent, start, end, decorators } = code.functionAt(index);
    const text = parent === -1 ? '' : (code.textOf(file) ?? '').slice(start, end);
    if (!file.endsWith('.py') || !returnsInstance(text, name)) continue;
    const depends = new RegExp(
      `\\bDepends\\(\\s*(?:\\w+\\.)?${provider.replace(/^.*\./u, '')}\\b`,
      'u',
    );
    if (!files.some((source) => depends.test(code.textOf(source) ?? ''))) continue;
    const cache = decorators.find((decorator) => CACHES.test(decorator.name));
    return cache === undefined
      ? { by: provider, file, line }
      : `${cache.name} caches the first result of ${provider}`;
  }
  for (const file of files) {
    const text = code.textOf(file) ?? '';
    const depends = new RegExp(
      `Depends\\(\\s*${name}\\s*\\)|\\b${name}\\s*=\\s*Depends\\(\\s*\\)`,
      'u',
    );
    const found = depends.exec(text);
    if (found !== null) {
      const line = text.slice(0, found.index).split('\n').length;
      return { by: `Depends(${name})`, file, line };
    }
    const instance = new RegExp(`^(\\w+)\\s*=\\s*${name}\\s*\\(`, 'mu').exec(text)?.[1];
    if (instance !== undefined) return `${instance} in ${file} is created once per process`;
  }
  return null;
}

/** True for `return Service(…)`, `yield Service(…)`, or a variable with a new instance. */
function returnsInstance(text: string, name: string): boolean {
  const variable = new RegExp(`\\b(\\w+)\\s*=\\s*${name}\\s*\\(`, 'u').exec(text)?.[1];
  const value = variable === undefined ? `${name}\\s*\\(` : `(?:${name}\\s*\\(|${variable}\\s*$)`;
  return new RegExp(`\\b(?:return|yield)\\s+${value}`, 'mu').test(text);
}

const lifetimesSchema = z.record(z.string(), z.number());
/** File in the project root with the seconds for which data of each table may be cached. */
const FILE = 'data-ttl.json';
/** Lifetime in seconds below which data should be cached for no longer than one request. */
const SHORTEST_S = 60;
/** Usual names of tables that hardly ever change. */
const SLOW_TABLE = /engine|language|locale|dialect|flag|currenc|countr|setting|config/iu;

/** Lifetime of the data that a query reads, as far as it is known. */
type DataLifetime = 'long' | 'short' | 'unknown';

/** Classifies query data by the user's settings for its tables, else by table names (Q651-25). */
function classifyDataLifetime({ code }: AuditedCode, query: string): DataLifetime {
  const configured = Object.entries(readLifetimes(code.textOf(FILE)));
  const known = configured.filter(([table]) => names(query, table));
  if (known.length > 0) return known.every(([, ttl]) => ttl >= SHORTEST_S) ? 'long' : 'short';
  const queried = [
    ...query.matchAll(
      /(?:select|query|get|join)\(\s*(?:\w+\.)?([A-Z]\w*)|(?:FROM|JOIN)\s+(\w+)|([A-Z]\w*)\.objects/gu,
    ),
  ];
  const tables = queried.map((match) => match.slice(1).find((name) => name !== undefined) ?? '');
  return tables.length > 0 && tables.every((table) => SLOW_TABLE.test(table)) ? 'long' : 'unknown';
}

/** @throws Error if the file is not a map of seconds, since its settings would be ignored. */
function readLifetimes(text: string | null): Readonly<Record<string, number>> {
  const read = lifetimesSchema.safeParse(storage.tryParseJson(text ?? '{}'));
  if (read.success) return read.data;
  throw new Error(`${FILE} must be a JSON object that maps table names to seconds`);
}

/** `feature_flags` names `FeatureFlag`, too. */
function names(query: string, table: string): boolean {
  const plain = table.replaceAll('_', '').replace(/s$/iu, '');
  return new RegExp(`\\b(?:${table}|${plain}s?)\\b`, 'iu').test(query);
}
