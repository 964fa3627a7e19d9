/** The request to count, by a stand-in for valgrind; count-function-instructions.proof.test.ts counts. */
import { expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { withFakeValgrind } from './fake-valgrind.ts';
import {
  createInstructionUnits,
  WAITING,
  withVgdbArguments,
  workScenario,
} from './instruction-executor-test-setup.ts';

it('counts the calls of a function from a request through ptrace on', async () => {
  const { host, requests } = withVgdbArguments(withFakeValgrind(createHost()));
  const { measure } = createInstructionUnits({ host, isCompiled: false });
  const { unavailable } = await measure(workScenario('chain of 1,000'));
  expect(requests).toHaveLength(1);
  expect(requests[0]).toContain('instrumentation');
  expect(requests[0]).not.toContain(WAITING);
  // The function was called, and the stand-in counted nothing.
  expect(unavailable?.instructions).toMatch(/function names to valgrind/);
});
