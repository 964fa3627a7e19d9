import { type Block, display, mapSummary } from 'perf-harness/plugin';
import type {
  OptimizationGap,
  OptimizationMeta,
  OptimizationReport,
} from '../document/optimization-document.ts';
import { formatPercentage } from './describe-metric-and-function-gains.ts';

/** The gap to the target, under its five headings (X814-27). */
export function gapBlocks({ gap, stop }: OptimizationReport): readonly Block[] {
  if (gap === null) return [];
  const text = `Stop reason: ${gap.stop_reason}. ${display.printable(stop?.text ?? '')}`.trim();
  return [
    { type: 'list', title: 'Gap analysis', noun: 'part', items: gapItems(gap) },
    { type: 'text', text },
  ];
}

function gapItems(gap: OptimizationGap): readonly Block<'list'>['items'][number][] {
  const { cycles_used: used, remaining_cycles: left } = gap;
  const item = (
    text: string,
    lines: readonly string[],
    none = '',
  ): Block<'list'>['items'][number] => ({
    text,
    details: (lines.length === 0 ? [none] : lines).map((line) => ({
      text: display.printable(line),
      tone: 'plain',
    })),
  });
  return [
    item('Achieved', [
      `${formatPercentage(gap.achieved_pct)} over ${display.plural(used, 'cycle')}.`,
    ]),
    item(
      'Remaining bottlenecks in the latest map',
      gap.remaining_bottlenecks.map(({ type, share, function: name, location, detail }) => {
        const where = location === null ? '' : ` (${location})`;
        return `${type} ${Number(share.toFixed(1))}%: ${name}${where}. ${detail}`;
      }),
      'None found.',
    ),
    item('Remaining cycles', [
      left === 0
        ? `None of the ${used} cycles is left; allow more with --max-cycles.`
        : `${left} of ${used + left} cycles ${left === 1 ? 'was' : 'were'} not used.`,
    ]),
    item(
      'Beyond the code',
      gap.infrastructure_advice.map(({ type, text }) => `${type}: ${text}`),
    ),
    item('Unexplored directions', gap.unexplored, 'None: every proposal was tried.'),
  ];
}

/** Returns the latest map and last proposals, whatever the loop's outcome (OPT-46, OPT-68). */
export function mapBlocks({ map, cycles, target, folder }: OptimizationReport): readonly Block[] {
  if (map === null) return [];
  return [
    ...mapSummary('Latest performance map', map, target),
    {
      type: 'list',
      isPart: true,
      title: 'Last proposals',
      noun: 'hypothesis',
      items: (cycles.at(-1)?.hypotheses ?? []).map(({ id, description }) => ({
        text: display.printable(`${id}: ${description}`),
      })),
    },
    {
      type: 'text',
      tone: 'faint',
      text: `The full map is in ${display.printable(folder)}/report.html and report.json.`,
    },
  ];
}

/** Remarks of the loop on its own work. */
export function metaBlock(meta: OptimizationMeta): Block<'list'> {
  const { clean, bisected, failed } = meta.strike_efficiency;
  const share = (value: number | null): string =>
    value === null ? 'no data' : display.formatShare(value);
  const gains = meta.gains.map(formatPercentage).join(', ') || 'none';
  const item = (lead: string, text: string): Block<'list'>['items'][number] => ({
    lead,
    leadTone: 'faint',
    text,
  });
  return {
    type: 'list',
    title: `Meta-analysis (${meta.kind})`,
    noun: 'row',
    items: [
      item('Profiler accuracy', share(meta.profiler_accuracy)),
      item('Research hit rate', share(meta.research_hit_rate)),
      item('Strikes', `${clean} clean, ${bisected} bisected, ${failed} failed`),
      item('Overall gain', formatPercentage(meta.overall_gain_pct)),
      item('Cycles', `${meta.cycles_used} of ${meta.cycles_max}`),
      item('Gains', `${gains} (${meta.trend})`),
      ...meta.flags.map((flag) => ({ text: display.printable(flag) })),
      ...meta.not_done.map((what) => ({ text: `Not done: ${what}` })),
    ],
  };
}
