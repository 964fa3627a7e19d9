import type { UserError } from 'perf-harness/plugin';
import { z } from 'zod';

const FLAG = /(?<![\w-])--([a-z][a-z-]*)/gu;
const COMMAND = /\bperf-harness [a-z]/u;
const SENTENCE_END = /(?<=[.!?])\s+(?=\p{Lu}|`|")/u;

/**
 * Returns the message of an error in terms of a tool: options of the command line become its
 * arguments, and advice that only a command line can follow is left out.
 */
export function describeErrorForClient(
  { message, remedy = '' }: Pick<UserError, 'message' | 'remedy'>,
  input: z.ZodType,
): string {
  const names = argumentsOf(input);
  const isUsable = (sentence: string): boolean =>
    !COMMAND.test(sentence) &&
    [...sentence.matchAll(FLAG)].every(([, flag = '']) => names.has(toArgument(flag)));
  const translate = (text: string): string =>
    text.replace(FLAG, (written, flag: string) =>
      names.has(toArgument(flag)) ? toArgument(flag) : written,
    );
  const advice = remedy.split(SENTENCE_END).filter(isUsable).join(' ');
  return [message, advice]
    .filter((text) => text !== '')
    .map(translate)
    .join('\n');
}

function toArgument(flag: string): string {
  return flag.replaceAll('-', '_');
}

function argumentsOf(input: z.ZodType): ReadonlySet<string> {
  const { properties = {} } = z.toJSONSchema(input);
  return new Set(Object.keys(properties));
}
