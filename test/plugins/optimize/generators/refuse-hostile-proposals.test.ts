/**
 * Forbidden proposals of a program: each is refused with its reason, by the generator if the answer
 * shows it, else when the plan is tried. Nothing of it reaches the project.
 */
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type {
  Applicator,
  Hypothesis,
  Research,
} from '../../../../plugins/optimize/document/optimization-hypothesis.ts';
import { createCommandGenerator } from '../../../../plugins/optimize/generators/external-program-hypothesis-generator.ts';
import { applyInScratch } from '../../../../plugins/optimize/validate/apply-hypothesis-to-scratch-copy.ts';
import {
  createHostWithCache,
  digestProject,
} from '../../../support/optimization-hypothesis-project.ts';
import {
  sampleHypothesis,
  samplePerformanceMap,
} from '../../../support/sample-optimization-context.ts';
import {
  createPatch,
  createPlanProject,
  validateOptimizationPlan,
} from '../../../support/validate-optimization-plan.ts';

const TEST = [
  "import assert from 'node:assert/strict';",
  "import { test } from 'node:test';",
  "test('three', () => assert.equal(1 + 2, 3));",
  '',
];
const outside = mkdtempSync(join(tmpdir(), 'perf-harness-outside-'));
const project = createPlanProject({
  'test/users.test.mjs': TEST.join('\n'),
  'package.json': '{ "scripts": { "test": "node --test" }, "dependencies": {} }\n',
  'package-lock.json': '{ "packages": {} }\n',
});
symlinkSync(outside, join(project.root, 'src/link'));
project.commit('a link that leads out');
const { host } = createHostWithCache();

/** Returns a patch that adds a file of one line. */
const adding = (path: string, mode = '100644'): string =>
  [
    `diff --git a/${path} b/${path}`,
    `new file mode ${mode}`,
    '--- /dev/null',
    `+++ b/${path}`,
    '@@ -0,0 +1,1 @@',
    '+x',
    '',
  ].join('\n');
const weakening = [
  '--- a/test/users.test.mjs',
  '+++ b/test/users.test.mjs',
  '@@ -3,1 +3,1 @@',
  `-${TEST[2]}`,
  "+test('three', () => assert.ok(true));",
  '',
].join('\n');
const deleting = [
  'diff --git a/test/users.test.mjs b/test/users.test.mjs',
  'deleted file mode 100644',
  '--- a/test/users.test.mjs',
  '+++ /dev/null',
  '@@ -1,3 +0,0 @@',
  ...TEST.slice(0, 3).map((line) => `-${line}`),
  '',
].join('\n');
const renaming = [
  'diff --git a/src/users.ts b/../stolen.ts',
  'similarity index 100%',
  'rename from src/users.ts',
  'rename to ../stolen.ts',
  '',
].join('\n');
const SCRIPTS = `--- a/package.json
+++ b/package.json
@@ -1,1 +1,1 @@
-{ "scripts": { "test": "node --test" }, "dependencies": {} }
+{ "scripts": { "test": "true" }, "dependencies": {} }
`;
const PACKAGE = `--- a/package.json
+++ b/package.json
@@ -1,1 +1,1 @@
-{ "scripts": { "test": "node --test" }, "dependencies": {} }
+{ "scripts": { "test": "node --test" }, "dependencies": { "fast-users": "1.0.0" } }
`;

const good = sampleHypothesis({
  id: 'H1',
  key: 'good',
  apply: createPatch('src/other.ts', 3, '0'),
  expected_impact: { percent: 40, origin: 'estimated', note: '' },
});
const bad = (apply: Applicator, files: readonly string[]): Hypothesis =>
  sampleHypothesis({ id: 'H2', key: 'bad', apply, files_to_modify: [...files] });
const byPatch = (patch: string): Applicator => ({ kind: 'patch', patch });

/** Generates research from a program that proposes these hypotheses and a good hypothesis. */
function generated(...proposals: readonly Hypothesis[]): Promise<Research> {
  const answer = join(mkdtempSync(join(tmpdir(), 'perf-harness-program-')), 'answer.json');
  const beside = { ...good, files_to_modify: ['src/other.ts'] };
  writeFileSync(answer, JSON.stringify({ hypotheses: [beside, ...proposals] }));
  const command = ['cat', answer] as const;
  return createCommandGenerator({ id: 'fake', command, recording: null, host }).generate({
    root: project.root,
    map: samplePerformanceMap(),
    local_findings: [],
    exclude: [],
    signal: new AbortController().signal,
  });
}

