import type { AuditContext, AuditSource } from '../../document/audited-project-context-schema.ts';
import type { ContextLog } from '../project-context-conflicts-and-unreadable-files.ts';
import { PRACTICE_CATALOGUE, PRACTICE_CATALOGUE_DATE } from './best-practice-source-catalogue.ts';

export type SourcesByTopic = Readonly<Record<string, readonly AuditSource[]>>;

/** Source of good practices for a technology. */
export interface PracticeProvider {
  /** Called once per technology in a run; null: the technology is unknown. */
  readonly practicesOf: (technology: string) => Promise<SourcesByTopic | null>;
}

/** Practices bundled with the program: no request needed, dated by their retrieval. */
export const BUNDLED_PRACTICES: PracticeProvider = {
  practicesOf: async (technology) => PRACTICE_CATALOGUE[technology] ?? null,
};

/**
 * Returns good practices for each technology of a stack that has fixed topics, requested once each
 * (AUD-13). If the provider fails, the bundled catalogue is used instead.
 */
export async function researchPractices(
  technologies: readonly string[],
  provider: PracticeProvider,
  log: ContextLog,
): Promise<AuditContext['best_practices']> {
  const asked = [...new Set(technologies)].filter((name) => name in PRACTICE_CATALOGUE);
  const answers = await Promise.all(
    asked.map(async (name): Promise<readonly [string, SourcesByTopic | null]> => {
      try {
        return [name, await provider.practicesOf(name)];
      } catch {
        log.conflict(
          `practices for ${name} could not be fetched; the bundled practices from ${PRACTICE_CATALOGUE_DATE} are used`,
        );
        return [name, await BUNDLED_PRACTICES.practicesOf(name)];
      }
    }),
  );
  return Object.fromEntries(
    answers.flatMap(([name, practices]) => (practices === null ? [] : [[name, { ...practices }]])),
  );
}
