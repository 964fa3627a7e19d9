import { type Command, Option } from 'commander';
import type { Host } from '../../harness/host.ts';
import { AUDIT_SEVERITIES } from '../../harness/model/documents/audit-severities.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { ON_INCONCLUSIVE } from '../../harness/model/scenario/on-inconclusive.ts';
import { noExplain, otlpOption, withLoad, withProject, withReporter } from './command-options.ts';
import { takesCommand } from './refuse-command.ts';

const EXAMPLES = `Examples:
  perf-harness gate                           against where the branch left main
  perf-harness gate --base v1.2.0 parse       one scenario, against a tag
  perf-harness gate --report-only             tell, and always exit with 0
  perf-harness gate --baseline main           against stored runs
  perf-harness gate -- node cli.js            a command
  perf-harness gate --reporter github --reporter comment=comment.md

`;

/** `gate`: what CI runs. */
export function addGate(
  program: Command,
  host: Host,
  command: readonly string[] | null,
  done: (code: ExitCode) => void,
): void {
  const gate = program
    .command('gate [scenarios...]')
    .summary('hold a change to its budgets and against its base')
    .description(
      'Judges budgets, and measures the working tree against a base commit: where a pull request leaves its target, else where the branch leaves the default branch, or on that the commit before. Says of each verdict how to see it again.',
    )
    .option('--base <ref>', 'the commit to measure against')
    .option('--baseline <name>', 'a stored baseline: what is counted; time on the same machine')
    .option('--require-baseline', 'a missing base or baseline is an error (6)')
    .addOption(
      new Option('--on-inconclusive <what>', 'what is not known: warn, fail (3) or pass')
        .choices(ON_INCONCLUSIVE)
        .default('warn'),
    )
    .option('--report-only', 'exit with 0 whatever the verdict')
    .option(
      '--budget-seconds <n>',
      'time to measure and profile all scenarios; preparing both sides and waiting for other measurements are not counted',
    )
    .option('--confidence <percent>', 'that no confirmed verdict is wrong (default: 95%)')
    .option('--margin <percent>', 'change that counts as none (default: 2% timed)')
    .addOption(noExplain())
    .addOption(otlpOption())
    .option('--same-inputs', 'measure nothing that reads the same on both sides')
    .option('--measure-share <percent>', 'measure so many of these all the same')
    .option('--measure-all', 'measure all of these, and say where the two contradict')
    .addOption(
      new Option('--audit [severity]', 'audit changed lines too; what fails it (default: high)')
        .choices(AUDIT_SEVERITIES.map((one) => one.toLowerCase()))
        .preset('high'),
    )
    .option('--filter <text>', 'only scenarios whose name or tag holds the text or /pattern/')
    .option('--seed <number>', 'seed of coins and V8, to repeat a gate');
  takesCommand(withReporter(withProject(withLoad(gate))))
    .addHelpText('before', EXAMPLES)
    .action(async (targets: string[], options) => {
      const { gateCommand } = await import('../commands/gate.ts');
      done(await gateCommand(host, { targets, command, ...options }));
    });
}