type Row = readonly [
  what: string,
  proposal: Hypothesis,
  by: 'generator' | 'plan' | 'manual',
  reason: string,
];
/** Patches that add a file where none may be, by its path. */
const forbidden = [
  ['leaves the repository', '../outside.ts', 'a path outside the repository'],
  ['leaves it half way down', 'src/../../outside.ts', 'a path outside the repository'],
  ['is of an absolute path', '/etc/cron.d/x', 'an absolute path'],
  ['is of the folder of git', '.git/config', "git's own folder"],
  ['is of that folder in other letters', '.GIT/hooks/pre-commit', "git's own folder"],
  ['makes a hook', '.husky/pre-commit', 'a git hook'],
  ['changes the CI', '.github/workflows/ci.yml', 'a CI file'],
  ['changes a lockfile', 'package-lock.json', 'a lockfile'],
  ['changes where packages come from', '.npmrc', 'a git or package manager setting'],
  ['changes an installed package', 'node_modules/x/index.js', 'an installed package'],
] as const;
const rows: readonly Row[] = [
  ...forbidden.map(
    ([what, path, kind]): Row => [
      what,
      bad(byPatch(adding(path)), [path]),
      'generator',
      `it touches ${path}: ${kind}`,
    ],
  ),
  [
    'leaves it by a new name',
    bad(byPatch(renaming), ['src/users.ts', '../stolen.ts']),
    'generator',
    '../stolen.ts does not exist',
  ],
  [
    'makes a symbolic link',
    bad(byPatch(adding('src/new.ts', '120000')), ['src/new.ts']),
    'generator',
    'it touches src/new.ts: a symbolic link',
  ],
  [
    'writes through a symbolic link',
    bad(byPatch(adding('src/link/x.ts')), ['src/link/x.ts']),
    'plan',
    'H2 touches src/link/x.ts, a path through a symbolic link',
  ],
  [
    'changes an undeclared file',
    bad(byPatch(adding('src/new.ts')), ['src/users.ts']),
    'generator',
    'it touches src/new.ts: an undeclared file',
  ],
  [
    'names no file',
    bad(byPatch('faster, please'), ['src/users.ts']),
    'generator',
    'its patch changes no file',
  ],
  [
    'does not apply',
    bad(byPatch('--- a/src/users.ts\n+++ b/src/users.ts\n@@ -1 +1 @@\n-x\n+y\n'), ['src/users.ts']),
    'plan',
    'H2 cannot be applied: the patch does not apply: error: patch failed: src/users.ts:1 error: src/users.ts: patch does not apply',
  ],
  [
    'changes what runs the tests',
    bad(byPatch(SCRIPTS), ['package.json']),
    'plan',
    'H2: the package.json scripts are changed',
  ],
  [
    'adds a package',
    bad(byPatch(PACKAGE), ['package.json']),
    'plan',
    'H2: package fast-users is new: it is not in the lockfile',
  ],
  [
    'deletes the failing test without reporting it',
    bad(byPatch(deleting), ['src/users.ts']),
    'generator',
    'it touches test/users.test.mjs: an undeclared file',
  ],
  [
    'deletes the failing test and says so',
    bad(byPatch(deleting), ['test/users.test.mjs']),
    'manual',
    'H2 touches the tests (test/users.test.mjs)',
  ],
  [
    'weakens an assertion and says so',
    bad(byPatch(weakening), ['test/users.test.mjs']),
    'manual',
    'H2 touches the tests (test/users.test.mjs)',
  ],
  [
    'weakens an assertion with a program',
    bad({ kind: 'command', argv: ['sh', '-c', 'echo > test/users.test.mjs'] }, ['src/users.ts']),
    'plan',
    'H2 touches test/users.test.mjs: an undeclared file',
  ],
  [
    'writes a hook with a program',
    bad({ kind: 'command', argv: ['sh', '-c', 'mkdir .husky; echo > .husky/pre-commit'] }, [
      'src/users.ts',
    ]),
    'plan',
    'H2 touches .husky/pre-commit: a git hook',
  ],
];

/** Proposals with ids from H2 on, by their rows. */
const withIds = (some: readonly Row[]): readonly Hypothesis[] =>
  some.map(([key, proposal], at) => ({ ...proposal, id: `H${at + 2}`, key }));
const ofGenerator = rows.filter(([, , by]) => by === 'generator');
const ofTrial = rows.filter(([, , by]) => by !== 'generator');

describe('a hostile proposal', () => {
  const before = digestProject(project.root);
  const rejected = new Map<string, string>();
  /** Outcomes of proposals let through, with H2 for their ids. */
  const tried = new Map<string, { readonly by: string; readonly reason: string | undefined }>();
  beforeAll(async () => {
    const research = await generated(...withIds(ofGenerator));
    for (const { key, reason } of research.rejected ?? []) rejected.set(key, reason);
    // A generator has at most seven hypotheses.
    for (const some of [ofTrial.slice(0, 4), ofTrial.slice(4)]) {
      const { hypotheses } = await generated(...withIds(some));
      const { result } = await validateOptimizationPlan(
        project,
        { hypotheses },
        { tryHypothesis: applyInScratch },
      );
      for (const { id, key } of hypotheses) {
        const { invalid_hypotheses: all } = result.feasibility_result;
        const invalid = all.find((rejection) => rejection.id === id)?.reason;
        const manual = result.concerns.find(({ detail }) => detail.startsWith(`${id} touches`));
        const reason = (invalid ?? manual?.detail)?.replace(id, 'H2');
        const by = invalid !== undefined ? 'plan' : manual !== undefined ? 'manual' : 'nobody';
        tried.set(key, { by, reason });
      }
    }
  });

  it.each(ofGenerator)('is refused by the generator when it %s', (key, _proposal, _by, reason) => {
    expect(rejected.get(key)).toBe(reason);
  });

  it.each(ofTrial)('is refused during its trial when it %s', (key, _proposal, by, reason) => {
    expect(tried.get(key)).toEqual({ by, reason });
  });

  it('leaves the project and everything outside it unchanged', () => {
    expect(digestProject(project.root)).toEqual(before);
    expect(host.files.list(outside)).toEqual([]);
    expect(tried.get('good')?.by).toBe('nobody');
  });
});
