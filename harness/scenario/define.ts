import type {
  CommandDefinition,
  ConfigDefinition,
  FunctionDefinition,
  HttpDefinition,
} from '../model/definition.ts';
import type { Params } from '../model/scenario.ts';

/** Types a scenario; the default export of a scenario file, alone or in an array. */
export function defineScenario<P extends Params, F>(
  definition: FunctionDefinition<P, F>,
): FunctionDefinition<P, F>;
export function defineScenario<P extends Params, F>(
  definition: CommandDefinition<P, F>,
): CommandDefinition<P, F>;
export function defineScenario<P extends Params, F>(
  definition: HttpDefinition<P, F>,
): HttpDefinition<P, F>;
export function defineScenario(definition: object): object {
  return definition;
}

/** Types a configuration; the default export of `perf-harness.config.ts`. */
export function defineConfig(config: ConfigDefinition): ConfigDefinition {
  return config;
}
