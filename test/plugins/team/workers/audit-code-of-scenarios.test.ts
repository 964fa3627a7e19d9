/** Findings of audits in the code that a back end runs. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { UserError } from '../../../../harness/model/user-error.ts';
import { loadConfig } from '../../../../harness/scenario/project-config.ts';
import { auditCommit } from '../../../../plugins/audit/index.ts';
import { auditScenarios } from '../../../../plugins/team/workers/profile-and-audit-scenarios.ts';
import type { TaskContext } from '../../../../plugins/team/workers/worker-task-context.ts';
import { createAuditContext } from '../../../support/create-audit-command-context.ts';
import { withInProcessAuditors } from '../../../support/in-process-auditors.ts';
import { withInProcessModuleReader } from '../../../support/in-process-module-reader.ts';
import {
  createMapStep,
  createOneOperationPerformanceMap,
} from '../../../support/one-operation-performance-map.ts';
import { createHypothesisProject } from '../../../support/optimization-hypothesis-project.ts';

const asking = (name: string): string => `import pg from 'pg';
const pool = new pg.Pool();
export async function ${name}(ids) {
  const rows = [];
  for (const id of ids) {
    const found = await pool.query('SELECT total FROM orders WHERE id = $1', [id]);
    rows.push(found.rows[0].total);
  }
  return rows;
}
`;

const STEP = createMapStep({ function: 'totals', location: 'src/totals.js:3' });
const SCENARIO = {
  scenario: 'orders',
  metric: 'latency.p50',
  map: { ...createOneOperationPerformanceMap(10), steps: [STEP] },
};

const FILES = {
  'package.json': '{"name":"shop","type":"module","dependencies":{"fastify":"5","pg":"8"}}\n',
  'src/totals.js': asking('totals'),
  'src/never.js': asking('never'),
};

/** Folder of the project in its repository. */
const FOLDER = 'packages/shop';

/** @param fails - No audit can be made. */
async function audited({ fails = false } = {}) {
  const files = Object.entries(FILES).map(([path, text]) => [join(FOLDER, path), text] as const);
  const project = createHypothesisProject(Object.fromEntries(files));
  const root = join(project.root, FOLDER);
  const host = withInProcessAuditors(withInProcessModuleReader({ ...project.host, cwd: root }));
  const { signal } = new AbortController();
  const config = await loadConfig(host, root);
  const auditAll = async (to: string) => {
    if (fails) throw new UserError({ code: 'audit-commit', message: 'git clone failed: no.' });
    return auditCommit(createAuditContext(host, config, signal), {
      repository: root,
      from: null,
      to,
    });
  };
  const worktrees = { start: project.git('rev-parse', 'HEAD') };
  // Sound: nothing else of the context is used.
  const context = { host, dependencies: { auditAll }, worktrees, signal } as unknown as TaskContext;
  return auditScenarios(context, { root }, [SCENARIO]);
}

it('TPP-03: finds a query in a loop of a request in a subfolder, and labels it as not measured', async () => {
  const { scenarios, findings } = await audited();
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatch(/^src\/totals\.js:\d+: .*quer/iu);
  expect(scenarios[0]?.map.suspicion_stack).toMatchObject([
    { source: 'audit', verdict: 'pending', share: null, affected_steps: ['1'] },
  ]);
});

it('TPP-03: reports a failed audit, and keeps the profile without it', async () => {
  expect(await audited({ fails: true })).toEqual({
    scenarios: [SCENARIO],
    findings: ['the project was not audited: git clone failed: no.'],
  });
});
