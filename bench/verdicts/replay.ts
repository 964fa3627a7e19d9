import { ownRule } from './own-rule.ts';
import { benchstat } from './peers/benchstat.ts';
import { criterion } from './peers/criterion.ts';
import { hyperfine } from './peers/hyperfine.ts';
import { mannWhitney } from './peers/mann-whitney.ts';
import { overlap } from './peers/overlap.ts';
import { perfgate } from './peers/perfgate.ts';
import { pyperf } from './peers/pyperf.ts';
import { retryThreshold } from './peers/retry-threshold.ts';
import type { Call, RecordedPair, Rule } from './peers/rule.ts';
import { tachometer } from './peers/tachometer.ts';

/** Ours first. */
export const RULES: readonly Rule[] = [
  ownRule(0.02),
  ownRule(0),
  tachometer,
  criterion,
  mannWhitney,
  overlap,
  benchstat,
  pyperf,
  perfgate,
  retryThreshold,
  hyperfine,
];

/** What one comparison by a rule said, and what it would have taken. */
export interface Replayed {
  readonly call: Call;
  readonly pairs: number;
  readonly seconds: number;
}

/**
 * Plays a recording to a rule from as many starting points as asked for, spread evenly; a comparison
 * that reaches the end goes on at the beginning, and reads no pair twice. In turn the two units of a
 * pair stand beside each other; one after the other, the base's are of one stretch of pairs and the
 * head's of the stretch that follows it, as if each side had been measured at one go.
 */
export function replayRule(
  rule: Rule,
  recording: readonly RecordedPair[],
  starts: number,
  order: Rule['order'] = 'in-turn',
): readonly Replayed[] {
  return Array.from({ length: starts }, (_, index) => {
    const start = Math.floor((index * recording.length) / starts);
    const turned = [...recording.slice(start), ...recording.slice(0, start)];
    const read: RecordedPair[] = [];
    let position = 0;
    const call = rule.decide({
      take: (count) => {
        const stretch = order === 'in-turn' ? count : 2 * count;
        const taken = turned.slice(position, position + stretch);
        position += taken.length;
        const pairs = order === 'in-turn' ? taken : sideBySide(taken);
        read.push(...pairs);
        return pairs;
      },
    });
    const seconds = read.reduce((sum, { a, b }) => sum + a.seconds + b.seconds, 0);
    return { call, pairs: read.length, seconds };
  });
}

/** The base of the first half beside the head of the second. */
function sideBySide(taken: readonly RecordedPair[]): readonly RecordedPair[] {
  const half = Math.floor(taken.length / 2);
  return taken.slice(0, half).map(({ a }, index) => {
    const { b } = taken[half + index] as RecordedPair;
    return { a, b };
  });
}

/** Whether the recording has what the rule looks at. */
export function fits(rule: Rule, recording: readonly RecordedPair[]): boolean {
  return rule.needs === 'units' || recording.every(({ a }) => a.blocksMs.length > 0);
}
