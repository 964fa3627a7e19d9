import type { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { collect, withLoad, withProject, withReporter } from './command-options.ts';

const EXAMPLES = `Examples:
  perf-harness history trend parse           one scenario over time
  perf-harness history changes --since 30d   what changed, and since when
  perf-harness history measure v1.2.0..main  commits of the past
  perf-harness history show HEAD             a commit, a change or a run
  perf-harness history digest --since 7d --reporter markdown=week.md

`;

/** `history`: what the records say over time. */
export function addHistory(program: Command, host: Host, done: (code: ExitCode) => void): void {
  const history = program
    .command('history')
    .summary('trends, and since when something is slower')
    .description(
      'Looks at all runs of the project in the order of their commits: levels, changes for good with the commits they lie between, drift. Nothing is measured but by `measure`. The index of it, history.sqlite, is made of the records and can be removed.',
    )
    .addHelpText('before', EXAMPLES);
  const load = () => import('../commands/history.ts');
  const look = (usage: string, description: string): Command =>
    withReporter(withProject(history.command(usage).description(description)))
      .option('--metric <name>', 'this metric (default: what verdicts rest on)', collect)
      .option('--since <when>', 'from a day on, or how long ago: 2026-01-31, 30d, 12w, 1y')
      .option('--branch <name>', 'along the commits of this branch (default: HEAD)')
      .option('--uncommitted', 'runs of uncommitted code too');
  look('trend [scenarios...]', 'each metric over time, with its levels and changes').action(
    async (scenarios, options) =>
      done(await (await load()).historyCommand(host, { scenarios, ...options }, 'trend')),
  );
  look('changes [scenarios...]', 'what changed for good: how much, since when, who knows').action(
    async (scenarios, options) =>
      done(await (await load()).historyCommand(host, { scenarios, ...options }, 'changes')),
  );
  look('digest [scenarios...]', 'what changed, for a weekly mail (default: of 7 days)').action(
    async (scenarios, options) =>
      done(
        await (await load()).historyCommand(host, { since: '7d', scenarios, ...options }, 'digest'),
      ),
  );
  look('show <what>', 'what is known of a change, a commit or a run').action(async (key, options) =>
    done(await (await load()).showHistory(host, { key, ...options })),
  );
  addMeasuring(history, host, done);
  addKeeping(history, host, done);
}

function addMeasuring(history: Command, host: Host, done: (code: ExitCode) => void): void {
  const measure = history
    .command('measure <range...>')
    .summary('measure commits of the past: v1.0.0..main')
    .description(
      'Measures commits of the past by the scenarios of today, or by those that follow the range. What is on record already is left out.',
    )
    .option('--every <count>', 'only the newest and, for 10, each tenth before it')
    .option('--no-install', 'with the packages that are installed here, whatever they ask for')
    .option('--quick', 'few and short trials of each')
    .option('--trials <count>', 'exactly so many trials of each scenario and commit')
    .option('--time <duration>', 'limit to measure each scenario and commit, such as 5s')
    .option('--seed <number>', 'seed of order and V8, the same for each commit');
  withProject(withLoad(measure)).action(async ([range, ...targets], options) => {
    const { measureHistory } = await import('../commands/history-measure.ts');
    done(await measureHistory(host, { range, targets, ...options }));
  });
}

function addKeeping(history: Command, host: Host, done: (code: ExitCode) => void): void {
  const load = () => import('../commands/history-keep.ts');
  const add = (usage: string, description: string): Command =>
    withProject(history.command(usage).description(description));
  for (const [decision, description] of DECISIONS) {
    add(`${decision.word} <change>`, description)
      .requiredOption('--reason <text>', 'why; kept with the name that git has of you')
      .action(async (change, options) =>
        done(await (await load()).decideChange(host, { change, ...options }, decision.meaning)),
      );
  }
  add('import <files...>', 'take in records, exports and state folders of other machines').action(
    async (files, options) => done(await (await load()).importHistory(host, { files, ...options })),
  );
  add('export [file]', 'write all runs as JSON lines (default: standard output)').action(
    async (file, options) => done(await (await load()).exportHistory(host, { file, ...options })),
  );
  add('prune', 'remove runs from the history')
    .option('--before <when>', 'those that began before it: 2025-01-31, 2y (default: history.keep)')
    .action(async (options) => done(await (await load()).pruneHistory(host, options)));
  add('rebuild', 'make the index anew from records and archive').action(async (options) =>
    done(await (await load()).rebuildIndex(host, options)),
  );
}

const DECISIONS = [
  [
    { word: 'acknowledge', meaning: 'acknowledged' },
    'say that a change is known and being worked on',
  ],
  [{ word: 'ignore', meaning: 'ignored' }, 'say that a change is meant to stay'],
  [{ word: 'reopen', meaning: 'reopened' }, 'take back what was said of a change'],
] as const;
