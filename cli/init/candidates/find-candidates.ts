import type { ProjectAt } from '../project-at.ts';
import { benchmarkCandidates } from './benchmarks.ts';
import type { Candidate } from './candidate.ts';
import { functionCandidates } from './functions.ts';
import { binCandidates, emptyCandidate, loadCandidates } from './package.ts';
import { findServers, serverCandidates } from './servers.ts';

/**
 * What could be measured first in a project, best first: benchmarks that exist, servers, functions that
 * the tests call, commands, the load of the package. Later ones are looked for when they are asked for.
 */
export async function* findCandidates(project: ProjectAt): AsyncGenerator<Candidate> {
  const servers = findServers(project);
  const [benchmarks, served] = [benchmarkCandidates(project, servers), serverCandidates(servers)];
  const [bins, loads] = [binCandidates(project), loadCandidates(project)];
  yield* benchmarks;
  yield* served;
  const functions = await functionCandidates(project);
  yield* functions;
  yield* bins;
  yield* loads;
  const all = [benchmarks, served, functions, bins, loads];
  if (all.every((some) => some.length === 0)) yield emptyCandidate();
}
