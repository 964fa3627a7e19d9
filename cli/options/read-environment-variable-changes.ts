import type { VariableChange } from '../../harness/bisect/environment-variable-search-space.ts';
import type { UserError } from '../../harness/model/user-error.ts';
import { optionError } from '../../harness/model/value/bad-option-error.ts';

/** Parses each `--set NAME=a..b`. @throws UserError for an invalid or ambiguous value. */
export function readEnvironmentVariableChanges(
  texts: readonly string[],
): readonly VariableChange[] {
  const seen = new Set<string>();
  return texts.map((text) => {
    const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/su.exec(text) ?? [];
    const [, from, to] = /^(.*?)\.\.(.*)$/su.exec(value) ?? [];
    if (name === undefined || from === undefined || to === undefined) throw badForm(text);
    // For example PATH=../a..../b, where it is ambiguous which dots are the separator.
    if (value.split('..').length > 2) throw twoRanges(text);
    if (seen.has(name)) throw twice(name);
    seen.add(name);
    return { name, from, to };
  });
}

function badForm(text: string): UserError {
  return optionError(
    `--set takes a name and two values separated by two dots; found "${text}".`,
    'For example: --set POOL_SIZE=5..10',
  );
}

function twice(name: string): UserError {
  return optionError(`--set specifies ${name} twice; each variable takes only one pair of values.`);
}

function twoRanges(text: string): UserError {
  return optionError(
    `--set "${text}" contains ".." more than once and is ambiguous.`,
    'Use absolute paths, or paths without "..".',
  );
}
