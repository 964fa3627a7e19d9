import { createHash } from 'node:crypto';
import { type CodeOptions, codeOf } from '../code/code-of.ts';
import { createTeller, type Snapshot, type TellerOptions } from '../values/teller.ts';
import { unseen } from './placeholder.ts';

/** Values as a side has them at one moment, in a form in which the other side's can be compared. */
export interface Observed {
  /** Equal where everything is: values, identities, order of properties. */
  readonly text: string;
  /** For people, on one line. */
  readonly shown: string;
}

/** Names of objects that both sides share: the paths of exports. */
export interface Labels {
  /** null: by its form alone. */
  readonly path: (object: object) => readonly string[] | null;
  /** Path of the export whose `prototype` an object is, where the object itself may not say so. */
  readonly prototypePath: (object: object) => readonly string[] | undefined;
  /** Translates the path by which a recorder knew an export to the path used here. */
  readonly named: (path: readonly string[]) => readonly string[];
}

const FOR_PEOPLE: CodeOptions = { isInline: true, callback: (_, name) => name || 'callback' };
/** Longer texts are compared by their hash. */
const LONG = 4_000;

/** Objects are numbered in the order in which they are found, so that two graphs of the same form have the same text. */
export function observe(
  values: readonly unknown[],
  { path, prototypePath }: Labels,
  options: Pick<TellerOptions, 'maxObjects'> = {},
): Observed {
  return unseen(() => {
    const teller = createTeller({
      exportPath: path,
      prototypePath,
      prototypes: false,
      whole: true,
      ...options,
    });
    return observed(teller.snapshot(values));
  });
}

/** Returns the comparable form of a snapshot that was taken before. */
export function observed(snapshot: Snapshot): Observed {
  const text = JSON.stringify(snapshot);
  if (text.length > LONG) {
    return { text: createHash('sha256').update(text).digest('hex'), shown: '…' };
  }
  return { text, shown: codeOf(snapshot, FOR_PEOPLE).expressions.join(', ') };
}
