import type { FirstScenario } from './candidates/candidate.ts';
import { findCandidates } from './candidates/find-candidates.ts';
import type { ProjectAt } from './project-at.ts';
import { tryFirst } from './try/try-first.ts';

/** A candidate that did not work. */
export interface Setback {
  readonly about: string;
  readonly problem: string;
}

export type FirstThatWorks =
  | {
      readonly type: 'found';
      readonly first: FirstScenario;
      /** What was seen: "GET / answers 200 in 1.2 ms". */
      readonly saw: string;
    }
  | { readonly type: 'nothing'; readonly setbacks: readonly Setback[] };

/** Tries one candidate after the other, tells how each went, and keeps the first that works. */
export async function firstThatWorks(
  project: ProjectAt,
  ending: string,
  signal: AbortSignal,
): Promise<FirstThatWorks> {
  const found = await tryEach(project, ending, signal);
  const isBuilt = found.type === 'found' && found.first.type === 'text' && found.first.isPrepared;
  // What was built for those that failed is of no use.
  if (isBuilt !== true) project.build?.discard();
  return found;
}

async function tryEach(
  project: ProjectAt,
  ending: string,
  signal: AbortSignal,
): Promise<FirstThatWorks> {
  const { terminal } = project.host;
  const setbacks: Setback[] = [];
  for await (const { about, plan } of findCandidates(project)) {
    if (signal.aborted) break;
    terminal.err(`trying ${about} …\n`);
    const planned = await plan(signal);
    const tried =
      planned.type === 'ready' ? await tryFirst(project, planned.first, ending, signal) : planned;
    if (tried.type === 'works' && planned.type === 'ready') {
      return { type: 'found', first: planned.first, saw: tried.saw };
    }
    if (signal.aborted) break;
    if (tried.type === 'failed') {
      terminal.err(`  no: ${tried.problem}\n`);
      setbacks.push({ about, problem: tried.problem });
    }
  }
  return { type: 'nothing', setbacks };
}
