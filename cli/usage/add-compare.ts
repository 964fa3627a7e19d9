import type { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import {
  collect,
  noExplain,
  otlpOption,
  withLoad,
  withProject,
  withReporter,
} from './command-options.ts';
import { takesCommand } from './refuse-command.ts';

const EXAMPLES = `Examples:
  perf-harness compare main                      the working tree against main
  perf-harness compare v1.2.0 v1.3.0 parse       two tags, one scenario
  perf-harness compare --dep zod@3.23.8..4.0.0   a dependency, before and after
  perf-harness compare --node 24..26 -- node cli.js --version
  perf-harness compare baseline:main             stored runs, as they are

`;

/** `compare`: two sides, one verdict. */
export function addCompare(
  program: Command,
  host: Host,
  command: readonly string[] | null,
  done: (code: ExitCode) => void,
): void {
  const compare = program
    .command('compare [sides...]')
    .summary('measure two sides against each other')
    .description(
      'Measures two sides live, in turn, until the difference is known. A side is a git ref, a folder, or . for the working tree (the default head); records and baselines are compared as they are. After the sides come scenarios: files, folders, names.',
    )
    .option('--dep <name@from..to>', 'two versions of one npm dependency instead')
    .option('--set <KEY=a..b>', 'two values of a variable instead; repeatable', collect)
    .option('--node <a..b>', 'two versions of Node.js instead')
    .option('--metric <name>', 'decide by this metric alone; repeatable', collect)
    .option('--margin <percent>', 'change that counts as none (default: 2% timed)')
    .option('--confidence <percent>', 'that no confirmed verdict is wrong (default: 95%)')
    .option('--filter <text>', 'only scenarios whose name or tag holds the text or /pattern/')
    .option(
      '--time <duration>',
      'limit to measure each scenario in each of up to three stages, and to profile it; preparing both sides and waiting for other measurements are not counted (default: 5min)',
    )
    .option('--max-pairs <count>', 'pairs of a scenario and stage at the most (default: 95)')
    .option('--seed <number>', 'seed of coins and V8, to repeat a comparison')
    .addOption(noExplain())
    .addOption(otlpOption())
    .option('--same-inputs', 'measure nothing that reads the same on both sides')
    .option('--measure-share <percent>', 'measure so many of these all the same')
    .option('--measure-all', 'measure all of these, and say where the two contradict')
    .option('--replay <comparison>', 'judge a saved comparison again from its raw values')
    .option('--strict', 'exit with 3 where a verdict is inconclusive')
    .option('--git-bisect', 'answer git bisect run: 0 not worse, 1 worse, 125 not known');
  takesCommand(withReporter(withProject(withLoad(compare))))
    .addHelpText('before', EXAMPLES)
    .action(async (names: string[], options) => {
      const { gitBisect, ...words } = options;
      const asked = { names, command, ...words };
      const { compareCommand } = await import('../commands/compare.ts');
      if (!gitBisect) return done(await compareCommand(host, asked));
      const [{ answerGitBisect }, { checkAnyCommit }] = await Promise.all([
        import('../commands/answer-git-bisect.ts'),
        import('../../options/compare.ts'),
      ]);
      const code = await answerGitBisect(host, {
        check: () => checkAnyCommit(host, asked),
        command: () => compareCommand(host, { ...asked, strict: true }),
      });
      done(code);
    });
}
