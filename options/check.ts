import type { Host } from '../harness/host.ts';
import type { Config } from '../harness/scenario/config.ts';
import { chooseChecks, type ListName } from '../project/checklist/lists.ts';
import { openProject, type ProjectWords } from './groups/project.ts';
import { type ReportChoice, type ReportWords, readReports } from './groups/reports.ts';

/** What `check` looks for, and how it is told. */
export interface CheckOptions {
  readonly config: Config;
  readonly list: ListName;
  /** Ids of what is looked for; none: all of the list. */
  readonly names: readonly string[];
  /** Profiles in JSON, beside what is found; from where the command was started. */
  readonly evidence: readonly string[];
  readonly reports: readonly ReportChoice[];
  /** Whether what is not known counts in the exit code. */
  readonly strict: boolean;
}

/** As a command line says it. */
export interface CheckWords extends ProjectWords, ReportWords {
  readonly names: readonly string[];
  /** The final checklist. */
  readonly list?: boolean;
  readonly evidence?: readonly string[];
  readonly strict?: boolean;
}

/** @throws UserError for a name that is not on the list, and for a configuration that cannot be read. */
export async function readCheck(host: Host, words: CheckWords): Promise<CheckOptions> {
  const { names, evidence = [], strict = false } = words;
  const list = words.list ? 'final' : 'answer';
  chooseChecks(list, names);
  const config = await openProject(host, words);
  const reports = readReports(host, words, config.reporters);
  return { config, list, names, evidence, reports, strict };
}
