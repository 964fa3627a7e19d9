import type { z } from 'zod';
import { EXIT } from '../../model/exit-code.ts';
import { nearestWord } from '../../model/scenario/suggest-nearest-word.ts';
import { UserError } from '../../model/user-error.ts';
import { describeValue } from './serialisable-user-value.ts';

export interface Mistake {
  /** Stable identifier, kebab-case. */
  readonly code: string;
  /** Location of the mistake, as far as known: the file, the scenario in it, the path of keys. */
  readonly where: readonly string[];
  /** Actual and expected value; no full stop at the end unless it is a full sentence. */
  readonly problem: string;
  readonly remedy?: string;
  /** Set when the only problem is a tool that is not installed. */
  readonly isMissingTool?: boolean;
}

/** Maximum number of mistakes shown; longer lists do not help. */
const SHOWN = 100;

/** Throws all mistakes as one error; does nothing if there are none. @throws UserError */
export function throwMistakes(mistakes: readonly Mistake[]): void {
  const [first, ...others] = mistakes;
  if (first !== undefined) throw createMistakesError(first, others);
}

/** Combines mistakes into one error: a paragraph for one, a line each for several. */
export function createMistakesError(first: Mistake, others: readonly Mistake[] = []): UserError {
  const onlyTools = [first, ...others].every(({ isMissingTool }) => isMissingTool === true);
  const exit = onlyTools ? { exitCode: EXIT.tool } : {};
  if (others.length === 0) {
    const { code, remedy } = first;
    return new UserError({
      code,
      message: sentence(first),
      ...(remedy === undefined ? {} : { remedy }),
      ...exit,
    });
  }
  const mistakes = toldOnce([first, ...others]);
  const lines = mistakes.slice(0, SHOWN).map((mistake) => {
    const remedy = mistake.remedy === undefined ? '' : ` ${mistake.remedy}`;
    return `- ${sentence(mistake)}${remedy}`;
  });
  if (mistakes.length > SHOWN) lines.push(`- and ${mistakes.length - SHOWN} more`);
  return new UserError({
    code: first.code,
    message: [`Found ${mistakes.length} errors:`, ...lines].join('\n'),
    ...exit,
  });
}

/** A longer problem is not read twice. */
const LINE = 72;

/** Groups mistakes with the same long problem, and shows it only with the first of them. */
function toldOnce(mistakes: readonly Mistake[]): readonly Mistake[] {
  const alike = Map.groupBy([...mistakes.entries()], ([index, { problem, remedy }]) =>
    problem.length > LINE ? JSON.stringify([problem, remedy]) : index,
  );
  return [...alike.values()].flatMap((group) =>
    group.map(([, mistake], index): Mistake => {
      const { code, where } = mistake;
      return index === 0 ? mistake : { code, where, problem: 'same problem as above' };
    }),
  );
}

function sentence({ where, problem }: Mistake): string {
  const text = `${where.join(', ')}: ${problem}`;
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

/** Explains an unknown key better than the nearest word would; null if there is nothing to add. */
type ExplainKey = (path: readonly PropertyKey[], key: string) => string | null;

/** zod's issues in the words of the user; see schema-building-blocks.ts for the meaning of their messages. */
export function zodIssuesToMistakes(
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
  about: {
    readonly code: string;
    readonly where: readonly string[];
    readonly explainKey?: ExplainKey;
  },
): readonly Mistake[] {
  const { code, where } = about;
  return issues.flatMap((issue): readonly Mistake[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        code,
        where: [...where, formatKeyPath([...issue.path, key])],
        problem: about.explainKey?.(issue.path, key) ?? unknownKey(key, issue.message.split(' ')),
      }));
    }
    const path = issue.path.length === 0 ? [] : [formatKeyPath(issue.path)];
    const problem =
      issue.code === 'custom'
        ? issue.message
        : `found ${describeValue(valueAt(value, issue.path))}, expected ${issue.message}`;
    return [{ code, where: [...where, ...path], problem }];
  });
}

function unknownKey(key: string, known: readonly string[]): string {
  const nearest = nearestWord(key, known);
  return nearest === null
    ? `unknown key, expected one of ${known.join(', ')}`
    : `unknown key. Did you mean "${nearest}"?`;
}

/** `budgets.wall_time`, `command[1]`, `budgets["latency.p95"]` is written as it is read best. */
function formatKeyPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) =>
      typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`,
    )
    .join('');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}
