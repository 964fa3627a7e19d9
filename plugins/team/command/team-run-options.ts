import { resolve } from 'node:path';
import {
  type Config,
  configuration,
  type Flags,
  type Host,
  optionError,
  readDuration,
} from 'perf-harness/plugin';
import { programsOf } from '../../optimize/index.ts';
import type { TeamRunRequest } from '../run-team.ts';
import { parseMetricName } from '../separate-target-and-metric-words.ts';
import type { Priority } from '../session/optimization-summary-and-priority.ts';
import type { Answer } from '../session/pending-and-made-user-decisions.ts';
import type { DECIDE_OPTIONS, FINISH_OPTIONS, RUN_OPTIONS } from './team-command-options.ts';

/** Split of a team's work; `auto` is settled by the plan. */
const readMode = configuration.createChoiceParser(['auto', 'single', 'fan-out', 'independent']);
const BRANCHES = configuration.wholeNumber('a whole number from 1 to 10', 1, 10);
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
    ...(metric !== undefined && { metric: parseMetricName(metric) }),
    settings: { programs: programsOf(host, flags, config), accept },
  };
}

export function readTimeLimit({ taskTimeout }: Pick<RunFlags, 'taskTimeout'>): number {
  return taskTimeout === undefined ? USUAL_LIMIT_MS : readDuration('--task-timeout', taskTimeout);
}

/** @throws UserError unless exactly one answer is given. */
export function readAnswer(flags: Flags<typeof DECIDE_OPTIONS>): Answer {
  const { proceed, again, narrow = [], metric, priority = [] } = flags;
  const answers: Answer[] = [];
  if (proceed) answers.push({ choice: 'proceed' });
  if (again) answers.push({ choice: 'revise' });
  if (narrow.length > 0) answers.push({ choice: 'narrow', scope: [...narrow] });
  if (metric !== undefined) answers.push({ choice: 'metric', metric: parseMetricName(metric) });
  if (priority.length > 0) {
    answers.push({ choice: 'reorder', priorities: readPriorities(priority) });
  }
  const [only, ...others] = answers;
  if (only !== undefined && others.length === 0) return only;
  throw optionError(
    `team decide takes exactly one answer; found ${answers.length === 0 ? 'none' : answers.length}.`,
    'Pass --proceed, --narrow <place>, --metric <name>, --priority OPT-001=P0, or --again.',
  );
}

function readPriorities(words: readonly string[]): Record<string, Priority> {
  return Object.fromEntries(
    words.map((word) => {
      const found = /^(OPT-\d{3})=(P[0-3])$/u.exec(word);
      if (found === null)
        throw optionError(`--priority takes a value such as OPT-001=P0; found "${word}".`);
      // The pattern guarantees the type.
      return [found[1], found[2] as Priority];
    }),
  );
}

/** @throws UserError unless exactly one way to finish is given. */
export function readClosingAnswer(
  { cwd }: Pick<Host, 'cwd'>,
  { archive, keep, export: folder }: Flags<typeof FINISH_OPTIONS>,
): Answer {
  const closings: readonly Answer[] = [
    ...(archive ? [{ choice: 'archive' } as const] : []),
    ...(keep ? [{ choice: 'keep' } as const] : []),
    ...(folder === undefined ? [] : [{ choice: 'export', folder: resolve(cwd, folder) } as const]),
  ];
  const [only, ...others] = closings;
  if (only !== undefined && others.length === 0) return only;
  throw optionError(
    `team finish takes one of --archive, --keep and --export; found ${closings.length === 0 ? 'none' : closings.length}.`,
    'To keep the session as a record: perf-harness team finish --archive',
  );
}
