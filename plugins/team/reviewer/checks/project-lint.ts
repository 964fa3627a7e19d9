import { join, relative } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import { readTeamManifest } from '../../read-package-manifest.ts';
import { type BranchDiff, type BranchSide, parseBranchFile } from '../read/branch-diff.ts';
import {
  type CheckFinding,
  completedCheck,
  notAutomatedCheck,
  type ReviewCheck,
} from './review-check.ts';

/** A large project is linted within a minute. */
const TIMEOUT_MS = 300_000;

/** The project's own `lint` script: complaints about changed files that the base does not have. */
export const PROJECT_LINT: ReviewCheck = {
  id: 'lint',
  dimension: 'best_practices',
  run: async (branch) => {
    if (!branch.files.some((file) => parseBranchFile(file, 'head') !== null))
      return completedCheck([]);
    const after = await lint(branch, 'head');
    if (after === null) return notAutomatedCheck('the project has no lint script');
    if (after.exit.type !== 'code')
      return notAutomatedCheck('the lint script did not exit normally');
    if (after.exit.code === 0) return completedCheck([]);
    const complaints = complaintsIn(branch, after);
    const before = await lint(branch, 'base');
    const known = new Set(before === null ? [] : complaintsIn(branch, before).map(keyOf));
    const fresh = complaints.filter((complaint) => !known.has(keyOf(complaint)));
    const isUnread =
      complaints.length === 0 && before?.exit.type === 'code' && before.exit.code === 0;
    return isUnread
      ? notAutomatedCheck(
          'the lint script fails only with the branch, but its output mentions no line in the files that the branch changes',
        )
      : completedCheck(fresh);
  },
};

function keyOf({ file, message }: CheckFinding): string {
  return `${file}\0${message}`;
}

/** Runs the lint script; null if there is none. */
function lint(
  branch: BranchDiff,
  side: BranchSide,
): Promise<Awaited<ReturnType<Host['processes']['exec']>> | null> {
  const { host, root, signal } = branch.worktree;
  return branch.at(side, async () => {
    const { scripts } = readTeamManifest(host.files.read(join(root, 'package.json')));
    if (!scripts.has('lint')) return null;
    const result = await host.processes.exec({
      file: 'npm',
      args: ['run', '--silent', 'lint'],
      cwd: root,
      env: { CI: 'true', NO_COLOR: '1', npm_config_yes: 'false' },
      timeoutMs: TIMEOUT_MS,
      signal,
    });
    signal.throwIfAborted();
    return result;
  });
}

/** Parses `path:line:column message`, or a path line with `line:column message` below it. */
function complaintsIn(
  { files, worktree }: BranchDiff,
  { stdout, stderr }: { readonly stdout: string; readonly stderr: string },
): readonly CheckFinding[] {
  const own = new Set(files.map(({ path }) => path));
  const pathOf = (text: string): string | null => {
    const path = text.startsWith('/') ? relative(worktree.root, text) : text.replace(/^\.\//u, '');
    return own.has(path) ? path : null;
  };
  let heading: string | null = null;
  return `${stdout}\n${stderr}`.split('\n').flatMap((text): readonly CheckFinding[] => {
    const whole = /^\s*(\S+?):(\d+)(?::\d+)?:?\s+(.+)$/u.exec(text);
    const below = /^\s+(\d+):\d+\s+(.+)$/u.exec(text);
    const file = below === null ? pathOf(whole?.[1] ?? '') : heading;
    if (below === null && whole === null) heading = pathOf(text.trim()) ?? heading;
    const line = Number(below?.[1] ?? whole?.[2] ?? 0);
    const words = (below?.[2] ?? whole?.[3] ?? '').replace(/\s+/gu, ' ').trim();
    if (file === null || line < 1 || words === '') return [];
    return [{ file, line, message: `lint: ${words}`, fix: 'fix what the project linter reports' }];
  });
}
