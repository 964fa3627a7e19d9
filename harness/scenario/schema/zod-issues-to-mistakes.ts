import type { z } from 'zod';
import { nearestWord } from '../../model/scenario/suggest-nearest-word.ts';
import { describeValue } from './serialisable-user-value.ts';
import type { Mistake } from './user-input-mistake.ts';

/** Explains an unknown key better than the nearest word would; null if there is nothing to add. */
export type ExplainKey = (path: readonly PropertyKey[], key: string) => string | null;

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
export function formatKeyPath(path: readonly PropertyKey[]): string {
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
