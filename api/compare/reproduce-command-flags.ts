import type { Host } from '../../harness/host.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { PATTERN_FLAG } from '../../harness/model/scenario-command-line.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import {
  listConfiguredFiles,
  resolveCommandLineTargets,
} from '../../harness/scenario/resolve-command-line-targets.ts';
import type { ScenarioRequest } from '../../harness/scenario/resolve-requested-scenarios.ts';

/** Options of a command that must be repeated in the commands that reproduce its result. */
export interface ReproduceFlagsRequest {
  readonly wanted: Pick<ScenarioRequest, 'targets' | 'command' | 'allowRemote'>;
  /** Flags that locate the project: `--config ci.mjs`. */
  readonly given: readonly string[];
}

/**
 * Builds the flags shared by all reproduce commands, up to the name of a scenario: options, plus
 * the original targets if scenarios cannot be selected by name. A command given on the command line
 * needs no targets.
 */
export function buildReproduceFlags(
  host: Host,
  config: Config,
  scenarios: readonly Scenario[],
  { wanted, given }: ReproduceFlagsRequest,
): readonly string[] {
  const options = buildProjectFlags({ wanted, given });
  const named = scenarios.filter(({ kind, source }) => source !== null || kind !== 'command');
  if (areScenariosSelectableByName(host, config, named)) return options;
  return [...options, ...wanted.targets, PATTERN_FLAG];
}

/** Options that every such command repeats. */
export function buildProjectFlags({ wanted, given }: ReproduceFlagsRequest): readonly string[] {
  return [...given, ...wanted.allowRemote.map((remoteHost) => `--allow-remote=${remoteHost}`)];
}

/** True if scenarios can be selected by name: files are configured, names are unambiguous. */
export function areScenariosSelectableByName(
  host: Host,
  config: Config,
  scenarios: readonly Scenario[],
): boolean {
  const configured = new Set(listConfiguredFiles(host, config).files);
  const { names, urls } = resolveCommandLineTargets(
    host,
    scenarios.map(({ name }) => name),
  );
  return scenarios.every(({ name, source }) => {
    if (source === null) return urls.includes(name);
    return names.includes(name) && !name.startsWith('-') && configured.has(source.file);
  });
}
