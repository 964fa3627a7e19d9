import type { BenchRow, BenchTable, PublishedBench } from './bench-result.ts';

/** A result with the name that `npm run bench` takes. */
type NamedResult = PublishedBench & { readonly name: string };

/** Tables that compare with peers or state the noise; the others stay in the result. */
const SHOWN_TABLES: ReadonlySet<string> = new Set([
  'How noisy a pair is',
  'The rules of peers, replayed over the same trials',
  'Identical code under other tools',
  'Profilers beside each other',
  'What it takes',
]);

/** Speed and exactness by the latest results of the benches. */
export function performancePage(published: readonly NamedResult[]): string {
  return `${[
    '# Performance',
    "Written by `npm run reference` from `bench/results`, where each result has its whole method and every table. A ratio is ours divided by the peer's, measured side by side in one run, with its 95 % interval.",
    `Versions: ${versionsOf(published)}.`,
    ...published.map(section),
  ].join('\n\n')}\n`;
}

function versionsOf(published: readonly PublishedBench[]): string {
  const all = new Map<string, Set<string>>();
  for (const { versions } of published) {
    for (const [name, version] of Object.entries(versions)) {
      all.set(name, (all.get(name) ?? new Set()).add(version));
    }
  }
  return [...all].map(([name, found]) => `${name} ${[...found].join(' and ')}`).join(', ');
}

function section({ name, result, seconds, machine, date }: NamedResult): string {
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
    markdownTable(head, body),
    `\`npm run bench -- ${name}\`, ${durationText(seconds)} on ${date}: ${machine}. ${firstSentence(result.method)}`,
    ...(result.tables ?? []).filter(({ title }) => SHOWN_TABLES.has(title)).flatMap(tableSection),
  ].join('\n\n');
}

function tableSection({ title, note, head, body }: BenchTable): readonly string[] {
  return [`### ${title}`, markdownTable(head, body), ...(note === '' ? [] : [firstSentence(note)])];
}

function markdownTable(head: readonly string[], body: BenchTable['body']): string {
  return [head, head.map(() => '---'), ...body]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function firstSentence(text: string): string {
  return /^.*?\.(?=\s[A-Z`]|$)/su.exec(text)?.[0] ?? text;
}

/** Formats a duration in seconds, or in hours from one hour on. */
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
