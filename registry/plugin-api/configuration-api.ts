/** Interface for plugins that read the configuration, or have a section in it. */
export { ruleFiles } from '../../api/project/read-project-duration-norms-and-code-rules.ts';
export {
  createChoiceParser,
  numberType,
  wholeNumber,
} from '../../harness/model/value/number-option-types.ts';
export { loadConfig, readSection } from '../../harness/scenario/project-config.ts';
export {
  closedObject,
  commandLine,
  nonEmptyText,
  parseWith,
  pathList,
  positiveDuration,
  textList,
  textMap,
} from '../../harness/scenario/schema/schema-building-blocks.ts';
export { loadConfiguredPlugins } from '../load-configured-plugins.ts';
