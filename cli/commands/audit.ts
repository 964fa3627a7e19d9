import '../../harness/loader/register-self.ts';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { type AuditWords, readAudit } from '../../options/audit.ts';
import { openReportTargets, writeReports } from '../output/reporting.ts';
import { untilInterrupted } from '../under-way/measuring.ts';

/** An auditor that reads a large project takes seconds; one that takes longer has a rule that does not end. */
const AUDITOR_TIMEOUT_MS = 120_000;

/** `perf-harness audit`: what the code of a project says of queries, transactions and the event loop. */
export async function auditCommand(host: Host, words: AuditWords): Promise<ExitCode> {
  const { config, root, domain, failOn, reports } = await readAudit(host, words);
  const targets = await openReportTargets(host, reports);
  const [{ audit }, { AUDITORS }, { discoverContext }, { startAuditor }] = await Promise.all([
    import('../../plugins/audit/audit.ts'),
    import('../../plugins/audit/auditors/auditors.ts'),
    import('../../plugins/audit/context/discover-context.ts'),
    import('../../plugins/audit/worker-process.ts'),
  ]);
  const bin = fileURLToPath(new URL(`../bin${extname(import.meta.url)}`, import.meta.url));
  const launch = { file: host.system.execPath, args: [bin] };
  return untilInterrupted(host, async (signal) => {
    const stamp = host.clock
      .now()
      .toISOString()
      .replace(/[-:]|\.\d+/gu, '');
    const report = await audit(
      host,
      {
        auditors: AUDITORS,
        discover: (folder, whileRunning) =>
          discoverContext(host, folder, { signal: whileRunning, domain }),
        start: (request) => startAuditor(host, launch, request),
      },
      {
        ...{ root, failOn, signal },
        folder: join(config.stateFolder, 'audits', stamp),
        timeoutMs: AUDITOR_TIMEOUT_MS,
      },
    );
    writeReports(host, targets, report, { baseline: null, root });
    return report.verdict === 'fail' ? EXIT.failed : EXIT.ok;
  });
}

/** What one auditor does, in a process of its own. */
export async function auditWorkerCommand(
  host: Host,
  assignment: {
    readonly auditor: string;
    readonly folder: string;
    readonly without: readonly string[];
  },
): Promise<ExitCode> {
  const { answerAuditor } = await import('../../plugins/audit/answer.ts');
  return untilInterrupted(host, async (signal) => {
    await answerAuditor(host, assignment, signal);
    return EXIT.ok;
  });
}
