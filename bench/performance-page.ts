import type { BenchRow, BenchTable, Published } from './bench-result.ts';

/** Rows of the longest table of the page; a longer one lists single cases and stays in the result. */
const MOST_ROWS = 12;

/** The page about speed and exactness, from what the benches found last. */
export function performancePage(published: readonly Published[]): string {
  return `${[
    '# Performance',
    "How quick and how exact perf-harness is, measured beside its peers on the same work. Written by\n`npm run bench`; do not edit. Ratios are ours divided by the peer's, taken side by side in one run,\nwith their 95 % interval where there is one: times of one machine say little about another, ratios\nmore.",
    `Versions: ${versionsOf(published)}.`,
    ...published.map(section),
  ].join('\n\n')}\n`;
}

function versionsOf(published: readonly Published[]): string {
  const all = new Map<string, Set<string>>();
  for (const { versions } of published) {
    for (const [name, version] of Object.entries(versions)) {
      all.set(name, (all.get(name) ?? new Set()).add(version));
    }
  }
  return [...all].map(([name, found]) => `${name} ${[...found].join(' and ')}`).join(', ');
}

function section({ result, seconds, machine, date }: Published): string {
  const { ours, peer } = result.columns ?? { ours: 'perf-harness', peer: 'peer' };
  const isBeside = result.rows.some((row) => row.peer !== '');
  const hasRatio = result.rows.some(({ ratio }) => ratio !== null);
  const head = [
    '',
    isBeside || hasRatio ? ours : 'perf-harness',
    ...(isBeside ? [peer] : []),
    ...(hasRatio ? ['ratio'] : []),
    'promised',
    'holds',
  ];
  const body = result.rows.map((row) => [
    row.name,
    row.ours,
    ...(isBeside ? [row.peer] : []),
    ...(hasRatio ? [ratioText(row)] : []),
    row.limit,
    holdsText(row),
  ]);
  return [
    `## ${result.title}`,
    `${result.method} It took ${durationText(seconds)} on ${date}: ${machine}.`,
    markdownTable(head, body),
    ...(result.tables ?? []).filter(({ body }) => body.length <= MOST_ROWS).flatMap(tableSection),
  ].join('\n\n');
}

function tableSection({ title, note, head, body }: BenchTable): readonly string[] {
  return [`### ${title}`, ...(note === '' ? [] : [note]), markdownTable(head, body)];
}

function markdownTable(head: readonly string[], body: BenchTable['body']): string {
  return [head, head.map(() => '---'), ...body]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** Seconds, and hours where there are many. */
function durationText(seconds: number): string {
  return seconds < 3_600 ? `${seconds} s` : `${(seconds / 3_600).toFixed(1)} h`;
}

function ratioText({ ratio, low, high }: BenchRow): string {
  if (ratio === null) return '';
  const interval =
    low === null || high === null ? '' : ` (${low.toFixed(3)} to ${high.toFixed(3)})`;
  return `${ratio.toFixed(3)}${interval}`;
}

function holdsText({ holds }: BenchRow): string {
  return holds ? 'yes' : '**no**';
}
