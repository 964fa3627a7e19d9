import type { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { collect, withLoad, withProject, withReporter } from './command-options.ts';
import { takesCommand } from './refuse-command.ts';

const EXAMPLES = `Examples:
  perf-harness bisect v1.2.0 main parse          which commit slowed it down
  perf-harness bisect --deps v1.2.0 main parse   which package of the lockfile
  perf-harness bisect --set POOL=5..10 --set CACHE=on..off parse
  perf-harness bisect v1.2.0 main -- node cli.js --version

`;

/** `bisect`: which of many changes it was. */
export function addBisect(
  program: Command,
  host: Host,
  command: readonly string[] | null,
  done: (code: ExitCode) => void,
): void {
  const bisect = program
    .command('bisect [ends...]')
    .summary('find the change that made the difference')
    .description(
      'Takes a good commit, a bad one and one scenario. Shows that the two differ, searches where the next pair says most, and confirms the culprit against its parent on fresh pairs. Nothing of the repository is touched.',
    )
    .option('--deps', 'search the packages that the lockfile changed instead of the commits')
    .option('--set <KEY=a..b>', 'search variables instead, without commits; repeatable', collect)
    .option('--metric <name>', 'the metric to follow (default: the one that differs)')
    .option('--margin <percent>', 'change that counts as none (default: 2% timed)')
    .option(
      '--time <duration>',
      'limit to measure in each stage of a decision; waiting for other measurements is not counted (default: 5min)',
    )
    .option('--max-pairs <count>', 'most pairs that the search takes (default: 400)')
    .option('--seed <number>', 'seed of coins and V8, to repeat a bisection');
  takesCommand(withReporter(withProject(withLoad(bisect))))
    .addHelpText('before', EXAMPLES)
    .action(async (names: string[], options) => {
      const { bisectCommand } = await import('../commands/bisect.ts');
      done(await bisectCommand(host, { names, command, ...options }));
    });
}
