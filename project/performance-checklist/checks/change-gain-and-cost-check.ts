import type { ChecklistEvidence } from '../../../harness/model/documents/performance-checklist-document.ts';
import { type ChecklistCheck, failCheck, passWithEvidence } from '../checklist-item-check.ts';
import type { ProposedChange } from '../performance-checklist-evidence-types.ts';

/** Checks for the gain and the cost of a change, proposed or measured. */
export const impactCheck: ChecklistCheck = {
  id: 'impact',
  title: 'Impact and ROI quantified',
  judge: ({ researches, gains, proposeCommand }) => {
    const proposed = researches.flatMap(({ file, content }): readonly ChecklistEvidence[] => {
      const [best] = content.hypotheses.filter(isQuantified).toSorted(byReturn);
      return best === undefined ? [] : [{ file, line: null, text: proposalText(best) }];
    });
    const measured = gains.flatMap(({ file, content }): readonly ChecklistEvidence[] => {
      const { applied, improvementPct, ratio } = content;
      if (applied.length === 0) return [];
      const sure = ratio === null ? '' : `, ratio from ${short(ratio.low)} to ${short(ratio.high)}`;
      const text = `${applied.join(', ')}: ${improvementPct.toFixed(1)} % measured${sure}`;
      return [{ file, line: null, text }];
    });
    const missing = failCheck(
      'The gain and the effort of a change are not documented.',
      proposeCommand === null
        ? 'Document the gain and the effort of the best change.'
        : `Get proposed changes: ${proposeCommand}.`,
    );
    // Without an estimate of the effort, a gain alone is not enough.
    if (proposed.length === 0) return missing;
    return passWithEvidence(
      [...measured, ...proposed],
      'The gain and the effort of changes are documented.',
      missing,
    );
  },
};

function isQuantified({ expected_impact: impact }: ProposedChange): boolean {
  return impact.percent > 0;
}

const EFFORT = { Low: 1, Medium: 2, High: 3 } as const;

function byReturn(a: ProposedChange, b: ProposedChange): number {
  const of = (proposedChange: ProposedChange): number =>
    proposedChange.expected_impact.percent / EFFORT[proposedChange.complexity];
  return of(b) - of(a);
}

function proposalText({ id, expected_impact: impact, complexity }: ProposedChange): string {
  return `${id}: saves ${short(impact.percent)} % (${impact.origin}), complexity ${complexity}`;
}

function short(value: number): number {
  return Number(value.toPrecision(3));
}
