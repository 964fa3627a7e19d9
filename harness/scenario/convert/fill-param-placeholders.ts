import type { CommandLine, Params, ParamValue } from '../../model/scenario/scenario.ts';
import { didYouMean } from '../../model/scenario/suggest-nearest-word.ts';
import { describeOpaqueValue, type PlainValue } from '../schema/serialisable-user-value.ts';

/** Replaces `{name}` in texts by values, and reports names that stand for nothing. */
export interface PlaceholderFiller {
  readonly text: (text: string, path: string) => string;
  readonly map: (
    map: Readonly<Record<string, string>>,
    path: string,
  ) => Readonly<Record<string, string>>;
  readonly command: (command: CommandLine, path: string) => CommandLine;
  /** Fills all texts in a value; a text that is one placeholder takes the type of its value. */
  readonly value: (value: PlainValue, path: string) => PlainValue;
}

// `{{name}}` is an escape for a literal `{name}`; `${name}` is left to the shell.
const PLACEHOLDER = /\{\{([A-Za-z_]\w*)\}\}|(?<!\$)\{([A-Za-z_]\w*)\}/g;
const WHOLE = /^\{([A-Za-z_]\w*)\}$/;

/** Leaves braces alone if there are no parameters. */
export function createPlaceholderFiller(
  params: Params,
  onUnknown: (path: string, problem: string) => void,
): PlaceholderFiller {
  const names = Object.keys(params);
  const text = (given: string, path: string): string => {
    if (names.length === 0) return given;
    return given.replace(PLACEHOLDER, (match, literal?: string, name?: string) => {
      if (literal !== undefined) return `{${literal}}`;
      if (name !== undefined && Object.hasOwn(params, name)) return String(params[name]);
      onUnknown(
        path,
        `{${name}} is not a parameter; the parameters are ${names.map((known) => `{${known}}`).join(', ')}. For literal braces, write {{${name}}}.${didYouMean(name ?? '', names)}`,
      );
      return match;
    });
  };
  const map: PlaceholderFiller['map'] = (entries, path) =>
    Object.fromEntries(
      Object.entries(entries).map(([key, item]) => [key, text(item, `${path}.${key}`)]),
    );
  const value = (given: PlainValue, path: string): PlainValue => {
    if (typeof given === 'string') {
      const whole = WHOLE.exec(given)?.[1];
      if (whole !== undefined && Object.hasOwn(params, whole)) return params[whole] ?? given;
      return text(given, path);
    }
    if (typeof given !== 'object' || given === null || describeOpaqueValue(given) !== null)
      return given;
    if (Array.isArray(given)) {
      return given.map((item: PlainValue, index) => value(item, `${path}[${index}]`));
    }
    return Object.fromEntries(
      Object.entries(given).map(([key, item]) => [key, value(item, `${path}.${key}`)]),
    );
  };
  const command: PlaceholderFiller['command'] = (line, path) => {
    if (line.type === 'shell') return { type: 'shell', text: text(line.text, path) };
    const [file, ...args] = line.argv;
    return {
      type: 'argv',
      argv: [
        text(file, `${path}[0]`),
        ...args.map((part, index) => text(part, `${path}[${index + 1}]`)),
      ],
    };
  };
  return { text, map, value, command };
}

/** More combinations than anyone would wait for: a slip of the pen. */
export const MOST_COMBINATIONS = 10_000;

/** Returns the number of combinations of values; 1 where there are no params. */
export function countCombinations(params: Readonly<Record<string, readonly ParamValue[]>>): number {
  return Object.values(params).reduce((product, values) => product * values.length, 1);
}

/** Returns all value combinations, the last parameter fastest; without parameters, one empty. */
export function expandScenarioParams(
  params: Readonly<Record<string, readonly ParamValue[]>>,
): readonly Params[] {
  return Object.entries(params).reduce<readonly Params[]>(
    (combinations, [name, values]) =>
      combinations.flatMap((known) => values.map((value) => ({ ...known, [name]: value }))),
    [{}],
  );
}

/** The name of a scenario with these params: `sort {size=1000, order=random}`. */
export function nameWithParams(name: string, params: Params): string {
  const entries = Object.entries(params);
  if (entries.length === 0) return name;
  return `${name} {${entries.map(([key, value]) => `${key}=${inOneLine(value)}`).join(', ')}}`;
}

function inOneLine(value: ParamValue): string {
  const text = String(value);
  return /\p{Cc}/u.test(text) ? JSON.stringify(text) : text;
}
