import { type Config, type Flags, type Host, optionError, readDuration } from 'perf-harness/plugin';
import { programsOf } from '../../optimize/index.ts';
import type { TeamRunRequest } from '../run-team.ts';
import { findMetricName, parseMetricName } from '../targets/parse-metric-name.ts';
import type { RUN_OPTIONS } from './team-command-options.ts';

/** Split of a team's work; `auto` is settled by the plan. */
const TEAM_MODES = ['auto', 'single', 'fan-out', 'independent'] as const;
/** Maximum number of branches of a new team. */
const MOST_BRANCHES = 10;
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
  const mode = TEAM_MODES.find((name) => name === parallelMode);
  if (mode === undefined) {
    throw optionError(
      `--parallel-mode takes one of ${TEAM_MODES.join(', ')}; found "${parallelMode}".`,
    );
  }
  return {
    root: config.root,
    targets,
    mode,
    yes,
    requirement: flags.for?.trim() || null,
    maxBranches: maxBranches === undefined ? null : readMostBranches(maxBranches),
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

function readMostBranches(word: string): number {
  const count = Number(word);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_BRANCHES) return count;
  throw optionError(
    `--max-branches takes a whole number from 1 to ${MOST_BRANCHES}; found "${word}".`,
  );
}

/** Returns the time limit of a task, milliseconds. @throws UserError for an invalid duration. */
export function readTimeLimit({ taskTimeout }: Pick<RunFlags, 'taskTimeout'>): number {
  return taskTimeout === undefined ? USUAL_LIMIT_MS : readDuration('--task-timeout', taskTimeout);
}
