/**
 * Frequency of each codemod's pattern in 300 public packages and eight applications, chosen before
 * any was read: gets the pinned versions and counts the distinct lines at which the codemod applies.
 * The catalogue keeps codemods for patterns that people write; this says which these are.
 *
 *   PERF_HARNESS_MIRRORS=<clones> node bench/codemod-matches.ts
 *   node bench/codemod-matches.ts --packages 20 --applications 0
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Codemod, readSource } from '../plugins/optimize/generators/codemod.ts';
import { CODEMODS } from '../plugins/optimize/generators/codemod-catalogue.ts';
import { checkOutFiles, findMirror, requireMirrorsFolder } from './audit/check-out-files.ts';
import { printBenchResult } from './bench-result.ts';
import { ROOT } from './built-package.ts';
import packages from './codemods/public-packages.json' with { type: 'json' };

const INSTALL_TIMEOUT_MS = 300_000;
/** Files that are read, drawn by a hash; a line takes 4 ms for all codemods together. */
const MAX_FILES = { package: 12, application: 150 } as const;
const MAX_FILE_BYTES = 60_000;
/** Mean characters per line above which a file counts as minified. */
const MINIFIED_LINE_LENGTH = 200;

/** Matches of one codemod. */
interface CodemodMatches {
  packages: number;
  lines: number;
  readonly examples: string[];
}

const { values } = parseArgs({
  options: { packages: { type: 'string' }, applications: { type: 'string' } },
});
const names = packages.names.slice(0, Number(values.packages ?? packages.names.length));
const applications = packages.applications.slice(
  0,
  Number(values.applications ?? packages.applications.length),
);
const cache = join(ROOT, '.perf-harness/bench-codemod-matches');
const matches = new Map<Codemod, CodemodMatches>(
  CODEMODS.map((codemod) => [codemod, { packages: 0, lines: 0, examples: [] }]),
);
let linesRead = 0;
for (const [index, name] of names.entries()) {
  console.error(`[${index + 1} of ${names.length}] ${name}`);
  countMatches(name, downloadPackage(name), MAX_FILES.package);
}
for (const { repository, commit } of applications) {
  console.error(repository);
  countMatches(repository, checkOutApplication(repository, commit), MAX_FILES.application);
}
printBenchResult({
  title: 'Matches of codemods in public packages',
  method: `${names.length} packages drawn by the seed "${packages.seed}" from ${packages.source}; of each at most ${MAX_FILES.package} files that are not minified; and ${applications.map(({ repository }) => repository).join(', ')}, of each at most ${MAX_FILES.application} files; ${linesRead.toLocaleString('en')} lines in all. A line that occurs twice in a package, such as in its builds for CommonJS and for ES modules, counts once.`,
  rows: [],
  tables: [
    {
      title: 'Codemods by packages and applications in which they match',
      note: '',
      head: ['codemod', 'packages and applications', 'lines', 'for example'],
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

/** Writes the sources of a pinned commit to a folder, if that is not done yet; returns the folder. */
function checkOutApplication(repository: string, commit: string): string {
  const folder = join(cache, 'applications', repository.replace('/', '+'));
  if (existsSync(folder)) return folder;
  mkdirSync(folder, { recursive: true });
  checkOutFiles(findMirror(requireMirrorsFolder(process.env), repository), commit, '', folder);
  return folder;
}

function countMatches(name: string, folder: string, maxFiles: number): void {
  const lines = new Map<Codemod, Set<string>>();
  for (const path of drawFiles(folder, maxFiles)) {
    const text = readFileSync(join(folder, path), 'utf8');
    const source = readSource(path, text);
    if (source === null) continue;
    const texts = text.split('\n');
    linesRead += texts.length;
    for (const codemod of CODEMODS) {
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
function drawFiles(folder: string, maxFiles: number): readonly string[] {
  const hash = (path: string): string => createHash('sha256').update(path).digest('hex');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.[cm]?[jt]sx?$/u.test(path) && !/\.d\.[cm]?ts$|\.min\./u.test(path))
    .filter((path) => isReadable(join(folder, path)))
    .toSorted((a, b) => (hash(a) < hash(b) ? -1 : 1))
    .slice(0, maxFiles);
}

function isReadable(path: string): boolean {
  const { size } = statSync(path);
  if (size > MAX_FILE_BYTES || !statSync(path).isFile()) return false;
  return size / readFileSync(path, 'utf8').split('\n').length <= MINIFIED_LINE_LENGTH;
}
