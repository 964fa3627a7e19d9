/**
 * V8's counts of scripts, in a separate thread: counting in the process of the tests would take
 * away the counts of their own coverage.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { CoveredScript } from '../../profilers/execution-coverage/v8-script-coverage.ts';

const COUNT = `
const { Session } = require('node:inspector/promises');
const { parentPort, workerData } = require('node:worker_threads');
(async () => {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const answers = [];
  for (const text of workerData) {
    await eval(text);
    answers.push((await session.post('Profiler.takePreciseCoverage')).result);
  }
  parentPort.postMessage(answers);
})();`;

/** Runs scripts one after another; returns V8's coverage counts of all scripts during each. */
export async function measureThreadCoverage(
  texts: readonly string[],
): Promise<readonly (readonly CoveredScript[])[]> {
  const worker = new Worker(COUNT, { eval: true, workerData: texts });
  const [answers] = (await once(worker, 'message')) as [readonly (readonly CoveredScript[])[]];
  await worker.terminate();
  return answers;
}
