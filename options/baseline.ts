import type { Host } from '../harness/host.ts';
import type { Config } from '../harness/scenario/config.ts';
import { openProject, type ProjectWords } from './groups/project.ts';
import { type ReportChoice, type ReportWords, readReports } from './groups/reports.ts';

/** The baselines that a command is about, and how they are told. */
export interface BaselineOptions {
  readonly config: Config;
  readonly reports: readonly ReportChoice[];
}

/** What `baseline save` keeps, and under which name. */
export interface SaveBaselineOptions extends BaselineOptions {
  readonly name: string;
  /** Records by what they are called; null: the newest of each scenario. */
  readonly records: readonly string[] | null;
  readonly note: string | undefined;
}

/** As a command line says it. */
export interface BaselineWords extends ProjectWords, ReportWords {}

export interface SaveBaselineWords extends BaselineWords {
  readonly name?: string | undefined;
  readonly run?: readonly string[];
  readonly note?: string;
}

/** The baseline that is meant where none is named. */
const USUAL_NAME = 'main';

/** @throws UserError for a reporter that there is not, and for a configuration that cannot be read. */
export async function readBaseline(host: Host, words: BaselineWords): Promise<BaselineOptions> {
  return {
    config: await openProject(host, words),
    reports: readReports(host, words, [], { hasRuns: true }),
  };
}

/** @throws UserError for a configuration that cannot be read. */
export async function readSaveBaseline(
  host: Host,
  words: SaveBaselineWords,
): Promise<SaveBaselineOptions> {
  const { name = USUAL_NAME, run: records = null, note } = words;
  return { ...(await readBaseline(host, words)), name, records, note };
}
