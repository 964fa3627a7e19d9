import type { AuditPack } from './document/audit-document.ts';
import type { AuditRule, Candidate } from './rule.ts';

/** Auditor of one aspect of a project, with its own rules. */
export interface Auditor {
  /** Such as 651. */
  readonly id: string;
  /** Name of the pack that enables it; omitted for an auditor that always runs. */
  readonly pack?: AuditPack;
  readonly category: string;
  /** Prerequisite in the project for this auditor to apply; omitted: any code. */
  readonly needs?: 'database';
  readonly priority: 'HIGH' | 'MEDIUM';
  readonly checks: readonly { readonly id: string; readonly name: string }[];
  readonly rules: readonly AnyRule[];
}

/** Rule with its two halves combined, whatever type of candidate they exchange. */
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
