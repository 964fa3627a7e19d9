/** Verdicts are reported once known; profiling for the cause takes longer and follows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createCommandExecutor } from '../../harness/executors/command/command-executor.ts';
import { createHost } from '../../harness/host.ts';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { createFakeProcessSignals } from '../support/fake-process-signals.ts';
import type { LiveProject } from '../support/live-comparison-project.ts';
import {
  createScriptedProject,
  wallTimeFile,
} from '../support/project-with-scripted-measurements.ts';
import { writeFiles } from '../support/run-cli.ts';
import {
  createProfiledExecutors,
  EXPLANATIONS_ENABLED as env,
} from '../support/scripted-executors-with-real-profiles.ts';

const host = createHost();
afterAll(() => host.processes.stopAll());

/** Creates a project with a slower head, unprofilable: that would take a program run's time. */
function slowerProject(): LiveProject {
  const project = createScriptedProject({ 'work.sh': 'true' });
  writeFiles(project.root, { 'work.sh': 'sleep 0.01', ...wallTimeFile(30) });
  return project;
}

const TARGET = ['--', 'sh', 'work.sh'];
const PROFILED = '(a profile is taken)';

/** Returns the output and the profiles of a command, in order. */
async function said(project: LiveProject, args: readonly string[], isInterrupted = false) {
  const log: { readonly to: 'out' | 'err' | 'profile'; readonly text: string }[] = [];
  const { signals, send } = createFakeProcessSignals();
  const command = createCommandExecutor(host);
  const open: typeof command.open = (context) => {
    log.push({ to: 'profile', text: PROFILED });
    if (isInterrupted) send('SIGINT');
    return command.open(context);
  };
  const { code } = await project.command([...args, ...TARGET], {
    env,
    executors: createProfiledExecutors({ ...command, open }),
    host: {
      signals,
      terminal: {
        ...host.terminal,
        out: (text) => log.push({ to: 'out', text }),
        err: (text) => log.push({ to: 'err', text }),
        lost: () => null,
        canAsk: false,
        outIsTerminal: false,
        errIsTerminal: false,
        width: 80,
        color: false,
      },
    },
  });
  const at = log.findIndex(({ to }) => to === 'profile');
  const textOf = (part: typeof log, to: 'out' | 'err'): string =>
    part
      .filter((chunk) => chunk.to === to)
      .map(({ text }) => text)
      .join('');
  const [early, late] = [log.slice(0, at), log.slice(at)];
  expect(at).toBeGreaterThan(0);
  return {
    code,
    out: textOf(log, 'out'),
    err: textOf(log, 'err'),
    before: { out: textOf(early, 'out'), err: textOf(early, 'err') },
    after: { out: textOf(late, 'out'), err: textOf(late, 'err') },
  };
}

const count = (text: string, part: RegExp): number => text.match(part)?.length ?? 0;

describe.each([
  { name: 'compare', command: ['compare', 'main'], verdict: /✗ REGRESSED/gu },
  { name: 'gate', command: ['gate', '--base', 'main'], verdict: /✗ FAIL/gu },
])('$name', ({ command, verdict }) => {
  const filed = (text: string): ComparisonReport | null => {
    const document = JSON.parse(text) as ComparisonReport | GateReport;
    return 'checks' in document ? document.comparison : document;
  };

  test('shows people the verdict before profiling, and the findings of the profile below it', async () => {
    const project = slowerProject();
    const { code, out, before, after } = await said(project, [
      ...command,
      '--reporter',
      'terminal',
      '--reporter',
      'json=whole.json',
    ]);
    expect(code).toBe(1);
    expect(count(before.out, verdict)).toBe(1);
    expect(before.out).not.toContain('could not be profiled');
    expect(before.err).toContain('--no-explain');
    expect(after.out).toMatch(/^\n\[\d\] info: The change in "sh work\.sh"/u);
    expect(count(out, verdict)).toBe(1);
    // The next steps come last.
    expect(before.out).not.toContain('Next, to');
    expect(after.out).toMatch(/\n\nNext, to [^\n]+:\n[^\n]+\n$/u);
    const whole = filed(readFileSync(join(project.root, 'whole.json'), 'utf8'));
    expect(whole?.findings.map(({ id }) => id)).toContain('explanation-failed');
  });

  test('reports the verdict on standard error when a whole document goes to standard output', async () => {
    const { out, err, before, after } = await said(slowerProject(), [
      ...command,
      '--reporter',
      'json',
    ]);
    expect(count(before.err, verdict)).toBe(1);
    expect(count(err, verdict)).toBe(1);
    expect(before.out).toBe('');
    expect(after.out).toBe(out);
    expect(filed(out)?.findings.map(({ id }) => id)).toContain('explanation-failed');
  });
});

test('keeps the verdict complete when the profiles are interrupted', async () => {
  const project = slowerProject();
  const args = ['compare', 'main', '--reporter', 'terminal', '--reporter', 'json=whole.json'];
  const { code, out } = await said(project, args, true);
  expect(code).toBe(130);
  expect(count(out, /✗ REGRESSED/gu)).toBe(1);
  expect(count(out, /Next, to/gu)).toBe(1);
  const whole = JSON.parse(readFileSync(join(project.root, 'whole.json'), 'utf8'));
  expect(whole).toMatchObject({ verdict: 'fail' });
});
