/** What a differential check of a change came to. */
export type CheckResult =
  | {
      readonly state: 'same';
      /** Exports and methods that were called, as people write them: `toposort`, `DepGraph#addNode`. */
      readonly functions: readonly string[];
      /** Calls that were captured and replayed. */
      readonly captured: number;
      /** Calls that were made from them. */
      readonly made: number;
      readonly seconds: number;
      /** Sentences: what the captured calls showed and the change may rest on. */
      readonly assumes: readonly string[];
    }
  | { readonly state: 'differs'; readonly counterexample: Counterexample }
  | { readonly state: 'unknown'; readonly reason: string };

/** In what two versions of a module differ. */
export type DifferenceKind = 'result' | 'error' | 'mutation' | 'callbacks' | 'rejection' | 'time';

/** The smallest difference that was found. */
export interface Counterexample {
  /** One line of code. */
  readonly call: string;
  /** What came of it before the change, and after. */
  readonly before: string;
  readonly after: string;
  readonly kind: DifferenceKind;
  /** A test for `node:test` that passes before the change and fails after it. */
  readonly test: string;
  /** Whether it was captured from a run, or made from what was captured. */
  readonly origin: 'captured' | 'made';
}
