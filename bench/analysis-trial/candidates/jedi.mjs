/** jedi, in a Python of its own. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export async function open(_version, folder) {
  const script = new URL('jedi-answers.py', import.meta.url).pathname;
  const environment = process.env.PERF_HARNESS_TRIAL_PYTHON;
  const python = spawn(process.env.PERF_HARNESS_TRIAL_JEDI ?? 'python3', [script, folder, ...(environment ? [environment] : [])], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  return {
    close: () => python.kill(),
    pid: python.pid,
    answer: async (question) => { python.stdin.write(`${JSON.stringify(question)}\n`); const { given, failure } = JSON.parse((await lines.next()).value); if (failure) throw new Error(failure); return given; },
  };
}
