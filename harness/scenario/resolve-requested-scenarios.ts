import { relative } from 'node:path';
import type { Files } from '../host/file-operations.ts';
import type { Host } from '../host.ts';
import { assertNever } from '../model/assert-never.ts';
import {
  canShareProcess,
  MIN_SHARING_FUNCTIONS,
  QUICK_TAG,
  type Scenario,
} from '../model/scenario/scenario.ts';
import { UserError } from '../model/user-error.ts';
import {
  createCommandScenario,
  createUrlScenario,
} from './convert/create-scenarios-from-module-or-command.ts';
import {
  filterScenarios,
  findScenariosByName,
  type NameFilter,
  throwUnknownScenario,
} from './filter-scenarios-by-name-or-tag.ts';
import { type ListVitestTasks, loadScenarios } from './load/load-scenarios.ts';
import { overrideScenarioSettings, type ScenarioOverrides } from './override-scenario-settings.ts';
import type { Config } from './project-config.ts';
import { INVALID_SCENARIO } from './read-scenario-definition.ts';
import {
  checkScenarioSet,
  describeSearchedPlaces,
  listConfiguredFiles,
  resolveCommandLineTargets,
} from './resolve-command-line-targets.ts';
import { FEWEST_TRIALS } from './schema/sampling-schema.ts';
import { type Mistake, throwMistakes } from './schema/user-input-mistake.ts';
import { switchToBuildOutput } from './switch-scenarios-to-build-output.ts';

const FUNCTION_MS = 100;
/** Measuring time of a suite's functions, which share processes: fifty take some ten seconds. */
const SHARED_FUNCTION_MS = 15;
const LOAD_MS = 500;
const LOAD_WARMUP_MS = 200;

/** Reduces the number and length of trials: for a quick estimate, not for evidence. */
function quicken(scenarios: readonly Scenario[]): readonly Scenario[] {
  const sharing = scenarios.filter(canShareProcess).length;
  return scenarios.map((scenario) =>
    quickenOne(scenario, sharing >= MIN_SHARING_FUNCTIONS && canShareProcess(scenario)),
  );
}

function quickenOne(scenario: Scenario, isShared: boolean): Scenario {
  // No warm-up in a shared process: the first function finds everything loaded already, as the
  // others do.
  const warmup = isShared ? { warmupTrials: 0 } : {};
  const trials = { minTrials: FEWEST_TRIALS, maxTrials: FEWEST_TRIALS, ...warmup };
  const functionMs = isShared ? SHARED_FUNCTION_MS : FUNCTION_MS;
  const quick = {
    tags: [...scenario.tags, QUICK_TAG],
    sampling: { ...scenario.sampling, ...trials },
  };
  switch (scenario.kind) {
    case 'function': {
      const measureMs = Math.min(scenario.measureMs, functionMs);
      const warmupMs = Math.min(scenario.warmupMs, functionMs);
      return { ...scenario, ...quick, measureMs, warmupMs };
    }
    case 'command':
    case 'k6':
    case 'page':
      return { ...scenario, ...quick };
    case 'http': {
      const durationMs = Math.min(scenario.durationMs, LOAD_MS);
      return {
        ...scenario,
        ...quick,
        durationMs,
        warmupMs: Math.min(scenario.warmupMs, LOAD_WARMUP_MS),
      };
    }
    default:
      return assertNever(scenario);
  }
}

export interface ScenarioRequest {
  /** Files, folders, globs, names and URLs; if empty, those of the config. */
  readonly targets: readonly string[];
  /** Command to measure, as given after `--` on the command line. */
  readonly command: readonly string[] | null;
  /** Selects scenarios by name or tag. */
  readonly filter: NameFilter | null;
  /** Fewer and shorter trials; the scenarios get the tag `quick`. */
  readonly quick: boolean;
  /** Remote hosts to which load may be sent. */
  readonly allowRemote: readonly string[];
  /** Settings that override those of the scenarios; absent where there are none. */
  readonly overrides?: ScenarioOverrides;
}

/** All that are configured, as they are. */
export const EVERY_SCENARIO: ScenarioRequest = {
  targets: [],
  command: null,
  filter: null,
  quick: false,
  allowRemote: [],
};

/**
 * Loads and validates in a steady order; `listVitestTasks`, since only vitest knows its benchmarks.
 * @throws UserError
 */
