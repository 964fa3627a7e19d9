import type { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import { didYouMean, getOwnProperty } from '../../harness/model/scenario/suggest-nearest-word.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Plugin } from '../../registry/plugin.ts';

/** Common search words with commands, best first (LEAD-31). Plugins list words of their own. */
const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  performance: ['run', 'check', 'profile', 'compare'],
  slow: ['profile', 'bisect', 'compare'],
  slower: ['bisect', 'compare', 'gate'],
  latency: ['run', 'profile', 'gate'],
  throughput: ['run', 'profile'],
  cache: ['profile', 'check'],
  scale: ['run', 'check'],
  load: ['run', 'init'],
  benchmark: ['run', 'compare', 'calibrate', 'import'],
  regression: ['gate', 'compare', 'bisect'],
  budget: ['gate', 'run', 'check'],
  memory: ['profile', 'run'],
  ci: ['gate', 'init', 'check'],
};

type PluginCommands = NonNullable<Plugin['commands']>;

/** `help`: of a command, or the commands that a word is about. */
export function addHelpCommand(program: Command, host: Host, plugins: readonly Plugin[]): void {
  const added = plugins.flatMap(({ commands = [] }) => commands);
  program
    .command('help [word]')
    .summary('show help for a command, or find commands by keyword')
    .description(
      'Shows the help of a command, or finds the commands for a keyword, such as latency.',
    )
    .addHelpText('before', 'Examples:\n  perf-harness help gate\n  perf-harness help latency\n\n')
    .action((word: string | undefined) => {
      const commands = visibleCommands(program);
      const named =
        word === undefined ? program : commands.find((command) => command.name() === word);
      if (named === undefined) host.terminal.out(searchText(commands, added, word ?? ''));
      else named.outputHelp();
    });
}

/** @throws UserError if no command matches the word. */
function searchText(commands: readonly Command[], added: PluginCommands, word: string): string {
  const found = commandsAbout(commands, added, word.toLowerCase());
  const [first] = found;
  if (first === undefined) throw unknown(word, commands);
  const width = Math.max(...found.map((command) => command.name().length));
  const lines = found.map((command) => `  ${command.name().padEnd(width)}  ${command.summary()}\n`);
  return `Commands related to ${word}:\n${lines.join('')}\nFor details: perf-harness help ${first.name()}\n`;
}

function visibleCommands(program: Command): readonly Command[] {
  return program.createHelp().visibleCommands(program);
}

/** Returns the listed commands first, then those whose own text contains the word. */
function commandsAbout(
  commands: readonly Command[],
  added: PluginCommands,
  word: string,
): readonly Command[] {
  const ofPlugins = added.filter((command) => 'words' in command && command.words?.includes(word));
  const names = [...(getOwnProperty(KEYWORDS, word) ?? []), ...ofPlugins.map(({ name }) => name)];
  const listed = names.flatMap((name) => commands.find((command) => command.name() === name) ?? []);
  const pattern = new RegExp(`\\b${word.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&')}`, 'iu');
  const described = commands.filter(
    (command) =>
      !listed.includes(command) && pattern.test(`${command.summary()} ${command.description()}`),
  );
  return [...listed, ...described];
}

function unknown(word: string, commands: readonly Command[]): UserError {
  const known = [...commands.map((command) => command.name()), ...Object.keys(KEYWORDS)];
  return new UserError({
    code: 'unknown-word',
    message: `No command is named "${word}" or related to it.`,
    remedy: `${didYouMean(word, known)} \`perf-harness --help\` lists the commands.`.trim(),
  });
}
