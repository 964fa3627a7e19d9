import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, once, type ProjectCode } from '../../../../analysis/index.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import type { AuditedCode, CallCandidate, Ruling } from '../../../rule.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';
import { listEntityReads } from '../reads/list-entity-reads-in-function.ts';

/** Query that selects columns of a model whose default scope joins others anyway. */
export interface ScopedRead extends CallCandidate {
  readonly scope: DefaultScope;
}

interface DefaultScope {
  readonly model: string;
  /** Relations or models that the scope joins, as written. */
  readonly joined: readonly string[];
  readonly file: string;
  readonly line: number;
}

const known = once(readScopes);

/** Yields reads of Sequelize models whose default scope joins relations. */
export function* findScopedReads(audited: AuditedCode): Generator<ScopedRead> {
  const scopes = known(audited.code);
  if (scopes.size === 0) return;
  for (const [index, { file }] of audited.code.facts.functions.entries()) {
    for (const { model, site, node } of listEntityReads(audited, index)) {
      const scope = scopes.get(model);
      if (scope === undefined || /\.(?:unscoped|scope)\(/u.test(site.call.callee)) continue;
      if (!namesColumnsAlone(node, site.raw.end)) continue;
      if (isOverridden(audited, model, site.call.callee)) continue;
      const { start, end } = node.range();
      const place = { file, line: start.line + 1, endLine: end.line + 1 };
      yield { ...place, site, name: model, scope };
    }
  }
}

/** True if the class overrides the method, which may then choose other scopes. */
function isOverridden({ code }: AuditedCode, model: string, callee: string): boolean {
  const own = `${model}.${callee.split('.').at(-1)}`;
  return code.facts.functions.some(({ name }) => name === own);
}

export function judgeScopedRead({ scope, site }: ScopedRead, audited: AuditedCode): Ruling {
  const isServed = audited.reachedBy(site.function) === 'request';
  return {
    outcome: 'confirmed',
    severity: isServed ? 'MEDIUM' : 'LOW',
    issue: `${formatFunctionName(audited, site.function)} selects columns of ${scope.model}, but the default scope of that model also joins and loads ${scope.joined.join(', ')}`,
    recommendation: `${scope.model}.unscoped(), plus the conditions of the default scope that are still needed`,
    effort: 'S',
    evidence: [{ file: scope.file, line: scope.line, text: `the default scope of ${scope.model}` }],
  };
}

/** True for options that name columns and no relations: `{ attributes: ['id'], where }`. */
function namesColumnsAlone(node: SgNode, end: number): boolean {
  const call = [node, ...node.findAll({ rule: { kind: 'call_expression' } })].find(
    (callNode) => callNode.kind() === 'call_expression' && callNode.range().end.index === end,
  );
  const options = call === undefined ? undefined : argumentsOf(call).at(-1);
  if (options?.kind() !== 'object') return false;
  const pairs = options.children().filter((child) => child.kind() === 'pair');
  const named = pairs.find((pair) => pair.field('key')?.text() === 'attributes')?.field('value');
  return (
    named?.kind() === 'array' && !pairs.some((pair) => pair.field('key')?.text() === 'include')
  );
}

function readScopes(code: ProjectCode): ReadonlyMap<string, DefaultScope> {
  const found = new Map<string, DefaultScope>();
  for (const file of code.sources) {
    if (file.endsWith('.py') || isExcludedFile(file)) continue;
    if (!/@DefaultScope\b|\bdefaultScope\b/u.test(code.textOf(file) ?? '')) continue;
    const root = code.syntaxOf(file);
    for (const callNode of root?.findAll({ rule: { kind: 'call_expression' } }) ?? []) {
      const scope = ofDecorator(callNode, file) ?? ofDefinition(callNode, file);
      if (scope !== null) found.set(scope.model, scope);
    }
  }
  return found;
}

/** `@DefaultScope(() => ({ include: […] })) class Order` */
function ofDecorator(call: SgNode, file: string): DefaultScope | null {
  if (call.field('function')?.text() !== 'DefaultScope') return null;
  const decorator = call.parent();
  const around = decorator?.parent();
  const model =
    around?.kind() === 'class_declaration'
      ? around
      : around?.children().find((child) => child.kind() === 'class_declaration');
  const options = call.field('arguments')?.find({ rule: { kind: 'object' } }) ?? null;
  return model === undefined ? null : scopeOf(model.field('name')?.text() ?? '', options, file);
}

/** `Order.init({ … }, { defaultScope: { include: […] } })`, `sequelize.define('Order', …)`. */
function ofDefinition(call: SgNode, file: string): DefaultScope | null {
  const callee = call.field('function')?.text() ?? '';
  const [first, ...more] = argumentsOf(call);
  const initialised = /^([A-Z]\w*)\.init$/u.exec(callee)?.[1];
  const isDefined = /(?:^|\.)define$/u.test(callee) && first?.kind() === 'string';
  const model = initialised ?? (isDefined ? first.text().slice(1, -1) : undefined);
  const options = more.at(-1);
  if (model === undefined || options?.kind() !== 'object') return null;
  const scope = fieldOf(options, 'defaultScope');
  return scope === null ? null : scopeOf(model, scope, file);
}

function scopeOf(model: string, options: SgNode | null, file: string): DefaultScope | null {
  const include = options === null ? null : fieldOf(options, 'include');
  if (options === null || include?.kind() !== 'array') return null;
  const joined = include
    .children()
    .filter((child) => child.isNamed() && child.kind() !== 'comment')
    .map((child) => {
      if (child.kind() !== 'object') return child.text().replace(/['"`]/gu, '');
      const name = fieldOf(child, 'as') ?? fieldOf(child, 'association') ?? fieldOf(child, 'model');
      return (name ?? child).text().replace(/['"`]/gu, '');
    });
  const line = options.range().start.line + 1;
  return joined.length === 0 ? null : { model, joined, file, line };
}

function fieldOf(object: SgNode, key: string): SgNode | null {
  const pair = object
    .children()
    .find((child) => child.kind() === 'pair' && child.field('key')?.text() === key);
  return pair?.field('value') ?? null;
}
