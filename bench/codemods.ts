/**
 * What each codemod of the processor and memory gains: its fixture before and after, in fresh processes
 * in turn, on both releases of Node.js that are supported; and the same of what is only said to be
 * faster.
 *
 *   node bench/codemods.ts [--rounds 9] [id …]
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from '../harness/host/cache-folder.ts';
import { createHost } from '../harness/host.ts';
import { findNodeBinary } from '../harness/snapshot/node-binary.ts';
import { medianInterval } from '../harness/stats/median-interval.ts';
import { median } from '../harness/stats/quantile.ts';
import { type BenchRow, printBenchResult } from './bench-result.ts';
import { ROOT } from './built-package.ts';
import { MYTHS } from './codemods/myths.ts';

const RELEASES = ['24', '26'];
const INSTALL_TIMEOUT_MS = 300_000;
const CHILD_TIMEOUT_MS = 60_000;

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '9' } },
  allowPositionals: true,
});
const rounds = Number(values.rounds);
const host = createHost();
const child = join(ROOT, 'bench/codemods/child.ts');
// Every codemod of the catalogue has a fixture here with a workload, or is measured elsewhere.
const fixtures = readdirSync(join(ROOT, 'test/fixtures/codemods'))
  .filter((id) => existsSync(join(ROOT, 'test/fixtures/codemods', id, 'inputs.ts')))
  .filter(isAsked);
const myths = Object.keys(MYTHS).filter(isAsked);

const nodes: (readonly [string, string])[] = [];
for (const release of RELEASES) nodes.push([release, await nodeOf(release)]);
const rows: BenchRow[] = [];
for (const id of fixtures) {
  for (const [release, node] of nodes) {
    const row = await compare(node, 'fixture', id);
    rows.push({
      ...row,
      name: `${id}, Node.js ${release}`,
      limit: 'the interval below 1',
      holds: row.high !== null && row.high < 1,
    });
    console.error(
      `${id} ${release}: ${row.ratio?.toFixed(3)} (${row.low?.toFixed(3)} to ${row.high?.toFixed(3)})`,
    );
  }
}
const body: string[][] = [];
for (const id of myths) {
  for (const [release, node] of nodes) {
    const { peer, ours, ratio, low, high } = await compare(node, 'myth', id);
    const interval = `${ratio?.toFixed(2)} (${low?.toFixed(2)} to ${high?.toFixed(2)})`;
    body.push([MYTHS[id]?.advice ?? '', release, peer, ours, interval]);
    console.error(`myth ${id} ${release}: ${interval}`);
  }
}
printBenchResult({
  title: 'Codemods, before and after',
  method: `${rounds} rounds, in each a fresh process of either form on the same input, the order swapped from round to round; medians of the time of a call in the quickest batch of a process (of those that leave the thread, the processor time of the calling thread), and the median of the rounds' ratios with its interval at 95 %.`,
  rows,
  tables: [
    {
      title: 'What is said to be faster',
      note: 'None of these is in the catalogue.',
      head: ['advice', 'Node.js', 'as it was', 'as advised', 'ratio'],
      body,
    },
  ],
});

function isAsked(id: string): boolean {
  return positionals.length === 0 || positionals.includes(id);
}

async function nodeOf(release: string): Promise<string> {
  if (process.versions.node.startsWith(`${release}.`)) return process.execPath;
  const signal = AbortSignal.timeout(INSTALL_TIMEOUT_MS);
  return (await findNodeBinary(host, release, cacheFolder(host), signal)).path;
}

async function compare(node: string, kind: 'fixture' | 'myth', id: string) {
  const before: number[] = [];
  const after: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? (['before', 'after'] as const) : (['after', 'before'] as const);
    for (const form of order) {
      const nanoseconds = await time(node, kind, id, form);
      (form === 'before' ? before : after).push(nanoseconds);
    }
  }
  const ratios = after.map((one, round) => one / (before[round] ?? Number.NaN));
  const { low, high } = medianInterval(ratios, 0.95);
  return {
    ours: readable(median(after)),
    peer: readable(median(before)),
    ratio: median(ratios),
    low,
    high,
  };
}

async function time(node: string, kind: string, id: string, form: string): Promise<number> {
  const { exit, stdout, stderr } = await host.processes.exec({
    file: node,
    args: [child, kind, id, form],
    timeoutMs: CHILD_TIMEOUT_MS,
  });
  if (exit.type !== 'code' || exit.code !== 0) throw new Error(`${id}, ${form}: ${stderr}`);
  return Number(stdout);
}

function readable(nanoseconds: number): string {
  if (nanoseconds >= 1e6) return `${(nanoseconds / 1e6).toFixed(2)} ms`;
  if (nanoseconds >= 1e3) return `${(nanoseconds / 1e3).toFixed(2)} µs`;
  return `${nanoseconds.toFixed(2)} ns`;
}