export async function resolveRequestedScenarios(
  host: Host,
  config: Config,
  request: ScenarioRequest,
  listVitestTasks: ListVitestTasks,
): Promise<readonly Scenario[]> {
  const { allowRemote } = request;
  const context = { config, allowRemote, k6Path: config.k6Path, folder: host.cwd };
  const targets = resolveCommandLineTargets(host, request.targets);
  const mistakes: Mistake[] = [...targets.mistakes];
  const isAdHoc = targets.urls.length > 0 || request.command !== null;
  const isAll = request.targets.length === 0 && !isAdHoc;
  const configured =
    isAll || targets.names.length > 0
      ? listConfiguredFiles(host, config)
      : { files: [], mistakes: [] };
  const files = [...new Set([...targets.files, ...configured.files])];
  const read = await loadScenarios(host, files, context, listVitestTasks);
  mistakes.push(...configured.mistakes, ...read.mistakes);
  const { target } = config;
  const loaded =
    target === null
      ? { scenarios: read.scenarios, mistakes: [] }
      : switchToBuildOutput(host.files, read.scenarios, target);
  mistakes.push(...loaded.mistakes);

  const adHoc: Scenario[] = [];
  for (const url of targets.urls) {
    const { scenario, mistakes: wrong } = createUrlScenario(url, context);
    adHoc.push(scenario);
    mistakes.push(...wrong);
  }
  const [program, ...args] = request.command ?? [];
  if (program !== undefined) {
    const command = { type: 'argv', argv: [program, ...args] } as const;
    adHoc.push(createCommandScenario(command, host.cwd, context));
  }

  mistakes.push(...checkFolders(host.files, loaded.scenarios, host.cwd));
  throwMistakes([...mistakes, ...checkScenarioSet(loaded.scenarios, host.cwd)]);
  const looked = describeSearchedPlaces(host, config);
  const wanted = pick(loaded.scenarios, { ...targets, isAll, looked });
  if (isAll && wanted.length === 0) refuseEmpty(looked);
  const all = [...wanted, ...adHoc];
  const kept = request.filter === null ? all : filterScenarios(all, request.filter);
  const asked = request.quick ? quicken(kept) : kept;
  return request.overrides === undefined
    ? asked
    : overrideScenarioSettings(asked, request.overrides);
}

/** Returns the scenarios from the given files and the scenarios given by name, in loading order. */
function pick(
  scenarios: readonly Scenario[],
  wanted: {
    readonly files: readonly string[];
    readonly names: readonly string[];
    readonly emptyFolders: ReadonlyMap<string, readonly Mistake[]>;
    readonly isAll: boolean;
    readonly looked: string;
  },
): readonly Scenario[] {
  if (wanted.isAll) return scenarios;
  const files = new Set(wanted.files);
  const chosen = new Set(scenarios.filter(({ source }) => files.has(source?.file ?? '')));
  for (const name of wanted.names) {
    const named = findScenariosByName(scenarios, name);
    if (named.length === 0) {
      throwMistakes(wanted.emptyFolders.get(name) ?? []);
      throwUnknownScenario(name, scenarios, wanted.looked);
    }
    for (const scenario of named) chosen.add(scenario);
  }
  return scenarios.filter((scenario) => chosen.has(scenario));
}

function refuseEmpty(looked: string): never {
  throw new UserError({
    code: 'no-scenarios',
    message: `No scenarios found in ${looked}.`,
    remedy:
      'Create a scenario with `perf-harness init`, or pass a scenario file, a URL, or a command after `--`.',
  });
}

/** Reports missing folders, which look like missing programs; `prepare` may still create them. */
function checkFolders(
  files: Files,
  scenarios: readonly Scenario[],
  folder: string,
): readonly Mistake[] {
  const missing = new Map<string, boolean>();
  const isMissing = (path: string): boolean => {
    const known = missing.get(path) ?? !files.isFolder(path);
    missing.set(path, known);
    return known;
  };
  const mistakes = new Map<string, Mistake>();
  for (const { source, prepare, ...scenario } of scenarios) {
    if (source === null || prepare !== null) continue;
    const server = 'server' in scenario ? scenario.server : null;
    const key = isMissing(scenario.cwd)
      ? { name: 'cwd', path: scenario.cwd }
      : server !== null && isMissing(server.cwd)
        ? { name: 'server.cwd', path: server.cwd }
        : null;
    if (key === null) continue;
    const where = [relative(folder, source.file), `scenario "${source.name}"`, key.name];
    const problem = `folder ${relative(folder, key.path)} not found; the path is relative to the folder of the scenario file`;
    mistakes.set(where.join(' '), { code: INVALID_SCENARIO, where, problem });
  }
  return [...mistakes.values()];
}
