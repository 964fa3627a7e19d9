import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Host, harnessVersion, stampSources } from 'perf-harness/plugin';
import { openProjectCode, type ProjectCode } from '../analysis/index.ts';
import { ALL_AUDITORS } from './auditors/auditor-registry.ts';
import { toCodeSearch } from './syntax-tree-pattern-search.ts';

export interface OpenCodeOptions {
  readonly signal: AbortSignal;
  readonly withTests?: boolean;
}

/**
 * Reads a project for all auditors: what the first process reads of a file is cached for the
 * others. Files are searched for all syntax patterns of the rules while their syntax trees are in
 * memory.
 */
export async function openAuditedCode(
  host: Host,
  root: string,
  { signal, withTests = false }: OpenCodeOptions,
): Promise<ProjectCode> {
  const searches = ALL_AUDITORS.flatMap(({ rules }) =>
    rules.flatMap((rule) => rule.searches ?? []),
  );
  return openProjectCode(host, root, {
    cacheVersion: harnessVersion(host),
    patterns: false,
    withTests,
    signal,
    searches: {
      all: searches.map(toCodeSearch),
      version: stampSources(host, dirname(fileURLToPath(import.meta.url))),
    },
  });
}
