import { readNestedValue } from '../manifests/manifest-dependency.ts';
import type { DatabaseState } from './triggers-and-functions-after-migrations.ts';
import { readLastName, readListAt, readTextAt } from './walk-sql-tree.ts';

/** Removes the objects that DROP names from a database, together with dependent triggers. */
export function applyDrop({ triggers, functions }: DatabaseState, drop: unknown): void {
  const kind = readTextAt(drop, 'removeType');
  const isCascade = readTextAt(drop, 'behavior') === 'DROP_CASCADE';
  for (const droppedObject of readListAt(drop, 'objects')) {
    const names = readListAt(droppedObject, 'List', 'items').flatMap(
      (name) => readTextAt(name, 'String', 'sval') ?? [],
    );
    if (kind === 'OBJECT_TRIGGER') triggers.delete(names.slice(-2).join('.'));
    if (kind === 'OBJECT_TABLE') {
      for (const [key, { table }] of triggers) if (table === names.at(-1)) triggers.delete(key);
    }
    if (kind !== 'OBJECT_FUNCTION') continue;
    const name = readLastName(readNestedValue(droppedObject, 'ObjectWithArgs', 'objname')) ?? '';
    functions.delete(name);
    for (const [key, trigger] of triggers) {
      if (isCascade && trigger.function === name) triggers.delete(key);
    }
  }
}
