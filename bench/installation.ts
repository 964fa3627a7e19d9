/** Measures size and duration of installing perf-harness compared with an earlier commit. */
import { spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../harness/stats/descriptive-statistics.ts';
import { type BenchRow, printBenchResult } from './bench-result.ts';
import { ROOT } from './built-package.ts';
import { summarizeRatios } from './measure-alternately.ts';

/** Last commit before third-party code was bundled into the package. */
const BEFORE = 'f30140e3';
const ROUNDS = 7;

/** Contents of `node_modules` after an installation, and the time npm took. */
interface Installed {
  readonly files: number;
  readonly bytes: number;
  readonly packages: number;
  readonly ms: number;
}

const folder = mkdtempSync(join(tmpdir(), 'bench-installation-'));
try {
  const archives = [packed(commitTree('HEAD')), packed(commitTree(BEFORE))] as const;
  // The first of each fills the cache of npm.
  for (const archive of archives) install(archive);
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    if (round % 2 === 0) return [install(archives[0]), install(archives[1])] as const;
    const before = install(archives[1]);
    return [install(archives[0]), before] as const;
  });
  printBenchResult({
    title: 'What an installation brings',
    method: `The packages of this commit and of ${BEFORE}, built and packed, each installed by npm into an empty project ${ROUNDS} times in turn, the order swapped every round, from npm's own cache: what lies in \`node_modules\` then, and the seconds that npm took, medians with the interval of the rounds' ratios. Node.js ${process.versions.node}.`,
    columns: { ours: 'now', peer: `before (${BEFORE})` },
    rows: [
      row('files', rounds, ({ files }) => files, String),
      row(
        'size',
        rounds,
        ({ bytes }) => bytes,
        (bytes) => `${(bytes / 1e6).toFixed(1)} MB`,
      ),
      row('packages', rounds, ({ packages }) => packages, String),
      row(
        'time',
        rounds,
        ({ ms }) => ms,
        (ms) => `${(ms / 1_000).toFixed(1)} s`,
      ),
    ],
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function row(
  name: string,
  rounds: readonly (readonly [now: Installed, before: Installed])[],
  of: (installed: Installed) => number,
  show: (value: number) => string,
): BenchRow {
  const ratios = rounds.map(([now, before]) => of(now) / of(before));
  const summary = summarizeRatios(ratios);
  return {
    name,
    ours: show(median(rounds.map(([now]) => of(now)))),
    peer: show(median(rounds.map(([, before]) => of(before)))),
    ...summary,
    limit: 'less than before',
    holds: summary.low < 1,
  };
}

/** Writes the files of a commit to a folder, linked to the packages installed here. */
function commitTree(commit: string): string {
  const tree = join(folder, commit);
  mkdirSync(tree);
  const archive = join(folder, `${commit}.tar`);
  run('git', ['archive', '--output', archive, commit], ROOT);
  run('tar', ['-xf', archive], tree);
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
  return tree;
}

/** Absolute path of the built and packed package of a tree. */
function packed(tree: string): string {
  run(process.execPath, ['tools/build.ts', '--noCheck'], tree);
  const name = run('npm', ['pack', '--silent', '--ignore-scripts'], tree).trim();
  return join(tree, name);
}

function install(archive: string): Installed {
  const project = mkdtempSync(join(folder, 'project-'));
  writeFileSync(join(project, 'package.json'), '{ "private": true }\n');
  const started = process.hrtime.bigint();
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', archive], project);
  const ms = Number(process.hrtime.bigint() - started) / 1e6;
  const modules = join(project, 'node_modules');
  const lock = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')) as {
    readonly packages: object;
  };
  const installed = { ...contentOf(modules), packages: Object.keys(lock.packages).length, ms };
  rmSync(project, { recursive: true });
  return installed;
}

function contentOf(path: string): Pick<Installed, 'files' | 'bytes'> {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) return { files: 1, bytes: stat.size };
  const inside = readdirSync(path).map((name) => contentOf(join(path, name)));
  return {
    files: inside.reduce((sum, { files }) => sum + files, 0),
    bytes: inside.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function run(file: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(file, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} failed:\n${stderr}`);
  return stdout;
}
