import { METRICS } from '../../harness/model/metric.ts';

const UNITS = {
  ms: 'milliseconds',
  B: 'bytes',
  count: 'count',
  ratio: 'ratio',
  '/s': 'per second',
  score: 'score',
} as const;

/** Every metric of the registry. */
export function metricsPage(): string {
  const rows = [...METRICS.values()].map(
    ({ name, unit, better, nature, meaning }) =>
      `| \`${name}\` | ${meaning} | ${UNITS[unit]} | ${better} | ${nature} |`,
  );
  return [
    '# Metrics',
    'Written by `npm run reference` from the registry of metrics. A *timed* metric carries the noise of the machine, a *counted* one hardly any, an *exact* one none; each is compared by a test of its own ([statistics](../statistics.md)).',
    [
      '| metric | meaning | unit | better | nature |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
    ].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}
