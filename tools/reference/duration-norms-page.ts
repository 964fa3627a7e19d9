import { INDUSTRY_NORMS } from '../../harness/model/scenario/industry-duration-norms.ts';

/** Durations of common work, by which the Wrong Tool Gate judges. */
export function normsPage(): string {
  const rows = Object.values(INDUSTRY_NORMS).map(
    ({ operation, title, lowMs, highMs, typicalMs, source }) =>
      `| \`${operation}\` | ${title} | ${lowMs} | ${highMs} | ${typicalMs?.join('–') ?? ''} | ${source} |`,
  );
  return [
    '# Norms',
    'Written by `npm run reference` from the table of the [Wrong Tool Gate](../optimize.md#is-code-the-right-tool): how long work takes when nothing is wrong with it, in milliseconds, both ends included. These are rules of thumb, not measurements; `norms` of the [configuration](../configuration.md) replaces them.',
    [
      '| kind of work | is | from | to | most | source |',
      '| --- | --- | --- | --- | --- | --- |',
      ...rows,
    ].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}
