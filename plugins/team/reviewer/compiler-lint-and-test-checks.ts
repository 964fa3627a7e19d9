import { join, relative } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import { findCompiler, runCompiler, runTests } from '../../optimize/index.ts';
import {
  type CompilerError,
  compareTests,
  findNewTypeErrors,
  parseTypeErrors,
} from '../optimizer/find-new-compile-test-failures.ts';
import { readTeamManifest } from '../read-package-manifest.ts';
import {
  type BranchDiff,
  type BranchSide,
  type CheckFinding,
  completedCheck,
  firstChangedLine,
  notAutomatedCheck,
  parseBranchFile,
  type ReviewCheck,
} from './branch-diff.ts';

/** Names of failing tests that a finding lists; the rest are counted. */
const MAX_NAMES = 3;

/** Runs the project's own tests, and reports those that fail only with the branch. */
export const CHANGED_TESTS: ReviewCheck = {
  id: 'tests',
  dimension: 'correctness',
  run: async (branch, { testCommand }) => {
    if (testCommand === null) return notAutomatedCheck('the project has no tests');
    const { worktree } = branch;
    const outcome = await compareTests({
      base: () => branch.at('base', () => runTests(worktree, testCommand)),
      head: () => branch.at('head', () => runTests(worktree, testCommand)),
    });
    switch (outcome.state) {
      case 'passed':
        return completedCheck([]);
      case 'undecided':
        return notAutomatedCheck(outcome.reason);
      case 'failed': {
        const place = placeIn(branch, outcome.output);
        const shown = outcome.failing.slice(0, MAX_NAMES);
        const more = outcome.failing.length - shown.length;
        const names = shown.length === 0 ? outcome.message : shown.join(', ');
        return completedCheck([
          {
            ...place,
            message: `tests fail with the branch but pass without it: ${names}${more > 0 ? ` and ${more} more` : ''}`,
            fix: `run \`${testCommand}\` in the branch and fix the failures`,
          },
        ]);
      }
    }
  },
};

/**
 * Returns the first place in the branch's own files that the output names, such as a stack frame,
 * else the first changed line.
 */
function placeIn({ files }: BranchDiff, output: string): Pick<CheckFinding, 'file' | 'line'> {
  for (const [, path = '', line = '1'] of output.matchAll(/([\w@./-]+\.\w+):(\d+)/gu)) {
    const named = files.find((file) => path === file.path || path.endsWith(`/${file.path}`));
    if (named !== undefined) return { file: named.path, line: Math.max(1, Number(line)) };
  }
  const [first] = files;
  return { file: first.path, line: firstChangedLine(first) };
}

/** The project's own compiler: errors that the base does not have. */
export const CHANGED_TYPES: ReviewCheck = {
  id: 'types',
  dimension: 'correctness',
  run: async (branch, { root: original }) => {
    const { host, root } = branch.worktree;
    const errors = (side: BranchSide): Promise<readonly CompilerError[] | string> =>
      branch.at(side, async () => {
        const found = findCompiler(host, root, original);
        if ('reason' in found) return found.reason;
        const output = await runCompiler(branch.worktree, found.compiler);
        const listed = parseTypeErrors(output ?? '');
        if (output === null || listed.length > 0) return listed;
        return `the compiler failed: ${output.split('\n')[0] ?? ''}`;
      });
    const after = await errors('head');
    if (typeof after === 'string') return notAutomatedCheck(after);
    if (after.length === 0) return completedCheck([]);
    const before = await errors('base');
    if (typeof before === 'string') return notAutomatedCheck(`on the base, ${before}`);
    return completedCheck(
      findNewTypeErrors(before, after).map(({ file, line, code, message }) => ({
        file,
        line,
        message: `${code}: ${message.replace(/\.$/u, '')}`,
        fix: 'fix the type error; the base compiles without it',
      })),
    );
  },
};

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
