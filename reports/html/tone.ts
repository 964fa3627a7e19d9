import type { Comparison } from '../../harness/model/documents/document.ts';

/** What a colour is for; a word and a sign always say it too. */
export type HtmlTone = 'good' | 'bad' | 'doubt' | 'plain';

/** Sign and colour of a verdict. */
export const VERDICTS: Readonly<Record<Comparison['verdict'], { sign: string; tone: HtmlTone }>> = {
  regressed: { sign: '✗', tone: 'bad' },
  improved: { sign: '✓', tone: 'good' },
  unchanged: { sign: '=', tone: 'plain' },
  'same inputs': { sign: '≡', tone: 'plain' },
  inconclusive: { sign: '?', tone: 'doubt' },
  incomparable: { sign: '!', tone: 'doubt' },
};
