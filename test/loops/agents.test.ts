/**
 * Coding agents in the improvement loop, played by stand-ins that speak as their command lines do: from
 * the option of the command line to the branch, measured for real; and those that misbehave.
 */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AgentBehaviour, agentStandIn } from '../support/agent-stand-in.ts';
import { type GitProject, gitProject } from '../support/git-project.ts';
import { runCli } from '../support/run-cli.ts';

const MINUTE = 60_000;
const FOLDER = '.optimization/names-of-orders';
const SECRET = 'sk-stand-in-0123456789abcdef';
const FILES = {
  'package.json': '{ "type": "module", "scripts": { "test": "node --test" } }\n',
  'perf-harness.config.yaml': 'trials: { min: 5, max: 8, time: 3 s }\n',
  'src/orders.js': `/** Gives each order the name of its customer. */
export function withNames(orders, customers) {
  return orders.map((order) => ({
    ...order,
    name: customers.find((customer) => customer.id === order.customer)?.name ?? null,
  }));
}
`,
  'test/orders.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withNames } from '../src/orders.js';

test('an order has the name of its customer, the first of that number', () => {
  const customers = [
    { id: 1, name: 'Ann' },
    { id: 2, name: 'Bo' },
    { id: 2, name: 'Cy' },
  ];
  const names = withNames([{ customer: 2 }, { customer: 1 }, { customer: 7 }], customers);
  assert.deepEqual(names.map(({ name }) => name), ['Bo', 'Ann', null]);
});
`,
  'scenarios/orders.js': `import { defineScenario } from 'perf-harness';
import { withNames } from '../src/orders.js';

const customers = Array.from({ length: 2000 }, (_, id) => ({ id, name: \`customer \${id}\` }));
const orders = Array.from({ length: 2000 }, (_, id) => ({ id, customer: (id * 7) % 2100 }));

export default defineScenario({ name: 'names of orders', run: () => withNames(orders, customers) });
`,
};

const GOOD = `--- a/src/orders.js
+++ b/src/orders.js
@@ -1,7 +1,9 @@
 /** Gives each order the name of its customer. */
 export function withNames(orders, customers) {
+  const names = new Map();
+  for (const { id, name } of customers) if (!names.has(id)) names.set(id, name);
   return orders.map((order) => ({
     ...order,
-    name: customers.find((customer) => customer.id === order.customer)?.name ?? null,
+    name: names.get(order.customer) ?? null,
   }));
 }
`;
const OF_TESTS = `--- a/test/orders.test.js
+++ b/test/orders.test.js
@@ -1,4 +1,4 @@
-import assert from 'node:assert/strict';
+import assert from 'node:assert';
 import { test } from 'node:test';
 import { withNames } from '../src/orders.js';
 
`;

function answering(patch: string): string {
  const reason = 'The list of customers is scanned for each order.';
  return JSON.stringify({
    changes: [{ step: '1', title: 'Look customers up in a Map', reason, assumes: [], patch }],
  });
}

function ordersProject(): GitProject {
  const project = gitProject();
  project.commit('first', FILES);
  return project;
}

async function loop(
  { root }: GitProject,
  name: 'claude' | 'codex' | 'gemini',
  behaviour: AgentBehaviour,
  ...more: readonly string[]
) {
  const agent = agentStandIn(name, behaviour);
  const asked = [
    '--target',
    'names of orders',
    '--observed',
    '40ms:response_time',
    '--no-built-in',
  ];
  const env = {
    PATH: agent.path,
    PERF_HARNESS_CACHE: mkdtempSync(join(tmpdir(), 'perf-harness-cache-')),
    ANTHROPIC_API_KEY: SECRET,
    SOMEBODY_ELSES_TOKEN: 'not-for-agents-0123456789',
  };
  const args = ['optimize', ...asked, '--agent', name, '--allow-network', ...more];
  return { ...(await runCli(args, { cwd: root, env })), calls: agent.calls() };
}

const WHOLE = ['--goal', '1ms', '--max-cycles', '1', '--approve', 'gate1,gate2'];
const PLAN = ['--plan-only', '--approve', 'gate1'];

describe('an agent in the loop', () => {
  it.each(['claude', 'codex'] as const)(
    '%s ends with a proven gain, and nothing that it says of it is believed',
    async (name) => {
      const project = ordersProject();
      const prose = 'I would look the customers up in a Map.';
      const behaviour = { kind: 'answer', answers: [prose, answering(GOOD)] } as const;
      const done = await loop(project, name, behaviour, ...WHOLE);
      expect(done, done.err).toMatchObject({ code: 0 });
      expect(done.out).toContain('H1: Look customers up in a Map');
      expect(done.err).toContain('it answered no JSON document with changes');
      expect(done.err).toContain(`${name} took 2 calls`);
      const branches = project.git('branch', '--list', 'optimize/*', '--format=%(refname:short)');
      expect(project.git('show', `${branches}:src/orders.js`)).toContain(
        'names.get(order.customer)',
      );
      const [hypothesis] = researchOf(project).hypotheses;
      expect(hypothesis).toMatchObject({ evidence_class: 'checked', source: 'plugin' });
      // It sees the copy, its own key, and no other secret.
      expect(done.calls).toHaveLength(2);
      expect(done.calls[0]?.cwd).not.toBe(project.root);
      expect(done.calls[0]?.environment).not.toContain('SOMEBODY_ELSES_TOKEN');
      expect(done.calls[0]?.environment.includes('ANTHROPIC_API_KEY')).toBe(name === 'claude');
    },
    15 * MINUTE,
  );

  it(
    'that edits the project outside of its copy ends the loop',
    async () => {
      const project = ordersProject();
      const file = join(project.root, '.git/hooks/pre-commit');
      const done = await loop(project, 'claude', { kind: 'writes', file }, ...PLAN);
      expect(done.code).toBe(8);
      expect(done.err).toContain('The program of claude changed files');
      const own = join(project.root, 'src/orders.js');
      project.git('clean', '-ffdxq');
      const told = await loop(project, 'claude', { kind: 'writes', file: own }, ...PLAN, '--fresh');
      expect(told.err).toContain('files of your own tree changed while claude was asked');
    },
    5 * MINUTE,
  );

  it(
    'that edits the tests has its change left to a person',
    async () => {
      const project = ordersProject();
      const behaviour = { kind: 'answer', answers: [answering(OF_TESTS)] } as const;
      const done = await loop(project, 'codex', behaviour, ...WHOLE);
      expect(done.code).toBe(7);
      expect(done.out).toContain('touches the tests (test/orders.test.js)');
      expect(project.git('branch', '--list', 'optimize/*')).toBe('');
    },
    10 * MINUTE,
  );

  it(
    'that tells its key is kept without it',
    async () => {
      const project = ordersProject();
      const behaviour = { kind: 'tells', variable: 'ANTHROPIC_API_KEY', usd: 5 } as const;
      const done = await loop(project, 'claude', behaviour, ...PLAN);
      expect(done.code).toBe(7);
      const kept = allTexts(join(project.root, FOLDER));
      expect(kept).toContain('(value of ANTHROPIC_API_KEY)');
      expect(`${kept}${done.out}${done.err}`).not.toContain(SECRET);
      expect(done.err).toContain('cost 5.00 USD, more than the 2.00 USD that it may');
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
