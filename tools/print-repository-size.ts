/** Prints the repository's size: `npm run size`. Lines with blank lines; bytes as git tracks. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

/** A measure with the project's own upper bound. */
interface Row {
  readonly name: string;
  readonly unit: 'lines' | 'files' | 'MB' | 'words';
  readonly value: number;
  readonly goal: number;
}

const NOT_PRODUCT = /^(?:test|bench|tools|scenarios|docs)\//u;
const MEGABYTE = 1_000_000;

const tracked = execFileSync('git', ['ls-files', '-z'], {
  encoding: 'utf8',
  maxBuffer: 64 * MEGABYTE,
})
  .split('\0')
  .filter((path) => path !== '' && statSync(path, { throwIfNoEntry: false })?.isFile() === true);

const product = tracked.filter((path) => /\.[cm]?[jt]s$/u.test(path) && !NOT_PRODUCT.test(path));
const core = product.filter((path) => !path.startsWith('plugins/'));
const tests = tracked.filter((path) => path.startsWith('test/'));
/** Written by hand: `docs/reference` follows from the product. */
const pages = tracked.filter(
  (path) => path.endsWith('.md') && !/^(?:test|docs\/reference)\//u.test(path),
);

function linesOf(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + readFileSync(path, 'latin1').split('\n').length - 1, 0);
}

function wordsOf(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + readFileSync(path, 'utf8').split(/\s+/u).length, 0);
}

function megabytesOf(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + statSync(path).size, 0) / MEGABYTE;
}

const rows: readonly Row[] = [
  { name: 'core', unit: 'lines', value: linesOf(core), goal: 75_000 },
  { name: 'product, plugins included', unit: 'lines', value: linesOf(product), goal: 140_000 },
  {
    name: 'tests with fixtures and golden files',
    unit: 'lines',
    value: linesOf(tests),
    goal: 110_000,
  },
  { name: 'product', unit: 'files', value: product.length, goal: 1_700 },
  { name: 'tracked', unit: 'MB', value: megabytesOf(tracked), goal: 12 },
  { name: 'pages', unit: 'words', value: wordsOf(pages), goal: 60_000 },
];

const format = (value: number): string => Math.round(value).toLocaleString('en-US');
for (const { name, unit, value, goal } of rows) {
  const now = format(value).padStart(9);
  console.log(`${name.padEnd(38)}${now} ${unit.padEnd(5)}  goal ${format(goal).padStart(7)}`);
}
