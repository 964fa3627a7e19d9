/** Recording of one fresh process (function) or one run (command). */
export interface RecordedUnit {
  /** Value used by perf-harness: milliseconds an operation, median over the unit. */
  readonly centerMs: number;
  /** Mean time of an operation in each short block of the unit, in order; empty for commands. */
  readonly blocksMs: readonly number[];
  /** Time from opening the unit to closing it. */
  readonly seconds: number;
}

/** Two units that were measured next to each other, under the same V8 seeds, in an order by coin. */
export interface RecordedPair {
  readonly a: RecordedUnit;
  readonly b: RecordedUnit;
  /** Stretch of consecutive measurements that the pair belongs to. Default: the whole recording. */
  readonly stretch?: string;
}

/** Verdict of a rule on the second side. */
export type RuleVerdict = 'slower' | 'faster' | 'none';

/**
 * Reader of the stretch of a recording that one comparison uses: pairs come in the order of
 * measurement, and a rule that needs more reads more.
 */
export interface RecordingReader {
  /** Returns the next pairs; fewer, or none, at the end of the recording. */
  readonly take: (count: number) => readonly RecordedPair[];
}

/** Rule with which a tool tells a difference from noise, replayed over a recording. */
export interface DecisionRule {
  readonly id: string;
  /** As the table names it. */
  readonly name: string;
  /** Number of measurements and condition for a difference, a sentence. */
  readonly meaning: string;
  /** `blocks`: the rule needs data from within a process, which a command does not provide. */
  readonly needs: 'units' | 'blocks';
  /** Tool's order of measuring: alternating units, or all of one side and then the other. */
  readonly order: 'in-turn' | 'one-after-the-other';
  /** Reads the pairs that the tool would measure, and returns its verdict. */
  readonly decide: (tape: RecordingReader) => RuleVerdict;
}

/** The values of both sides, unit by unit. */
export function listSideCenters(pairs: readonly RecordedPair[]): {
  readonly a: readonly number[];
  readonly b: readonly number[];
} {
  return { a: pairs.map(({ a }) => a.centerMs), b: pairs.map(({ b }) => b.centerMs) };
}

/** The call for an interval of a difference or of a relative difference, b against a. */
export function classifyInterval(low: number, high: number): RuleVerdict {
  if (low > 0) return 'slower';
  return high < 0 ? 'faster' : 'none';
}
