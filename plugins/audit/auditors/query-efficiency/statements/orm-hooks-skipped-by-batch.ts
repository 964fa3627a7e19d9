import { findModels } from '../../../analysis/models/find-models.ts';
import { findRelatedModels } from '../../../analysis/models/python-models-with-all-relations.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { WriteStatement } from './write-statement.ts';

/** Returns the `save` or `delete` of a Django model that one statement for all would skip, or null. */
export function describeSkippedSideEffects(
  { verb, by, dialect, model }: WriteStatement,
  audited: AuditedCode,
): string | null {
  if (dialect !== 'django' || by !== 'record') return null;
  const related = findRelatedModels(audited);
  // Methods of a base class or mixin run for each record, too.
  const line = model === null ? null : (related.get(model)?.line ?? [model]);
  const own = audited.code.facts.functions.find(({ name }) => {
    const [owner = '', method] = name.split('.');
    if (method !== (verb === 'delete' ? 'delete' : 'save')) return false;
    return line?.includes(owner) ?? (findModels(audited).has(owner) || related.has(owner));
  });
  return own === undefined
    ? null
    : `${own.name} (${own.file}:${own.line}) does more than save the row, but bulk methods do not call it`;
}
