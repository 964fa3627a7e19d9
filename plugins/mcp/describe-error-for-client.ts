import type { UserError } from 'perf-harness/plugin';
import { z } from 'zod';

const FLAG = /(?<![\w-])--([a-z][a-z-]*)/gu;
const COMMAND = /\bperf-harness ([a-z]+)(?: ([a-z]+))?/gu;
const SENTENCE_END = /(?<=[.!?])\s+(?=\p{Lu}|`|")/u;

/** Names that an error may use. */
export interface ClientVocabulary {
  /** Input of the called tool. */
  readonly input: z.ZodType;
  /** Names of all tools. */
  readonly tools: readonly string[];
}

/**
 * Returns the message of an error in terms of a client: options of the command line become
 * arguments, commands become tools, and advice that only a command line can follow is left out.
 */
export function describeErrorForClient(
  { message, remedy = '' }: Pick<UserError, 'message' | 'remedy'>,
  { input, tools }: ClientVocabulary,
): string {
  const names = argumentsOf(input);
  const isUsable = (sentence: string): boolean =>
    [...sentence.matchAll(FLAG)].every(([, flag = '']) => names.has(toArgument(flag)));
  const asTools = (sentence: string): string =>
    sentence.replace(COMMAND, (written, command: string, next: string | undefined) => {
      if (tools.includes(`${command}_${next}`)) return `${command}_${next}`;
      return tools.includes(command) ? written.replace('perf-harness ', '') : written;
    });
  const asArguments = (text: string): string =>
    text.replace(FLAG, (written, flag: string) =>
      names.has(toArgument(flag)) ? toArgument(flag) : written,
    );
  const advice = remedy
    .split(SENTENCE_END)
    .map(asTools)
    .filter((sentence) => isUsable(sentence) && sentence.search(COMMAND) === -1);
  return [message, advice.join(' ')]
    .filter((text) => text !== '')
    .map(asArguments)
    .join('\n');
}

function toArgument(flag: string): string {
  return flag.replaceAll('-', '_');
}

function argumentsOf(input: z.ZodType): ReadonlySet<string> {
  const { properties = {} } = z.toJSONSchema(input);
  return new Set(Object.keys(properties));
}
