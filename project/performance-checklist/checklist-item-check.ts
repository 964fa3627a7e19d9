import type {
  ChecklistEvidence,
  ChecklistItem,
} from '../../harness/model/documents/performance-checklist-document.ts';
import type { ProjectEvidence } from './performance-checklist-evidence-types.ts';

/** Result of checking one item. */
export type ChecklistResult =
  | { readonly verdict: 'pass'; readonly reason: string; readonly evidence: NonEmpty }
  | {
      readonly verdict: 'fail' | 'unverified';
      readonly reason: string;
      readonly evidence: readonly ChecklistEvidence[];
      readonly remedy: string;
    };

type NonEmpty = Extract<ChecklistItem, { verdict: 'pass' }>['evidence'];

/** Checklist item check. Reads the collected evidence; measures and changes nothing. */
export interface ChecklistCheck {
  /** Kebab-case identifier, as used on the command line. */
  readonly id: string;
  readonly title: string;
  readonly judge: (evidence: ProjectEvidence) => ChecklistResult | Promise<ChecklistResult>;
}

/** Maximum number of files shown as evidence of one item. */
const MAX_EVIDENCE = 5;

/** Returns a pass if there is evidence; otherwise the given result. */
export function passWithEvidence(
  shown: readonly ChecklistEvidence[],
  reason: string,
  otherwise: Extract<ChecklistResult, { remedy: string }>,
): ChecklistResult {
  const [first, ...others] = shown;
  if (first === undefined) return otherwise;
  return { verdict: 'pass', reason, evidence: [first, ...others.slice(0, MAX_EVIDENCE - 1)] };
}

export function failCheck(
  reason: string,
  remedy: string,
  evidence: readonly ChecklistEvidence[] = [],
): Extract<ChecklistResult, { remedy: string }> {
  return { verdict: 'fail', reason, remedy, evidence: evidence.slice(0, MAX_EVIDENCE) };
}

export function leaveUnverified(
  reason: string,
  remedy: string,
  evidence: readonly ChecklistEvidence[] = [],
): Extract<ChecklistResult, { remedy: string }> {
  return { verdict: 'unverified', reason, remedy, evidence: evidence.slice(0, MAX_EVIDENCE) };
}
