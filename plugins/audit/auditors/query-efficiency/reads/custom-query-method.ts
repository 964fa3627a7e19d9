import type { SgNode } from '@ast-grep/napi';
import { once, type ProjectCode } from '../../../../analysis/index.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { EntityRead } from './entity-loading-query.ts';

const QUERIES = /(?:Query|QuerySet|Queryset|Manager)(?:Mixin)?$/u;
/** Methods that ORMs provide; they load rows even if the project has methods of the same name. */
const OF_ORM =
  /^a?(?:get|all|first|last|one|one_or_none|one_or_404|first_or_404|get_or_404|filter|filter_by|exclude|order_by|latest|earliest|execute|exec|scalars?|scalar_one|scalar_one_or_none|unique|fetchall|fetchone|stream|stream_scalars|limit|offset|join|options|where|load|get_by_id|find_by_id|get_by_pk|get_one)$/u;
/** Code that loads the rows nevertheless. */
const LOADS =
  /\.(?:all|fetchall|one|first|one_or_none)\(\s*\)|\blist\(\s*self\b|\bfor\s+\w+\s+in\s+self\b/u;

const methodsOfQueries = once<ProjectCode, ReadonlyMap<string, readonly string[]>>((code) => {
  const found = new Map<string, string[]>();
  for (const [index, { file }] of code.facts.functions.entries()) {
    const { owner, name, start, end } = code.functionAt(index);
    if (owner === null || !file.endsWith('.py') || !isOfQueries(code, file, owner)) continue;
    const method = name.replace(/^.*\./u, '');
    const texts = found.get(method) ?? [];
    texts.push((code.textOf(file) ?? '').slice(start, end));
    found.set(method, texts);
  }
  return found;
});

function isOfQueries(code: ProjectCode, file: string, owner: string): boolean {
  const known = code.classesOf(file).find(({ name }) => name === owner);
  return QUERIES.test(owner) || QUERIES.test(known?.extends ?? '');
}

/**
 * Returns why a query that ends in a custom query method loads no rows, judged by the method's
 * text: `Order.query.filter_by(…).has_rows()`. Returns null if it ends in no such method or in a
 * method that loads rows.
 */
export function explainCustomQueryMethod(
  { node }: EntityRead,
  { code }: AuditedCode,
): string | null {
  const method = lastMethod(node);
  if (method === null || OF_ORM.test(method)) return null;
  const texts = methodsOfQueries(code).get(method);
  if (texts === undefined || texts.some((text) => LOADS.test(text))) return null;
  return `${method} is a query method defined in the project and loads no rows itself`;
}

function lastMethod(node: SgNode): string | null {
  const isAround = node.kind() === 'await' || node.kind() === 'parenthesized_expression';
  const inside = isAround
    ? node.children().find((child) => child.isNamed() && child.kind() !== 'comment')
    : undefined;
  if (inside !== undefined) return lastMethod(inside);
  return node.kind() === 'call'
    ? (node.field('function')?.field('attribute')?.text() ?? null)
    : null;
}
