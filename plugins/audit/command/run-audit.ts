import { join } from 'node:path';
import {
  type CommandContext,
  configuration,
  EXIT,
  git,
  type Host,
  measure,
  type Outcome,
  ownProgram,
  pages,
  type ScenarioEvidence,
} from 'perf-harness/plugin';
import { openAuditCache } from '../audit-cache.ts';
import { selectAuditors } from '../auditors/auditor-registry.ts';
import { discoverProject } from '../context/discover-project.ts';
import { coordinateAudit } from '../coordinate-audit.ts';
import { loadAuditors } from '../custom-rules.ts';
import type { AuditReport } from '../document/audit-document.ts';
import { AUDITS_FOLDER } from '../document/stored-audits.ts';
import { readChangedLines } from '../filters/lines-changed-since-git-revision.ts';
import { openBaseline } from '../filters/suppress-by-baseline.ts';
import { createConfiguredTracker } from '../outputs/task-trackers.ts';
import { readAuditSettings } from '../read-audit-settings.ts';
import { isExcludedFile } from '../scoring/excluded-files.ts';
import { spawnAuditor } from '../spawn-auditor.ts';
import { auditView } from '../view/audit-view.ts';
import type { AUDIT_OPTIONS } from './audit-command-options.ts';
import {
  type AuditedScenario,
  type AuditedTests,
  type AuditOptions,
  readAuditOptions,
} from './read-audit-options.ts';

/** Auditor timeout. Large projects take seconds, so only a never-ending rule takes longer. */
const AUDITOR_TIMEOUT_MS = 120_000;

export interface AuditCommandContext extends Pick<CommandContext, 'host' | 'config' | 'signal'> {
  readonly progress: Pick<CommandContext['progress'], 'measuring'>;
}

export async function runAudit(context: CommandContext<typeof AUDIT_OPTIONS>): Promise<Outcome> {
  const { host, config, flags } = context;
  const document = await auditProject(context, readAuditOptions(host, config, flags, context));
  return { document, exitCode: document.verdict === 'fail' ? EXIT.failed : EXIT.ok };
}

/** All that can be refused is refused before an auditor starts. */
export async function auditProject(
  context: AuditCommandContext,
  options: AuditOptions,
): Promise<AuditReport> {
  const { root, domain, failOn, countsSuspected } = options;
  const { exclude, baseline, changed, trend, packs, run } = options;
  const { host, config, signal } = context;
  const files = configuration.ruleFiles(host, config);
  const settings = { exclude, rule_files: files };
  const auditors = selectAuditors(await loadAuditors(host, files), packs);
  const answers = {
    baseline: baseline === null ? null : openBaseline(host, baseline.path, baseline.isUpdated),
    changed: changed === null ? null : await readChangedLines(host, root, changed, signal),
  };
  const measure = run === null ? null : await prepareRun(context, run, root);
  const { tracker, findings } = createConfiguredTracker(
    readAuditSettings(host, config).tracker,
    host.env,
  );
  const stamp = host.clock
    .now()
    .toISOString()
    .replace(/[-:]|\.\d+/gu, '');
  const report = await coordinateAudit(
    host,
    {
      auditors,
      tracker,
      measure,
      cache: await openAuditCache(
        host,
        root,
        { settings, domain, auditors: auditors.map(({ id }) => id) },
        signal,
      ),
      discover: (folder, whileRunning) =>
        discoverProject(host, folder, { signal: whileRunning, domain, exclude }),
      start: (request) => spawnAuditor(host, ownProgram(host), request),
      render: (document) => pages.renderMarkdown(auditView(document)),
    },
    {
      root,
      failOn,
      countsSuspected,
      signal,
      answers,
      trend,
      settings,
      folder: freeFolder(host, join(config.stateFolder, AUDITS_FOLDER, stamp)),
      timeoutMs: AUDITOR_TIMEOUT_MS,
    },
  );
  return { ...report, findings: [...report.findings, ...findings] };
}

async function prepareRun(
  context: AuditCommandContext,
  run: AuditedScenario | AuditedTests,
  root: string,
): Promise<() => Promise<ScenarioEvidence>> {
  if (run.type === 'scenario') return prepareMeasuring(context, run);
  const { host, signal } = context;
  const isTestCode = isExcludedFile;
  const { command } = run;
  return () => measure.observeTests(host, { root, command, commit: null, isTestCode, signal });
}

/** The scenario is found before an auditor starts, and run once they have done. */
function prepareMeasuring(
  { host, config, signal, progress }: AuditCommandContext,
  { name, allowRemote, sqlUrl }: AuditedScenario,
): Promise<() => Promise<ScenarioEvidence>> {
  return measure.observeScenario(host, config, {
    target: name,
    asker: 'audit --with-scenario takes',
    allowRemote,
    sqlUrl,
    label: 'perf-harness audit',
    signal,
    onProgress: progress.measuring,
  });
}

/** Creates a free folder, so that two audits in the same second do not share it. */
function freeFolder({ files }: Host, wanted: string): string {
  for (let count = 1; ; count += 1) {
    const folder = count === 1 ? wanted : `${wanted}-${count}`;
    if (files.isFolder(folder)) continue;
    files.makeFolder(folder);
    return folder;
  }
}

/**
 * Audits the lines that one commit has and another lacks, in a separate clone, so that the user's
 * tree is only read. If the folder is below the root of its repository, only that folder is
 * audited. `from` null: all lines of the commit.
 * @throws UserError if git cannot create the clone.
 */
export function auditCommit(
  context: AuditCommandContext,
  {
    repository,
    from,
    to,
  }: { readonly repository: string; readonly from: string | null; readonly to: string },
): Promise<AuditReport> {
  const { host, config, signal } = context;
  return git.withClone(host, { folder: repository, commit: to, signal }, ({ root, stateFolder }) =>
    // The state of the audit is removed with the clone.
    auditProject(
      { ...context, config: { ...config, stateFolder } },
      {
        root,
        domain: null,
        failOn: null,
        countsSuspected: true,
        exclude: null,
        baseline: null,
        changed: from,
        trend: false,
        packs: ['lifecycle'],
        run: null,
      },
    ),
  );
}
