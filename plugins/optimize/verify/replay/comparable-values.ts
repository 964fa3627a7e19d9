import { createHash } from 'node:crypto';
import { type RenderOptions, renderValues } from '../code/render-captured-values-as-code.ts';
import { canonicalizeValues } from '../values/canonicalize-values.ts';
import type { EncodedProperty, ObjectState } from '../values/encoded-value.ts';
import {
  createSnapshotRecorder,
  type Snapshot,
  type SnapshotOptions,
} from '../values/value-snapshot-recorder.ts';
import { inspectUntracked } from './placeholder-for-unrecreatable-object.ts';

/** Values of one side at one moment, in a form that can be compared with the other side's. */
export interface ComparableValues {
  /** Equal if everything is equal: values, identities, order of properties. */
  readonly text: string;
  /**
   * The same without private fields of instances, which only the module itself reads; absent: there
   * are none.
   */
  readonly publicText?: string;
  /** Display text on one line. */
  readonly shown: string;
}

/** Names of objects that both sides share: the paths of exports. */
export interface ExportLabels {
  /** Path of an export; null for other objects, which are compared by structure. */
  readonly path: (object: object) => readonly string[] | null;
  /** Path of the export whose `prototype` an object is, where the object itself may not say so. */
  readonly prototypePath: (object: object) => readonly string[] | undefined;
  /** Translates the path by which a recorder knew an export to the path used here. */
  readonly named: (path: readonly string[]) => readonly string[];
}

const FOR_PEOPLE: RenderOptions = { isInline: true, callback: (_, name) => name || 'callback' };
/** Longer texts are compared by their hash. */
const LONG = 4_000;

/** Objects are numbered in the order in which they are found, so that two graphs of the same form have the same text. */
export function readComparableValues(
  values: readonly unknown[],
  { path, prototypePath }: ExportLabels,
  options: Pick<SnapshotOptions, 'maxObjects'> = {},
): ComparableValues {
  return inspectUntracked(() => {
    const teller = createSnapshotRecorder({
      exportPath: path,
      prototypePath,
      prototypes: false,
      whole: true,
      ...options,
    });
    return convertSnapshot(teller.snapshot(values));
  });
}

/** Returns the comparable form of a snapshot that was taken before. */
export function convertSnapshot(snapshot: Snapshot): ComparableValues {
  const unnamed = { ...snapshot, objects: snapshot.objects.map(withoutFunctionName) };
  const text = JSON.stringify(unnamed);
  const open = withoutPrivateFields(unnamed);
  return {
    text: shorten(text),
    ...(open !== null && { publicText: shorten(JSON.stringify(open)) }),
    shown: text.length > LONG ? '…' : renderValues(snapshot, FOR_PEOPLE).expressions.join(', '),
  };
}

/** Leaves out the name of a function that is no export: it says how the function was made. */
function withoutFunctionName(state: ObjectState): ObjectState {
  const { shape } = state;
  const isOwn =
    shape.kind === 'function' && shape.export === undefined && shape.global === undefined;
  return isOwn ? { ...state, shape: { ...shape, name: '' } } : state;
}

function shorten(text: string): string {
  return text.length > LONG ? createHash('sha256').update(text).digest('hex') : text;
}

/** Returns a snapshot without private fields and what only they refer to; null: there are none. */
function withoutPrivateFields({ values, objects }: Snapshot): Snapshot | null {
  if (!objects.some((state) => isInstance(state) && state.properties.some(isPrivate))) return null;
  const open = objects.map((state) =>
    isInstance(state)
      ? { ...state, properties: state.properties.filter((property) => !isPrivate(property)) }
      : state,
  );
  return canonicalizeValues(values, new Map(open.map((state) => [state.id, state])));
}

/** True for an instance of a class of a package, not of the language. */
function isInstance({ shape }: ObjectState): boolean {
  return (
    shape.kind === 'object' && (shape.prototype.of === 'export' || shape.prototype.of === 'object')
  );
}

/** True for a field that is private by the convention of its name. */
function isPrivate({ key }: EncodedProperty): boolean {
  return typeof key === 'string' && key.startsWith('_');
}
