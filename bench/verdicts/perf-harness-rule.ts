import { DEFAULT_RULES } from '../../harness/gate/decide/default-comparison-rules.ts';
import { evaluateConfirmation } from '../../harness/gate/decide/evaluate-candidate-confirmation.ts';
import {
  type Direction,
  evaluateScreening,
} from '../../harness/gate/decide/evaluate-metric-screening.ts';
import type {
  MetricEvidence,
  PairedValues,
} from '../../harness/gate/decide/paired-metric-evidence.ts';
import type { DecisionRule, RecordingReader, RuleVerdict } from './peers/decision-rule.ts';

const NOTHING: PairedValues = { base: [], head: [] };

/** Rule deciding as a live one-metric comparison would, with default rules and this margin. */
export function createPerfHarnessRule(margin: number): DecisionRule {
  return {
    id: `perf-harness-${margin}`,
    name: `perf-harness, margin ${margin === 0 ? '0' : `${margin * 100} %`}`,
    meaning:
      'pairs until the screen sees a change or none, then fresh pairs until the change is confirmed',
    needs: 'units',
    order: 'in-turn',
    decide: (tape) => {
      const direction = screen(tape, margin);
      return direction !== null && confirm(tape, margin, direction) ? callFor(direction) : 'none';
    },
  };
}

function callFor(direction: Direction): RuleVerdict {
  return direction === 'worse' ? 'slower' : 'faster';
}

function screen(tape: RecordingReader, margin: number): Direction | null {
  const pairs = collect(tape);
  for (;;) {
    const state = evaluateScreening(evidence(margin, pairs.values(), NOTHING), DEFAULT_RULES);
    if (state.type === 'candidate') return state.direction;
    if (state.type !== 'open' || !pairs.grow(state.next)) return null;
  }
}

function confirm(tape: RecordingReader, margin: number, direction: Direction): boolean {
  const pairs = collect(tape);
  for (;;) {
    const own = evidence(margin, NOTHING, pairs.values());
    const state = evaluateConfirmation(own, { direction, candidates: 1 }, DEFAULT_RULES);
    if (state.type === 'confirmed') return true;
    if (state.type !== 'open' || !pairs.grow(state.next)) return false;
  }
}

function evidence(margin: number, screened: PairedValues, confirmed: PairedValues): MetricEvidence {
  return {
    scenario: 'recording',
    metric: 'wall_time',
    nature: 'timed',
    better: 'lower',
    gated: true,
    margin,
    screen: screened,
    confirm: confirmed,
  };
}

interface Collected {
  readonly values: () => PairedValues;
  /** Reads pairs up to this count; returns true if there were enough. */
  readonly grow: (count: number) => boolean;
}

function collect(tape: RecordingReader): Collected {
  const base: number[] = [];
  const head: number[] = [];
  return {
    values: () => ({ base, head }),
    grow: (count) => {
      for (const { a, b } of tape.take(count - base.length)) {
        base.push(a.centerMs);
        head.push(b.centerMs);
      }
      return base.length >= count;
    },
  };
}
