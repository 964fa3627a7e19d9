import type { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { didYouMean, getOwnProperty } from '../../harness/model/scenario/suggest-nearest-word.ts';
import { UserError } from '../../harness/model/user-error.ts';

/** A command with its possible arguments. */
interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly string[];
  readonly commands: readonly string[];
}

const SCRIPTS: Readonly<Record<string, (entries: readonly Entry[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** Prints a shell completion script, generated from the commands, for `perf-harness completion`. */
export function shellCompletionCommand(host: Host, program: Command, shell: string): ExitCode {
  const script = getOwnProperty(SCRIPTS, shell);
  if (script === undefined) {
    throw new UserError({
      code: 'unknown-shell',
      message: `No completion for "${shell}"; expected one of ${Object.keys(SCRIPTS).join(', ')}.`,
      remedy: didYouMean(shell, Object.keys(SCRIPTS)).trim() || undefined,
    });
  }
  host.terminal.out(script(program.commands.map(entryOf)));
  return EXIT.ok;
}

function entryOf(command: Command): Entry {
  return {
    name: command.name(),
    summary: command.summary(),
    options: command.options.flatMap(({ long }) => long ?? []),
    commands: command.commands.map((child) => child.name()),
  };
}

function bashScript(entries: readonly Entry[]): string {
  const cases = entries
    .map(
      ({ name, options, commands }) =>
        `    ${name}) words="${[...commands, ...options].join(' ')}" ;;`,
    )
    .join('\n');
  return `# perf-harness completion for bash
_perf_harness() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words
  case "\${COMP_WORDS[1]}" in
${cases}
    *) words="" ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then words="${entries.map(({ name }) => name).join(' ')}"; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [ \${#COMPREPLY[@]} -eq 0 ]; then COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _perf_harness perf-harness
`;
}

function zshScript(entries: readonly Entry[]): string {
  const commands = entries
    .map(({ name, summary }) => `    '${name}:${quoted(summary)}'`)
    .join('\n');
  const cases = entries
    .map(
      ({ name, options, commands: children }) =>
        `    ${name}) options=(${[...children, ...options].join(' ')}) ;;`,
    )
    .join('\n');
  return `#compdef perf-harness
# perf-harness completion for zsh
_perf_harness() {
  local -a commands options
  commands=(
${commands}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  case "\${words[2]}" in
${cases}
  esac
  compadd -a options
  _files
}
_perf_harness "$@"
`;
}

function fishScript(entries: readonly Entry[]): string {
  const lines = entries.flatMap(({ name, summary, options, commands }) => [
    `complete -c perf-harness -n __fish_use_subcommand -f -a ${name} -d '${quoted(summary)}'`,
    ...commands.map(
      (child) => `complete -c perf-harness -n '__fish_seen_subcommand_from ${name}' -f -a ${child}`,
    ),
    ...options.map(
      (option) =>
        `complete -c perf-harness -n '__fish_seen_subcommand_from ${name}' -l ${option.replace(/^--/, '')}`,
    ),
  ]);
  return `# perf-harness completion for fish\n${lines.join('\n')}\n`;
}

/** Safe between single quotes of a shell. */
function quoted(text: string): string {
  return text.replaceAll("'", "'\\''").replaceAll(':', '\\:');
}
