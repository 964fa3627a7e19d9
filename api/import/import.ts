import { type ImportRequest, importFiles } from '../../exchange/import/import-files.ts';
import { createBaselineStore } from '../../harness/baseline/baseline-store.ts';
import { worstVerdict } from '../../harness/gate/judge.ts';
import { createRecordStore } from '../../harness/history/record-store.ts';
import type { Host } from '../../harness/host.ts';
import { REPORT_SCHEMA, type Report } from '../../harness/model/documents/document.ts';
import type { Config } from '../../harness/scenario/config.ts';

/**
 * Takes what other programs have measured into the history of a project, and reports it. All files
 * are read before anything is saved.
 * @param baseline - Name of a baseline to save them under as well, but for what failed; null: none.
 * @throws UserError where a file cannot be read, or a baseline of it cannot be made.
 */
export async function importRuns(
  host: Host,
  { stateFolder }: Pick<Config, 'stateFolder'>,
  { baseline, ...request }: ImportRequest & { readonly baseline: string | null },
): Promise<Report> {
  const runs = await importFiles(host, request);
  if (baseline !== null) {
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
