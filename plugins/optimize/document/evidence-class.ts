/** How a change of code is known to keep what the program does. */
export const EVIDENCE_CLASSES = ['proven', 'guarded', 'checked'] as const;
/**
 * proven: the source shows that nothing changes. guarded: the new way stands behind a test at run
 * time of what it needs, and the old way beside it. checked: it rests on facts that were observed, and
 * was tried on what the program really does.
 */
export type EvidenceClass = (typeof EVIDENCE_CLASSES)[number];

/** Whether evidence is as strong as the weakest that is taken, or stronger. */
export function isAccepted(evidence: EvidenceClass, accept: EvidenceClass): boolean {
  return EVIDENCE_CLASSES.indexOf(evidence) <= EVIDENCE_CLASSES.indexOf(accept);
}
