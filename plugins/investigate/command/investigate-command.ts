import { basename, join } from 'node:path';
import {
  type CommandContext,
  EXIT,
  type ExitCode,
  type Host,
  measure,
  type Outcome,
  storage,
  UserError,
} from 'perf-harness/plugin';
import { auditCommit } from '../../audit/index.ts';
import { openRepository } from '../code/git-repository.ts';
import { readDeployments } from '../code/read-deployments.ts';
import type { InvestigationReport } from '../document/investigation-document.ts';
import { investigate } from '../investigate.ts';
import { saveInvestigation } from '../outputs/save-investigation.ts';
import type { AccessFormat } from '../read/access-log-format.ts';
import type { ReadingProgress } from '../read/read-log-files.ts';
import { compileLogFormat, readConfiguredFormats } from '../read/server-access-log-formats.ts';
import { INVESTIGATIONS_FOLDER } from '../store/investigation-store.ts';
import type { INVESTIGATE_OPTIONS } from './investigate-command-options.ts';
import { createReadingProgress } from './log-reading-progress.ts';
import { type InvestigateOptions, readInvestigateOptions } from './read-command-options.ts';

/** `investigate`: finds the onset, the changes around it and the evidence for each cause. */
export async function runInvestigate(
  context: CommandContext<typeof INVESTIGATE_OPTIONS>,
): Promise<Outcome> {
  const { host, config } = context;
  const options = readInvestigateOptions(host, config, context.flags);
  const reading = createReadingProgress(host, options.logs, context.progress.say);
  const document = await runInvestigation(context, options, reading);
  return { document, exitCode: exitCodeFor(document.conclusion) };
}

function exitCodeFor(conclusion: InvestigationReport['conclusion']): ExitCode {
  if (conclusion === 'nothing to look at') return EXIT.baseline;
  return conclusion === 'nothing to explain' ? EXIT.ok : EXIT.failed;
}

/** All that can be refused is refused before a log is read. */
async function runInvestigation(
  context: CommandContext<typeof INVESTIGATE_OPTIONS>,
  options: InvestigateOptions,
  onProgress: (event: ReadingProgress) => void,
): Promise<InvestigationReport> {
  const { host, config, signal, progress } = context;
  const begunMs = host.clock.monotonicMs();
  const { incident, namedService, logs, metrics, map, configs, reproduce } = options;
  const formats = readLogFormats(host, options);
  const deployments = options.deploys === null ? null : readDeployments(host, options.deploys);
  const repository = await openRepository(host, options.repo, signal);
  const folder = join(config.stateFolder, INVESTIGATIONS_FOLDER);
  storage.ensureStateFolder(host.files, config.stateFolder, folder);
  const report = await investigate(host, {
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
    audit: (from, to) => auditCommit(context, { repository: options.repo, from, to }),
    measure:
      reproduce === null
        ? null
        : (base, head) =>
            measure.compare({
              base,
              head,
              targets: [reproduce],
              cwd: options.repo,
              explain: false,
              signal,
              label: 'perf-harness investigate',
              onProgress: progress.measuring,
            }),
    configurations: () =>
      configs.map(({ before, after }) => ({
        file: basename(after),
        before: host.files.read(before),
        after: host.files.read(after),
        moment: { at: null, commit: null, deployment: null },
      })),
  });
  return saveInvestigation(host.files, folder, report);
}

/** Reads the formats that `--log-format` names. @throws UserError for an invalid format. */
export function readLogFormats(
  { files }: Pick<Host, 'files'>,
  { logFormat }: Pick<InvestigateOptions, 'logFormat'>,
): readonly AccessFormat[] {
  if (logFormat === null) return [];
  try {
    return 'text' in logFormat
      ? [compileLogFormat('--log-format', logFormat.text)]
      : readConfiguredFormats(files.read(logFormat.file) ?? '');
  } catch (error) {
    throw new UserError({
      code: 'log-format',
      message: `--log-format cannot be parsed: ${error instanceof Error ? error.message : error}.`,
      remedy:
        'Pass the text of an nginx log_format, such as \'$remote_addr [$time_local] "$request" $status $request_time\', or of an Apache LogFormat, such as \'%h %t "%r" %>s %D\'.',
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
