import type {
  CauseEvidence,
  DataPart,
  IncidentChange,
} from '../../document/investigation-document.ts';

/** Words that describe the role of a file rather than its subject. */
const PARTS =
  /^(?:index|routes?|router|controllers?|services?|handlers?|test|post|lib|main|server|config|production|json|utils?)$/u;

/** Evidence from words a changed file shares with names of degraded or unaffected endpoints. */
export function endpointEvidence(
  { file, kind }: IncidentChange,
  { endpoints }: DataPart,
): readonly CauseEvidence[] {
  if (file === null || kind === 'configuration' || kind === 'dependency') return [];
  const words = new Set(wordsOf(file));
  const named = (name: string): boolean => wordsOf(name).some((word) => words.has(word));
  const affected = endpoints.filter(({ is_affected }) => is_affected);
  if (affected.length === 0 || affected.length === endpoints.length) return [];
  const hit = affected.find(({ name }) => named(name));
  if (hit !== undefined) {
    const message = `the file is on the code path of ${hit.name}, which became slower`;
    return [{ source: 'logs', message, place: file, weight: 0.9 }];
  }
  const wrong = endpoints.find(({ name, is_affected }) => !is_affected && named(name));
  if (wrong === undefined) return [];
  const message = `the file is on the code path of ${wrong.name}, which did not change`;
  return [{ source: 'logs', message, place: file, weight: -1 }];
}

function wordsOf(text: string): readonly string[] {
  return text
    .replace(/([a-z])([A-Z])/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/u)
    .filter((word) => word.length > 3 && !PARTS.test(word))
    .map((word) => word.replace(/s$/u, ''));
}
