/** Two sides of a repository on an emulated other platform; git and snapshots are real. */
import { describe, expect, it } from 'vitest';
import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { createLiveProject } from '../support/live-comparison-project.ts';
import { writeFiles } from '../support/run-cli.ts';
import { simulatePlatform, TESTED_SYSTEMS } from '../support/simulated-platform.ts';

const JSON_REPORT = ['--reporter', 'json'];
const COMMAND = `export default { name: 'work', command: ['sh', 'work.sh'] };
`;

describe.each(TESTED_SYSTEMS)('on %s', (platform, _, title) => {
  simulatePlatform(platform);

  it('finds with compare a command slower than on main, confirms it, and ends with 1', async () => {
    const project = createLiveProject({ 'work.sh': 'true' });
    writeFiles(project.root, { 'work.sh': 'sleep 0.05' });
    const args = ['compare', 'main', ...JSON_REPORT, '--', 'sh', 'work.sh'];
    const { code, out, err } = await project.command(args);
    expect({ code, err }).toMatchObject({ code: 1 });
    const { comparisons, findings } = JSON.parse(out) as ComparisonReport;
    expect(comparisons).toContainEqual(
      expect.objectContaining({ metric: 'wall_time', verdict: 'regressed', confirmed: true }),
    );
    expect(comparisons.map(({ metric }) => metric)).not.toContain('io_read');
    const lacks = findings.filter(({ id }) => id === 'platform-lacks');
    expect(lacks).toMatchObject([{ message: expect.stringContaining(title) }]);
    expect(project.snapshots()).toEqual([]);
  });

  it('finds with bisect the commit that made a command slower', async () => {
    const project = createLiveProject({ 'scenarios/work.ts': COMMAND, 'work.sh': 'true' });
    project.commit('one', { 'NOTES.md': '1' });
    const slow = project.commit('two', { 'work.sh': 'sleep 0.1' });
    project.commit('three', { 'NOTES.md': '3' });
    const args = ['bisect', 'main~3', 'main', 'work', '--margin', '60%', ...JSON_REPORT];
    const { code, out, err } = await project.command(args);
    expect({ code, err }).toMatchObject({ code: 0 });
    const { outcome, confirmations, changes } = JSON.parse(out) as BisectReport;
    expect(outcome).toBe('found');
    expect(changes[(confirmations.at(-1)?.last ?? 0) - 1]?.commit).toBe(slow);
    expect(project.snapshots()).toEqual([]);
  });
});
