import type { OfficialPluginSettings } from '../../registry/official-plugin-config-sections.ts';
import type { Params } from '../model/scenario/scenario.ts';
import type {
  ConfigDefinition as CoreDefinition,
  ScenarioDefinition,
} from '../model/scenario/scenario-definition.ts';

export type * from '../../registry/official-plugin-config-sections.ts';

/** Types a scenario, its file's default export; functions get `setup`'s result and `params`. */
export function defineScenario<P extends Params = Record<never, never>, F = undefined>(
  definition: ScenarioDefinition<P, F>,
): ScenarioDefinition<P, F> {
  return definition;
}

/** Defaults for every scenario, location of scenarios, and settings of the package's plugins. */
export interface ConfigDefinition extends CoreDefinition, OfficialPluginSettings {}

/** Types a configuration: the default export of `perf-harness.config.ts`. */
export function defineConfig(config: ConfigDefinition): ConfigDefinition {
  return config;
}
