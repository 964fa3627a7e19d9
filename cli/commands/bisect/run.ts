import { bisectProject } from '../../../api/bisect/bisect-project.ts';
import { exitCodeForBisect } from '../../../harness/gate/exit-code-for.ts';
import type { BisectReport } from '../../../harness/model/documents/bisect-document.ts';
import type { ExitCode } from '../../../harness/model/exit-code.ts';
import { readReports } from '../../options/reports.ts';
import { openReportTargets, writeReports } from '../../output/reporting.ts';
import { createBisectProgress } from '../../under-way/bisect-progress.ts';
import { measuring, untilInterrupted } from '../../under-way/measuring.ts';
import { tellUnsaved } from '../../under-way/tell-unsaved.ts';
import { type BisectCall, readBisect } from './read-bisect.ts';

/** Finds which commit, package or variable made the difference. */
export async function runBisect(call: BisectCall): Promise<ExitCode> {
  const { host, flags } = call;
  const options = await readBisect(call);
  const reports = readReports(host, flags, options.config.reporters);
  const targets = await openReportTargets(host, reports);
  return untilInterrupted(host, async (signal) => {
    const tell = (report: BisectReport): void =>
      writeReports(host, targets, report, { baseline: null });
    const measured = measuring(host, 'bisect', signal, (session, progress) =>
      bisectProject(host, options, session, createBisectProgress(host, progress)),
    );
    const report = await tellUnsaved(measured, tell);
    tell(report);
    return exitCodeForBisect(report);
  });
}
