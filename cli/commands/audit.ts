import '../../harness/loader/register-self.ts';
import { join } from 'node:path';
import { ruleFiles } from '../../api/project/project-knowledge.ts';
import { auditsFolder } from '../../harness/history/state-folder.ts';
import type { Host } from '../../harness/host.ts';
import type { AuditReport } from '../../harness/model/documents/audit-document.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import type { ScenarioEvidence } from '../../harness/model/program/scenario-evidence.ts';
import type { Config } from '../../harness/scenario/config.ts';
import {
  type AuditedScenario,
  type AuditOptions,
  type AuditWords,
  readAudit,
} from '../../options/audit.ts';
import { openReportTargets, writeReports } from '../output/reporting.ts';
import { ownProgram } from '../own-program.ts';
import { measuring, untilInterrupted } from '../under-way/measuring.ts';

/** An auditor that reads a large project takes seconds; one that takes longer has a rule that does not end. */
const AUDITOR_TIMEOUT_MS = 120_000;

/** `perf-harness audit`: what the code of a project says of queries, transactions and the event loop. */
export async function auditCommand(host: Host, words: AuditWords): Promise<ExitCode> {
  const options = await readAudit(host, words);
  const targets = await openReportTargets(host, options.reports);
  return untilInterrupted(host, async (signal) => {
    const report = await runAudit(host, options, signal);
    writeReports(host, targets, report, { baseline: null, root: options.root });
    return report.verdict === 'fail' ? EXIT.failed : EXIT.ok;
  });
}

/** All that can be refused is refused before an auditor starts. */
export async function runAudit(
  host: Host,
  {
    config,
    root,
    domain,
    failOn,
    exclude,
    baseline,
    changed,
    trend,
    packs,
    scenario,
  }: AuditOptions,
  signal: AbortSignal,
): Promise<AuditReport> {
  const [
    {
      askedAuditors,
      audit,
      configuredTracker,
      discoverProject,
      openBaseline,
      openKeptAnswers,
      ownAuditors,
      readChangedLines,
      startAuditor,
    },
    { markdownOf },
    { viewOf },
  ] = await Promise.all([
    import('../../plugins/audit/start-audit.ts'),
    import('../../reports/markdown/view-markdown.ts'),
    import('../../reports/views/view-of.ts'),
  ]);
  const files = ruleFiles(host, config);
  const settings = { exclude, rule_files: files };
  const auditors = askedAuditors(await ownAuditors(host, files), packs);
  const answers = {
    baseline: baseline === null ? null : openBaseline(host, baseline.path, baseline.isUpdated),
    changed: changed === null ? null : await readChangedLines(host, root, changed, signal),
  };
  const measure = scenario === null ? null : await prepareMeasuring(host, config, scenario, signal);
  const { tracker, findings } = configuredTracker(config.audit.tracker, host.env);
  const stamp = host.clock
    .now()
    .toISOString()
    .replace(/[-:]|\.\d+/gu, '');
  const report = await audit(
    host,
    {
      auditors,
      tracker,
      measure,
      kept: await openKeptAnswers(
        host,
        root,
        { settings, domain, auditors: auditors.map(({ id }) => id) },
        signal,
      ),
      discover: (folder, whileRunning) =>
        discoverProject(host, folder, { signal: whileRunning, domain, exclude }),
      start: (request) => startAuditor(host, ownProgram(host), request),
      render: (document) => markdownOf(viewOf(document)),
    },
    {
      root,
      failOn,
      signal,
      answers,
      trend,
      settings,
      folder: freeFolder(host, join(auditsFolder(config.stateFolder), stamp)),
      timeoutMs: AUDITOR_TIMEOUT_MS,
    },
  );
  return { ...report, findings: [...report.findings, ...findings] };
}

/** The scenario is found before an auditor starts, and run once they have done. */
async function prepareMeasuring(
  host: Host,
  config: Config,
  { wanted, seed, database }: AuditedScenario,
  signal: AbortSignal,
): Promise<() => Promise<ScenarioEvidence>> {
  const { findScenarios, measureEvidence, onlyScenario, watchDatabase } = await import(
    './audit-scenario.ts'
  );
  const scenarios = await findScenarios(host, config, wanted);
  signal.throwIfAborted();
  const scenario = onlyScenario(scenarios, 'audit --with-scenario is about');
  const measure = (): Promise<ScenarioEvidence> =>
    measuring(host, 'audit', signal, (session) =>
      measureEvidence(host, scenario, { ...session, seed }),
    );
  if (database === null) return measure;
  const watch = await watchDatabase(host, database, signal);
  return () => watch(measure);
}

/** Two audits of one second do not share a folder. */
function freeFolder({ files }: Host, wanted: string): string {
  for (let count = 1; ; count += 1) {
    const folder = count === 1 ? wanted : `${wanted}-${count}`;
    if (files.isFolder(folder)) continue;
    files.makeFolder(folder);
    return folder;
  }
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
