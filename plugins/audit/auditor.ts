import type { AuditPack } from './document/audit-document.ts';
import type { AuditRule, Candidate } from './rule.ts';

/** Looks at one side of a project by rules of its own. */
export interface Auditor {
  /** Such as 651. */
  readonly id: string;
  /** Word that switches it on; left out: it always looks. */
  readonly pack?: AuditPack;
  readonly category: string;
  /** Prerequisite in the project for this auditor to apply; omitted: any code. */
  readonly needs?: 'database';
  readonly priority: 'HIGH' | 'MEDIUM';
  readonly checks: readonly { readonly id: string; readonly name: string }[];
  readonly rules: readonly AnyRule[];
}

/** A rule whose two halves fit each other, whatever they hand on. */
export type AnyRule = Omit<AuditRule, 'match' | 'verify'> & {
  readonly judge: (
    audited: Parameters<AuditRule['match']>[0],
  ) => Iterable<readonly [Candidate, ReturnType<AuditRule['verify']>]>;
};

/** Puts the two halves of a rule together. */
export function defineRule<Found extends Candidate>({
  match,
  verify,
  ...rule
}: AuditRule<Found>): AnyRule {
  return {
    ...rule,
    *judge(audited) {
      for (const found of match(audited)) yield [found, verify(found, audited)];
    },
  };
}
