import { describe, expect, it } from 'vitest';
import { withPlannedSuspicions } from '../../../../plugins/optimize/context/planned-suspicions.ts';
import { readContext, requireComplete } from '../../../../plugins/optimize/context/read-context.ts';
import { renderContext } from '../../../../plugins/optimize/context/render-context.ts';
import {
  bottleneckOf,
  contextOf,
  hypothesisOf,
  mapOf,
  stepOf,
  suspicionOf,
} from '../../../support/optimization-context.ts';

const codemod = {
  kind: 'codemod' as const,
  codemod: 'hoist-intl-formatter',
  places: ['src/users.ts:3'],
};
const found = hypothesisOf({ evidence: ['1'], apply: codemod });

describe('what a generator found in a bottleneck', () => {
  it('V813-01: is a suspicion that the measured time of its step confirms', () => {
    const dismissed = suspicionOf({ id: 'S4', verdict: 'dismissed' });
    const { map, hypotheses } = withPlannedSuspicions(mapOf({ suspicion_stack: [dismissed] }), [
      found,
    ]);
    expect(hypotheses).toEqual([{ ...found, evidence: ['1', 'S5'] }]);
    expect(map.suspicion_stack).toEqual([
      dismissed,
      {
        id: 'S5',
        category: 'redundant_work',
        location: 'src/users.ts:3',
        description: 'Found by the generator: Sort once.',
        verdict: 'confirmed',
        evidence: [
          {
            id: 'S5.1',
            question: 'How much of an operation does its step take?',
            answer: '50.0 %.',
            value: 50,
            unit: 'ms',
          },
        ],
        verification_note: 'Step 1, in which it stands, takes 50.0 % of the wall time.',
        affected_steps: ['1'],
        share: 50,
      },
    ]);
    const block = contextOf({ performance_map: map, hypotheses: [...hypotheses] });
    expect(() => requireComplete(readContext(renderContext(block)))).not.toThrow();
  });

  it('V813-01: is not made up where nothing was measured, nothing can be applied, or one is there', () => {
    const unmeasured = { ...found, bottleneck_addressed: '2' };
    const byHand = hypothesisOf({ evidence: ['1'], apply: null });
    const none = mapOf({ suspicion_stack: [] });
    expect(withPlannedSuspicions(none, [unmeasured, byHand])).toEqual({
      map: none,
      hypotheses: [unmeasured, byHand],
    });
    const rests = { ...found, evidence: ['S1'] };
    expect(withPlannedSuspicions(mapOf(), [rests])).toEqual({ map: mapOf(), hypotheses: [rests] });
  });

  it('V813-05: gives each hypothesis one of its own, numbered on', () => {
    const steps = [stepOf(), stepOf({ id: '2', time_share_pct: 30, step_type: 'Architecture' })];
    const map = mapOf({
      steps,
      top_bottlenecks: steps.map((step) => bottleneckOf(step)),
      suspicion_stack: [],
    });
    const second = hypothesisOf({
      id: 'H2',
      bottleneck_addressed: '2',
      evidence: ['2'],
      apply: { kind: 'patch', patch: 'x' },
    });
    const planned = withPlannedSuspicions(map, [found, second]);
    expect(planned.hypotheses.map(({ evidence }) => evidence)).toEqual([
      ['1', 'S1'],
      ['2', 'S2'],
    ]);
    expect(planned.map.suspicion_stack[1]).toMatchObject({
      category: 'architecture',
      location: 'src/users.ts:1',
      share: 30,
    });
  });
});
