import { findEnclosingTransaction } from '../../../analysis/transactions/list-transactions.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { AutocommittedWrite } from './autocommitted-write.ts';
import { parseDjangoWrite } from './parse-django-write.ts';

/** Returns why rows are stored together: one's `save()` creates the other in its transaction. */
export function explainJointSave(
  audited: AuditedCode,
  first: AutocommittedWrite,
  second: AutocommittedWrite,
): string | null {
  if (first.library !== 'django' || first.verb !== 'create' || second.verb !== 'create')
    return null;
  // Rows that are made in bulk are stored without it.
  if (first.site.call.callee.endsWith('bulk_create')) return null;
  const { code } = audited;
  const saves = [...code.facts.functions.keys()].filter((index) => {
    const { name, owner } = code.rawOf(index);
    return owner === first.model && name.split('.').at(-1) === 'save';
  });
  const isMade = (index: number): boolean => {
    const file = code.facts.functions[index]?.file ?? '';
    return code.callsOf(index).some((site) => {
      const made = parseDjangoWrite(site, audited);
      if (made?.verb !== 'create' || made.model !== second.model) return false;
      return findEnclosingTransaction(audited, file, site.raw.start) !== null;
    });
  };
  return saves.length > 0 && saves.every(isMade)
    ? `${first.model}.save() also creates a ${second.model} in its own transaction`
    : null;
}
