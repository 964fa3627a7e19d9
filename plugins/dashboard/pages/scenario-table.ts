import { display, type history, pages } from 'perf-harness/plugin';
import { runLink, scenarioLink } from '../page-links.ts';

/** Trends with the level of now, a line a metric and kind of machine. */
export function scenarioTable(
  title: string,
  trends: readonly history.TrendFact[],
  hasRecord: (id: string) => boolean,
  isFolded = false,
): pages.Markup | null {
  return pages.blockMarkup(
    display.createTable({
      title,
      isFolded,
      noun: 'trend',
      isStacked: true,
      rows: trends,
      columns: [
        [
          'scenario',
          ({ scenario, trend }) => ({ text: scenario, target: scenarioLink(trend.scenario) }),
        ],
        ['metric', ({ metric }) => metric],
        ['level', ({ now }) => now, 'right'],
        ['noise', ({ noise }) => noise, 'right'],
        ['runs', ({ trend }) => String(trend.points.length), 'right'],
        [
          'last run (UTC)',
          ({ trend }) => {
            const last = trend.points.at(-1);
            if (last === undefined) return '';
            return {
              text: display.formatMoment(last.at),
              target: hasRecord(last.run) ? runLink(last.run) : null,
            };
          },
        ],
        ['machine', ({ machine }) => machine ?? 'all'],
      ],
    }),
  );
}
