import type { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';

/** `completion`: for a shell. */
export function addCompletion(program: Command, host: Host, done: (code: ExitCode) => void): void {
  program
    .command('completion <shell>')
    .summary('print a completion script for bash, zsh or fish')
    .description('Prints a completion script.\n\n  source <(perf-harness completion bash)')
    .action(async (shell) => {
      const { completionCommand } = await import('../commands/completion.ts');
      done(completionCommand(host, program, shell));
    });
}
