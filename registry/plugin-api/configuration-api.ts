/** Interface for plugins that read the configuration, or have a section in it. */
export { ruleFiles } from '../../api/project/project-duration-norms-and-rules.ts';
export { numberType, wholeNumber } from '../../harness/model/value/number-type.ts';
export { loadConfig, readSection } from '../../harness/scenario/config.ts';
export {
  closedObject,
  commandLine,
  pathList,
  positiveDuration,
  parseWith,
  nonEmptyText,
  textMap,
  textList,
} from '../../harness/scenario/schema/schema-parts.ts';
export { loadConfiguredPlugins } from '../load-configured-plugins.ts';
