import type { ChangedFileSpans } from '../change/changed-source-spans.ts';
import type { Session } from '../recorded-call-session.ts';
import type { SessionReplayLog } from './replay-log-of-module-version.ts';

/** Data that the thread of a module version is started with. */
export interface ReplayWorkerData {
  /** Folder of the project in this version, absolute. */
  readonly folder: string;
  /** Folder with staged files, absolute. */
  readonly files: string;
  /** Absolute path of the module in it. */
  readonly file: string;
  /** Modules loaded before it, absolute. */
  readonly loadFirst: readonly string[];
  /** Number shared by both threads: index of the running call; -1 if there is none. */
  readonly progress: Int32Array;
  /** Time limit of one promise. */
  readonly limitMs: number;
  /** Changed files; empty: whether calls reach them is not checked. */
  readonly watched: readonly ChangedFileSpans[];
}

/** A call of a session, and the offsets of changed spans in the functions that it calls. */
export interface ReachingCall {
  readonly index: number;
  readonly spans: readonly number[];
}

export interface ReplayRequest {
  readonly session: Session;
  /** Set to report each call in the form that a test needs, too. */
  readonly inspects: boolean;
  /**
   * Indexes of calls for which it is reported which changed spans they reach; null: no further call
   * will be asked about.
   */
  readonly sampled: readonly number[] | null;
}

/** `globals`: names of global functions that the module replaced. */
export type ReplayReply =
  | { readonly type: 'ready'; readonly exportNames: readonly string[] }
  | {
      readonly type: 'log';
      readonly log: SessionReplayLog;
      readonly globals: readonly string[];
      /** Offsets of changed spans in functions not called in this thread; null: unknown. */
      readonly unreached: readonly number[] | null;
      /** Sampled calls with the offsets of the changed spans that they reach; null: unknown. */
      readonly reaching: readonly ReachingCall[] | null;
    }
  /** The module could not be loaded, or the replay itself failed. */
  | { readonly type: 'failed'; readonly reason: string; readonly globals: readonly string[] };
