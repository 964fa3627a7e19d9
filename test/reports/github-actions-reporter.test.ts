import { describe, expect, test } from 'vitest';
import { asBudgetCheck, type GateReport } from '../../harness/model/documents/gate-document.ts';
import type { Report } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { githubReporter } from '../../reports/github-actions-reporter.ts';
import { markdownReporter } from '../../reports/markdown-reporter.ts';
import type { ShownDocument } from '../../reports/reporter.ts';
import { type GoldenName, goldenDocuments } from '../../tools/golden/golden-documents.ts';

const OPTIONS = { width: 80, color: false };
const golden = goldenDocuments();
const COMMAND = /^::(error|warning|notice) (?:file=([^:,]*),(?:line=\d+,)?)?title=([^:,]*)::(.*)$/;

/** Returns a line as GitHub's runner decodes it. */
function received(text: string): string {
  return text
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%25', '%');
}

function annotationsOf(name: GoldenName) {
  const lines = githubReporter.render(golden[name], OPTIONS).trimEnd().split('\n');
  return lines.slice(0, -1).map((line) => {
    const [, level, file, title = '', message = ''] = COMMAND.exec(line) ?? [];
    if (level === undefined) throw new Error(`no workflow command: ${line}`);
    return { level, file, title: received(title), message: received(message) };
  });
}

test('an annotation of a bottleneck is a warning at its line', () => {
  expect(githubReporter.render(golden['profile-map'], OPTIONS)).toMatch(
    /^::warning file=src\/orders\.js,line=4,title=PRIMARY bottleneck%3A Architecture::loadOrders waits .*Root cause/m,
  );
  // Without a bottleneck, no file is annotated.
  expect(annotationsOf('profile-map-quiet').map(({ file }) => file)).toEqual([undefined]);
});

