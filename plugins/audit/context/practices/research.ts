import type { AuditContext, AuditSource } from '../../document/audit-context.ts';
import type { ContextLog } from '../context-log.ts';
import { CATALOGUE, CATALOGUE_DATE } from './catalogue.ts';

/** Sources by topic. */
export type Practices = Readonly<Record<string, readonly AuditSource[]>>;

/** Finds out what is good practice with a technology. */
export interface ResearchProvider {
  /** Called once per technology in a run; null: the technology is unknown. */
  readonly practicesOf: (technology: string) => Promise<Practices | null>;
}

/**
 * Practices bundled with the program, which need no request and carry the date of their retrieval.
 */
export const BUNDLED_PRACTICES: ResearchProvider = {
  practicesOf: async (technology) => CATALOGUE[technology] ?? null,
};

/**
 * Returns good practices for each technology of a stack that has fixed topics, requested once each
 * (AUD-13). If the provider fails, the bundled catalogue is used instead.
 */
export async function researchPractices(
  technologies: readonly string[],
  provider: ResearchProvider,
  log: ContextLog,
): Promise<AuditContext['best_practices']> {
  const asked = [...new Set(technologies)].filter((name) => name in CATALOGUE);
  const answers = await Promise.all(
    asked.map(async (name): Promise<readonly [string, Practices | null]> => {
      try {
        return [name, await provider.practicesOf(name)];
      } catch {
        log.conflict(
          `practices of ${name} could not be asked for: they are those of ${CATALOGUE_DATE}`,
        );
        return [name, await BUNDLED_PRACTICES.practicesOf(name)];
      }
    }),
  );
  return Object.fromEntries(
    answers.flatMap(([name, practices]) => (practices === null ? [] : [[name, { ...practices }]])),
  );
}
