import { checkProjectAgainstChecklist } from '../../../api/project/check-project-against-performance-checklist.ts';
import type { ChecklistReport } from '../../../harness/model/documents/performance-checklist-document.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import { openProject } from '../../../harness/scenario/project-config.ts';
import {
  type ChecklistName,
  chooseChecks,
} from '../../../project/performance-checklist/performance-checklist-definitions.ts';
import type { Call } from '../../../registry/cli-command-definition.ts';
import { loadConfiguredPlugins } from '../../../registry/load-configured-plugins.ts';
import { OFFICIAL_PLUGINS } from '../../../registry/official-plugins.ts';
import { runUntilInterrupted } from '../../execution/run-until-interrupted.ts';
import { readReportChoices } from '../../options/report-format-choices.ts';
import {
  openReportTargets,
  writeReports,
} from '../../output/write-reports-to-files-and-terminal.ts';
import type { CHECK_OPTIONS } from './check-options.ts';

/** Runs `perf-harness check`, which looks for evidence in the files of the project. */
export async function runPerformanceChecklist(call: Call<typeof CHECK_OPTIONS>): Promise<ExitCode> {
  const { host, words, flags, options } = call;
  const { evidence, strict } = options;
  const list: ChecklistName = options.list ? 'final' : 'answer';
  const checks = chooseChecks(list, words);
  const config = await openProject(host, flags);
  const targets = await openReportTargets(host, readReportChoices(host, flags, config.reporters));
  return runUntilInterrupted(host, async (signal) => {
    const plugins = [...OFFICIAL_PLUGINS, ...(await loadConfiguredPlugins(config))];
    const pastWork = plugins.flatMap((plugin) => plugin.pastWork ?? []);
    const request = { config, list, checks, evidence, pastWork } as const;
    const report = await checkProjectAgainstChecklist(host, request, signal);
    writeReports(host, targets, report, { baseline: null, root: config.root });
    return exitCodeForChecklist(report, strict);
  });
}

/** Unverified items fail only if the caller requested it (`strict`). */
function exitCodeForChecklist({ verdict }: ChecklistReport, strict: boolean): ExitCode {
  if (verdict === 'fail') return EXIT.failed;
  return verdict === 'unverified' && strict ? EXIT.inconclusive : EXIT.ok;
}
