import { join } from 'node:path';
import type { Host } from '../harness/host.ts';
import { badOption } from '../harness/model/value/bad-option.ts';
import { wholeNumber } from '../harness/model/value/number-type.ts';
import { type Listening, type ListeningWords, readListening } from './groups/listening.ts';
import { openProject, type ProjectWords } from './groups/project.ts';

/** Three windows of the Chrome UX Report, and a week. */
const DEFAULT_KEEP_DAYS = 90;

/** What `serve --collect` takes, and where; its origins are those whose pages may tell. */
export interface ServeOptions extends Listening {
  /** Where beacons are kept. */
  readonly folder: string;
  /** Share of the visits that is kept. */
  readonly sample: number;
  /** Days that they are kept. */
  readonly keepDays: number;
  readonly addressHeader: string | null;
}

/** As a command line says it. */
export interface ServeWords extends ProjectWords, ListeningWords {
  readonly collect?: boolean;
  readonly write?: boolean;
  readonly sample?: string;
  readonly keepDays?: string;
  readonly addressHeader?: string;
}

/** @throws UserError for a word that cannot be taken. */
export async function readServe(host: Host, words: ServeWords): Promise<ServeOptions> {
  const { addressHeader = null, write } = words;
  if (write === true) {
    throw badOption(
      '--write is of the dashboard, and field data is written in any case.',
      'Write: perf-harness serve --write',
    );
  }
  const listening = readListening(words);
  const config = await openProject(host, words);
  return {
    ...listening,
    folder: join(config.stateFolder, 'field'),
    sample: words.sample === undefined ? 1 : readShare(words.sample),
    keepDays: words.keepDays === undefined ? DEFAULT_KEEP_DAYS : readDays(words.keepDays),
    addressHeader,
  };
}

function readDays(text: string): number {
  const [from, to] = [1, 3_650];
  return wholeNumber(`a number of days from ${from}`, from, to).read(text, '--keep-days');
}

function readShare(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(%?)$/u.exec(text.trim());
  const share = match === null ? 0 : Number(match[1]) / (match[2] === '%' ? 100 : 1);
  if (share > 0 && share <= 1) return share;
  throw badOption(`--sample takes a share of the visits, such as 10%; found "${text}".`);
}
