import '../../harness/loader/register-self-reference.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { openProject } from '../../harness/scenario/project-config.ts';
import { attachDocumentView } from '../../registry/attach-plugin-document-view.ts';
import type { Call, Command } from '../../registry/cli-command-definition.ts';
import type { Flags } from '../../registry/cli-command-option.ts';
import { openDocumentCollections } from '../../registry/open-document-collections.ts';
import type { Plugin } from '../../registry/plugin.ts';
import { createProgressDisplay } from '../execution/measurement-progress-display.ts';
import { runUntilInterrupted, runUntilStopped } from '../execution/run-until-interrupted.ts';
import { createStderrProgressLine } from '../execution/stderr-progress-line.ts';
import { readReportChoices } from '../options/report-format-choices.ts';
import type { PROJECT_OPTIONS, REPORT_OPTIONS } from '../options/shared-command-options.ts';
import { openReportTargets, writeReports } from '../output/write-reports-to-files-and-terminal.ts';

/** Runs a command of a plugin and writes its document in the requested formats. */
export async function runPluginCommand(
  plugin: Plugin,
  command: Command,
  call: Call,
): Promise<ExitCode> {
  const { host } = call;
  const flags: Flags<typeof PROJECT_OPTIONS & typeof REPORT_OPTIONS> = call.flags;
  const config = await openProject(host, flags);
  const isAsked = flags.reporter !== undefined;
  const { hasLines = false, hasRuns = false } = command;
  const reports = command.hasReports
    ? readReportChoices(host, flags, config.reporters, { hasLines, hasRuns })
    : [];
  const targets = await openReportTargets(host, reports);
  const until = command.isServer?.(call.flags) ? runUntilStopped : runUntilInterrupted;
  return until(host, async (signal) => {
    const measured = createProgressDisplay(host);
    const line = createStderrProgressLine(host);
    const { terminal } = host;
    const progress = {
      say: line.say,
      log: (text: string) => terminal.err(`${text}\n`),
      measuring: measured.listen,
    };
    const confirm = terminal.canAsk ? terminal.confirm : null;
    const {
      exitCode,
      text,
      document,
      baseline = null,
    } = await command
      .run({
        ...call,
        config,
        openCollections: () => openDocumentCollections(host, config),
        signal,
        progress,
        confirm,
      })
      .finally(() => {
        line.end();
        measured.end();
      });
    // Requested reports must be the only text on standard output.
    if (text !== undefined) host.terminal[isAsked ? 'err' : 'out'](text);
    if (document !== undefined && (isAsked || text === undefined)) {
      const viewed = await attachDocumentView(document, [plugin]);
      writeReports(host, targets, viewed, { baseline, root: config.root });
    }
    return exitCode;
  });
}
