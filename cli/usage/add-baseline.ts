import type { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { collect, withProject, withReporter } from './command-options.ts';

const EXAMPLES = `Examples:
  perf-harness baseline save main
  perf-harness baseline promote candidate main

`;

/** `baseline`: runs that are kept to compare with. */
export function addBaseline(program: Command, host: Host, done: (code: ExitCode) => void): void {
  const baseline = program
    .command('baseline')
    .summary('save, list, show, remove or promote baselines')
    .description('Named sets of runs to compare with later; meant to be committed.')
    .addHelpText('before', EXAMPLES);
  const add = (usage: string, description: string): Command =>
    withProject(baseline.command(usage).description(description));
  const load = () => import('../commands/baseline.ts');

  add('save [name]', 'save the newest run of each scenario (default name: main)')
    .option('--run <id>', 'this record instead of the newest ones; repeatable', collect)
    .option('--note <text>', 'kept with the baseline')
    .action(async (name, options) =>
      done(await (await load()).saveBaseline(host, { name, ...options })),
    );
  add('list', 'list the baselines').action(async (options) =>
    done(await (await load()).listBaselines(host, options)),
  );
  withReporter(add('show <name>', 'report the runs of a baseline')).action(async (name, options) =>
    done(await (await load()).showBaseline(host, name, options)),
  );
  add('rm <name>', 'remove a baseline').action(async (name, options) =>
    done(await (await load()).removeBaseline(host, name, options)),
  );
  add('promote <from> <to>', 'make one baseline another, such as candidate main').action(
    async (from, to, options) =>
      done(await (await load()).promoteBaseline(host, from, to, options)),
  );
}
