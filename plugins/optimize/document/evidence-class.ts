/** Kinds of evidence that a code change preserves behavior, strongest first. */
export const EVIDENCE_CLASSES = ['proven', 'guarded', 'checked'] as const;
/**
 * proven: the source shows that nothing changes. guarded: the new way stands behind a test at run
 * time of what it needs, and the old way beside it. checked: it rests on facts that were observed, and
 * was tried on what the program really does.
 */
export type EvidenceClass = (typeof EVIDENCE_CLASSES)[number];

/** True if the evidence is at least as strong as the weakest accepted class. */
export function isAcceptedEvidence(evidence: EvidenceClass, accept: EvidenceClass): boolean {
  return EVIDENCE_CLASSES.indexOf(evidence) <= EVIDENCE_CLASSES.indexOf(accept);
}
