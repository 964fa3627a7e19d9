import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../../harness/scenario/project-config.ts';
import { auditCommit } from '../../../../plugins/audit/index.ts';
import { reviewBranch } from '../../../../plugins/team/reviewer/review-branch.ts';
import {
  type Review,
  reviewerNamespace,
  reviewFindingSchema,
  reviewText,
} from '../../../../plugins/team/reviewer/review-document.ts';
import type { Dimension } from '../../../../plugins/team/session/task-completion.ts';
import { createAuditContext } from '../../../support/create-audit-command-context.ts';
import {
  createHypothesisProject,
  digestProject,
  type HypothesisProject,
} from '../../../support/optimization-hypothesis-project.ts';

/** Some tests make three reviews, each with its own worktree, or start every auditor. */
const LIMIT_MS = 60_000;
const { signal } = new AbortController();
const COMPILER = join(import.meta.dirname, '../../../../node_modules/.bin/tsc');

const SUM = 'export const sum = (list: number[]): number => list.reduce((a, b) => a + b, 0);\n';
const STORE = `export async function store(row: string): Promise<void> {
  try {
    await write(row);
  } catch {
    await write('lost');
  }
}
async function write(row: string): Promise<void> {
  await Promise.resolve(row);
}
`;
const RULES = `export function rate(row: { a: number; b: number }): number {
  return row.a + row.b;
}
`;
const FILES = {
  'package.json': JSON.stringify({
    name: 'sample',
    type: 'module',
    dependencies: { dep: '1.0.0' },
  }),
  'tsconfig.json': '{"compilerOptions":{"strict":true,"types":[]},"include":["src"]}\n',
  '.gitignore': 'node_modules/\n',
  'src/sum.ts': SUM,
  'src/store.ts': STORE,
  'src/rules.ts': RULES,
  'src/old.ts': 'const wrong: number = "text";\nexport { wrong };\n',
  // Reports the word debugger, and one line that existed before.
  'lint.js': `import { readdirSync, readFileSync } from 'node:fs';
for (const name of readdirSync('src')) {
  readFileSync('src/' + name, 'utf8').split('\\n').forEach((text, at) => {
    if (!/debugger|wrong:/.test(text)) return;
    console.log('src/' + name + ':' + (at + 1) + ':1 no ' + text.trim());
    process.exitCode = 1;
  });
}
`,
  'test.js': `import assert from 'node:assert';
import test from 'node:test';
import { sum } from './src/sum.ts';
test('adds', () => assert.equal(sum([1, 2]), 3));
test('was never right', () => assert.equal(sum([1]), 2));
`,
};

const WITH_LINT = FILES['package.json'].replace('{', '{"scripts":{"lint":"node lint.js"},');

/** Creates a project whose branch `work` has these files and whose base got a faulty commit. */
function branched(
  files: Readonly<Record<string, string>>,
  { compiler = false, lint = false } = {},
): HypothesisProject {
  const project = createHypothesisProject({ ...FILES, ...(lint && { 'package.json': WITH_LINT }) });
  if (compiler) {
    mkdirSync(join(project.root, 'node_modules/.bin'), { recursive: true });
    symlinkSync(COMPILER, join(project.root, 'node_modules/.bin/tsc'));
  }
  project.git('switch', '--quiet', '--create', 'work');
  project.commit('change', files);
  project.git('switch', '--quiet', 'main');
  project.commit('another branch', { 'src/other.ts': 'export async function a() { debugger; }\n' });
  return project;
}

function reviewed(
  project: HypothesisProject,
  more: Partial<Parameters<typeof reviewBranch>[1]> = {},
): Promise<Review> {
  return reviewBranch(project.host, {
    root: project.root,
    base: 'main',
    head: 'work',
    signal,
    testCommand: null,
    targetFiles: null,
    audit: null,
    ...more,
  });
}

const foundIn = ({ findings }: Review) =>
  findings.map(({ dimension, check, severity, file, line }) => [
    dimension,
    check,
    severity,
    `${file}:${line}`,
  ]);
const partsOf = ({ dimensions }: Review, asked: Dimension) =>
  dimensions.find(({ dimension }) => dimension === asked)?.parts ?? [];

