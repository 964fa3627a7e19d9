import { gateProject } from '../../api/gate/gate-project.ts';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { type GateWords, readGate } from '../../options/gate.ts';
import { type OtlpWords, readOtlp } from '../../options/groups/otlp.ts';
import { auditOfChanges } from '../audit-of-changes.ts';
import { keepMeasured } from '../output/keep-history.ts';
import { sendOtlp } from '../output/send-otlp.ts';
import { openVerdictFirst } from '../output/verdict-first.ts';
import { measuring, untilInterrupted } from '../under-way/measuring.ts';
import { tellUnsaved } from '../under-way/tell-unsaved.ts';

/** `perf-harness gate`: budgets, and the working tree against its base. */
export async function gateCommand(host: Host, words: GateWords & OtlpWords): Promise<ExitCode> {
  const otlp = readOtlp(host, words);
  const options = await readGate(host, words);
  const facts = { baseline: null, root: options.config.root };
  const told = await openVerdictFirst(host, options.reports, facts);
  return untilInterrupted(host, async (signal) => {
    const measured = measuring(host, 'gate', signal, async (session, progress) =>
      gateProject(host, options, session, {
        onVerdict: progress.aside(told.verdict),
        auditSince: await auditOfChanges(host, words),
      }),
    );
    const report = await tellUnsaved(measured, told.whole);
    told.whole(report);
    await sendOtlp(host, otlp, report);
    await keepMeasured(host, options.config, signal);
    return report.exit_code;
  });
}
