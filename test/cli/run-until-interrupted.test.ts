/** Outcome of a command that fails after an interrupt. */
import { describe, expect, it } from 'vitest';
import { runUntilInterrupted } from '../../cli/execution/run-until-interrupted.ts';
import type { TerminationSignal } from '../../harness/host/process/termination-signals.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { createInMemoryHost } from '../support/in-memory-host.ts';

/** Interrupts a command, which then fails with the result of `errorOf`. */
async function toldToEnd(signal: TerminationSignal, errorOf: (aborted: AbortSignal) => unknown) {
  let tell: (signal: TerminationSignal) => void = () => undefined;
  const { host, written } = createInMemoryHost({
    signals: {
      onEnd: (listener) => {
        tell = listener;
        return () => undefined;
      },
    },
  });
  const code = await runUntilInterrupted(host, async (aborted) => {
    tell(signal);
    throw errorOf(aborted);
  });
  return { code, err: written.err };
}

const FULL = new UserError({
  code: 'disk-full',
  message: 'Cannot write it: no space is left.',
  remedy: 'Free some space.',
});

describe('runUntilInterrupted', () => {
  it('reports that it is ending, and nothing that is not done yet', async () => {
    const { err } = await toldToEnd('SIGTERM', (aborted) => aborted.reason);
    expect(err).toBe(
      '\nStopping and saving the measurements so far. Interrupt again to quit at once.\n',
    );
  });

  it.each([
    ['the reason of the signal', (aborted: AbortSignal) => aborted.reason],
    ['what Node.js makes of it', () => Object.assign(new Error('cut'), { name: 'AbortError' })],
  ] as const)('reports no error that the signal itself caused: %s', async (_, errorOf) => {
    const { code, err } = await toldToEnd('SIGTERM', errorOf);
    expect(code).toBe(143);
    expect(err).not.toContain('error:');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'reports a user error and still exits with the code of %s',
    async (signal, expected) => {
      const { code, err } = await toldToEnd(signal, () => FULL);
      expect(code).toBe(expected);
      expect(err).toContain('error: Cannot write it: no space is left.\nFree some space.\n');
    },
  );

  it('rethrows a defect', async () => {
    const defect = new TypeError('a defect');
    await expect(toldToEnd('SIGINT', () => defect)).rejects.toBe(defect);
  });
});
