import type { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { collect, withProject, withReporter } from './command-options.ts';

const EXAMPLES = `Examples:
  perf-harness check                  the five checks before an answer is given
  perf-harness check baseline impact  two of them
  perf-harness check --list           the ten of the final checklist
  perf-harness check --list --reporter junit=checklist.xml

`;

/** `check`: what the files of the project have to show for it. */
export function addCheck(program: Command, host: Host, done: (code: ExitCode) => void): void {
  const check = program
    .command('check [checks...]')
    .summary('what is documented, measured, budgeted and watched')
    .description(
      'Looks in the files of the project for what an answer about performance rests on: a baseline, a profiled bottleneck, quantified impact, budgets that CI holds to, and monitoring. Nothing is measured, and nothing passes without a file that shows it.',
    )
    .option('--list', 'the ten points of the final checklist instead')
    .option('--evidence <file>', 'a profile in JSON, beside what is found; repeatable', collect)
    .option('--strict', 'exit with 3 where something could not be verified');
  withReporter(withProject(check))
    .addHelpText('before', EXAMPLES)
    .action(async (names: string[], options) => {
      const { checkCommand } = await import('../commands/check.ts');
      done(await checkCommand(host, { names, ...options }));
    });
}
