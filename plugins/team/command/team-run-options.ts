import {
  type Config,
  configuration,
  type Flags,
  type Host,
  readDuration,
} from 'perf-harness/plugin';
import { programsOf } from '../../optimize/index.ts';
import type { TeamRunRequest } from '../run-team.ts';
import { findMetricName, parseMetricName } from '../targets/parse-metric-name.ts';
import type { RUN_OPTIONS } from './team-command-options.ts';

/** Split of a team's work; `auto` is settled by the plan. */
const readMode = configuration.createChoiceParser(['auto', 'single', 'fan-out', 'independent']);
const BRANCHES = configuration.wholeNumber('a whole number from 1 to 10', 1, 10);
/** Default time limit of a task, milliseconds. */
const USUAL_LIMIT_MS = 45 * 60_000;

type RunFlags = Flags<typeof RUN_OPTIONS>;

/** Request of a team. @throws UserError for a word that cannot be taken. */
export function readTeamRunRequest(
  host: Host,
  config: Config,
  targets: readonly string[],
  flags: RunFlags,
): TeamRunRequest {
  const { parallelMode = 'auto', maxBranches, metric, yes = false, accept = 'checked' } = flags;
  return {
    root: config.root,
    targets,
    mode: readMode(parallelMode, '--parallel-mode'),
    yes,
    requirement: flags.for?.trim() || null,
    maxBranches: maxBranches === undefined ? null : BRANCHES.read(maxBranches, '--max-branches'),
    metricOf: metricsAmong(targets),
    ...(metric !== undefined && { metric: parseMetricName(metric) }),
    settings: { programs: programsOf(host, flags, config), accept },
  };
}

function metricsAmong(words: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    words.flatMap((word) => {
      const metric = findMetricName(word);
      return metric === null ? [] : [[word, metric] as const];
    }),
  );
}

/** Returns the time limit of a task, milliseconds. @throws UserError for an invalid duration. */
export function readTimeLimit({ taskTimeout }: Pick<RunFlags, 'taskTimeout'>): number {
  return taskTimeout === undefined ? USUAL_LIMIT_MS : readDuration('--task-timeout', taskTimeout);
}
