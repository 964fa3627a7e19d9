import type { Host } from '../harness/host.ts';
import { badOption } from '../harness/model/value/bad-option.ts';
import { wholeNumber } from '../harness/model/value/number-type.ts';
import type { Config } from '../harness/scenario/config.ts';
import { openProject, type ProjectWords } from '../harness/scenario/open-project.ts';
import { readDuration } from './values/long-duration.ts';
import { metricOfWord, readMetricWord } from './values/metric-word.ts';

/** How a team splits its work; `auto` is settled by the plan. */
const TEAM_MODES = ['auto', 'single', 'fan-out', 'independent'] as const;
export type TeamMode = (typeof TEAM_MODES)[number];

/** A team is begun with so many branches at most. */
const MOST_BRANCHES = 10;
/** For one task of a team, milliseconds, where nobody says otherwise. */
const USUAL_LIMIT_MS = 45 * 60_000;

/** What `team run` is to work on, and how far it may go by itself. */
export interface TeamRunOptions {
  readonly config: Config;
  readonly targets: readonly string[];
  /** In the words of the user; null: what is named says it. */
  readonly requirement: string | null;
  readonly mode: TeamMode;
  /** null: the usual number. */
  readonly maxBranches: number | null;
  /** Metrics by those words of `targets` that name one. */
  readonly metricOf: Readonly<Record<string, string>>;
  /** The metric that was named as such; absent: none was. */
  readonly metric?: string;
  readonly yes: boolean;
  readonly accept: 'proven' | 'guarded' | 'checked';
  readonly timeLimitMs: number;
}

/** As a command line says it. */
export interface TeamRunWords extends ProjectWords {
  readonly targets: readonly string[];
  readonly parallelMode?: string;
  readonly maxBranches?: string;
  readonly metric?: string;
  readonly for?: string;
  readonly yes?: boolean;
  readonly accept?: 'proven' | 'guarded' | 'checked';
  readonly taskTimeout?: string;
}

/** @throws UserError for a word that cannot be taken, and for a configuration that cannot be read. */
export async function readTeamRun(host: Host, words: TeamRunWords): Promise<TeamRunOptions> {
  const { targets, parallelMode = 'auto', maxBranches, yes = false, accept = 'checked' } = words;
  const mode = TEAM_MODES.find((one) => one === parallelMode);
  if (mode === undefined) {
    throw badOption(`--parallel-mode takes ${TEAM_MODES.join(', ')}; found "${parallelMode}".`);
  }
  const most = readMostBranches(maxBranches);
  const config = await openProject(host, words);
  return {
    config,
    targets,
    mode,
    yes,
    requirement: words.for?.trim() || null,
    maxBranches: most,
    metricOf: metricsAmong(targets),
    ...(words.metric !== undefined && { metric: readMetricWord(words.metric) }),
    accept,
    timeLimitMs: readTimeLimit(words),
  };
}

function metricsAmong(words: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    words.flatMap((word) => {
      const metric = metricOfWord(word);
      return metric === null ? [] : [[word, metric] as const];
    }),
  );
}

function readMostBranches(text: string | undefined): number | null {
  if (text === undefined) return null;
  const takes = `a whole number from 1 to ${MOST_BRANCHES}`;
  return wholeNumber(takes, 1, MOST_BRANCHES).read(text, '--max-branches');
}

/** Of one task, milliseconds. @throws UserError for what is no duration. */
export function readTimeLimit({ taskTimeout }: Pick<TeamRunWords, 'taskTimeout'>): number {
  return taskTimeout === undefined ? USUAL_LIMIT_MS : readDuration('--task-timeout', taskTimeout);
}
