import { gateProject } from '../../../api/gate/gate-project.ts';
import type { ExitCode } from '../../../harness/model/exit-code.ts';
import { readReports } from '../../options/reports.ts';
import { keepMeasured } from '../../output/keep-history.ts';
import { openSenders } from '../../output/send-results.ts';
import { openVerdictFirst } from '../../output/verdict-first.ts';
import { measuring, untilInterrupted } from '../../under-way/measuring.ts';
import { tellUnsaved } from '../../under-way/tell-unsaved.ts';
import { prepareChecks } from './prepare-checks.ts';
import { type GateCall, readGate } from './read-gate.ts';

/** Judges budgets, and the working tree against its base. */
export async function runGate(call: GateCall): Promise<ExitCode> {
  const { host, flags } = call;
  const send = await openSenders(host, flags);
  const options = await readGate(call);
  const { config, given: project } = options;
  const reports = readReports(host, flags, config.reporters, { hasRuns: true });
  const told = await openVerdictFirst(host, reports, { baseline: null, root: config.root });
  return untilInterrupted(host, async (signal) => {
    const measured = measuring(host, 'gate', signal, async (session, shown) => {
      const progress = { measuring: session.onProgress };
      return gateProject(host, options, session, {
        onVerdict: shown.aside(told.verdict),
        judgeLines: await prepareChecks({ host, config, project, progress }, flags),
      });
    });
    const report = await tellUnsaved(measured, told.whole);
    told.whole(report);
    await send(report);
    await keepMeasured(host, config, signal);
    return report.exit_code;
  });
}
