/** Commits git cannot check out, such as one whose large files are missing on their server. */
import { describe, expect, it } from 'vitest';
import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { LiveProject } from '../support/live-comparison-project.ts';
import {
  createScriptedProject,
  wallTimeFile,
} from '../support/project-with-scripted-measurements.ts';

const WIDE = ['--margin', '60%', '--reporter', 'json'];

/** Four commits: the third is slow, and the second has a file that a filter fails for. */
function projectWithLostFile(): LiveProject {
  const project = createScriptedProject({
    '.gitattributes': '*.bin filter=store\n',
    'x.bin': 'kept\n',
  });
  project.commit('lost', { 'x.bin': 'lost\n' });
  project.commit('slow', { 'x.bin': 'kept\n', ...wallTimeFile(50) });
  project.commit('last', { 'NOTES.md': 'text' });
  project.git('config', 'filter.store.clean', 'cat');
  project.git('config', 'filter.store.smudge', 'grep kept');
  project.git('config', 'filter.store.required', 'true');
  return project;
}

describe('a commit that git cannot check out', () => {
  it('is skipped by bisect', async () => {
    const { command, git } = projectWithLostFile();
    const { code, out, err } = await command(['bisect', 'main~3', 'main', 'work', ...WIDE]);
    expect({ code, err }).toMatchObject({ code: 0 });
    const report = JSON.parse(out) as BisectReport;
    const untestable = report.steps.filter((step) => step.untestable !== null);
    expect(untestable).toMatchObject([{ at: 1 }]);
    expect(untestable[0]?.untestable).toContain('smudge filter store failed');
    expect(report.outcome).toBe('range');
    expect(report.confirmations.at(-1)).toMatchObject({ first: 1, last: 2, confirmed: true });
    expect(report.changes[1]?.commit).toBe(git('rev-parse', 'main~1'));
  });

  it('is a side of compare that cannot be measured, or whose scenarios cannot be read', async () => {
    const { command } = projectWithLostFile();
    const { code, out } = await command(['compare', 'main~2', 'work', ...WIDE]);
    expect(code).toBe(4);
    const { verdict, comparisons } = JSON.parse(out) as ComparisonReport;
    expect(verdict).toBe('incomparable');
    expect(comparisons[0]?.reason).toContain('smudge filter store failed');
    const unread = await command(['compare', 'main', 'main~2', 'work', ...WIDE]);
    expect(unread.code).toBe(4);
    expect(unread.err.replaceAll(/\s+/gu, ' ')).toContain('smudge filter store failed');
  });
});
