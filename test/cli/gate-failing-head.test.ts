/** A head whose units fail now and then, and whose other units are as fast as those of the base. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import { runCli } from '../support/run-cli.ts';
import { sampleRepository } from '../support/sample-repository.ts';

vi.setConfig({ testTimeout: 300_000 });

/** The second limit is below any noise, so that there are pairs enough to tell. */
const SCENARIO = `export default {
  name: 'work',
  command: ['sh', 'work.sh'],
  metrics: ['cpu_time'],
  regression: { wall_time: '30 %', cpu_time: '0.001 %' },
};
`;

/** A command of which one unit of so many fails, but for the first one. It counts them in a file of its own. */
function script(every: number): string {
  const counter = join(mkdtempSync(join(tmpdir(), 'perf-harness-test-')), 'units');
  writeFileSync(counter, '0');
  return `read units < '${counter}'
units=$((units + 1))
echo $units > '${counter}'
sleep 0.03
if [ $units -gt 1 ] && [ $((units % ${every})) -eq 1 ]; then echo 'now and then' >&2; exit 1; fi
`;
}

it('gate does not pass a head that fails more often than its base', async () => {
  const project = sampleRepository(SCENARIO);
  project.commit('work', { 'work.sh': script(1_000) });
  project.git('checkout', '--quiet', '-b', 'change');
  // Fewer than a fifth, so that the pairs go on.
  project.commit('change', { 'work.sh': script(6) });
  const file = join(project.root, '.perf-harness/gate.json');
  const { code, out } = await runCli(
    ['gate', '--on-inconclusive', 'fail', '--reporter', 'terminal', '--reporter', `json=${file}`],
    { cwd: project.root, env: { GITHUB_BASE_REF: undefined } },
  );
  expect({ code, out }).toMatchObject({ code: 3 });
  const { checks, comparison }: GateReport = JSON.parse(readFileSync(file, 'utf8'));
  // Neither is a limit refused that better numbers could have held.
  expect(checks.map(({ outcome }) => outcome)).toEqual(['undecided', 'undecided']);
  expect(out.replace(/\s+/g, ' ')).toMatch(
    /\? work: wall_time .* 0 units of the base and \d+ of the head failed/,
  );
  const wall = comparison?.comparisons.find(({ metric }) => metric === 'wall_time');
  expect(wall).toMatchObject({ verdict: 'inconclusive', fails_more: 'head' });
  // By its numbers alone it is no worse than the limit.
  expect(wall?.high).toBeLessThan(1.3);
});
