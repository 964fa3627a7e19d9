import { once, type ProjectCode } from '../../../../analysis/index.ts';
import type { RelatedModel } from '../../../look/models/relations.ts';
import type { AuditedCode } from '../../../rule.ts';
import { type Eager, NOTHING } from './eager.ts';

/** What loads more than the rows, in whatever way. */
const LOADS_MORE =
  /\b(?:select_related|prefetch_related|prefetch_related_objects|joinedload|selectinload|subqueryload|contains_eager|options)\(/u;
/** What gives a list of something else. */
const GIVES_OTHERS = /\.(?:values|values_list|aggregate|with_entities)\(/u;

const methodsOf = once<ProjectCode, ReadonlyMap<string, readonly string[]>>((code) => {
  const found = new Map<string, string[]>();
  for (const [index, { file }] of code.facts.functions.entries()) {
    const { owner, name, start, end } = code.rawOf(index);
    if (owner === null || !file.endsWith('.py')) continue;
    const own = name.replace(/^.*\./u, '');
    const texts = found.get(own) ?? [];
    texts.push((code.textOf(file) ?? '').slice(start, end));
    found.set(own, texts);
  }
  return found;
});

/** What a method of the project's own managers and queries adds to rows; null: they may be no rows any more. */
export function addedBy({ code }: AuditedCode, method: string): Eager | null {
  const texts = methodsOf(code).get(method);
  if (texts === undefined || texts.some((one) => GIVES_OTHERS.test(one))) return null;
  return texts.some((one) => LOADS_MORE.test(one)) ? { ...NOTHING, isUnknown: true } : NOTHING;
}

/** Classes whose `get_queryset` loads more than the rows. */
const loadingManagers = once<ProjectCode, ReadonlySet<string>>((code) => {
  const found = new Set<string>();
  for (const [index, { file }] of code.facts.functions.entries()) {
    const { owner, name, start, end } = code.rawOf(index);
    if (owner === null || !/(?:^|\.)get_queryset$/u.test(name)) continue;
    if (LOADS_MORE.test((code.textOf(file) ?? '').slice(start, end))) found.add(owner);
  }
  return found;
});

/** What the managers of a model add to all of its rows. */
export function comesWithManager({ code }: AuditedCode, model: RelatedModel): Eager {
  const loads = model.managers.some((name) => loadingManagers(code).has(name));
  return loads ? { ...NOTHING, isUnknown: true } : NOTHING;
}
