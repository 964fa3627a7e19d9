/** Discovery of the context of a project that a test writes. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost } from '../../harness/host.ts';
import {
  type DiscoveryOptions,
  discoverProject,
} from '../../plugins/audit/context/discover-project.ts';
import type { AuditContext } from '../../plugins/audit/document/audited-project-context-schema.ts';
import { AUDIT_CACHE_VARIABLES } from './audit-cache-environment-variables.ts';
import { writeFiles } from './run-cli.ts';

/** Discovers the context of a project with these files; `prepare` can change its folder. */
export async function discoverAuditContext(
  files: Readonly<Record<string, string>>,
  options: Partial<DiscoveryOptions> & { readonly prepare?: (root: string) => void } = {},
): Promise<AuditContext> {
  const { prepare, ...rest } = options;
  const root = mkdtempSync(join(tmpdir(), 'discovered-'));
  writeFiles(root, files);
  prepare?.(root);
  const host = createHost({ env: { ...process.env, ...AUDIT_CACHE_VARIABLES } });
  const { signal } = new AbortController();
  return (await discoverProject(host, root, { signal, ...rest })).context;
}