describe('the output for GitHub', () => {
  test('contains only workflow commands and one sentence', () => {
    for (const [name, document] of Object.entries(golden)) {
      expect(() => annotationsOf(name as GoldenName), name).not.toThrow();
      const lines = githubReporter.render(document, OPTIONS).trimEnd().split('\n');
      expect(lines.at(-1), name).toMatch(/^perf-harness: /);
    }
  });

  test('escapes messages and titles so that they are restored whole', () => {
    expect(annotationsOf('budgets-failing')).toContainEqual({
      level: 'error',
      file: 'scenarios/example.ts',
      title: 'cli start: budget missed',
      message: 'wall_time < 200 ms: 252 ms, 26 % over the limit',
    });
  });

  test('never lets output of the measured program begin a line', () => {
    const [failure] = annotationsOf('runs-mixed');
    expect(failure?.message).toContain('\n::error::not a command of ours\n');
    const lines = githubReporter.render(golden['runs-mixed'], OPTIONS).split('\n');
    expect(lines.filter((line) => line.startsWith('::error::'))).toEqual([]);
  });

  test('has errors for broken budgets, warnings for warnings, and nothing for passing checks', () => {
    const levels = annotationsOf('budgets-failing').map(({ level }) => level);
    expect(levels).toEqual(['error', 'error', 'warning', 'warning', 'warning']);
    expect(annotationsOf('function-pass')).toEqual([]);
  });

  test('does not warn of inconclusive checks when they are set to pass', () => {
    const gate = golden['gate-mixed'];
    const titles = (on: GateReport['options']['on_inconclusive']): readonly string[] => {
      const document = { ...gate, options: { ...gate.options, on_inconclusive: on } };
      return githubReporter.render(document, OPTIONS).match(/(?<=title=)[^:]*/g) ?? [];
    };
    const warned = titles('warn');
    expect(warned).toContainEqual(expect.stringMatching(/inconclusive$/));
    expect(titles('pass')).toEqual(warned.filter((title) => !title.endsWith('inconclusive')));
  });

  test('has errors for inconclusive checks only when they count', () => {
    const gate = golden['gate-mixed'];
    const levels = (changes: Partial<GateReport>): readonly string[] =>
      githubReporter.render({ ...gate, ...changes }, OPTIONS).match(/^::\w+(?=.*title=)/gm) ?? [];
    const options = { ...gate.options, on_inconclusive: 'fail' } as const;
    const undecided = gate.checks.filter(({ outcome }) => outcome === 'undecided');
    const [cut] = gate.checks;
    const onlyErrors = (count: number) => Array.from({ length: count }, () => '::error');
    const counted = levels({ options, exit_code: 3, checks: undecided });
    expect(counted.slice(0, undecided.length)).toEqual(onlyErrors(undecided.length));
    const [budget] = undecided.flatMap((check) => asBudgetCheck(check) ?? []);
    if (budget === undefined || cut === undefined) throw new Error('no budget');
    const onlyWarns = { ...budget, result: { ...budget.result, level: 'warn' as const } };
    expect(levels({ options, exit_code: 3, checks: [onlyWarns] })[0]).toBe('::warning');
    const interrupted = {
      type: 'scenario',
      scenario: cut.scenario,
      outcome: 'interrupted',
      reason: 'it was interrupted',
      reproduce: cut.reproduce,
    } as const;
    expect(levels({ exit_code: 130, checks: [interrupted] })[0]).toBe('::error');
  });

  test('annotates the function that explains a change, else the file of the scenario', () => {
    const filesOf = (name: GoldenName) =>
      annotationsOf(name).map(({ file, title }) => [title.split(':')[0], file]);
    expect(filesOf('gate-failed')).toContainEqual([
      'parse lockfile',
      expect.stringMatching(/^scenarios\//),
    ]);
    expect(filesOf('live-regressed')).toContainEqual(['parse lockfile', 'src/trim.ts']);
  });

  test('names files from the top of the repository', () => {
    const report = golden['budgets-failing'];
    const filesOf = (file: string): readonly string[] => {
      const runs = report.runs.map((run) => ({ ...run, file }));
      const place = { repository: '/srv/all', project: '/srv/all/packages/app' };
      const text = githubReporter.render({ ...report, runs }, { ...OPTIONS, place });
      return [...new Set(text.match(/(?<=file=)[^,]*/g))];
    };
    expect(filesOf('scenarios/x.ts')).toEqual(['packages/app/scenarios/x.ts']);
    expect(filesOf('/srv/all/shared/x.ts')).toEqual(['shared/x.ts']);
    expect(filesOf('/srv/allies/x.ts')).toEqual([]);
  });

  test('names a file only when GitHub can find it', () => {
    const report = golden['budgets-failing'];
    for (const file of ['/srv/project/x.ts', 'C:\\x.ts', null]) {
      const runs = report.runs.map((run) => ({ ...run, file }));
      expect(githubReporter.render({ ...report, runs }, OPTIONS)).not.toContain('file=');
    }
  });

  test('keeps to the ten annotations of a level that GitHub shows, and counts the rest', () => {
    const report = golden['budgets-failing'];
    const runs = Array.from({ length: 8 }, (_, index) => ({
      ...(report.runs[0] as Report['runs'][number]),
      scenario: `case ${index}`,
    }));
    const lines = githubReporter.render({ ...report, runs }, OPTIONS).split('\n');
    const errors = lines.filter((line) => line.startsWith('::error'));
    expect(errors).toHaveLength(10);
    expect(errors.at(-1)).toContain('7 more annotations are in the job summary');
  });
});

describe('the job summary', () => {
  const summaryOf = (report: ShownDocument) => {
    const [side, ...others] = githubReporter.sideTexts?.(report, OPTIONS) ?? [];
    expect(others).toEqual([]);
    expect(side?.fileVariable).toBe('GITHUB_STEP_SUMMARY');
    return side?.text ?? '';
  };

  test('is written to the file that GitHub names, verdict first', () => {
    expect(summaryOf(golden['function-pass'])).toMatch(/^### ✅ Pass\n/);
  });

  test('equals the Markdown report without its marker', () => {
    const document = golden['gate-mixed'];
    const [, report = ''] = markdownReporter.render(document, OPTIONS).split('-->\n\n');
    expect(summaryOf(document)).toBe(report);
  });

  test('stays below the size that GitHub refuses, cut at a line, and mentions the cut', () => {
    const report = golden['http-unavailable'];
    const runs = Array.from({ length: 1_050 }, () => report.runs[0] as Report['runs'][number]);
    const text = summaryOf({ ...report, runs });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_048_576);
    expect(Buffer.byteLength(text)).toBeGreaterThan(1_000_000);
    expect(text.endsWith('\n\nThe rest exceeds the size limit of a job summary.\n')).toBe(true);
  });
});
