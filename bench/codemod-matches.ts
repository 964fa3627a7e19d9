/**
 * Frequency of each codemod's pattern in 300 public packages, drawn by a seed before any was read:
 * downloads the pinned versions and counts the distinct lines at which the codemod applies. The
 * catalogue keeps codemods for patterns that people write; this says which these are.
 *
 *   npm run bench -- codemod-matches     all
 *   node bench/codemod-matches.ts --packages 20
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Codemod } from '../plugins/optimize/generators/codemod.ts';
import { CODEMODS_WITH_VARIANTS } from '../plugins/optimize/generators/codemod-catalogue.ts';
import { readSource } from '../plugins/optimize/generators/read-source-file.ts';
import { printBenchResult } from './bench-result.ts';
import { ROOT } from './built-package.ts';
import packages from './codemods/public-packages.json' with { type: 'json' };

const INSTALL_TIMEOUT_MS = 300_000;
/** Files of a package that are read, drawn by a hash; a line takes 4 ms for all codemods together. */
const MAX_FILES_PER_PACKAGE = 12;
const MAX_FILE_BYTES = 60_000;
/** Mean characters per line above which a file counts as minified. */
const MINIFIED_LINE_LENGTH = 200;

/** Matches of one codemod. */
interface CodemodMatches {
  packages: number;
  lines: number;
  readonly examples: string[];
}

const { values } = parseArgs({ options: { packages: { type: 'string' } } });
const wanted = packages.names.slice(0, Number(values.packages ?? packages.names.length));
const cache = join(ROOT, '.perf-harness/bench-codemod-matches');
const matches = new Map<Codemod, CodemodMatches>(
  CODEMODS_WITH_VARIANTS.map((codemod) => [codemod, { packages: 0, lines: 0, examples: [] }]),
);
let linesRead = 0;
for (const [index, name] of wanted.entries()) {
  console.error(`[${index + 1} of ${wanted.length}] ${name}`);
  countMatches(name, downloadPackage(name));
}
printBenchResult({
  title: 'Matches of codemods in public packages',
  method: `${wanted.length} packages drawn by the seed "${packages.seed}" from ${packages.source}; of each at most ${MAX_FILES_PER_PACKAGE} files that are not minified, ${linesRead.toLocaleString('en')} lines in all. A line that occurs twice in a package, such as in its builds for CommonJS and for ES modules, counts once.`,
  rows: [],
  tables: [
    {
      title: 'Codemods by packages in which they match',
      note: '',
      head: ['codemod', 'packages', 'lines', 'for example'],
      body: [...matches]
        .toSorted(([, a], [, b]) => b.packages - a.packages || b.lines - a.lines)
        .map(([{ id }, found]) => [
          id,
          `${found.packages}`,
          `${found.lines}`,
          found.examples.slice(0, 2).join(', '),
        ]),
    },
  ],
});

/** Downloads and unpacks a pinned package, if that is not done yet; returns its folder. */
function downloadPackage(name: string): string {
  const folder = join(cache, name.replaceAll('/', '+'));
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const options = { cwd: cache, encoding: 'utf8', timeout: INSTALL_TIMEOUT_MS } as const;
  const packed = spawnSync('npm', ['pack', '--silent', name], options);
  const archive = packed.stdout.trim().split('\n').at(-1) ?? '';
  if (packed.status !== 0 || archive === '') throw new Error(`${name}: ${packed.stderr}`);
  mkdirSync(folder);
  const unpack = ['xzf', archive, '-C', folder, '--strip-components=1'];
  const { status, stderr } = spawnSync('tar', unpack, options);
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  return folder;
}

function countMatches(name: string, folder: string): void {
  const lines = new Map<Codemod, Set<string>>();
  for (const path of drawFiles(folder)) {
    const text = readFileSync(join(folder, path), 'utf8');
    const source = readSource(path, text);
    if (source === null) continue;
    const texts = text.split('\n');
    linesRead += texts.length;
    for (const codemod of CODEMODS_WITH_VARIANTS) {
      for (const { line } of codemod.find(source)) {
        const seen = lines.get(codemod) ?? new Set<string>();
        const found = matches.get(codemod);
        lines.set(codemod, seen.add(texts[line - 1]?.trim() ?? ''));
        if (seen.size === 1 && found !== undefined)
          found.examples[found.packages] = `${name} ${path}:${line}`;
      }
    }
  }
  for (const [codemod, seen] of lines) {
    const found = matches.get(codemod);
    if (found === undefined) continue;
    found.packages += 1;
    found.lines += seen.size;
  }
}

/** Source files of a package, at most the limit. */
function drawFiles(folder: string): readonly string[] {
  const hash = (path: string): string => createHash('sha256').update(path).digest('hex');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.[cm]?[jt]sx?$/u.test(path) && !/\.d\.[cm]?ts$|\.min\./u.test(path))
    .filter((path) => isReadable(join(folder, path)))
    .toSorted((a, b) => (hash(a) < hash(b) ? -1 : 1))
    .slice(0, MAX_FILES_PER_PACKAGE);
}

function isReadable(path: string): boolean {
  const { size } = statSync(path);
  if (size > MAX_FILE_BYTES || !statSync(path).isFile()) return false;
  return size / readFileSync(path, 'utf8').split('\n').length <= MINIFIED_LINE_LENGTH;
}
