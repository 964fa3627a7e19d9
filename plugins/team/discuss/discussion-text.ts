import { markdownText } from '../../investigate/index.ts';
import type { Discussion } from './discuss.ts';

/** `DISCUSS-OPT.md` and `DISCUSS-REVIEW.md`. @param topic - What was discussed, in a few words. */
export function discussionText(topic: string, discussion: Discussion): string {
  const { verdict, confidence, trade_offs: offs, dissenting_views: dissent } = discussion;
  return [
    `# Discussion: ${markdownText(topic)}`,
    '',
    `- Verdict: ${verdict}`,
    `- Confidence: ${confidence}`,
    `- Recommendation: ${markdownText(discussion.recommendation)}`,
    `- Rationale: ${markdownText(discussion.rationale)}`,
    `- Dissenting views: ${dissent.length === 0 ? 'none' : dissent.join(', ')}`,
    '',
    '## Trade-offs',
    '',
    ...offs.map((text) => `- ${markdownText(text)}`),
    '',
  ].join('\n');
}
