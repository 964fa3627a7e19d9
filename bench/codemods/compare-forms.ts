import type { Host } from '../../harness/host.ts';
import { median } from '../../harness/stats/descriptive-statistics.ts';
import { summarizeRatios } from '../measure-alternately.ts';
import type { GainCase } from './gain-cases.ts';

/** Times of the two forms of a case, and their ratio. */
export interface ComparedForms {
  /** Medians over the rounds, nanoseconds. */
  readonly beforeNs: number;
  readonly afterNs: number;
  /** Median of the rounds' after / before, with its interval at 95 %: below 1 is quicker. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

export interface CompareOptions {
  /** The Node.js that runs both forms, absolute path. */
  readonly node: string;
  readonly rounds: number;
  readonly env: Readonly<Record<string, string>>;
  /** Ends between two processes. */
  readonly signal: AbortSignal;
}

const FORMS = ['before', 'after'] as const;
const CHILD_TIMEOUT_MS = 180_000;

/**
 * Runs both forms alternately, each in a fresh process, and swaps the order every round, so that
 * disturbances affect both. The ratio is computed within each round.
 * @throws if a form fails or prints no number, or if the signal is aborted.
 */
export async function compareForms(
  host: Host,
  gainCase: GainCase,
  { node, rounds, env, signal }: CompareOptions,
): Promise<ComparedForms> {
  const taken: Record<(typeof FORMS)[number], number[]> = { before: [], after: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const form of round % 2 === 0 ? FORMS : FORMS.toReversed()) {
      signal.throwIfAborted();
      taken[form].push(await time(host, node, gainCase, form, env));
    }
  }
  const ratios = taken.after.map((after, round) => after / (taken.before[round] ?? Number.NaN));
  return {
    beforeNs: median(taken.before),
    afterNs: median(taken.after),
    ...summarizeRatios(ratios),
  };
}

async function time(
  host: Host,
  node: string,
  gainCase: GainCase,
  form: 'before' | 'after',
  env: CompareOptions['env'],
): Promise<number> {
  const { exit, stdout, stderr } = await host.processes.exec({
    file: node,
    args: [...gainCase.args(form)],
    env: { ...env },
    timeoutMs: CHILD_TIMEOUT_MS,
  });
  const figure = Number(stdout);
  if (exit.type !== 'code' || exit.code !== 0 || stdout === '' || !(figure > 0)) {
    throw new Error(`${gainCase.id}, ${form}: ${JSON.stringify(exit)} ${stdout}${stderr}`);
  }
  return figure * gainCase.unitNs;
}
