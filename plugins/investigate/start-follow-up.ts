/** All that the command line needs of what comes after an investigation, loaded at once. */
export { closeInvestigation } from './closing/close-investigation.ts';
export { readDeployments } from './code/read-deployments.ts';
export { taggedDeployments } from './code/read-repository.ts';
export { fixOfRef } from './follow-up/fix-of-ref.ts';
export { verificationText } from './follow-up/verification-text.ts';
export type { VerifiedFix } from './follow-up/verify-fix.ts';
export { verifyInvestigation } from './follow-up/verify-investigation.ts';
export { writeGate } from './gate/write-gate.ts';
export { investigationTexts } from './outputs/keep-investigation.ts';
export { harmless } from './read/harmless.ts';
