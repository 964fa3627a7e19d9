import type { Auditor } from '../auditor.ts';
import type { AuditPack } from '../document/audit-document.ts';
import { QUERY_EFFICIENCY } from './query-efficiency/auditor.ts';
import { RESOURCE_LIFECYCLE } from './resource-lifecycle/auditor.ts';
import { RUNTIME_PERFORMANCE } from './runtime-performance/auditor.ts';
import { TRANSACTION_CORRECTNESS } from './transaction-correctness/auditor.ts';

/** The three that always look (AUD-01). */
export const AUDITORS: readonly Auditor[] = [
  QUERY_EFFICIENCY,
  TRANSACTION_CORRECTNESS,
  RUNTIME_PERFORMANCE,
];

/** Those and the ones of packs, which look only where they are asked to (L654-01). */
export const ALL_AUDITORS: readonly Auditor[] = [...AUDITORS, RESOURCE_LIFECYCLE];

/** Of these, the ones that always look and the ones of the packs that were asked for. */
export function askedAuditors(
  auditors: readonly Auditor[],
  packs: readonly AuditPack[],
): readonly Auditor[] {
  return auditors.filter(({ pack }) => pack === undefined || packs.includes(pack));
}
