import type { Auditor } from '../auditor.ts';
import type { AuditPack } from '../document/audit-document.ts';
import { QUERY_EFFICIENCY } from './query-efficiency/query-efficiency-auditor.ts';
import { RESOURCE_LIFECYCLE } from './resource-lifecycle/resource-lifecycle-auditor.ts';
import { RUNTIME_PERFORMANCE } from './runtime-performance/runtime-performance-auditor.ts';
import { TRANSACTION_CORRECTNESS } from './transaction-correctness/transaction-correctness-auditor.ts';

/** The three auditors that always run (AUD-01). */
export const DEFAULT_AUDITORS: readonly Auditor[] = [
  QUERY_EFFICIENCY,
  TRANSACTION_CORRECTNESS,
  RUNTIME_PERFORMANCE,
];

/** Default auditors plus those of packs, which run only on request (L654-01). */
export const ALL_AUDITORS: readonly Auditor[] = [...DEFAULT_AUDITORS, RESOURCE_LIFECYCLE];

/** Returns the auditors that always run and those of the requested packs. */
export function selectAuditors(
  auditors: readonly Auditor[],
  packs: readonly AuditPack[],
): readonly Auditor[] {
  return auditors.filter(({ pack }) => pack === undefined || packs.includes(pack));
}
