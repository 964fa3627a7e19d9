/** For plugins that read the configuration, or have a section of their own in it. */
export { ruleFiles } from '../api/project/project-knowledge.ts';
export { numberType, wholeNumber } from '../harness/model/value/number-type.ts';
export { loadConfig, readSection } from '../harness/scenario/config.ts';
export {
  closed,
  commandLine,
  places,
  positiveDuration,
  reading,
  text,
  textMap,
  texts,
} from '../harness/scenario/schema/schema-parts.ts';
export { configuredPlugins } from './configured-plugins.ts';
