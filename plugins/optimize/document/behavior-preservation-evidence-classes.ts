/** Kinds of evidence that a code change preserves behavior, strongest first. */
export const EVIDENCE_CLASSES = ['proven', 'guarded', 'checked'] as const;
/**
 * proven: the source shows that behavior is unchanged. guarded: the new code runs only if a runtime
 * test of its preconditions passes, else the old code. checked: the change rests on observed facts,
 * and was tested on what the program really does.
 */
export type EvidenceClass = (typeof EVIDENCE_CLASSES)[number];

/** True if the evidence is at least as strong as the weakest accepted class. */
export function isAcceptedEvidence(evidence: EvidenceClass, accept: EvidenceClass): boolean {
  return EVIDENCE_CLASSES.indexOf(evidence) <= EVIDENCE_CLASSES.indexOf(accept);
}
