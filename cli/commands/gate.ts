import { gateProject } from '../../api/gate/gate-project.ts';
import type { Host } from '../../harness/host.ts';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { type GateWords, readGate } from '../../options/gate.ts';
import { openReportTargets, writeReports } from '../output/reporting.ts';
import { measuring, untilInterrupted } from '../under-way/measuring.ts';
import { tellUnsaved } from '../under-way/tell-unsaved.ts';

/** `perf-harness gate`: budgets, and the working tree against its base. */
export async function gateCommand(host: Host, words: GateWords): Promise<ExitCode> {
  const options = await readGate(host, words);
  const targets = await openReportTargets(host, options.reports);
  return untilInterrupted(host, async (signal) => {
    const tell = (report: GateReport): void =>
      writeReports(host, targets, report, { baseline: null, root: options.config.root });
    const measured = measuring(host, 'gate', signal, (session) =>
      gateProject(host, options, session),
    );
    const report = await tellUnsaved(measured, tell);
    tell(report);
    return report.exit_code;
  });
}
