import '../../harness/loader/register-self.ts';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { openProject, type ProjectWords } from '../../options/groups/project.ts';
import { type ReportWords, readReports } from '../../options/groups/reports.ts';
import { badOption } from '../../options/values/bad-option.ts';
import type { Command } from '../../registry/command.ts';
import { type Flags, flagOf, type Options } from '../../registry/option.ts';
import type { Plugin } from '../../registry/plugin.ts';
import { viewedDocument } from '../../registry/viewed-document.ts';
import { openReportTargets, writeReports } from '../output/reporting.ts';
import { untilInterrupted } from '../under-way/measuring.ts';
import { createProgress } from '../under-way/progress.ts';
import { createTextProgress } from '../under-way/text-progress.ts';

/** Options and argument behind the name of a command. */
interface Typed {
  readonly flags: Readonly<Record<string, unknown>> & ProjectWords & ReportWords;
  /** null: none was given. */
  readonly argument: string | null;
}

/** Runs a command of a plugin and writes its document in the formats that were asked for. */
export async function runPluginCommand(
  host: Host,
  plugin: Plugin,
  command: Command,
  { flags, argument }: Typed,
): Promise<ExitCode> {
  const config = await openProject(host, flags);
  refuseUnknownChoices(command.options, flags);
  const isAsked = flags.reporter !== undefined;
  const reports = command.hasReports ? readReports(host, flags, config.reporters) : [];
  const targets = await openReportTargets(host, reports);
  return untilInterrupted(host, async (signal) => {
    const measured = createProgress(host);
    const said = createTextProgress(host);
    const progress = { say: said.say, measuring: measured.listen };
    const { exitCode, text, document } = await command
      .run({ host, config, flags: flags as Flags<Options>, argument, signal, progress })
      .finally(() => {
        said.end();
        measured.end();
      });
    // What was asked for stands alone on standard output.
    if (text !== undefined) host.terminal[isAsked ? 'err' : 'out'](text);
    if (document !== undefined && (isAsked || text === undefined)) {
      const viewed = await viewedDocument(document, [plugin]);
      writeReports(host, targets, viewed, { baseline: null, root: config.root });
    }
    return exitCode;
  });
}

function refuseUnknownChoices(options: Options, flags: Readonly<Record<string, unknown>>): void {
  for (const [name, { choices }] of Object.entries(options)) {
    const given = flags[name];
    if (choices === undefined || typeof given !== 'string' || choices.includes(given)) continue;
    throw badOption(`${flagOf(name)} takes ${choices.join(', ')}; found "${given}".`);
  }
}
