import type { Comparison } from '../../model/documents/document.ts';
import type { Finding } from '../../model/finding.ts';
import type { Judgement } from './judge-evidence.ts';

/**
 * Time is that of the usual call: what fewer than half of the calls bear, such as collecting garbage, moves
 * it little or not at all. Where CPU time over all calls says otherwise, that is told.
 */
export function rareCosts(judged: readonly Judgement[]): readonly Finding[] {
  const of = (name: string) =>
    judged.find(({ comparison }) => comparison.metric === name)?.comparison;
  const [wall, cpu] = [of('wall_time'), of('cpu_time')];
  const isHidden =
    wall?.gated === true &&
    (wall.verdict === 'unchanged' || wall.verdict === 'improved') &&
    cpu?.gated === false &&
    cpu.verdict === 'regressed';
  if (!isHidden) return [];
  return [
    {
      id: 'cost-beside-the-usual',
      level: 'warning',
      metric: 'cpu_time',
      message: `wall_time of "${wall.scenario}" is ${wall.verdict}, but all of it took more CPU time: ${changeText(cpu)}. Fewer than half of its runs bear that, or threads beside them, as where garbage is collected.`,
      remedy: 'Let CPU time decide: perf-harness compare --metric cpu_time.',
    },
  ];
}

function changeText({ ratio, low, high }: Comparison): string {
  const percent = (value: number): string => (100 * (value - 1)).toFixed(1);
  if (ratio === null || low === null || high === null) return 'from none to some';
  return `${percent(ratio)} % (${percent(low)} to ${percent(high)} %)`;
}
