import '../../harness/loader/register-self.ts';
import { basename } from 'node:path';
import { ensureStateFolder, investigationsFolder } from '../../harness/history/state-folder.ts';
import type { Host } from '../../harness/host.ts';
import type { InvestigationReport } from '../../harness/model/documents/investigation-document.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { findChangePoints } from '../../harness/stats/change-points/find-change-points.ts';
import type { CompareRequest } from '../../options/compare.ts';
import {
  type InvestigateOptions,
  type InvestigateWords,
  readInvestigate,
} from '../../options/investigate.ts';
import type * as Investigation from '../../plugins/investigate/start-investigation.ts';
import { openReportTargets, writeReports } from '../output/reporting.ts';
import { untilInterrupted } from '../under-way/measuring.ts';
import { createProgress } from '../under-way/progress.ts';
import { createReadingProgress } from '../under-way/reading-progress.ts';
import { openReadings, tellOfReadings } from './open-readings.ts';

/** `perf-harness investigate`: when it began, what changed then, what supports each cause. */
export async function investigateCommand(host: Host, words: InvestigateWords): Promise<ExitCode> {
  const options = await readInvestigate(host, words);
  const targets = await openReportTargets(host, options.reports);
  return untilInterrupted(host, async (signal) => {
    const reading = createReadingProgress(host, options.logs);
    const measured = createProgress(host);
    const report = await runInvestigation(host, options, {
      signal,
      onProgress: reading.listen,
      measuring: { label: 'perf-harness investigate', onProgress: measured.listen },
    }).finally(() => {
      reading.end();
      measured.end();
    });
    writeReports(host, targets, report, { baseline: null, root: options.config.root });
    return exitCodeFor(report.conclusion);
  });
}

function exitCodeFor(conclusion: InvestigationReport['conclusion']): ExitCode {
  if (conclusion === 'nothing to look at') return EXIT.baseline;
  return conclusion === 'nothing to explain' ? EXIT.ok : EXIT.failed;
}

/** All that can be refused is refused before a log is read. */
export async function runInvestigation(
  host: Host,
  options: InvestigateOptions,
  {
    signal,
    onProgress,
    measuring = {},
  }: {
    readonly signal: AbortSignal;
    readonly onProgress: (event: Investigation.ReadingEvent) => void;
    /** How measuring of suspected commits is named for others, and watched. */
    readonly measuring?: Pick<CompareRequest, 'label' | 'onProgress'>;
  },
): Promise<InvestigationReport> {
  const begunMs = host.clock.monotonicMs();
  const { config, incident, namedService, logs, metrics, map, configs, reproduce } = options;
  const [plugin, { documentMarkdown }] = await Promise.all([
    import('../../plugins/investigate/start-investigation.ts'),
    import('../../reports/markdown/document-markdown.ts'),
  ]);
  const formats = readFormats(plugin, host, options);
  const deployments =
    options.deploys === null ? null : plugin.readDeployments(host, options.deploys);
  const repository = await plugin.openRepository(host, options.repo, signal);
  const folder = investigationsFolder(config.stateFolder);
  ensureStateFolder(host.files, config.stateFolder, folder);
  const readings = openReadings(host, config.stateFolder);
  const investigating = plugin.investigate(host, {
    openReadings: readings.open,
    onProgress,
    id: `${incident.since.slice(0, 10)}-${slugOf(incident.service)}`,
    incident,
    namedService,
    logs,
    metrics,
    formats,
    map,
    repository,
    deployments,
    signal,
    begunMs,
    find: findChangePoints,
    audit: async (from, to) => {
      const { auditCommit } = await import('./audit-commit.ts');
      return auditCommit(host, config, { repository: options.repo, from, to }, signal);
    },
    measure:
      reproduce === null
        ? null
        : async (base, head) => {
            const { compare } = await import('../../api/compare/compare.ts');
            return compare({
              base,
              head,
              targets: [reproduce],
              cwd: options.repo,
              explain: false,
              signal,
              ...measuring,
            });
          },
    configurations: () =>
      configs.map(({ before, after }) => ({
        file: basename(after),
        before: host.files.read(before),
        after: host.files.read(after),
        moment: { at: null, commit: null, deployment: null },
      })),
  });
  const report = await investigating.catch((error: unknown) => {
    if (signal.aborted) tellOfReadings(host, readings, incident);
    throw error;
  });
  const kept = plugin.keepInvestigation(host.files, folder, report, (document) =>
    documentMarkdown(document, { baseline: null }),
  );
  // Only now: a full disk may have kept the report from being written.
  readings.remove();
  return kept;
}

/** The formats that `--log-format` names. @throws UserError where it is none. */
export function readFormats(
  { compileLogFormat, formatsOfConfiguration }: typeof Investigation,
  { files }: Pick<Host, 'files'>,
  { logFormat }: Pick<InvestigateOptions, 'logFormat'>,
): readonly Investigation.AccessFormat[] {
  if (logFormat === null) return [];
  try {
    return 'text' in logFormat
      ? [compileLogFormat('--log-format', logFormat.text)]
      : formatsOfConfiguration(files.read(logFormat.file) ?? '');
  } catch (error) {
    throw new UserError({
      code: 'log-format',
      message: `--log-format cannot be read: ${error instanceof Error ? error.message : error}.`,
      remedy:
        'Give the text of a log_format of nginx, such as \'$remote_addr [$time_local] "$request" $status $request_time\', or of a LogFormat of Apache, such as \'%h %t "%r" %>s %D\'.',
      exitCode: EXIT.usage,
    });
  }
}

function slugOf(service: string): string {
  const slug = service
    .toLowerCase()
    .replace(/[^a-z\d]+/gu, '-')
    .replace(/^-|-$/gu, '');
  return slug === '' ? 'service' : slug;
}
