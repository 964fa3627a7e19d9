import type {
  OptimizationGap,
  OptimizationMeta,
  OptimizationReport,
} from '../../../harness/model/documents/optimization-document.ts';
import { formatShare } from '../../scale.ts';
import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';
import { percentage } from './optimization-amount.ts';

/** What is left to do, under its five headings (X814-27). */
export interface GapFacts {
  readonly parts: readonly { readonly title: string; readonly items: readonly string[] }[];
  /** `Stop reason: plateau. PLATEAU on cycle 2: 0.3% < 5%` */
  readonly stop: string;
}

export function gapFacts(gap: OptimizationGap, stop: OptimizationReport['stop']): GapFacts {
  const { cycles_used: used, remaining_cycles: left } = gap;
  return {
    parts: [
      {
        title: 'Achieved',
        items: [`${percentage(gap.achieved_pct)} over ${plural(used, 'cycle')}.`],
      },
      {
        title: 'Remaining bottlenecks, of the latest map',
        items: orNone(
          gap.remaining_bottlenecks.map(({ type, share, function: name, location, detail }) => {
            const where = location === null ? '' : ` (${printable(location)})`;
            return `${type} ${Number(share.toFixed(1))}%: ${printable(name)}${where}. ${printable(detail)}`;
          }),
          'None was found.',
        ),
      },
      {
        title: 'Remaining cycles',
        items: [
          left === 0
            ? `None of ${used}; more with --max-cycles.`
            : `${left} of ${used + left} ${left === 1 ? 'was' : 'were'} not used.`,
        ],
      },
      {
        title: 'Beyond the code',
        items: gap.infrastructure_advice.map(({ type, text }) => `${type}: ${text}`),
      },
      {
        title: 'Directions not explored',
        items: orNone(gap.unexplored.map(printable), 'None: all that was proposed was tried.'),
      },
    ],
    stop: `Stop reason: ${gap.stop_reason}. ${printable(stop?.text ?? '')}`.trim(),
  };
}

function orNone(items: readonly string[], none: string): readonly string[] {
  return items.length === 0 ? [none] : items;
}

/** What the loop says of those who worked on it. */
export interface MetaFacts {
  readonly kind: string;
  readonly rows: readonly (readonly [name: string, text: string])[];
  /** What shows over several runs, and what was not done. */
  readonly remarks: readonly string[];
}

export function metaFacts(meta: OptimizationMeta): MetaFacts {
  const { clean, bisected, failed } = meta.strike_efficiency;
  const share = (value: number | null): string =>
    value === null ? 'nothing to tell it from' : formatShare(value);
  const gains = meta.gains.map(percentage).join(', ') || 'none';
  return {
    kind: meta.kind,
    rows: [
      ['Profiler accuracy', share(meta.profiler_accuracy)],
      ['Research hit rate', share(meta.research_hit_rate)],
      ['Strikes', `${clean} clean, ${bisected} bisected, ${failed} failed`],
      ['Overall gain', percentage(meta.overall_gain_pct)],
      ['Cycles', `${meta.cycles_used} of ${meta.cycles_max}`],
      ['Gains', `${gains} (${meta.trend})`],
    ],
    remarks: [...meta.flags.map(printable), ...meta.not_done.map((what) => `Not done: ${what}`)],
  };
}
