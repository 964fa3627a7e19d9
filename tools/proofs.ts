/**
 * Runs proofs: what takes repetition or long real measurement (docs/tests.md).
 *
 *   npm run proofs                       the share whose turn it is, and those whose folders changed since the last turn
 *   npm run proofs -- --all              all of them, for a release
 *   npm run proofs -- --share 3          one share
 *   npm run proofs -- --list             which ones would run
 *   npm run proofs -- --next             hands the turn on: once for each landing, and is committed with it
 *   npm run proofs -- --deal             gives new proofs a share, and notes what those of the last run took
 *   npm run proofs -- --minutes 6        leaves to their own turn, or to a release, what would take longer
 *   npm run proofs -- test/harness/stats those below a path
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { lastProofSeconds } from './proof-seconds-reporter.ts';
import { dealShares, PROOFS, type Proof, proofsOfTurn, SHARES } from './proof-shares.ts';

const RECORD = 'test/proofs.json';
const TURN = '.ci/turn';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    next: { type: 'boolean', default: false },
    deal: { type: 'boolean', default: false },
    share: { type: 'string' },
    minutes: { type: 'string' },
  },
});

const files = globSync([...Object.values(PROOFS).flat()]).sort();
const known = existsSync(RECORD) ? (JSON.parse(readFileSync(RECORD, 'utf8')) as Proof[]) : [];

function git(...args: readonly string[]): readonly string[] {
  const { status, stdout } = spawnSync('git', [...args], { encoding: 'utf8', maxBuffer: 1e8 });
  return status === 0 ? stdout.trim().split('\n').filter(Boolean) : [];
}

function readTurn(): number {
  return existsSync(TURN) ? Number(readFileSync(TURN, 'utf8')) : 0;
}

/** Files that changed since the turn was handed on before this one; only moved ones are left out. */
function changedFiles(): readonly string[] {
  const [, before] = git('log', '-2', '--format=%H', '--', TURN);
  if (before === undefined) return [];
  return git('diff', '--name-status', '--find-renames=90%', before, 'HEAD')
    .filter((line) => !line.startsWith('R'))
    .map((line) => line.split('\t').at(-1) ?? '');
}

function writeRecord(proofs: readonly Proof[]): void {
  writeFileSync(RECORD, `${JSON.stringify(proofs, null, 2)}\n`);
}

/** What each file of the last run took. */
function lastSeconds(): ReadonlyMap<string, number> {
  return new Map(
    [...lastProofSeconds()].map(([file, seconds]) => [file, Math.max(1, Math.round(seconds))]),
  );
}

function chosen(): readonly string[] {
  const dealt = dealShares(files, known, new Map());
  if (values.all) return files;
  if (positionals.length > 0)
    return files.filter((file) => positionals.some((path) => file.startsWith(path)));
  if (values.share !== undefined) {
    return dealt.filter(({ share }) => share === Number(values.share)).map(({ file }) => file);
  }
  const limitSeconds =
    values.minutes === undefined ? Number.POSITIVE_INFINITY : 60 * Number(values.minutes);
  const { own, changed, left, forRelease } = proofsOfTurn(
    dealt,
    readTurn(),
    changedFiles(),
    limitSeconds,
  );
  console.log(
    `share ${readTurn() % SHARES} of ${SHARES}: ${own.length} proofs, and ${changed.length} whose folders changed`,
  );
  for (const file of left) console.log(`left to its own turn, for want of time: ${file}`);
  for (const file of forRelease) console.log(`left to a release, for want of time: ${file}`);
  return [...own, ...changed];
}

function run(): void {
  const wanted = chosen();
  for (const file of wanted) console.log(`proof: ${file}`);
  if (values.list || wanted.length === 0) return;
  const { status } = spawnSync(
    'vitest',
    ['run', '--config', 'vitest.proofs.config.ts', ...wanted],
    {
      stdio: 'inherit',
    },
  );
  process.exitCode = status ?? 1;
}

if (values.next) writeFileSync(TURN, `${(readTurn() + 1) % SHARES}\n`);
else if (values.deal) writeRecord(dealShares(files, known, lastSeconds()));
else run();
