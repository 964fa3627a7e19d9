import type { Session } from '../session.ts';
import { createTeller, type Snapshot } from '../values/teller.ts';
import type { Settled } from '../values/value.ts';
import type { BegunCall, CallLog, EndedCall } from './call-log.ts';
import type { CallChoice } from './choose-calls.ts';
import { createGiveOut } from './give-out.ts';
import { createHandIn } from './hand-in.ts';
import type { Wrappers } from './wrappers.ts';

/** What records the calls of one module, from its load to the end of the process. */
export interface ModuleRecorder {
  readonly choice: CallChoice;
  readonly wrappers: Wrappers;
  /** Names of the classes and functions that it declares. */
  readonly names: ReadonlySet<string>;
  readonly nextId: () => number;
  /** Whether calls are still written down. */
  readonly isOpen: () => boolean;
  readonly write: (line: { name: string; begin: BegunCall } | { end: EndedCall }) => void;
  readonly tell: (roots: readonly unknown[]) => Snapshot;
  readonly idOf: (object: object) => number;
  /** The object itself where a wrapper stands for it. */
  readonly originalOf: <Value>(value: Value) => Value;
  /** A value of the caller as the module gets it: functions in it tell their calls. */
  readonly handIn: (value: unknown) => unknown;
  /** A value of the module as the caller gets it, likewise. */
  readonly giveOut: (value: unknown) => unknown;
  readonly keepInstance: (instance: unknown, isKept: boolean) => void;
  /** Whether the calls of an instance are written down; undefined: nobody saw how it was made. */
  readonly isKept: (instance: object) => boolean | undefined;
  /** Says of an object that it is an export, or holds some. */
  readonly nameExport: (object: object, path: readonly string[]) => void;
  /** Whether a function is an export. */
  readonly isExported: (original: object) => boolean;
  /** Whether it is what the exports are properties of. */
  readonly isExports: (value: unknown) => boolean;
}

export interface ModuleSettings {
  readonly file: Session['module'];
  readonly names: readonly string[];
}

/** Of one session. */
const MOST_CHARACTERS = 20_000_000;

/** @param serial - Number of the session in its log. */
export function createModuleRecorder(
  { file, names }: ModuleSettings,
  serial: number,
  { log, choice, wrappers }: { log: CallLog; choice: CallChoice; wrappers: Wrappers },
): ModuleRecorder {
  const paths = new WeakMap<object, readonly string[]>();
  const kept = new WeakMap<object, boolean>();
  const settled = new WeakMap<object, Settled>();
  let calls = 0;
  let isOpen = log.write({ s: serial, file });
  const teller = createTeller({
    exportPath: (object) => paths.get(wrappers.originalOf(object)) ?? null,
    originalOf: wrappers.originalOf,
    settled: (promise) => settled.get(promise),
    maxCharacters: MOST_CHARACTERS,
    maxObjects: 20_000,
  });
  const recorder: ModuleRecorder = {
    choice,
    wrappers,
    names: new Set(names),
    nextId: () => {
      calls += 1;
      return calls;
    },
    isOpen: () => isOpen,
    write: (line) => {
      // What was told once is not told again, so that a line that is lost ends the session.
      if (isOpen) isOpen = log.write({ s: serial, ...line });
    },
    tell: teller.snapshot,
    idOf: (object) => teller.idOf(wrappers.originalOf(object)),
    originalOf: wrappers.originalOf,
    handIn: (value) => handIn(value),
    giveOut: (value) => giveOut(value),
    keepInstance: (instance, isKept) => {
      if (typeof instance === 'object' && instance !== null) kept.set(instance, isKept);
    },
    isKept: (instance) => kept.get(instance),
    nameExport: (object, path) => {
      const original = wrappers.originalOf(object);
      if (!paths.has(original)) paths.set(original, path);
    },
    isExported: (original) => paths.has(original),
    isExports: (value) => typeof value === 'object' && value !== null && paths.has(value),
  };
  const handIn = createHandIn(recorder, settled);
  const giveOut = createGiveOut(recorder);
  return recorder;
}
