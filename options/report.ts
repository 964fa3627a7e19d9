import type { Host } from '../harness/host.ts';
import type { Config } from '../harness/scenario/config.ts';
import { openProject, type ProjectWords } from './groups/project.ts';
import { type ReportChoice, type ReportWords, readReports } from './groups/reports.ts';

/** Which saved records `report` renders again, and how. */
export interface ReportOptions {
  readonly config: Config;
  /** Identifiers, their beginnings, files, or `latest`; at least one. */
  readonly records: readonly string[];
  /** Whether they are listed instead. */
  readonly list: boolean;
  readonly reports: readonly ReportChoice[];
}

/** As a command line says it. */
export interface SavedWords extends ProjectWords, ReportWords {
  readonly records: readonly string[];
  readonly list?: boolean;
}

/** @throws UserError for a reporter that there is not, and for a configuration that cannot be read. */
export async function readReport(host: Host, words: SavedWords): Promise<ReportOptions> {
  const { list = false } = words;
  const records = words.records.length === 0 ? ['latest'] : words.records;
  const config = await openProject(host, words);
  return { config, records, list, reports: readReports(host, words, [], { hasRuns: true }) };
}
