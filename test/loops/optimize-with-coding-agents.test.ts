/**
 * Coding agents in the improvement loop, replaced by stand-ins with the same command-line
 * interface: from the command-line option to the branch, measured for real; and misbehaving agents.
 */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFakeCodingAgent, type FakeAgentBehaviour } from '../support/fake-coding-agent.ts';
import { createGitProject, type GitProject } from '../support/git-project.ts';
import { runCli } from '../support/run-cli.ts';

const MINUTE = 60_000;
const FOLDER = '.optimization/area';
const SECRET = 'sk-stand-in-0123456789abcdef';
const FILES = {
  'package.json': '{ "type": "module", "scripts": { "test": "node --test" } }\n',
  'perf-harness.config.yaml': 'trials: { min: 5, max: 8, time: 3 s }\n',
  'src/area.js': `const sizes = Array.from({ length: 2000 }, (_, id) => ({ id }));

/** Of a rectangle. */
export function area(width, height) {
  let waste = 1;
  for (let turn = 0; turn < 2000; turn += 1) {
    waste += sizes.find((size) => size.id === turn).id;
  }
  return waste > 0 ? width * height : 0;
}
`,
  'test/area.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { area } from '../src/area.js';

test('is width by height', () => {
  for (const size of [0, 1, 2, 7]) assert.equal(area(size, 3), size * 3);
});
`,
  'scenarios/area.js': `import { defineScenario } from 'perf-harness';
import { area } from '../src/area.js';

export default defineScenario({ name: 'area', run: () => area(2, 3) });
`,
};

const GOOD = `--- a/src/area.js
+++ b/src/area.js
@@ -2,9 +2,5 @@
 
 /** Of a rectangle. */
 export function area(width, height) {
-  let waste = 1;
-  for (let turn = 0; turn < 2000; turn += 1) {
-    waste += sizes.find((size) => size.id === turn).id;
-  }
-  return waste > 0 ? width * height : 0;
+  return width * height;
 }
`;
/** A change that the tests of the project do not notice. */
const OTHERWISE = GOOD.replace('return width *', 'return Math.abs(width) *');
const OF_TESTS = `--- a/test/area.test.js
+++ b/test/area.test.js
@@ -1,4 +1,4 @@
-import assert from 'node:assert/strict';
+import assert from 'node:assert';
 import { test } from 'node:test';
 import { area } from '../src/area.js';
 
`;

function answering(patch: string): string {
  const reason = 'Nobody uses what the loop counts.';
  return JSON.stringify({
    changes: [{ step: '1', title: 'Leave the loop out', reason, assumes: [], patch }],
  });
}

function areaProject(): GitProject {
  const project = createGitProject();
  project.commit('first', FILES);
  return project;
}

async function loop(
  { root }: GitProject,
  name: 'claude' | 'codex' | 'gemini',
  behaviour: FakeAgentBehaviour,
  ...more: readonly string[]
) {
  const agent = createFakeCodingAgent(name, behaviour);
  const asked = ['--target', 'area', '--observed', '1ms:response_time', '--no-built-in'];
  const env = {
    PATH: agent.path,
    PERF_HARNESS_CACHE: mkdtempSync(join(tmpdir(), 'perf-harness-cache-')),
    ANTHROPIC_API_KEY: SECRET,
    SOMEBODY_ELSES_TOKEN: 'not-for-agents-0123456789',
  };
  const args = ['optimize', ...asked, '--agent', name, '--allow-network', ...more];
  return { ...(await runCli(args, { cwd: root, env })), calls: agent.calls() };
}

// The gate's verdict on such a small program varies by the minute; only the agent is under test.
const WAIVED = ['--waive', 'the agent is tried, whatever the gate says'];
const WHOLE = [...WAIVED, '--goal', '0.01ms', '--max-cycles', '1', '--approve', 'gate1,gate2'];
const PLAN = [...WAIVED, '--plan-only', '--approve', 'gate1'];

describe('an optimization loop with a coding agent', () => {
  it.each(['claude', 'codex'] as const)(
    'reaches a proven gain with %s, and believes nothing that the agent says of it',
    async (name) => {
      const project = areaProject();
      const prose = 'I would leave the loop out.';
      const behaviour = { kind: 'answer', answers: [prose, answering(GOOD)] } as const;
      const done = await loop(project, name, behaviour, ...WHOLE);
      expect(done, done.err).toMatchObject({ code: 0 });
      expect(done.out).toContain('H1: Leave the loop out');
      expect(done.err).toContain(`it returned "${prose}" instead of a JSON document with changes`);
      expect(done.err).toContain(`${name} took 2 calls`);
      const branches = project.git('branch', '--list', 'optimize/*', '--format=%(refname:short)');
      expect(project.git('show', `${branches}:src/area.js`)).toContain('return width * height');
      const [hypothesis] = researchOf(project).hypotheses;
      expect(hypothesis).toMatchObject({ evidence_class: 'checked', source: 'plugin' });
      // The agent sees the copy, its own key, and no other secret.
      expect(done.calls).toHaveLength(2);
      expect(done.calls[0]?.cwd).not.toBe(project.root);
      expect(done.calls[0]?.environment).not.toContain('SOMEBODY_ELSES_TOKEN');
      expect(done.calls[0]?.environment.includes('ANTHROPIC_API_KEY')).toBe(name === 'claude');
    },
    15 * MINUTE,
  );

  it(
    'ends when the agent edits the project outside its copy',
    async () => {
      const project = areaProject();
      const file = join(project.root, '.git/hooks/pre-commit');
      const done = await loop(project, 'claude', { kind: 'writes', file }, ...PLAN);
      expect(done.code, done.err).toBe(7);
      expect(done.err).toContain('The program of claude changed files');
      const own = join(project.root, 'src/area.js');
      project.git('clean', '-ffdxq');
      const told = await loop(project, 'claude', { kind: 'writes', file: own }, ...PLAN, '--fresh');
      expect(told.err).toMatch(
        /The program of claude changed files|files in your own tree changed/u,
      );
    },
    5 * MINUTE,
  );

  it(
    'refutes a change that does something else by the smallest call, with a test to keep',
    async () => {
      const project = areaProject();
      const behaviour = { kind: 'answer', answers: [answering(OTHERWISE)] } as const;
      const done = await loop(project, 'codex', behaviour, ...WHOLE);
      expect(done.code, done.err).toBe(7);
      expect(done.out).toContain('it behaves differently for');
      const report = readFileSync(join(project.root, FOLDER, 'report.md'), 'utf8');
      expect(report).toContain('H1, checked: different result: area(');
      expect(report).toContain("import { test } from 'node:test';");
      expect(project.git('branch', '--list', 'optimize/*')).toBe('');
    },
    10 * MINUTE,
  );

  it(
    'leaves a change that edits the tests to a person',
    async () => {
      const project = areaProject();
      const behaviour = { kind: 'answer', answers: [answering(OF_TESTS)] } as const;
      const done = await loop(project, 'codex', behaviour, ...WHOLE);
      expect(done.code).toBe(7);
      expect(done.out).toContain('touches the tests (test/area.test.js)');
      expect(project.git('branch', '--list', 'optimize/*')).toBe('');
    },
    10 * MINUTE,
  );

  it(
    'stores the output of an agent that reveals its key without the key',
    async () => {
      const project = areaProject();
      const behaviour = { kind: 'tells', variable: 'ANTHROPIC_API_KEY', usd: 5 } as const;
      const done = await loop(project, 'claude', behaviour, ...PLAN);
      expect(done.code).toBe(7);
      const kept = allTexts(join(project.root, FOLDER));
      expect(kept).toContain('(value of ANTHROPIC_API_KEY)');
      expect(`${kept}${done.out}${done.err}`).not.toContain(SECRET);
      expect(done.err).toContain('cost 5.00 USD, more than its budget of 2.00 USD;');
    },
    5 * MINUTE,
  );
});

function researchOf({ root }: GitProject) {
  return JSON.parse(readFileSync(join(root, FOLDER, 'cycle-1/research.json'), 'utf8'));
}

function allTexts(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}
