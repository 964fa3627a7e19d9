import { benchstat } from './peers/benchstat.ts';
import { criterion } from './peers/criterion.ts';
import type {
  DecisionRule,
  RecordedPair,
  RecordedUnit,
  RuleVerdict,
} from './peers/decision-rule.ts';
import { hyperfine } from './peers/hyperfine.ts';
import { intervalOverlap } from './peers/interval-overlap.ts';
import { mannWhitney } from './peers/mann-whitney.ts';
import { perfgate } from './peers/perfgate.ts';
import { pyperf } from './peers/pyperf.ts';
import { retryThreshold } from './peers/retry-threshold.ts';
import { tachometer } from './peers/tachometer.ts';
import { createPerfHarnessRule } from './perf-harness-rule.ts';

/** Ours first. */
export const DECISION_RULES: readonly DecisionRule[] = [
  createPerfHarnessRule(0.02),
  createPerfHarnessRule(0),
  tachometer,
  criterion,
  mannWhitney,
  intervalOverlap,
  benchstat,
  pyperf,
  perfgate,
  retryThreshold,
  hyperfine,
];

/** Verdict of one comparison by a rule, and its cost. */
export interface ReplayedVerdict {
  readonly call: RuleVerdict;
  readonly pairs: number;
  readonly seconds: number;
}

/**
 * Replays a recording to a rule from the requested number of starting points, spread evenly; a
 * comparison that reaches the end continues at the beginning and reads no pair twice. With
 * `in-turn`, with the two units of each pair are compared with each other. `one-after-the-other` is for
 * identical code: the first half of the units in measured order becomes the base and the second
 * half the head, exactly as close in time as the tool would have measured them; comparisons that
 * span two stretches are left out.
 */
export function replayRule(
  rule: DecisionRule,
  recording: readonly RecordedPair[],
  starts: number,
  order: DecisionRule['order'] = 'in-turn',
): readonly ReplayedVerdict[] {
  const all = Array.from({ length: starts }, (_, index) => {
    const start = Math.floor((index * recording.length) / starts);
    const turned = [...recording.slice(start), ...recording.slice(0, start)];
    const read: RecordedPair[] = [];
    let position = 0;
    const call = rule.decide({
      take: (count) => {
        const taken = turned.slice(position, position + count);
        position += taken.length;
        read.push(...taken);
        return order === 'in-turn' ? taken : oneAfterTheOther(taken);
      },
    });
    const seconds = read.reduce((sum, { a, b }) => sum + a.seconds + b.seconds, 0);
    return { call, pairs: read.length, seconds, stretches: new Set(read.map(stretchOf)).size };
  });
  return all
    .filter(({ stretches }) => order === 'in-turn' || stretches <= 1)
    .map(({ call, pairs, seconds }) => ({ call, pairs, seconds }));
}

function stretchOf({ stretch }: RecordedPair): string {
  return stretch ?? '';
}

/** Pairs the first half of the units with the second half. */
function oneAfterTheOther(taken: readonly RecordedPair[]): readonly RecordedPair[] {
  const units = taken.flatMap(({ a, b }) => [a, b]);
  return taken.map((_, index) => ({
    a: units[index] as RecordedUnit,
    b: units[taken.length + index] as RecordedUnit,
  }));
}

/** True if the recording has the data that the rule needs. */
export function isRuleApplicable(rule: DecisionRule, recording: readonly RecordedPair[]): boolean {
  return rule.needs === 'units' || recording.every(({ a }) => a.blocksMs.length > 0);
}
