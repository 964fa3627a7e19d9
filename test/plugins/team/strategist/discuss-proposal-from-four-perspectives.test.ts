import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DiscussedOption,
  discussionText,
  discussProposal,
  findDisagreement,
} from '../../../../plugins/team/strategist/score-proposal-from-four-perspectives.ts';

const option = (more: Partial<DiscussedOption> = {}): DiscussedOption => ({
  name: 'caching',
  gain: 30,
  risk: 'Low',
  complexity: 'Low',
  findings: null,
  ...more,
});
const weaker = option({ name: 'waiting', gain: 2 });
const unknown = option({ name: 'nothing', gain: null, risk: null, complexity: null });

describe('TPX-04: the four views', () => {
  test('are certain when all of them support a proposal', () => {
    expect(discussProposal({ proposal: option(), others: [weaker] })).toEqual({
      verdict: 'proceed',
      confidence: 'high',
      dissenting_views: [],
      trade_offs: [
        'performance: speaks for it (1.00 of 1)',
        'risk: speaks for it (1.00 of 1)',
        'maintainability: speaks for it (1.00 of 1)',
        'alternatives: speaks for it (1.00 of 1)',
      ],
      recommendation: 'Proceed with caching.',
      rationale: '4 of 4 perspectives have data; their mean score is 1.00 out of 1.',
    });
  });

  test('are less certain when one view dissents, and name it', () => {
    const risky = discussProposal({ proposal: option({ risk: 'High' }), others: [weaker] });
    expect(risky).toMatchObject({ dissenting_views: ['risk', 'alternatives'], confidence: 'low' });
    const alone = discussProposal({ proposal: option({ complexity: 'High' }), others: [] });
    expect(alone).toMatchObject({ verdict: 'proceed', dissenting_views: ['maintainability'] });
  });

  test('leave a Critical finding to a person, whatever is gained', () => {
    const findings = { critical: 1, high: 0 };
    expect(discussProposal({ proposal: option({ findings }), others: [] })?.verdict).toBe(
      'escalate',
    );
  });

  test('give the same answer for the same topic', () => {
    const level = fc.constantFrom('Low', 'Medium', 'High', null);
    const drawn = fc.record({
      name: fc.string(),
      gain: fc.option(fc.double({ noNaN: true, min: -50, max: 100 })),
      risk: level,
      complexity: level,
      findings: fc.option(fc.record({ critical: fc.nat(2), high: fc.nat(2) })),
    });
    fc.assert(
      fc.property(drawn, fc.array(drawn, { maxLength: 3 }), (proposal, others) => {
        const discussion = discussProposal({ proposal, others });
        expect(discussProposal(structuredClone({ proposal, others }))).toEqual(discussion);
      }),
    );
  });

  test('are written down with their verdict', () => {
    const discussion = discussProposal({ proposal: option(), others: [weaker] });
    if (discussion === null) throw new Error('nothing was discussed');
    const text = discussionText('OPT-001 <b>', discussion);
    expect(text).toContain('# Discussion: OPT-001 &lt;b&gt;\n\n- Verdict: proceed\n');
    expect(text).toContain('- Dissenting views: none\n');
  });
});

describe('TPX-05: an inconclusive discussion', () => {
  test('asks for a revision when two options are worth the same', () => {
    const other = option({ name: 'batching' });
    expect(discussProposal({ proposal: option(), others: [weaker, other] })).toMatchObject({
      verdict: 'revise',
      confidence: 'low',
      recommendation: 'Find out what distinguishes caching from batching.',
    });
  });

  test('leaves the decision to the caller when no view has data', () => {
    expect(discussProposal({ proposal: unknown, others: [] })).toBeNull();
    expect(discussProposal({ proposal: unknown, others: [option()] })).toBeNull();
  });
});

describe('TPX-06: a disagreement', () => {
  test('has a severity that follows from the discussion', () => {
    const severityOf = (proposal: DiscussedOption) => {
      const discussion = discussProposal({ proposal, others: [] });
      return discussion === null ? undefined : findDisagreement(discussion)?.severity;
    };
    expect(severityOf(option({ findings: { critical: 1, high: 0 } }))).toBe('HIGH');
    expect(severityOf(option({ gain: 1, risk: 'High' }))).toBe('MEDIUM');
    expect(severityOf(option({ complexity: 'High' }))).toBe('LOW');
    expect(severityOf(option())).toBeUndefined();
  });
});
