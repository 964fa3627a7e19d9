/** All that the command line needs of audits, loaded at once. */
export { audit } from './audit.ts';
export { askedAuditors } from './auditors/auditors.ts';
export { discoverProject } from './context/discover-context.ts';
export { openBaseline } from './filters/baseline-file.ts';
export { readChangedLines } from './filters/changed-lines.ts';
export { openKeptAnswers } from './kept-answers.ts';
export { ownAuditors } from './own-rules/own-auditors.ts';
export { configuredTracker } from './trackers/configured-tracker.ts';
export { startAuditor } from './worker-process.ts';
