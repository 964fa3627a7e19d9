import type { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { collect, withProject, withReporter } from './command-options.ts';

/** What comes after an investigation: `list`, `show`, `verify`, `close`, `gate`. */
export function addInvestigateFollowUp(
  investigate: Command,
  host: Host,
  done: (code: ExitCode) => void,
): void {
  const add = (usage: string, description: string): Command =>
    withProject(investigate.command(usage).description(description));
  const load = () => import('../commands/investigate-kept.ts');
  add('list', 'what is kept, newest first').action(async (_, command) =>
    done(await (await load()).listInvestigations(host, wordsOf(command))),
  );
  withReporter(add('show [id]', 'the report of one again (default: the newest)')).action(
    async (id, _, command) =>
      done(await (await load()).showInvestigation(host, { id, ...wordsOf(command) })),
  );
  addVerify(investigate, host, done);
  withReporter(add('close [id]', 'retrospective, playbook, an entry in the archive'))
    .option('--cause <cause>', 'what it was: a place in the ranking, or words')
    .option('--resolved <time>', 'when it was over (default: since the fix that held)')
    .option('--learned <text>', 'what was learned; repeatable', collect)
    .action(async (id, _, command) =>
      done(await (await load()).closeKept(host, { id, ...wordsOf(command) })),
    );
  add('gate [id]', 'a scenario with budgets that the incident would have failed')
    .option('--output <folder>', 'where to write it (default: beside the report)')
    .action(async (id, _, command) =>
      done(await (await load()).gateKept(host, { id, ...wordsOf(command) })),
    );
}

const EXAMPLES = `Examples:
  perf-harness investigate verify --after v1.4.2 --logs access.log
  perf-harness investigate verify 2026-11-24-shop --after 2026-11-24T16:05Z \\
    --fix PERF_FIX_001 --logs 'logs/*.gz' --metrics system.log
  perf-harness investigate verify --after 2h --logs access.log \\
    --preset incident-exit

`;

function addVerify(investigate: Command, host: Host, done: (code: ExitCode) => void): void {
  const verify = investigate
    .command('verify [id]')
    .summary('did a fix hold?')
    .description(
      "Reads logs from after a fix and holds them against the incident's own numbers: up to 30 min, 2 h and 24 h after it. Exits with 1 if it did not hold, and with 3 if nothing can be seen yet.",
    )
    .option('--after <fix>', 'when it came into use: a time, or a ref of git')
    .option('--fix <text>', 'what it is called, or its PERF_FIX id (default: its commit)')
    .option('--preset <name>', 'limits too: incident-exit, kpi-web or k6-strict')
    .option('--logs <file>', 'a log, a folder or a glob; repeatable', collect)
    .option('--metrics <file>', 'numbers of resources over time; repeatable', collect)
    .option('--log-format <format>', "text of nginx's log_format, or nginx.conf")
    .option('--map <fields>', 'fields by name or place: time=1,value=4,match=word')
    .option('--repo <folder>', 'its git repository (default: this one)')
    .option('--deploys <file>', 'deployments: time,version,commit (default: tags)');
  withReporter(withProject(verify))
    .addHelpText('before', EXAMPLES)
    .action(async (id, _, command) => {
      const { verifyInvestigationCommand } = await import('../commands/investigate-verify.ts');
      done(await verifyInvestigationCommand(host, { id, ...wordsOf(command) }));
    });
}

/**
 * What was said to one of these. `investigate` takes what it knows wherever it stands; what only it
 * knows would be passed over in silence. @throws UserError for such an option.
 */
function wordsOf(command: Command): Record<string, never> {
  const own = new Set(command.options.map(({ long }) => long));
  const foreign = command.parent?.options.find(
    (option) =>
      !own.has(option.long) &&
      command.parent?.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (foreign === undefined) return command.optsWithGlobals();
  throw new UserError({
    code: 'bad-option',
    message: `\`investigate ${command.name()}\` takes no ${foreign.long}.`,
    remedy: `See what it takes: perf-harness investigate ${command.name()} --help`,
  });
}
