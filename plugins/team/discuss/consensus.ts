import type { CompletedWork } from '../session/completion.ts';
import type { Discussion } from './discuss.ts';

/** What keeps views from agreeing, as a role reports it. */
type Disagreement = NonNullable<CompletedWork['consensus']>;

/** null: they agree. What the coordinator does about it follows from its severity (TPX-06). */
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
