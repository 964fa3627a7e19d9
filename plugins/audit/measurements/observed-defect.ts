import type { AuditSeverity } from '../document/audit-document.ts';
import type { MeasuredLocation } from './scenario-evidence-types.ts';

/** A defect that was seen while tests ran, at a place of the application. */
export interface ObservedDefect {
  readonly rule: string;
  readonly place: MeasuredLocation;
  /** Last line of the defect in the file, where a rule may have found it too. */
  readonly endLine: number;
  readonly callers: readonly (MeasuredLocation & { readonly does?: string })[];
  readonly severity: AuditSeverity;
  readonly issue: string;
  readonly recommendation: string;
  /** The observation, with its numbers. */
  readonly text: string;
}
