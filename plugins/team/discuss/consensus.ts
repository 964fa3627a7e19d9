import type { Discussion } from './discuss.ts';

/** How grave it is that views do not agree. */
export type ConsensusSeverity = 'HIGH' | 'MEDIUM' | 'LOW';

/** What keeps views from agreeing; null: they agree. */
export interface Disagreement {
  readonly severity: ConsensusSeverity;
  /** One sentence or two, for the person who decides. */
  readonly text: string;
}

export function disagreementOf(discussion: Discussion): Disagreement | null {
  const { verdict, dissenting_views: dissent, recommendation } = discussion;
  const against = dissent.length === 0 ? '' : ` The view of ${dissent.join(' and ')} dissents.`;
  const text = `${recommendation}${against}`;
  switch (verdict) {
    case 'escalate':
      return { severity: 'HIGH', text };
    case 'revise':
      return { severity: 'MEDIUM', text };
    case 'proceed':
      return dissent.length === 0 ? null : { severity: 'LOW', text };
  }
}

/** What a coordinator does about a disagreement (TPX-06). */
export type ConsensusStep = 'pause and tell the user' | 'revise' | 'log and go on';

const STEPS: Readonly<Record<ConsensusSeverity, ConsensusStep>> = {
  HIGH: 'pause and tell the user',
  MEDIUM: 'revise',
  LOW: 'log and go on',
};

export function stepAfter({ severity }: Pick<Disagreement, 'severity'>): ConsensusStep {
  return STEPS[severity];
}
