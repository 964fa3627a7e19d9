/** What an optimizer does of a plan, and in which order. */
import { expect, test } from 'vitest';
import type { Answer } from '../../../../plugins/team/session/decision.ts';
import { implementWork } from '../../../../plugins/team/workers/implement-work.ts';
import { hypothesis, linePatch, strikeProject } from '../../../support/strike-project.ts';
import { optimizationsOf, planOf } from '../../../support/team-reports.ts';
import { inScene } from '../../../support/team-scene.ts';
import { PlayedTeam, planned } from '../../../support/team-session.ts';

const LINES = ['export const one = 1;', 'export const two = 2;', ''];

/** The message of the commit that a single run makes of two improvements. */
async function messageAfter(answer: Answer): Promise<string> {
  const files = ['src/1.ts', 'src/2.ts'];
  const project = strikeProject(Object.fromEntries(files.map((file) => [file, LINES.join('\n')])));
  const team = new PlayedTeam({ mode: 'single', yes: false });
  const optimizations = optimizationsOf(2, ['P0', 'P2']);
  team.do('PROFILE-001', { role: 'profiler' });
  team.decide('CP-1:PROFILE-001', { choice: 'proceed' });
  team.do('STRATEGY-001', planned(optimizations));
  team.decide('CP-2:STRATEGY-001', answer);
  const madeOf = Object.fromEntries(
    files.map((file, at) => {
      const patch = linePatch(file, LINES, 0, `export const one = ${at + 2};`);
      const change = { files_to_modify: [file] };
      return [`OPT-00${at + 1}`, [hypothesis(`H${at + 1}`, { kind: 'patch', patch }, change)]];
    }),
  );
  const done = await inScene({ project, team, task: 'IMPL-001' }, async (scene) => {
    const path = scene.store.paths.artefact('artifacts/optimization-plan.md');
    scene.host.files.writeAtomic(path, planOf(optimizations));
    scene.work.keepMadeOf('main', madeOf);
    return implementWork(scene);
  });
  expect(done, JSON.stringify(done)).toMatchObject({ status: 'completed', files_modified: files });
  return project.git('log', '-1', '--format=%B', 'team/faster-shop/main');
}

test('TEAM-10, TPO-02: priorities that a person gave at CP-2 are those of a single run too', async () => {
  expect(await messageAfter({ choice: 'proceed' })).toMatch(/^perf\(OPT-001\): /u);
  const reordered = await messageAfter({
    ...{ choice: 'reorder', priorities: { 'OPT-001': 'P3', 'OPT-002': 'P0' } },
  });
  expect(reordered).toMatch(/^perf\(OPT-002\): improvement 2\n\n- OPT-001: improvement 1$/u);
});
