import type { SgNode } from '@ast-grep/napi';
import { argumentsOf } from '../../../../analysis/index.ts';
import type { EntityRead } from './entity-loading-query.ts';

const IDENTITY = /^(?:id|_id|pk|uuid)$/u;
const VALUES: ReadonlySet<unknown> = new Set(['identifier', 'member_expression']);

/** Returns the value of the one key identifying a row, despite other conditions; null: none. */
export function readRowIdentity({ key, site, node }: EntityRead): string | null {
  if (key !== null) return IDENTITY.test(key.field) && isName(key.value) ? key.value : null;
  const isPython = node.getRoot().root().kind() === 'module';
  // The chain may end in other calls; only the arguments of the query itself count.
  const call = [
    node,
    ...node.findAll({ rule: { kind: isPython ? 'call' : 'call_expression' } }),
  ].find((candidate) => {
    const { start, end } = candidate.range();
    return start.index === site.raw.start && end.index === site.raw.end;
  });
  const given = call === undefined ? [] : argumentsOf(call);
  const [first] = given;
  if (isPython) return keywordIn(given);
  return first?.kind() === 'object' ? valueIn(first) : null;
}

/** `get(id=job_id, tenant=tenant)` */
function keywordIn(given: readonly SgNode[]): string | null {
  const named = given.find((argument) => IDENTITY.test(argument.field('name')?.text() ?? ''));
  const value = named?.field('value')?.text() ?? '';
  return isName(value) ? value : null;
}

/** Returns the identity value of `{ id }`, `{ _id: job.id, tenant }` or `{ where: { id } }`. */
function valueIn(object: SgNode): string | null {
  for (const child of object.children()) {
    if (child.kind() === 'shorthand_property_identifier' && IDENTITY.test(child.text())) {
      return child.text();
    }
    const name = child.kind() === 'pair' ? (child.field('key')?.text() ?? '') : '';
    const value = child.field('value');
    if (value === null) continue;
    if (name === 'where' && value.kind() === 'object') return valueIn(value);
    if (IDENTITY.test(name)) return VALUES.has(value.kind()) ? value.text() : null;
  }
  return null;
}

function isName(value: string): boolean {
  return /^[A-Za-z_][\w.]*$/u.test(value);
}
