import type { WaterfallBar } from '../facts/optimization/optimization-waterfall.ts';
import type { Page } from './page.ts';

/** Columns of the widest bar, and of the narrowest that still shows something. */
const WIDEST = 32;
const NARROWEST = 8;
/** What stands beside a bar: names, gains and intervals. */
const BESIDE = 48;

/** What each cycle took off, as bars from what there was before to what there is after. */
export function waterfallLines(bars: readonly WaterfallBar[], page: Page): readonly string[] {
  if (bars.length === 0) return [];
  const most = Math.max(...bars.flatMap(({ from, to }) => [from, to]));
  const width = Math.max(NARROWEST, Math.min(WIDEST, page.width - BESIDE));
  return page.table(
    [{}, {}, { gives: true }, { align: 'right' }, { align: 'right' }],
    [
      ['', 'what is left', '', 'gain', 'interval'].map((text) => ({
        text,
        tone: 'faint' as const,
      })),
      ...bars.map((bar) => [
        { text: bar.label },
        {
          text: barText(bar, most, width),
          tone: bar.isWorse ? ('bad' as const) : ('good' as const),
        },
        { text: bar.value },
        { text: bar.gain, tone: 'strong' as const },
        { text: bar.range, tone: 'faint' as const },
      ]),
    ],
  );
}

/** `█` is what is left, `░` what a cycle took off or added. */
function barText({ kind, from, to }: WaterfallBar, most: number, width: number): string {
  const columns = (share: number): number => Math.round((share / most) * width);
  if (kind !== 'cycle') return '█'.repeat(Math.max(1, columns(to)));
  const [low, high] = [columns(Math.min(from, to)), columns(Math.max(from, to))];
  return `${'█'.repeat(low)}${'░'.repeat(high - low)}` || '░';
}
