import type { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { collect, withProject, withReporter } from './command-options.ts';

/** What comes after an investigation: `list`, `show`, `verify`, `close`, `gate`. */
export function addInvestigateFollowUp(
  investigate: Command,
  host: Host,
  done: (code: ExitCode) => void,
): void {
  // Both take --logs and others: what stands behind a word of these is that one's.
  investigate.enablePositionalOptions();
  const add = (usage: string, description: string): Command =>
    withProject(investigate.command(usage).description(description));
  const load = () => import('../commands/investigate-kept.ts');
  add('list', 'what is kept, newest first').action(async (options) =>
    done(await (await load()).listInvestigations(host, options)),
  );
  withReporter(add('show [id]', 'the report of one again (default: the newest)')).action(
    async (id, options) => done(await (await load()).showInvestigation(host, { id, ...options })),
  );
  addVerify(investigate, host, done);
  withReporter(add('close [id]', 'retrospective, playbook, an entry in the archive'))
    .option('--cause <cause>', 'what it was: a place in the ranking, or words')
    .option('--resolved <time>', 'when it was over (default: since the fix that held)')
    .option('--learned <text>', 'what was learned; repeatable', collect)
    .action(async (id, options) => done(await (await load()).closeKept(host, { id, ...options })));
  add('gate [id]', 'a scenario with budgets that the incident would have failed')
    .option('--output <folder>', 'where to write it (default: beside the report)')
    .action(async (id, options) => done(await (await load()).gateKept(host, { id, ...options })));
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
    .action(async (id, options) => {
      const { verifyInvestigationCommand } = await import('../commands/investigate-verify.ts');
      done(await verifyInvestigationCommand(host, { id, ...options }));
    });
}
