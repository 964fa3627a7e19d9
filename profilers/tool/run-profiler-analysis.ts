import type { Host } from '../../harness/host.ts';
import { UnitFailure } from '../../harness/model/executor.ts';

export interface AnalysisSpec {
  /** For messages: `0x`. */
  readonly tool: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly timeoutMs: number;
  readonly maxOutput?: number;
}

/** Characters of a tool's output to include in a failure. */
const MAX_OUTPUT_IN_FAILURE = 2_000;

/** Runs a tool. @returns Its output. @throws UnitFailure if it hangs, fails or prints too much. */
export async function runProfilerAnalysis(host: Host, spec: AnalysisSpec): Promise<string> {
  const { tool, timeoutMs } = spec;
  const { exit, stdout, stderr, timedOut, truncated } = await host.processes.exec({
    ...spec,
    // Preloads and flags of the measured program are not for the tool.
    env: { NODE_OPTIONS: undefined, NO_INSIGHT: '1' },
  });
  const output = stderr.trim().slice(-MAX_OUTPUT_IN_FAILURE);
  const outputField = output === '' ? {} : { output };
  if (timedOut) {
    throw new UnitFailure({
      reason: 'timeout',
      message: `${tool} did not finish analysing its data within ${timeoutMs / 1_000} s`,
      remedy: 'Collect less data: use a shorter `duration`, or less load.',
      ...outputField,
    });
  }
  if (exit.type === 'code' && exit.code === 0 && !truncated) return stdout;
  const problem = truncated
    ? 'prints too much output'
    : exit.type === 'code'
      ? `ends with exit code ${exit.code}`
      : exit.type === 'signal'
        ? `was terminated by ${exit.signal}`
        : `does not start: ${exit.error.message}`;
  throw new UnitFailure({
    reason: 'protocol',
    message: `${tool} cannot read the data it collected: it ${problem}${firstLine(output)}`,
    remedy: `Profile with V8 itself instead, by omitting \`--with\`; check whether this version of ${tool} supports this version of Node.js.`,
    ...outputField,
  });
}

function firstLine(output: string): string {
  const line = output.split('\n').find((outputLine) => /^\w*Error\b/.test(outputLine)) ?? '';
  return line === '' ? '' : ` (${line.trim()})`;
}
