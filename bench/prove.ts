/**
 * Changes of public packages that nobody here wrote, each with two wrong twins by somebody who does
 * not know how they are judged: what does `prove` answer? A twin that is `naive` passes the tests
 * and differs for an input of a user; one that is `same-speed` is right and not faster.
 *
 *   node bench/prove.ts --clones <folder>    <folder>/<owner>+<name> is a clone of each repository
 *   … --half held-out                        the other half, which no change was shaped on
 *   … --only <text>                          cases with this text in their file name
 *   … --change <kind>                        only commits, or only twins of a kind
 *   … --documents <folder>                   stores each proof as <folder>/<case>.<change>.json
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BenchRow, NO_PEER, printBenchResult } from './bench-result.ts';
import { BIN, buildPackage, ROOT } from './built-package.ts';

/** A commit that claims to make something faster, with its twins. */
interface ProofCase {
  readonly half: 'development' | 'held-out';
  readonly repository: string;
  readonly commit: string;
  readonly parent: string;
  /** Shell commands. */
  readonly install: readonly string[];
  readonly test: string;
  readonly twins: readonly Twin[];
}

/** A change of the parent, as lines that are replaced. */
interface Twin {
  readonly kind: 'naive' | 'same-speed';
  readonly about: string;
  readonly edits: readonly {
    readonly file: string;
    /** First removed line, from 1, or the line before which lines are added. */
    readonly line: number;
    readonly removed: number;
    readonly added: readonly string[];
  }[];
}

/** Answers that are right for each kind of change, and the least share of them. */
const CLAIMS = [
  { kind: 'commit', is: ['proven-faster'], least: 0.8, limit: 'proven faster: 80 %' },
  {
    kind: 'commit',
    is: ['proven-faster', 'no-difference', 'not-decided', 'slower', 'blocked'],
    least: 1,
    limit: 'differs: none',
  },
  { kind: 'naive', is: ['differs'], least: 0.85, limit: 'differs: 85 %' },
  {
    kind: 'same-speed',
    is: ['no-difference', 'not-decided', 'slower', 'blocked'],
    least: 1,
    limit: 'proven faster: none',
  },
] as const;
const LIMIT_MS = 15 * 60_000;
const CASES = join(ROOT, 'bench/prove/cases');

const { values } = parseArgs({
  options: {
    clones: { type: 'string' },
    half: { type: 'string', default: 'development' },
    only: { type: 'string', default: '' },
    change: { type: 'string', default: '' },
    documents: { type: 'string' },
  },
});

function run(cwd: string, command: string): void {
  const { status, stderr } = spawnSync(command, { cwd, shell: true, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed: ${stderr.slice(-500)}`);
}

/** Clones the parent of a commit and installs what it needs. */
function checkOut(clones: string, { repository, parent, install }: ProofCase): string {
  const clone = join(clones, repository.replace('/', '+'));
  if (!existsSync(clone)) throw new Error(`${clone} does not exist: clone ${repository} into it`);
  const root = mkdtempSync(join(tmpdir(), 'prove-bench-'));
  run(root, `git clone --quiet --shared "${clone}" . && git checkout --quiet ${parent}`);
  for (const command of install) run(root, command);
  return root;
}

function applyTwin(root: string, { edits }: Twin): void {
  for (const { file, line, removed, added } of edits.toReversed()) {
    const lines = readFileSync(join(root, file), 'utf8').split('\n');
    lines.splice(line - 1, removed, ...added);
    writeFileSync(join(root, file), lines.join('\n'));
  }
}

/** Returns the outcome of a proof, its document and, without a document, the error. */
function prove(root: string, test: string, subject: readonly string[]) {
  const started = performance.now();
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [BIN, 'prove', ...subject, '--tests', test, '--no-parts', '--reporter', 'json'],
    { cwd: root, encoding: 'utf8', timeout: LIMIT_MS, maxBuffer: 2 ** 28 },
  );
  const seconds = (performance.now() - started) / 1_000;
  try {
    return { outcome: String(JSON.parse(stdout).outcome), seconds, said: '', document: stdout };
  } catch {
    const said = stderr.trim().split('\n').at(-1) ?? '';
    return { outcome: 'blocked', seconds, said, document: stderr };
  }
}

if (values.clones === undefined) throw new Error('--clones <folder> is missing');
buildPackage();
if (values.documents !== undefined) mkdirSync(values.documents, { recursive: true });
const answers: { kind: string; outcome: string }[] = [];
const body: (readonly string[])[] = [];
for (const name of readdirSync(CASES).filter((file) => file.includes(values.only))) {
  const known = JSON.parse(readFileSync(join(CASES, name), 'utf8')) as ProofCase;
  if (known.half !== values.half) continue;
  const changes = [null, ...known.twins].filter((twin) =>
    (twin?.kind ?? 'commit').includes(values.change),
  );
  let root = '';
  try {
    root = checkOut(values.clones, known);
    for (const twin of changes) {
      run(root, 'git checkout --quiet .');
      if (twin !== null) applyTwin(root, twin);
      const kind = twin?.kind ?? 'commit';
      const answer = prove(root, known.test, twin === null ? [known.commit] : []);
      answers.push({ kind, outcome: answer.outcome });
      if (values.documents !== undefined) {
        writeFileSync(
          join(values.documents, `${name.replace('.json', '')}.${kind}.json`),
          answer.document,
        );
      }
      body.push([known.repository, kind, answer.outcome, answer.seconds.toFixed(0), answer.said]);
      console.error(body.at(-1)?.join(' | '));
    }
  } catch (error) {
    // A clone may lack large files; the other cases are judged all the same.
    body.push([known.repository, '', 'not run', '', String(error).slice(0, 200)]);
    console.error(body.at(-1)?.join(' | '));
  } finally {
    if (root !== '') rmSync(root, { recursive: true, force: true });
  }
}

const rows = CLAIMS.map(({ kind, is, least, limit }): BenchRow => {
  const own = answers.filter((answer) => answer.kind === kind);
  const right = own.filter(({ outcome }) => is.some((name) => name === outcome)).length;
  const holds = right >= least * own.length;
  return { name: kind, ours: `${right} of ${own.length}`, ...NO_PEER, limit, holds };
});
printBenchResult({
  title: 'Proofs of changes to public packages',
  method: `Commits of public packages that claim a gain, their ${values.half} half, and two wrong twins of each by somebody who does not know how they are judged. The tests stay those of the commit's parent.`,
  rows,
  tables: [
    { title: 'Each change', note: '', head: ['package', 'change', 'answer', 's', ''], body },
  ],
});
