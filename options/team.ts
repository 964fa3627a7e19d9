import { resolve } from 'node:path';
import type { Host } from '../harness/host.ts';
import { badOption } from '../harness/model/value/bad-option.ts';
import type { Config } from '../harness/scenario/config.ts';
import { openProject, type ProjectWords } from '../harness/scenario/open-project.ts';
import { readMetricWord } from './values/metric-word.ts';

/** The team that is meant. */
export interface TeamOptions {
  readonly config: Config;
  /** null: the only one that is not completed. */
  readonly session: string | null;
}

/** What a question is answered with. */
export type TeamAnswer =
  | { readonly choice: 'proceed' | 'revise' }
  | { readonly choice: 'metric'; readonly metric: string }
  | { readonly choice: 'narrow'; readonly scope: string[] }
  | { readonly choice: 'reorder'; readonly priorities: Record<string, TeamPriority> };

type TeamPriority = 'P0' | 'P1' | 'P2' | 'P3';

/** What becomes of a team that is done. */
export type TeamClosing =
  | { readonly choice: 'archive' | 'keep' }
  | { readonly choice: 'export'; readonly folder: string };

/** As a command line says it. */
export interface TeamWords extends ProjectWords {
  readonly session?: string;
}
export interface DecideWords extends TeamWords {
  readonly proceed?: boolean;
  readonly again?: boolean;
  readonly narrow?: readonly string[];
  readonly metric?: string;
  readonly priority?: readonly string[];
}
export interface FinishWords extends TeamWords {
  readonly archive?: boolean;
  readonly keep?: boolean;
  readonly export?: string;
}

export async function readTeam(host: Host, words: TeamWords): Promise<TeamOptions> {
  return { config: await openProject(host, words), session: words.session ?? null };
}

/** @throws UserError unless one answer is given. */
export function readAnswer(words: DecideWords): TeamAnswer {
  const { narrow = [], metric, priority = [] } = words;
  const answers: TeamAnswer[] = [];
  if (words.proceed) answers.push({ choice: 'proceed' });
  if (words.again) answers.push({ choice: 'revise' });
  if (narrow.length > 0) answers.push({ choice: 'narrow', scope: [...narrow] });
  if (metric !== undefined) answers.push({ choice: 'metric', metric: readMetricWord(metric) });
  if (priority.length > 0) {
    answers.push({ choice: 'reorder', priorities: readPriorities(priority) });
  }
  const [only, ...others] = answers;
  if (only !== undefined && others.length === 0) return only;
  throw badOption(
    `team decide takes one answer; found ${answers.length === 0 ? 'none' : answers.length}.`,
    'Give --proceed, --narrow <place>, --metric <name>, --priority OPT-001=P0, or --again.',
  );
}

function readPriorities(words: readonly string[]): Record<string, TeamPriority> {
  return Object.fromEntries(
    words.map((word) => {
      const found = /^(OPT-\d{3})=(P[0-3])$/u.exec(word);
      if (found === null) throw badOption(`--priority takes OPT-001=P0; found "${word}".`);
      // Sound: the pattern allows nothing else.
      return [found[1], found[2] as TeamPriority];
    }),
  );
}

/** @throws UserError unless one ending is chosen. */
export function readClosing({ cwd }: Pick<Host, 'cwd'>, words: FinishWords): TeamClosing {
  const closings: readonly TeamClosing[] = [
    ...(words.archive ? [{ choice: 'archive' } as const] : []),
    ...(words.keep ? [{ choice: 'keep' } as const] : []),
    ...(words.export === undefined
      ? []
      : [{ choice: 'export', folder: resolve(cwd, words.export) } as const]),
  ];
  const [only, ...others] = closings;
  if (only !== undefined && others.length === 0) return only;
  throw badOption(
    `team finish takes one of --archive, --keep and --export; found ${closings.length === 0 ? 'none' : closings.length}.`,
    'To keep the session as a record: perf-harness team finish --archive',
  );
}
