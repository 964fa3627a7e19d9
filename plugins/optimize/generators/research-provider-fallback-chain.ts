import type { measure } from 'perf-harness/plugin';
import type { Research } from '../document/optimization-hypothesis.ts';

/** Stages of research, in the order in which they run (H812-02). */
export const RESEARCH_STAGES = [
  'competitors',
  'industry',
  'local_code',
  'solutions',
  'hypotheses',
] as const;
export type ResearchStage = (typeof RESEARCH_STAGES)[number];

/** Request to a provider. */
export interface ResearchQuestion {
  readonly stage: 'competitors' | 'industry';
  readonly classes: readonly measure.BottleneckClass[];
  readonly signal: AbortSignal;
}

/** Knowledge of a provider beyond the built-in catalogue. */
export type ResearchAnswer = Partial<
  Pick<
    Research,
    'competitor_approaches' | 'industry_benchmark' | 'target_metrics' | 'research_sources'
  >
>;

/** External source, as a search or documentation server; unused unless configured (D9). */
export interface ResearchProvider {
  readonly id: string;
  /** Rejects if it cannot answer. */
  readonly ask: (question: ResearchQuestion) => Promise<ResearchAnswer>;
}

/** Answer and its provider; null provider: none had an answer, so built-in knowledge is used. */
export interface ChainAnswer {
  readonly provider: string | null;
  readonly answer: ResearchAnswer;
}

/** Exact text for research based on built-in knowledge only. */
export const OFFLINE_DISCLAIMER = 'no external sources verified';

/** Queries providers in order until one answers; a failed one is not queried again in the run. */
export function createResearchChain(providers: readonly ResearchProvider[]): {
  readonly ask: (question: ResearchQuestion) => Promise<ChainAnswer>;
} {
  const failed = new Set<string>();
  return {
    ask: async (question) => {
      for (const { id, ask } of providers) {
        if (failed.has(id)) continue;
        try {
          return { provider: id, answer: await ask(question) };
        } catch {
          // After any error the next provider is tried.
          question.signal.throwIfAborted();
          failed.add(id);
        }
      }
      return { provider: null, answer: {} };
    },
  };
}
