import type { Command, Option } from 'commander';
import { buildCliProgram } from '../../cli/program/build-cli-program.ts';
import { createHost } from '../../harness/host.ts';

/** Number of commands from which a shared option is listed once, at the end of the page. */
const COMMON_FROM = 8;

/** Every command with its options, as `--help` has them. */
export function commandsPage(): string {
  const host = createHost({ cwd: '/', env: {} });
  const program = buildCliProgram(host, null, () => undefined);
  const commands = program.commands.flatMap((command) => visibleFrom(command, ''));
  const common = commonAmong(commands.flatMap(({ command }) => visibleOptions(command)));
  return [
    '# Commands and options',
    'Written by `npm run reference` from the tables that the command line is made of. The [common options](#common-options) of a command are named below its own.',
    ...commands.map((named) => sectionOf(named, common)),
    '## Common options',
    tableOf([...common.values()]),
  ]
    .join('\n\n')
    .concat('\n');
}

/** Returns the options that many commands declare identically, by their flags. */
function commonAmong(options: readonly Option[]): ReadonlyMap<string, Option> {
  const alike = Map.groupBy(options, (option) => rowOf(option));
  const common = [...alike.values()].filter(({ length }) => length >= COMMON_FROM);
  return new Map(common.flatMap(([option]) => (option ? [[option.flags, option] as const] : [])));
}

interface Named {
  /** Name with its parent commands: `history trend`. */
  readonly name: string;
  readonly command: Command;
}

/** Returns a command and its subcommands, except those that only perf-harness processes call. */
function visibleFrom(command: Command, above: string): readonly Named[] {
  // commander has no public property for it.
  if ((command as Command & { readonly _hidden?: boolean })._hidden) return [];
  const name = `${above}${command.name()}`;
  const below = command.commands.flatMap((inner) => visibleFrom(inner, `${name} `));
  return [{ name, command }, ...below];
}

function visibleOptions({ options }: Command): readonly Option[] {
  return options.filter(({ hidden }) => !hidden);
}

function sectionOf({ name, command }: Named, common: ReadonlyMap<string, Option>): string {
  const takes = command.usage().replace(/^\[options\] ?|\[command\] ?/gu, '');
  const isCommon = (option: Option): boolean => {
    const known = common.get(option.flags);
    return known !== undefined && rowOf(known) === rowOf(option);
  };
  const options = visibleOptions(command);
  const own = options.filter((option) => !isCommon(option));
  const shared = options.filter(isCommon).map(({ flags }) => `\`${flags.split(' ')[0]}\``);
  return [
    `## ${name}`,
    `\`perf-harness ${[name, takes].filter(Boolean).join(' ')}\``,
    paragraphsOf(command.description()),
    ...(own.length === 0 ? [] : [tableOf(own)]),
    ...(shared.length === 0 ? [] : [`Common: ${shared.join(', ')}.`]),
  ].join('\n\n');
}

/** Command lines that a description shows are indented. */
function paragraphsOf(description: string): string {
  return description.replaceAll(/^ {2}(.+)$/gmu, '    $1').replaceAll(/^[^ ].*$/gmu, escaped);
}

function tableOf(options: readonly Option[]): string {
  return ['| option | meaning |', '| --- | --- |', ...options.map(rowOf)].join('\n');
}

function rowOf(option: Option): string {
  return `| \`${option.flags.replaceAll('|', '\\|')}\` | ${meaningOf(option)} |`;
}

function meaningOf({ description, argChoices, defaultValue, envVar }: Option): string {
  const isSaid = (word: string): boolean => description.includes(word);
  return [
    description,
    ...(argChoices?.every(isSaid) === false ? [`one of ${argChoices.join(', ')}`] : []),
    ...(typeof defaultValue === 'string' && !isSaid(defaultValue)
      ? [`${defaultValue} unless given`]
      : []),
    ...(envVar === undefined ? [] : [`\`${envVar}\` stands for it`]),
  ]
    .map(escaped)
    .join('; ');
}

/** Text that is no markup of a table or of HTML. */
function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
