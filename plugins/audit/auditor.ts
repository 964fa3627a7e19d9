import type { AuditPack } from './document/audit-document.ts';
import type { AuditSource } from './document/audited-project-context-schema.ts';
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

/** Date on which the sources of the bundled rules were retrieved. */
const RETRIEVED = '2026-11-26';

/** Rule with its two halves combined, whatever type of candidate they exchange. */
export type AnyRule = Omit<AuditRule, 'match' | 'verify' | 'check' | 'sources'> & {
  readonly check: string;
  readonly sources: readonly AuditSource[];
  readonly judge: (
    audited: Parameters<AuditRule['match']>[0],
  ) => Iterable<readonly [Candidate, ReturnType<AuditRule['verify']>]>;
};

/** Puts the two halves of a rule together, and fills in what it does not state. */
export function defineRule<Found extends Candidate>({
  match,
  verify,
  check,
  sources,
  ...rule
}: AuditRule<Found>): AnyRule {
  return {
    ...rule,
    check: check ?? rule.id.replaceAll('-', '_'),
    sources: sources.map((source) => ({ retrieved: RETRIEVED, ...source })),
    *judge(audited) {
      for (const found of match(audited)) yield [found, verify(found, audited)];
    },
  };
}
