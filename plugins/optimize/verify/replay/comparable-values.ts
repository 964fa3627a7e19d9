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

/** Values at one moment of a replay, in a form that is compared with the other version's. */
export interface ComparableValues {
  /** Equal if everything is equal: values, identities, order of properties. */
  readonly text: string;
  /**
   * The same without private fields of instances, which only the module itself reads; absent: there
   * are none.
   */
  readonly publicText?: string;
  readonly displayText: string;
}

/** Paths of exports, by which they are compared, since each version has its own objects. */
export interface ExportPaths {
  /** Path of an export; null for other objects, which are compared by structure. */
  readonly exportPath: (object: object) => readonly string[] | null;
  /** Path of the export whose `prototype` an object is, where the object itself may not say so. */
  readonly prototypePath: (object: object) => readonly string[] | undefined;
  /** Translates the path by which a recorder knew an export to the path used here. */
  readonly translatePath: (path: readonly string[]) => readonly string[];
}

const DISPLAY_OPTIONS: RenderOptions = {
  isInline: true,
  callback: (_, name) => name || 'callback',
};
/** Longer texts are compared by their hash. */
const LONG_CHARACTERS = 4_000;

/** Objects are numbered in the order in which they are found, so that two graphs of the same form have the same text. */
export function captureValues(
  values: readonly unknown[],
  { exportPath: path, prototypePath }: ExportPaths,
  options: Pick<SnapshotOptions, 'maxObjects'> = {},
): ComparableValues {
  return inspectUntracked(() => {
    const recorder = createSnapshotRecorder({
      exportPath: path,
      prototypePath,
      includesPrototypes: false,
      includesUnchanged: true,
      ...options,
    });
    return toComparableValues(recorder.snapshot(values));
  });
}

/** Returns the comparable form of a snapshot that was taken before. */
export function toComparableValues(snapshot: Snapshot): ComparableValues {
  const unnamed = { ...snapshot, objects: snapshot.objects.map(withoutFunctionName) };
  const text = JSON.stringify(unnamed);
  const publicSnapshot = withoutPrivateFields(unnamed);
  return {
    text: shorten(text),
    ...(publicSnapshot !== null && { publicText: shorten(JSON.stringify(publicSnapshot)) }),
    displayText:
      text.length > LONG_CHARACTERS
        ? '…'
        : renderValues(snapshot, DISPLAY_OPTIONS).expressions.join(', '),
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
  return text.length > LONG_CHARACTERS ? createHash('sha256').update(text).digest('hex') : text;
}

/** Returns a snapshot without private fields and what only they refer to; null: there are none. */
function withoutPrivateFields({ values, objects }: Snapshot): Snapshot | null {
  if (!objects.some((state) => isInstance(state) && state.properties.some(isPrivate))) return null;
  const publicObjects = objects.map((state) =>
    isInstance(state)
      ? { ...state, properties: state.properties.filter((property) => !isPrivate(property)) }
      : state,
  );
  return canonicalizeValues(values, new Map(publicObjects.map((state) => [state.id, state])));
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
