import { Command, CommanderError } from 'commander';
import type { Host } from '../harness/host.ts';
import { EXIT, type ExitCode } from '../harness/model/exit-code.ts';
import { UserError } from '../harness/model/user-error.ts';

/** Runs one command line in memory: arguments in, exit code out. */
export async function main(host: Host, argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const program = new Command('perf-harness').exitOverride();
  program
    .command('run [scenarios...]')
    .description('measure scenarios and judge their budgets')
    .option('--reporter <name>', 'report format', 'terminal')
    .action(async (scenarios: string[], options: { reporter: string }) => {
      const { runCommand } = await import('./commands/run.ts');
      code = await runCommand(host, scenarios, options);
    });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof UserError) {
      host.terminal.err(
        `error: ${error.message}${error.remedy === undefined ? '' : ` ${error.remedy}`}\n`,
      );
      return error.exitCode;
    }
    host.terminal.err(`perf-harness has a defect: ${(error as Error).stack}\n`);
    return EXIT.defect;
  }
}
