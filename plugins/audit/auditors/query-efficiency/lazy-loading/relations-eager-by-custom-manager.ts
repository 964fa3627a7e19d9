import { once, type ProjectCode } from '../../../../analysis/index.ts';
import type { RelatedModel } from '../../../analysis/models/python-models-with-all-relations.ts';
import type { AuditedCode } from '../../../rule.ts';
import { type EagerRelations, NO_EAGER_RELATIONS } from './eagerly-loaded-relations-of-query.ts';

/** Calls that load more than the rows themselves. */
const LOADS_MORE =
  /\b(?:select_related|prefetch_related|prefetch_related_objects|joinedload|selectinload|subqueryload|contains_eager|options)\(/u;
/** Calls that return something other than rows of the model. */
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

/**
 * Returns what a method of the project's own managers and querysets loads besides rows; null: the
 * result may no longer be rows.
 */
export function findMethodEagerRelations(
  { code }: AuditedCode,
  method: string,
): EagerRelations | null {
  const texts = methodsOf(code).get(method);
  if (texts === undefined || texts.some((text) => GIVES_OTHERS.test(text))) return null;
  return texts.some((text) => LOADS_MORE.test(text))
    ? { ...NO_EAGER_RELATIONS, isUnknown: true }
    : NO_EAGER_RELATIONS;
}

/** Manager classes whose `get_queryset` loads more than the rows. */
const loadingManagers = once<ProjectCode, ReadonlySet<string>>((code) => {
  const found = new Set<string>();
  for (const [index, { file }] of code.facts.functions.entries()) {
    const { owner, name, start, end } = code.rawOf(index);
    if (owner === null || !/(?:^|\.)get_queryset$/u.test(name)) continue;
    if (LOADS_MORE.test((code.textOf(file) ?? '').slice(start, end))) found.add(owner);
  }
  return found;
});

/** Returns what the managers of a model load along with all of its rows. */
export function findManagerEagerRelations(
  { code }: AuditedCode,
  model: RelatedModel,
): EagerRelations {
  const loads = model.managers.some((name) => loadingManagers(code).has(name));
  return loads ? { ...NO_EAGER_RELATIONS, isUnknown: true } : NO_EAGER_RELATIONS;
}
