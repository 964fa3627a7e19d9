import type { RankingFact } from '../../facts/run/ranking-facts.ts';
import type { TableBlock } from '../../view.ts';

const LONGEST_BAR = 16;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** The alternatives of a group, best first, with bars, and what can be said of them. */
export function rankingBlock({ group, metric, places, sentences }: RankingFact): TableBlock {
  const slowest = Math.max(...places.map(({ place }) => place.ratio));
  const hasIntervals = places.slice(1).some(({ place }) => place.needed_pairs === null);
  return {
    type: 'table',
    title: `Group ${group}`,
    noun: 'alternative',
    columns: [
      { title: '', align: 'right' },
      { title: 'Alternative', isName: true },
      { title: `${metric}, times the first`, align: 'right' },
      { title: '', isWhole: true },
    ],
    rows: places.map(({ scenario, ratio, place }, index) => [
      { text: `${index + 1}`, tone: 'faint' },
      { text: scenario, tone: index === 0 ? 'strong' : 'plain' },
      ratio,
      {
        text: bar((place.ratio / slowest) * LONGEST_BAR),
        tone: index === 0 ? 'good' : 'faint',
      },
    ]),
    notes: [
      ...sentences,
      ...(hasIntervals ? ['ratios by round, 95 % for all of them together'] : []),
    ],
  };
}

/** A bar so many columns long, to the eighth of a column. */
function bar(columns: number): string {
  const eighths = Math.max(1, Math.round(columns * EIGHTHS.length));
  return '█'.repeat(Math.floor(eighths / EIGHTHS.length)) + EIGHTHS[eighths % EIGHTHS.length];
}
