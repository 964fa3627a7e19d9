import { describe, expect, it } from 'vitest';
import { addPlannedCandidates } from '../../../../plugins/optimize/context/add-generator-hypotheses-to-bottleneck-candidates.ts';
import {
  readContext,
  requireCompleteContext,
} from '../../../../plugins/optimize/context/read-optimization-context-file.ts';
import { renderContext } from '../../../../plugins/optimize/context/render-optimization-context-file.ts';
import {
  sampleBottleneck,
  sampleHypothesis,
  sampleOptimizationContext,
  samplePerformanceMap,
  samplePerformanceMapHypothesis,
  samplePerformanceMapStep,
} from '../../../support/sample-optimization-context.ts';

const codemod = {
  kind: 'codemod' as const,
  codemod: 'make-once',
  places: ['src/users.ts:3'],
};
const found = sampleHypothesis({ evidence: ['1'], apply: codemod });

describe('the finding of a generator in a bottleneck', () => {
  it('V813-01: becomes a suspicion that the measured time of its step confirms', () => {
    const dismissed = samplePerformanceMapHypothesis({ id: 'S4', verdict: 'dismissed' });
    const { map, hypotheses } = addPlannedCandidates(
      samplePerformanceMap({ suspicion_stack: [dismissed] }),
      [found],
    );
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
            question: 'What share of an operation does the affected step take?',
            answer: '50.0 %.',
            value: 50,
            unit: 'ms',
          },
        ],
        verification_note: 'Located in step 1, which takes 50.0 % of the wall time.',
        affected_steps: ['1'],
        share: 50,
      },
    ]);
    const block = sampleOptimizationContext({ performance_map: map, hypotheses: [...hypotheses] });
    expect(() => requireCompleteContext(readContext(renderContext(block)))).not.toThrow();
  });

  it('V813-01: becomes no suspicion when nothing was measured or applicable, or one exists', () => {
    const unmeasured = { ...found, bottleneck_addressed: '2' };
    const byHand = sampleHypothesis({ evidence: ['1'], apply: null });
    const none = samplePerformanceMap({ suspicion_stack: [] });
    expect(addPlannedCandidates(none, [unmeasured, byHand])).toEqual({
      map: none,
      hypotheses: [unmeasured, byHand],
    });
    const rests = { ...found, evidence: ['S1'] };
    expect(addPlannedCandidates(samplePerformanceMap(), [rests])).toEqual({
      map: samplePerformanceMap(),
      hypotheses: [rests],
    });
  });

  it('V813-05: becomes a separate, consecutively numbered suspicion for each hypothesis', () => {
    const steps = [
      samplePerformanceMapStep(),
      samplePerformanceMapStep({ id: '2', time_share_pct: 30, step_type: 'Architecture' }),
    ];
    const map = samplePerformanceMap({
      steps,
      top_bottlenecks: steps.map((step) => sampleBottleneck(step)),
      suspicion_stack: [],
    });
    const second = sampleHypothesis({
      id: 'H2',
      bottleneck_addressed: '2',
      evidence: ['2'],
      apply: { kind: 'patch', patch: 'x' },
    });
    const planned = addPlannedCandidates(map, [found, second]);
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
