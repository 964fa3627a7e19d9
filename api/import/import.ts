import { importFiles } from '../../exchange/import/import-files.ts';
import type { ImportFormat } from '../../exchange/import/importer.ts';
import { createBaselineStore } from '../../harness/baseline/baseline-store.ts';
import { worstVerdict } from '../../harness/gate/judge.ts';
import { createRecordStore } from '../../harness/history/record-store.ts';
import type { Host } from '../../harness/host.ts';
import { REPORT_SCHEMA, type Report } from '../../harness/model/documents/document.ts';
import type { Config } from '../../harness/scenario/config.ts';

/** Files that are imported, and their format. */
interface ImportOptions {
  readonly config: Config;
  readonly paths: readonly string[];
  /** null: it is told from their content. */
  readonly format: ImportFormat | null;
  /** Name of the benchmark where the file has none. */
  readonly name: string | null;
  /** True: the files are parts of one run. */
  readonly shards: boolean;
  /** The baseline that they are saved as too; null: none. */
  readonly baseline: string | null;
}

/**
 * Takes what other programs have measured into the history of a project, and reports it. All files
 * are read before anything is saved.
 * @throws UserError where a file cannot be read, or a baseline of it cannot be made.
 */
export async function importRuns(host: Host, options: ImportOptions): Promise<Report> {
  const { baseline, config } = options;
  const { stateFolder } = config;
  const runs = await importFiles(host, options);
  if (baseline !== null) {
    // What failed is nothing to compare with.
    const completed = runs.filter(({ state }) => state === 'completed');
    createBaselineStore(host, stateFolder).save(baseline, completed);
  }
  const store = createRecordStore(host, stateFolder);
  for (const run of runs) store.begin(run).finish(run);
  return {
    schema: REPORT_SCHEMA,
    runs,
    rankings: [],
    findings: [],
    verdict: worstVerdict(runs.map(({ verdict }) => verdict)),
  };
}
