import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hypothesis } from '../../plugins/optimize/document/optimization-hypothesis.ts';
import { openGitProject } from './git-project.ts';
import {
  createHostWithCache,
  createHypothesis,
  type HypothesisProject,
} from './optimization-hypothesis-project.ts';
import { writeFiles } from './run-cli.ts';

const SOURCE = join(import.meta.dirname, '../fixtures/optimize-harmful/project');

/** The ledger as a repository: a program with tests, and a scenario that measures it. */
export function createLedgerProject(): HypothesisProject {
  const root = mkdtempSync(join(tmpdir(), 'perf-harness-ledger-'));
  cpSync(SOURCE, root, { recursive: true });
  const project = openGitProject(root);
  project.git('init', '--quiet', '--initial-branch=main');
  project.git('config', 'user.name', 'someone');
  project.git('config', 'user.email', 'someone@example.com');
  project.commit('first', { '.gitignore': 'node_modules/\n.perf-harness/\n.optimization/\n' });
  return { ...project, ...createHostWithCache() };
}

/** Replacements in files: pairs of an old and a new text. */
export type FileEdits = Readonly<Record<string, readonly (readonly [from: string, to: string])[]>>;

/** Creates a hypothesis of the ledger as a patch, which git generates from the edits. */
export function createLedgerHypothesis(
  id: string,
  edits: FileEdits,
  more: Partial<Hypothesis> = {},
): Hypothesis {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-edit-'));
  for (const [path, replacements] of Object.entries(edits)) {
    const before = readFileSync(join(SOURCE, path), 'utf8');
    let after = before;
    for (const [from, to] of replacements) {
      if (!after.includes(from)) throw new Error(`${id}: ${path} does not hold ${from}`);
      after = after.replace(from, () => to);
    }
    writeFiles(folder, { [`a/${path}`]: before, [`b/${path}`]: after });
  }
  const args = ['diff', '--no-index', '--no-prefix', 'a', 'b'];
  // Exits with 1, since there are differences.
  const { stdout: patch } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
  const files = Object.keys(edits);
  return createHypothesis(
    id,
    { kind: 'patch', patch },
    { files_to_modify: files, source: 'plugin', ...more },
  );
}
