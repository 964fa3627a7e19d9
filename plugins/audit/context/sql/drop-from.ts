import { valueAt } from '../manifests/dependency.ts';
import type { DatabaseState } from './database-state.ts';
import { lastName, listAt, textAt } from './tree-walk.ts';

/** Takes what DROP names out of a database, with what hangs on it. */
export function dropFrom({ triggers, functions }: DatabaseState, drop: unknown): void {
  const kind = textAt(drop, 'removeType');
  const isCascade = textAt(drop, 'behavior') === 'DROP_CASCADE';
  for (const droppedObject of listAt(drop, 'objects')) {
    const names = listAt(droppedObject, 'List', 'items').flatMap(
      (name) => textAt(name, 'String', 'sval') ?? [],
    );
    if (kind === 'OBJECT_TRIGGER') triggers.delete(names.slice(-2).join('.'));
    if (kind === 'OBJECT_TABLE') {
      for (const [key, { table }] of triggers) if (table === names.at(-1)) triggers.delete(key);
    }
    if (kind !== 'OBJECT_FUNCTION') continue;
    const name = lastName(valueAt(droppedObject, 'ObjectWithArgs', 'objname')) ?? '';
    functions.delete(name);
    for (const [key, trigger] of triggers) {
      if (isCascade && trigger.function === name) triggers.delete(key);
    }
  }
}
