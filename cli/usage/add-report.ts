import type { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { withProject, withReporter } from './command-options.ts';

/** `report`: saved records, told again. */
export function addReport(program: Command, host: Host, done: (code: ExitCode) => void): void {
  const report = program
    .command('report [records...]')
    .summary('render saved records again')
    .description(
      'Renders saved records: identifiers, their beginnings, files, or latest (default).',
    )
    .option('--list', 'list the saved records');
  withReporter(withProject(report))
    .addHelpText(
      'before',
      'Examples:\n  perf-harness report --list\n  perf-harness report latest --reporter markdown\n\n',
    )
    .action(async (records, options) => {
      const { reportCommand } = await import('../commands/report.ts');
      done(await reportCommand(host, { records, ...options }));
    });
}
