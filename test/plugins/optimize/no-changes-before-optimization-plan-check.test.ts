import { describe, expect, it } from 'vitest';
import { PHASES } from '../../../plugins/optimize/optimization-phases.ts';
import {
  explainRefusal,
  type TransitionFacts,
} from '../../../plugins/optimize/phase-transition-rules.ts';

const FACTS: TransitionFacts = {
  gateBlocked: false,
  hypotheses: 3,
  contextFile: 'context.md',
  verdict: 'GO',
  planWaived: false,
  executed: true,
  skippedByMode: false,
  stop: null,
  reported: false,
  failed: false,
};

describe('the phases of the improvement loop', () => {
  it('LEAD-28: change nothing before profile, gate, research and plan check', () => {
    const before = PHASES.filter((from) => explainRefusal(from, '8_execute', FACTS) === null);
    expect(before).toEqual(['7_validate']);
    const beforeGate = PHASES.filter((from) => explainRefusal(from, '3_gate', FACTS) === null);
    expect(beforeGate).toEqual(['2_profile']);
  });

  it('LEAD-28: profile the next cycle anew before anything is changed', () => {
    const after = PHASES.filter((to) => explainRefusal('8_execute', to, FACTS) === null);
    expect(after).toContain('2_profile');
    expect(after).not.toContain('4_research');
    expect(explainRefusal('8_execute', '2_profile', { ...FACTS, stop: 'PLATEAU' })).toMatch(
      /reason/,
    );
  });

  it.each([
    ['a plan that was not checked', { verdict: null }],
    ['a plan that was turned down', { verdict: 'NO_GO' }],
  ])('LEAD-28: do not execute %s', (_, facts) => {
    expect(explainRefusal('7_validate', '8_execute', { ...FACTS, ...facts })).toBe(
      'the plan was not accepted',
    );
  });
});
