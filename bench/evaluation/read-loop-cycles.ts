import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PerformanceMap } from '../../harness/model/documents/performance-map-document.ts';
import type { WrongToolJudgement } from '../../harness/model/program/code-optimisation-suitability-judgement.ts';
import type { Research } from '../../plugins/optimize/document/optimization-hypothesis.ts';
import type { Execution } from '../../plugins/optimize/phase-result-schemas.ts';

/** A change that the loop proposed, and its outcome. */
export interface ProposedChange {
  readonly description: string;
  /** `struck`: applied, tested and measured, not accepted; `manual`: only people can apply it. */
  readonly end: 'kept' | 'struck' | 'not tried' | 'manual';
  /** Why it was struck; empty elsewhere. */
  readonly reason: string;
}

/** Result of one cycle of the loop. */
export interface LoopCycle {
  readonly bottleneck: string;
  /** Percent of the measured time. */
  readonly share: number;
  readonly gate: string;
  readonly changes: readonly ProposedChange[];
  /** Time after / time before of held-out pairs; null: nothing was accepted or measured. */
  readonly ratio: { readonly value: number; readonly low: number; readonly high: number } | null;
}

/** Reads the cycles that a loop stored in the folder of its target, in order. */
export function readLoopCycles(folder: string): readonly LoopCycle[] {
  if (!existsSync(folder)) return [];
  const cycles = readdirSync(folder).filter((name) => /^cycle-\d+$/u.test(name));
  return cycles
    .toSorted((a, b) => Number(a.slice(6)) - Number(b.slice(6)))
    .flatMap((name) => {
      const read = <T>(file: string): T | null => {
        const path = join(folder, name, `${file}.json`);
        // Sound: the loop validates what it stores there by the schemas of these types.
        return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : null;
      };
      const map = read<PerformanceMap>('map');
      if (map === null) return [];
      const execution = read<Execution>('execution');
      const research = read<Research>('research');
      return [
        {
          ...firstBottleneck(map),
          gate: gateText(read<WrongToolJudgement>('gate')),
          changes: (research?.hypotheses ?? []).map((hypothesis) =>
            changeOf(hypothesis, execution),
          ),
          ratio: execution?.ratio ?? null,
        },
      ];
    });
}

function firstBottleneck({ top_bottlenecks: [first] }: PerformanceMap) {
  if (first === undefined) return { bottleneck: 'none', share: 0 };
  const place = first.location === null ? '' : ` (${first.location})`;
  return { bottleneck: `${first.function}${place}`, share: first.share };
}

function gateText(judged: WrongToolJudgement | null): string {
  if (judged === null) return 'not judged';
  return [judged.verdict, ...judged.indicators.map(({ id }) => id)].join(': ');
}

function changeOf(
  { id, description, apply }: Research['hypotheses'][number],
  execution: Execution | null,
): ProposedChange {
  if (apply === null) return { description, end: 'manual', reason: '' };
  if (execution === null) return { description, end: 'not tried', reason: '' };
  if (execution.hypotheses_applied.includes(id)) return { description, end: 'kept', reason: '' };
  const removed = execution.hypotheses_removed.find((hypothesis) => hypothesis.id === id);
  return removed === undefined
    ? { description, end: 'not tried', reason: '' }
    : { description, end: 'struck', reason: removed.reason };
}
