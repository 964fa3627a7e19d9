import type { AuditContext, AuditSource } from '../../document/audit-context.ts';
import type { ContextLog } from '../context-log.ts';
import { CATALOGUE, CATALOGUE_DATE } from './catalogue.ts';

/** Sources by topic. */
export type Practices = Readonly<Record<string, readonly AuditSource[]>>;

/** Finds out what is good practice with a technology. */
export interface ResearchProvider {
  /** Asked once for each technology in a run; null: it knows nothing of it. */
  readonly practicesOf: (technology: string) => Promise<Practices | null>;
}

/** What comes with the program: asks nobody, and carries the date of what it knows. */
export const BUNDLED_PRACTICES: ResearchProvider = {
  practicesOf: async (technology) => CATALOGUE[technology] ?? null,
};

/**
 * Good practice with each technology of a stack that topics are fixed for, asked for once (AUD-13). Where the one
 * that is asked fails, the catalogue that comes with the program stands in for it.
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
