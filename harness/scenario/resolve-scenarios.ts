import { resolve } from 'node:path';
import type { Host } from '../host.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Config } from './config.ts';
import { loadScenarioFile } from './load-scenarios.ts';

/** Which scenarios a command is about. */
export interface ScenarioRequest {
  /** Files, folders, globs, names and URLs; none: those of the config. */
  readonly targets: readonly string[];
  /** What followed `--` on the command line: a command to measure. */
  readonly command: readonly string[] | null;
  /** Keeps scenarios whose name or tag holds the text, or matches `/regex/`. */
  readonly filter: string | null;
  /** Fewer and shorter trials; the scenarios get the tag `quick`. */
  readonly quick: boolean;
  /** Hosts beyond this machine that load may be sent to. */
  readonly allowRemote: readonly string[];
}

/**
 * The scenarios that a request stands for: loaded, validated, defaults filled, in a steady order.
 * @throws UserError naming every mistake.
 */
export async function resolveScenarios(
  host: Host,
  _config: Config,
  request: ScenarioRequest,
): Promise<readonly Scenario[]> {
  const files = request.targets.map((target) => resolve(host.cwd, target));
  return (await Promise.all(files.map((file) => loadScenarioFile(host, file)))).flat();
}
