/**
 * A complete loop with real measurements on an emulated other platform: profile, hypotheses, tests,
 * worktrees and commits as the loop's processes make them there.
 */
import { describe, expect, it } from 'vitest';
import { createOrdersProject, ORDERS_FILE } from '../support/quadratic-orders-project.ts';
import { runCli } from '../support/run-cli.ts';
import { simulatePlatform, TESTED_SYSTEMS } from '../support/simulated-platform.ts';

/** A minute on an idle machine, and many times that on a busy machine. */
const LIMIT_MS = 1_200_000;

describe.each(TESTED_SYSTEMS)('optimize on %s', { timeout: LIMIT_MS }, (platform) => {
  simulatePlatform(platform);

  it('goes from a complaint to a commit that meets the goal', async () => {
    const project = createOrdersProject();
    const head = project.git('rev-parse', 'HEAD');
    const asked = ['--target', 'orders', '--observed', '20ms:response_time', '--goal', '5ms'];
    const args = ['optimize', ...asked, '--max-cycles', '1', '--approve', 'gate1,gate2'];
    const { code, out, err } = await runCli(args, { cwd: project.root });
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('TARGET MET on cycle 1');
    const branch = project.git('branch', '--list', 'optimize/*', '--format=%(refname:short)');
    expect(project.git('show', `${branch}:${ORDERS_FILE}`)).toContain('new Set(');
    expect(project.git('rev-parse', 'HEAD')).toBe(head);
    expect(project.git('status', '--porcelain')).toBe('');
    expect(project.git('worktree', 'list').split('\n')).toHaveLength(1);
  });
});
