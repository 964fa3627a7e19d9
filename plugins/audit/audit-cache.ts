import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Host, harnessVersion, stampSources } from 'perf-harness/plugin';
import { openOutcomeCache } from '../analysis/index.ts';
import type { DiscoveredProject } from './context/discover-project.ts';
import { type AuditCategory, auditCategorySchema } from './document/audit-document.ts';
import {
  type AuditContext,
  auditContextSchema,
} from './document/audited-project-context-schema.ts';
import type { AuditSettings } from './run-auditor-from-audit-folder.ts';
import { isCompleteCategory } from './scoring/category-score.ts';

export interface CachedAudit {
  readonly discovered: DiscoveredProject;
  readonly categories: readonly AuditCategory[];
}

/** Results of the last audit, valid while nothing they depend on has changed. */
export interface AuditCache {
  readonly results: CachedAudit | null;
  /** Stores results. Errors are not stored, since their cause may be gone the next time. */
  readonly store: (answers: CachedAudit) => void;
}

export interface AuditCacheKey {
  readonly settings: AuditSettings;
  readonly domain: AuditContext['domain'];
  readonly auditors: readonly string[];
}

/** Opens the stored results of the last audit of a project with the same settings. */
export async function openAuditCache(
  host: Host,
  root: string,
  { settings, domain, auditors }: AuditCacheKey,
  signal: AbortSignal,
): Promise<AuditCache> {
  const rules = settings.rule_files.map((file) => host.files.read(file) ?? '');
  const sources = stampSources(host, dirname(fileURLToPath(import.meta.url)));
  const inputs = [
    harnessVersion(host),
    JSON.stringify({ settings, domain, auditors }),
    ...rules,
    sources,
  ];
  const cache = await openOutcomeCache(host, root, { kind: 'audits', inputs }, signal);
  return {
    results: cache.text === null ? null : await parseResults(cache.text),
    store: (answers) => {
      if (answers.categories.every(isCompleteCategory)) cache.store(JSON.stringify(answers));
    },
  };
}

/** Parses stored results; returns null if the file is damaged or was changed by another program. */
async function parseResults(text: string): Promise<CachedAudit | null> {
  try {
    const { discovered, categories } = JSON.parse(text) as CachedAudit;
    return {
      discovered: { ...discovered, context: auditContextSchema.parse(discovered.context) },
      categories: categories.map((category) => auditCategorySchema.parse(category)),
    };
  } catch {
    return null;
  }
}