describe('TPR-01: the detection of a planted defect of each dimension', {
  timeout: LIMIT_MS,
}, () => {
  test('correctness: counts a test that fails now, but not a test that failed before', async () => {
    const project = branched({ 'src/sum.ts': SUM.replace('a + b', 'a - b') });
    const review = await reviewed(project, { testCommand: 'node --test test.js' });
    expect(foundIn(review)).toEqual([['correctness', 'tests', 'Critical', 'src/sum.ts:1']]);
    expect(review.findings[0]?.message).toContain('adds');
    expect(review.findings[0]?.message).not.toContain('never right');
    expect(review.verdict).toBe('REJECT');
  });

  test('correctness: finds new type errors only, whatever the base has already', async () => {
    const project = branched({ 'src/sum.ts': SUM.replace(', 0)', ', "")') }, { compiler: true });
    const review = await reviewed(project);
    const types = review.findings.filter(({ check }) => check === 'types');
    expect(types.map(({ file, line, severity }) => [file, line, severity])).toEqual([
      ['src/sum.ts', 1, 'Critical'],
    ]);
  });

  test('correctness: finds a removed await', async () => {
    const review = await reviewed(
      branched({ 'src/store.ts': STORE.replace('await write(row)', 'write(row)') }),
    );
    expect(foundIn(review)).toContainEqual([
      'correctness',
      'dropped-awaits',
      'Critical',
      'src/store.ts:3',
    ]);
  });

  test('correctness: accepts awaits that became one Promise.all', async () => {
    const together = STORE.replace(
      'await write(row);',
      'const done = write(row);\n    await Promise.all([done]);',
    );
    expect(foundIn(await reviewed(branched({ 'src/store.ts': together })))).toEqual([]);
  });

  test('side effects: finds a removed catch, but not a catch that only moved', async () => {
    const bare = STORE.replace(/ {2}try[\s\S]*?\n {2}\}\n/u, '  await write(row);\n');
    expect(foundIn(await reviewed(branched({ 'src/store.ts': bare })))).toEqual([
      ['side_effects', 'dropped-handling', 'Critical', 'src/store.ts:1'],
    ]);
    const moved = `${bare.replace('await write(row)', 'await safely(row)')}async function safely(row: string): Promise<void> {
  try {
    await write(row);
  } catch {
    await write('lost');
  }
}
`;
    expect(foundIn(await reviewed(branched({ 'src/store.ts': moved })))).toEqual([]);
  });

  test('side effects: finds a removed or changed export, but not an added optional parameter', async () => {
    const gone = await reviewed(branched({ 'src/sum.ts': SUM.replace('sum', 'total') }));
    expect(foundIn(gone)).toEqual([
      ['side_effects', 'exported-signatures', 'Critical', 'src/sum.ts:1'],
    ]);
    const awaited = SUM.replace(
      '= (list: number[]): number',
      '= async (list: number[]): Promise<number>',
    );
    expect((await reviewed(branched({ 'src/sum.ts': awaited }))).findings[0]?.message).toBe(
      'the signature of sum changed from (list: number[]) function: number to (list: number[]) async function: Promise<number>, but the previous form is still used by test.js',
    );
    const more = SUM.replace('(list: number[])', '(list: number[], from = 0)').replace(
      ', 0)',
      ', from)',
    );
    expect(foundIn(await reviewed(branched({ 'src/sum.ts': more })))).toEqual([]);
  });

  test('side effects: only reports an export that changes together with all its users', async () => {
    const user = "import { sum } from './sum.ts';\nexport const three = sum([1, 2]);\n";
    const awaited = SUM.replace(
      '= (list: number[]): number',
      '= async (list: number[]): Promise<number>',
    );
    const project = createHypothesisProject({ ...FILES, 'test.js': '', 'src/user.ts': user });
    project.git('branch', 'half');
    project.git('switch', '--quiet', '--create', 'work');
    project.commit('all', {
      'src/sum.ts': awaited,
      'src/user.ts': user.replace('sum(', 'await sum('),
    });
    project.git('switch', '--quiet', 'half');
    project.commit('half', { 'src/sum.ts': awaited });
    const whole = await reviewed(project);
    expect([foundIn(whole)[0]?.[2], whole.verdict]).toEqual(['Medium', 'APPROVE']);
    const half = await reviewed(project, { head: 'half' });
    expect(foundIn(half)[0]?.[2]).toBe('Critical');
    expect(half.findings[0]?.message).toMatch(
      / but the previous form is still used by src\/user\.ts$/u,
    );
  });

  test('side effects: rates an export that others can import as severe, whoever changes with it', async () => {
    const project = createHypothesisProject({
      ...FILES,
      'src/index.ts': "export { sum } from './sum.ts';\n",
    });
    project.git('switch', '--quiet', '--create', 'work');
    project.commit('gone', { 'src/sum.ts': 'export {};\n', 'src/index.ts': 'export {};\n' });
    const review = await reviewed(project);
    expect(review.findings.map(({ file, severity }) => [file, severity])).toEqual([
      ['src/index.ts', 'Critical'],
      ['src/sum.ts', 'Critical'],
    ]);
    expect(review.findings[0]?.message).toBe('sum is no longer exported, and others can import it');
  });

  test('maintainability: finds a function that grew too complex to follow', async () => {
    const grownBy = (count: number): string => {
      const cases = Array.from(
        { length: count },
        (_, at) => `  if (row.a === ${at}) return ${at};\n`,
      );
      return RULES.replace('  return', `${cases.join('')}  return`);
    };
    const review = await reviewed(branched({ 'src/rules.ts': grownBy(15) }));
    expect(foundIn(review)).toEqual([['maintainability', 'complexity', 'High', 'src/rules.ts:1']]);
    expect(review.findings[0]?.message).toBe('rate has a cyclomatic complexity of 16, up from 1');
    expect(review.verdict).toBe('REVISE');
    const less = await reviewed(branched({ 'src/rules.ts': grownBy(14) }));
    expect([foundIn(less)[0]?.[2], less.verdict]).toEqual(['Medium', 'APPROVE']);
  });

  test('regression risk: finds a file outside the plan, and a package that no manifest lists', async () => {
    const importing = `import fs from 'node:fs';\nimport dep from 'dep';\nimport lucky from '@by/chance/x';\n${SUM}// ${'fs dep lucky'}\n`;
    const files = { 'src/sum.js': importing, 'src/rules.ts': `${RULES}// more\n` };
    const review = await reviewed(branched(files), { targetFiles: ['src/sum.js'] });
    expect(foundIn(review)).toEqual([
      ['regression_risk', 'unplanned-files', 'High', 'src/rules.ts:4'],
      ['regression_risk', 'unlisted-packages', 'High', 'src/sum.js:3'],
    ]);
  });

  test('best practices: reports what the linter of the project finds, but not what it found before', async () => {
    const bad = `export function a() {\n  debugger;\n}\n`;
    const review = await reviewed(branched({ 'src/a.ts': bad }, { lint: true }));
    expect(foundIn(review)).toEqual([['best_practices', 'lint', 'Medium', 'src/a.ts:2']]);
    expect(review.verdict).toBe('APPROVE');
    expect(partsOf(review, 'best_practices').slice(0, 2)).toEqual([
      { check: 'audit-rules', state: 'not automated', reason: 'no audit is available' },
      { check: 'lint', state: 'done' },
    ]);
  });

  test('best practices: applies rules of the audit to changed lines', async () => {
    const blocking = `import { readFileSync } from 'node:fs';
export async function read(path: string): Promise<string> {
  return readFileSync(path, 'utf8');
}
`;
    const project = branched({ 'src/read.mts': blocking });
    const config = await loadConfig(project.host, project.root);
    const review = await reviewed(project, {
      audit: (from, to) =>
        auditCommit(createAuditContext(project.host, config, signal), {
          repository: project.root,
          from,
          to,
        }),
    });
    expect(foundIn(review).map(([, check, , place]) => [check, place])).toEqual([
      ['audit-rules', 'src/read.mts:3'],
    ]);
  });

  test('states in every dimension what cannot be computed', async () => {
    const review = await reviewed(branched({ 'src/sum.ts': `${SUM}// fine\n` }));
    expect(review.dimensions.map(({ parts }) => parts.at(-1)?.state)).toEqual(
      Array.from({ length: 5 }, () => 'not automated'),
    );
    expect(partsOf(review, 'correctness')).toContainEqual({
      check: 'tests',
      state: 'not automated',
      reason: 'the project has no tests',
    });
    expect(partsOf(review, 'regression_risk')[0]?.state).toBe('not automated');
  });
});

