/** For plugins with a section of their own in the configuration. */
export { ruleFiles } from '../api/project/project-knowledge.ts';
export { readSection } from '../harness/scenario/read-section.ts';
export { closed, text, texts } from '../harness/scenario/schema/schema-parts.ts';
