/** Results of the bench of codemods, for the generator of hypotheses and for docs/reference/codemods.md. */
import type { MeasuredGain } from '../../plugins/optimize/generators/codemod-benchmark-gain.ts';
import type { BenchResult } from '../bench-result.ts';

const ROW = /^(?<id>[a-z0-9-]+), Node\.js (?<release>\d+): (?<measures>.+)$/u;
const LONGEST_LINE = 100;

/** The name of a row, of which `gainsOf` reads the parts again. */
export function formatGainRowName(id: string, release: string, measures: string): string {
  return `${id}, Node.js ${release}: ${measures}`;
}

/** The gains of a result by the ids of codemods, in the order of its rows. */
export function readCodemodGains({ rows }: BenchResult): ReadonlyMap<string, MeasuredGain> {
  const gains = new Map<string, MeasuredGain>();
  for (const { name, ratio, low, high } of rows) {
    const { id = '', release = '', measures = '' } = ROW.exec(name)?.groups ?? {};
    if (ratio === null || low === null || high === null) throw new Error(`no ratio of ${name}`);
    const releaseGain = { release, ratio: rounded(ratio), low: rounded(low), high: rounded(high) };
    gains.set(id, { measures, releases: [...(gains.get(id)?.releases ?? []), releaseGain] });
  }
  return gains;
}

/** The module that the generator of hypotheses reads them from. */
export function generateGainsModule(result: BenchResult): string {
  const gains = [...readCodemodGains(result)].flatMap(([id, { measures, releases }]) => {
    const ratios = releases.map(({ ratio, low, high }) => `[${ratio}, ${low}, ${high}]`);
    const line = `  '${id}': gainOf('${measures}', ${ratios.join(', ')}),`;
    if (line.length <= LONGEST_LINE) return [line];
    // As the formatter breaks it.
    return [
      `  '${id}': gainOf(`,
      `    '${measures}',`,
      ...ratios.map((ratio) => `    ${ratio},`),
      '  ),',
    ];
  });
  return [
    "import { gainOf, type MeasuredGain } from './codemod-benchmark-gain.ts';",
    '',
    '/** Gains by codemod id from bench/results, by `npm run bench -- --none`; do not edit. */',
    'export const MEASURED_GAINS: Readonly<Record<string, MeasuredGain>> = {',
    ...gains,
    '};',
    '',
  ].join('\n');
}

/** Formats common advice, with its ratio on each release. */
export function adviceTable({ tables }: BenchResult): string {
  const body = tables?.[0]?.body ?? [];
  const advices = [...new Set(body.map(([advice = '']) => advice))];
  return table(
    ['advice', 'Node.js 24', 'Node.js 26'],
    advices.map((advice) => [
      advice,
      ...body.filter(([firstCell]) => firstCell === advice).map((cells) => cells.at(-1) ?? ''),
    ]),
  );
}

function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...body]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** Two digits that count: `0.45 (0.43 to 0.48)`. */
export function formatGainRatio(estimate: { ratio: number; low: number; high: number }): string {
  return `${figure(estimate.ratio)} (${figure(estimate.low)} to ${figure(estimate.high)})`;
}

function figure(value: number): string {
  return value < 0.1 ? String(Number(value.toPrecision(2))) : value.toFixed(2);
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