test('TPR-02: does not report what another branch has meanwhile brought to the base', async () => {
  const review = await reviewed(branched({ 'src/sum.ts': `${SUM}// fine\n` }));
  expect(review.files).toEqual(['src/sum.ts']);
  expect(review.findings).toEqual([]);
});

test('TPR-03: rejects a finding without a line', () => {
  const finding = {
    dimension: 'correctness',
    check: 'tests',
    severity: 'High',
    file: 'a.ts',
    line: 1,
    message: 'it fails',
    fix: 'mend it',
  };
  expect(reviewFindingSchema.safeParse(finding).success).toBe(true);
  for (const lost of ['line', 'file', 'severity', 'fix']) {
    expect(reviewFindingSchema.safeParse({ ...finding, [lost]: undefined }).success).toBe(false);
  }
  expect(reviewFindingSchema.safeParse({ ...finding, line: 0 }).success).toBe(false);
});

test('TPR-06: counts in the report and the namespace what the list of findings has', async () => {
  const review = await reviewed(
    branched({ 'src/store.ts': STORE.replace('await write(row)', 'write(row)'), 'src/sum.ts': '' }),
  );
  const namespace = reviewerNamespace(review);
  expect(namespace).toEqual({
    verdict: 'REJECT',
    finding_count: 2,
    critical_count: 2,
    // Neither an audit nor a linter was at hand.
    dimensions_reviewed: ['correctness', 'side_effects', 'maintainability', 'regression_risk'],
  });
  const text = reviewText(review);
  expect(text).toContain('Verdict: **REJECT**\nFindings: 2, critical: 2\n');
  expect(text.match(/^ {2}Fix: /gmu)).toHaveLength(review.findings.length);
});

test('TPR-07: leaves the repository of the user and the branch byte for byte unchanged', async () => {
  const project = branched({ 'src/sum.ts': SUM.replace('a + b', 'a - b') });
  const before = digestProject(project.root);
  await reviewed(project, {
    testCommand: 'node -e "require(`node:fs`).writeFileSync(`src/sum.ts`, `gone`)"',
  });
  expect(digestProject(project.root)).toEqual(before);
});

test('reports a branch that changes nothing, and does not approve it', async () => {
  const project = branched({});
  await expect(reviewed(project)).rejects.toThrow('work has no changes relative to main');
});
