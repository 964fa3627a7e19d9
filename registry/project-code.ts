/** What plugins may ask of the reader of a project's code. */
export { ruleFiles } from '../api/project/project-knowledge.ts';
export type { CodeSearch } from '../project/code/code-search.ts';
export { openKeptOutcome } from '../project/code/kept-outcome.ts';
export { openProjectCode } from '../project/code/project-code.ts';
export { type CodeMatcher, readMatchers } from '../project/code/rules/read-matchers.ts';
export { stampOfSources } from '../project/code/stamp-of-sources.ts';
