import { transactionAround } from '../../../look/transactions/transactions.ts';
import type { AuditedCode } from '../../../rule.ts';
import { djangoWrite } from './django-writes.ts';
import type { SingleWrite } from './single-write.ts';

/** Why one is not left without the other: `save()` of the first makes a row of the second in a transaction of its own. */
export function whySavedTogether(
  audited: AuditedCode,
  first: SingleWrite,
  second: SingleWrite,
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
      const made = djangoWrite(site, audited);
      if (made?.verb !== 'create' || made.model !== second.model) return false;
      return transactionAround(audited, file, site.raw.start) !== null;
    });
  };
  return saves.length > 0 && saves.every(isMade)
    ? `${first.model}.save() makes a ${second.model} with it in a transaction of its own`
    : null;
}
