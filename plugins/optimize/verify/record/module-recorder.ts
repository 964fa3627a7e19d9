import type { PromiseOutcome } from '../values/encoded-value.ts';
import {
  createSnapshotRecorder,
  type Snapshot,
  type SnapshotRecorder,
} from '../values/value-snapshot-recorder.ts';
import type { CallLog, SessionLine } from './recorded-call-log.ts';
import type { FunctionWrappers } from './recording-function-wrappers.ts';
import type { CallSampler } from './sample-calls-to-record.ts';

const MOST_CHARACTERS = 20_000_000;

interface ModuleSettings {
  /** From the project's root, with slashes. */
  readonly file: string;
  /** The recorded copy of the project, absolute. */
  readonly root: string;
  /** Names of the classes and functions that it declares. */
  readonly names: readonly string[];
  /** Globals that the module sees, which tests may have replaced. */
  readonly globals: Pick<typeof globalThis, 'Date'>;
}

/** Parts of the recording that all modules of a process share. */
export interface SharedRecording {
  readonly log: CallLog;
  readonly sampler: CallSampler;
  readonly wrappers: FunctionWrappers;
}

/** Recorder of the calls of one module, from its load to the end of the process. */
export class ModuleRecorder {
  readonly root: string;
  readonly sampler: CallSampler;
  readonly wrappers: FunctionWrappers;
  readonly declaredNames: ReadonlySet<string>;
  readonly promiseOutcomes = new WeakMap<object, PromiseOutcome>();
  /** False once the session has ended; later calls are at most counted. */
  isRecording: boolean;
  /** Wraps a caller's value for the module: calls of functions in it are recorded. */
  wrapArgument: (value: unknown) => unknown = (value) => value;
  /** Wraps a value that the module returns for its caller, likewise. */
  wrapReturned: (value: unknown) => unknown = (value) => value;
  readonly #serial: number;
  readonly #log: CallLog;
  readonly #globals: ModuleSettings['globals'];
  readonly #snapshots: SnapshotRecorder;
  readonly #exports = new WeakMap<object, readonly string[]>();
  readonly #prototypes = new WeakMap<object, readonly string[]>();
  readonly #instances = new WeakMap<object, boolean>();
  #calls = 0;

  /** @param serial - Number of the session in its log. */
  constructor(settings: ModuleSettings, serial: number, shared: SharedRecording) {
    const { log, sampler, wrappers } = shared;
    this.root = settings.root;
    this.sampler = sampler;
    this.wrappers = wrappers;
    this.declaredNames = new Set(settings.names);
    this.isRecording = log.write({ s: serial, file: settings.file });
    this.#serial = serial;
    this.#log = log;
    this.#globals = settings.globals;
    this.#snapshots = createSnapshotRecorder({
      exportPath: (object) => this.#exports.get(wrappers.unwrap(object)) ?? null,
      prototypePath: (object) => this.#prototypes.get(object),
      unwrap: wrappers.unwrap,
      promiseOutcome: (promise) => this.promiseOutcomes.get(promise),
      maxCharacters: MOST_CHARACTERS,
    });
  }

  nextId(): number {
    this.#calls += 1;
    return this.#calls;
  }

  /** Reads the clock that the module sees. */
  now(): number {
    return this.#globals.Date.now();
  }

  write(line: Omit<SessionLine, 's'>): void {
    // Nothing is recorded twice, so that a lost line ends the session.
    if (this.isRecording) this.isRecording = this.#log.write({ s: this.#serial, ...line });
  }

  snapshot(roots: readonly unknown[]): Snapshot {
    return this.#snapshots.snapshot(roots);
  }

  idOf(object: object): number {
    return this.#snapshots.idOf(this.wrappers.unwrap(object));
  }

  markInstance(instance: unknown, isRecorded: boolean): void {
    if (isObject(instance)) this.#instances.set(instance, isRecorded);
  }

  /** Returns true if an instance's calls are recorded; undefined: construction not observed. */
  isInstanceRecorded(instance: unknown): boolean | undefined {
    return isObject(instance) ? this.#instances.get(instance) : undefined;
  }

  /** Registers an object as an export, or as a container of exports. */
  nameExport(object: object, path: readonly string[]): void {
    const original = this.wrappers.unwrap(object);
    if (!this.#exports.has(original)) this.#exports.set(original, path);
    const prototype: unknown = Object.getOwnPropertyDescriptor(original, 'prototype')?.value;
    if (typeof original === 'function' && isObject(prototype))
      this.#prototypes.set(prototype, path);
  }

  /** Returns true for an export, and for the object whose properties are the exports. */
  isExport(original: object): boolean {
    return this.#exports.has(original);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
