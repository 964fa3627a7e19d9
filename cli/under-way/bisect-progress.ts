import type { BisectListener } from '../../api/bisect/bisect-project.ts';
import type { Host } from '../../harness/host.ts';
import { tell } from '../../registry/tell.ts';
import { formatChange } from '../../reports/scale.ts';
import { plural } from '../../reports/text/plural.ts';
import type { Progress } from './progress.ts';

/** Says on stderr what is searched, and after each stop what is left. */
export function createBisectProgress(host: Host, progress: Progress): Required<BisectListener> {
  const say = (text: string): void => {
    progress.end();
    tell(host, text);
  };
  return {
    onChanges: (changes) => {
      say(`bisect: ${plural(changes.length, 'change')} between good and bad; first the two ends`);
    },
    onStep: ({ at, pairs, ratio, untestable, left, likeliest }, changes) => {
      const place = changes[at - 1]?.label ?? '';
      const found =
        untestable !== null
          ? 'cannot be measured'
          : `${plural(pairs.length, 'pair')}${ratio === null ? '' : `, ${formatChange(ratio)} against good`}`;
      const likely = changes[likeliest.last - 1]?.label ?? '';
      const sure = Math.round(100 * Math.min(1, likeliest.probability));
      say(
        `bisect: ${place}: ${found}; ${left.last - left.first + 1} of ${changes.length} left, likeliest ${likely} (${sure} %)`,
      );
    },
  };
}
